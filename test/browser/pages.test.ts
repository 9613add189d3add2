import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/domain/message.ts';
import type { Look, Session, Window } from './browser.ts';
import {
  ARTEFACTS,
  axe,
  invitation,
  newUser,
  openBrowser,
  openWindow,
  sticksOut,
  tooSmall,
  untranslated,
} from './browser.ts';
import { HOSTILE, NEVER_IN_A_PAGE } from './hostile.ts';
import type { Office } from './office.ts';
import { openOffice } from './office.ts';
import { PAGES } from './pages.ts';

const WIDTHS = { phone: 390, desktop: 1280 } as const;
/** WCAG 2.5.8; what most come for is as large as a thumb. */
const TARGET_PX = 24;
const THUMB_PX = 44;
const NARROWEST_PX = 320;

let office: Office;
let browser: Browser;
let anna: Session;
let customerPath: string;
let switchedCustomerPath: string;
let welcomePath: string;

beforeAll(async () => {
  [office, browser] = await Promise.all([openOffice(), openBrowser()]);
  anna = await newUser(browser, office, 'Anna', 'planner,operator,approver');
  const customerLink = async (kind: string) => {
    const said = await office.golive('customer', 'link', office.filled.projects[kind]!);
    return /\/c\/[\w-]+/.exec(said)![0];
  };
  customerPath = await customerLink('hostile');
  switchedCustomerPath = await customerLink('switched');
  welcomePath = await invitation(office, 'Nieuw', 'viewer');
});
afterAll(async () => {
  await browser?.close();
  await office?.close();
});

interface Reached {
  readonly name: string;
  readonly status: number;
  readonly isPublic: boolean;
  readonly behindButton: boolean;
  path(): string;
}

const secret = (name: string, path: () => string): Reached => ({
  name,
  status: 200,
  isPublic: true,
  behindButton: false,
  path,
});

/** Every page there is: the customers' links are secrets, and exist only now. */
const ALL: readonly Reached[] = [
  ...PAGES.map(({ name, reader, status = 200, behindButton = false, path }) => ({
    name,
    status,
    isPublic: reader === 'nobody',
    behindButton,
    path: () => path(office),
  })),
  secret('customer-hostile', () => customerPath),
  secret('customer-switched', () => switchedCustomerPath),
  secret('welcome', () => welcomePath),
];

async function opened(
  { path, behindButton = false }: { readonly path: string; readonly behindButton?: boolean },
  look: Look,
  work: (window: Window, status: number | undefined) => Promise<void>,
): Promise<void> {
  const window = await openWindow(browser, office, look);
  try {
    let response = await window.page.goto(path);
    if (behindButton)
      [response] = await Promise.all([
        window.page.waitForNavigation({ timeout: 60_000 }),
        window.page.locator('main form button').first().click(),
      ]);
    await work(window, response?.status());
    expect(window.complaints).toEqual([]);
  } finally {
    await window.close();
  }
}

describe.each(ALL)('$name', ({ name, status, isPublic, behindButton, path }) => {
  const reader = (): Look => (isPublic ? {} : { as: anna });
  const here = (query = '') => ({ path: `${path()}${query}`, behindButton });

  test('is there, breaks no rule of WCAG 2.2 AA in either light at either width, and holds what is hostile back', () =>
    opened(here(), reader(), async ({ page }, answered) => {
      expect(answered).toBe(status);
      const broken: Record<string, string[]> = {};
      for (const [device, width] of Object.entries(WIDTHS))
        for (const colours of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 850 });
          await page.emulateMedia({ colorScheme: colours });
          await page.screenshot({ path: join(ARTEFACTS, `${name}-${device}-${colours}.png`), fullPage: true });
          const found = await axe(page);
          if (found.length > 0) broken[`${device} ${colours}`] = found;
        }
      expect(broken).toEqual({});
      const text = await page.content();
      expect(text).not.toMatch(NEVER_IN_A_PAGE);
      expect(await page.title()).not.toBe('owned'); // what each of the hostile texts would have done
    }));

  test('fits a narrow phone, and can be hit with a thumb', () =>
    opened(here(), { ...reader(), width: NARROWEST_PX, height: 640, touch: true }, async ({ page }) => {
      expect(await sticksOut(page)).toEqual([]);
      expect(await tooSmall(page, TARGET_PX)).toEqual([]);
      expect(await tooSmall(page, THUMB_PX, '.button.main, .button.danger')).toEqual([]);
    }));

  test('speaks four languages, each as a whole', async () => {
    const bodies = new Set<string>();
    for (const language of LANGUAGES) {
      const separator = path().includes('?') ? '&' : '?';
      await opened(here(`${separator}lang=${language}`), reader(), async ({ page }) => {
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        const text = await page.locator('body').innerText();
        expect(untranslated(text)).toEqual([]);
        expect(text).not.toMatch(/(?<!\\u)\{[a-z]+(:[a-z]+)?\}|undefined|NaN|\[object /);
        bodies.add(await page.locator('main').innerText());
      });
    }
    expect(bodies.size).toBe(LANGUAGES.length);
  });

  test('can be read without a script', () =>
    opened(here(), { ...reader(), javaScript: false }, async ({ page }, answered) => {
      expect(answered).toBe(status);
      expect(await page.locator('h1').count()).toBe(1);
      expect((await page.locator('main').innerText()).length).toBeGreaterThan(20);
    }));
});

test('what is hostile does stand in the pages, as text', async () => {
  const seen: string[] = [];
  for (const { name, path, isPublic } of ALL.filter(({ name }) => name.includes('hostile')))
    await opened({ path: path() }, isPublic ? {} : { as: anna }, async ({ page }) => {
      seen.push(`${name} ${await page.locator('body').textContent()}`);
    });
  const all = seen.join('\n');
  for (const text of [HOSTILE.customer, HOSTILE.txt, HOSTILE.whois, HOSTILE.folder, HOSTILE.note, HOSTILE.task])
    expect(all).toContain(/<script>.*?<\/script>|onerror="[^"]*"/.exec(text)![0]);
  expect(all).toContain('\\u{202e}');
});
