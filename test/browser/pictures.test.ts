import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLab } from '../process/lab.ts';
import type { Session } from './browser.ts';
import { ARTEFACTS, newUser, openBrowser, openWindow } from './browser.ts';
import { golive, openOffice, serving } from './office.ts';

/** `GOLIVE_PICTURES=1`: the README's pictures are made anew; else they are made beside the others and only looked at by people. */
const FOLDER = process.env['GOLIVE_PICTURES'] === '1' ? resolve(import.meta.dirname, '../../docs') : ARTEFACTS;
const LARGEST = 200 * 1024;
const LOOK = { width: 1120, height: 760 } as const;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function picture(page: Page, name: string, height: number = LOOK.height): Promise<void> {
  const file = join(FOLDER, name);
  await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width: LOOK.width, height } });
  expect(statSync(file).size).toBeLessThan(LARGEST);
  expect(readFileSync(file).subarray(1, 4).toString('latin1')).toBe('PNG');
}

test('the overview', async () => {
  const office = await openOffice();
  try {
    const as = await newUser(browser, office, 'Anna', 'planner,operator,approver');
    const { page, close } = await openWindow(browser, office, { as, ...LOOK });
    await page.goto('/?lang=en');
    await page.evaluate(
      "for (const card of document.querySelectorAll('.card')) if (card.textContent.includes('kwaad.nl')) card.remove()",
    );
    await picture(page, 'dashboard.png');
    await close();
  } finally {
    await office.close();
  }
});

test('the board, half-way: one cache has turned, others keep the old', async () => {
  const lab = await openLab({ pace: 40, leaseMs: 60_000, lagMs: 100 });
  const daemon = await serving(lab.configFile);
  try {
    const office = { url: daemon.url, golive: (...args: readonly string[]) => golive(lab.configFile, ...args) };
    const as: Session = await newUser(browser, office, 'Anna', 'planner,operator,approver');
    const agency = lab.agency();
    const { page, close } = await openWindow(browser, office, { as, ...LOOK });
    const half = async (): Promise<boolean> => {
      await agency.act();
      const { migrations } = JSON.parse(await office.golive('status', '--json'));
      if (migrations[0].phase !== 'propagate') return false;
      await page.goto(`/migrations/${lab.id}/board?lang=en`);
      const shown = await page.locator('main').innerText();
      return /\bold\b/.test(shown) && /\bnew\b/.test(shown) && /%|of \d/.test(shown);
    };
    await expect.poll(half, { timeout: 150_000, interval: 500 }).toBe(true);
    const look = page.locator('form[action$="/board/look"] button, form[action$="/look"] button');
    if ((await look.count()) > 0) await look.first().click();
    await page.goto(`/migrations/${lab.id}/board`);
    await picture(page, 'board.png', 1180);
    await close();
  } finally {
    await daemon.stop();
    await lab.close();
  }
});
