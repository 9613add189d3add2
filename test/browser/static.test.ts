import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ARTEFACTS, axe, openBrowser, openWindow, sticksOut, tooSmall } from './browser.ts';
import { NEVER_IN_A_PAGE } from './hostile.ts';
import type { Office } from './office.ts';
import { openOffice } from './office.ts';

let office: Office;
let browser: Browser;
let folder: string;
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  css: 'text/css',
  svg: 'image/svg+xml',
  json: 'application/json',
};

/** A web server that knows nothing of golive. */
const server = createServer((request, response) => {
  const name = basename(new URL(request.url ?? '/', 'http://x').pathname) || 'index.html';
  try {
    const text = readFileSync(join(folder, name));
    response.writeHead(200, { 'content-type': TYPES[name.split('.').at(-1)!] ?? 'text/plain' }).end(text);
  } catch {
    response.writeHead(404).end();
  }
});

beforeAll(async () => {
  [office, browser] = await Promise.all([openOffice(), openBrowser()]);
  folder = join(office.folder, 'www');
  await office.golive('status', '--publish', folder);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await browser?.close();
  await office?.close();
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test('the page that cron writes shows every project, breaks no rule, says nothing hostile, and leads nowhere', async () => {
  for (const [device, width] of [
    ['phone', 390],
    ['desktop', 1280],
  ] as const)
    for (const colours of ['light', 'dark'] as const) {
      const { page, complaints, close } = await openWindow(
        browser,
        { url: url() },
        { width, colours, javaScript: true },
      );
      await page.goto('/index.html');
      await page.screenshot({ path: join(ARTEFACTS, `static-${device}-${colours}.png`), fullPage: true });
      expect(await axe(page)).toEqual([]);
      expect(await page.content()).not.toMatch(NEVER_IN_A_PAGE);
      expect(await page.locator('.card').count()).toBe(Object.keys(office.filled.projects).length);
      expect(await page.locator('form, button').count()).toBe(0);
      const links = await page.locator('a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
      for (const link of links as readonly string[])
        if (!link.startsWith('#')) expect([link, (await page.request.get(link)).status()]).toEqual([link, 200]);
      expect(await page.content()).toContain('<noscript><meta http-equiv="refresh" content="60"></noscript>');
      expect(complaints).toEqual([]);
      await close();
    }
});

test('it fits a narrow phone', async () => {
  const { page, close } = await openWindow(browser, { url: url() }, { width: 320, touch: true });
  await page.goto('/');
  expect(await sticksOut(page)).toEqual([]);
  expect(await tooSmall(page, 24)).toEqual([]);
  await close();
});
