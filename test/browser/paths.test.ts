import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from './browser.ts';
import { newUser, openBrowser, openWindow, PASSWORD } from './browser.ts';
import { enter, tabTo } from './keyboard.ts';
import type { Office } from './office.ts';
import { openOffice } from './office.ts';

let office: Office;
let browser: Browser;
let anna: Session;

beforeAll(async () => {
  [office, browser] = await Promise.all([openOffice(), openBrowser()]);
  anna = await newUser(browser, office, 'Anna', 'planner,operator,approver');
});
afterAll(async () => {
  await browser?.close();
  await office?.close();
});

const migration = (kind: string): string => `/migrations/${office.filled.migrations[kind]}`;
const project = (kind: string): string => `/projects/${office.filled.projects[kind]}`;
const noticeOf = (page: Page) => page.locator('.notice').first();

test('by keyboard alone: sign in, find a project, book it, approve its plan, answer what is asked, sign out', async () => {
  const { page, complaints, close } = await openWindow(browser, office);
  await page.goto('/');
  expect(new URL(page.url()).pathname).toBe('/login');
  await tabTo(page, page.locator('input[name=name]'));
  await page.keyboard.type('Anna');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await Promise.all([page.waitForURL(`${office.url}/`), page.keyboard.press('Enter')]);

  // Find it.
  await tabTo(page, page.locator('input[type=search]'));
  await page.keyboard.type('café');
  await Promise.all([page.waitForURL(/\?q=/), page.keyboard.press('Enter')]);
  expect(await page.locator('.card').count()).toBe(1);
  await enter(page, page.locator('.card h2 a'));
  expect(new URL(page.url()).pathname).toBe(project('draft'));

  // Book it.
  await enter(page, page.locator(`main a[href^="${project('draft')}/book"]`).first());
  await enter(page, page.locator('#earliest button'));
  expect(await noticeOf(page).getAttribute('role')).toBe('status');
  const booked = JSON.parse(await office.golive('status', 'xn--caf-dezon-d4a.be', '--json'));
  expect(booked.migrations[0].slot).toMatch(/^202\d-\d\d-\d\d\/(morning|afternoon)$/);

  // Approve its plan, having read what it is.
  await page.goto(migration('draft'));
  await enter(page, page.locator(`main form[action="${migration('draft')}/approve/offer"] button`));
  expect(await page.locator('.offered > li').count()).toBeGreaterThan(0);
  await enter(page, page.locator('main form .button.main'));
  expect(new URL(page.url()).pathname).toBe(migration('draft'));
  expect((await office.golive('status', 'xn--caf-dezon-d4a.be', '--json')).includes('"status": "draft"')).toBe(false);

  // Answer what is asked.
  await page.goto(migration('needs-you'));
  await tabTo(page, page.locator('form[action$="/answer"] input[type=radio]').first());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await Promise.all([page.waitForURL(/said=answer/), page.keyboard.press('Enter')]);
  expect(await office.golive('journal', 'tuincentrum-de-linde.nl')).toMatch(/losingRegistrarCuts/);

  // Sign out.
  await enter(page, page.locator('form[action="/logout"] button'));
  await page.goto(migration('needs-you'));
  expect(new URL(page.url()).pathname).toBe('/login');
  expect(complaints).toEqual([]);
  await close();
});

test('a step past the point of no return takes the name of the domain, typed', async () => {
  const { page, complaints, close } = await openWindow(browser, office, { as: anna });
  await page.goto(`${migration('switched')}/approve/request-transfer`);
  await page.locator('main form button').first().click();
  const typed = page.locator('input[name=typed]');
  await typed.fill('wijnhuis-elan.be');
  await page.locator('main form .button.main').click();
  await expect.poll(() => page.locator('input[name=typed][aria-invalid=true]').count()).toBe(1);
  await page.locator('input[name=typed]').fill('wijnhuis-elan.nl');
  await Promise.all([page.waitForURL(/said=approve/), page.locator('main form .button.main').click()]);
  expect(complaints).toEqual([]);
  await close();
});

test('without a script a note and an answer can be said, and a half-day given back', async () => {
  const { page, close } = await openWindow(browser, office, { as: anna, javaScript: false });
  await page.goto(migration('planned'));
  await page.locator('details:has(textarea[name=text]) > summary').click();
  await page.locator('textarea[name=text]').fill('De klant is <b>tevreden</b>');
  await page.locator('form:has(textarea[name=text]) button').click();
  expect(page.url()).toContain('said=note');
  expect(await page.locator('main').innerText()).toContain('De klant is <b>tevreden</b>');
  await page.goto(`${project('held')}/book`);
  await page.locator('button.main').first().click();
  expect((await office.golive('slots', 'fietsen-joost.de', '--history')).toLowerCase()).toMatch(/bevestigd/);
  await close();
});

describe('what happens elsewhere comes in by itself', () => {
  test('and leaves the focus, what is typed, what is open and where one looks as they are', async () => {
    const { page, complaints, close } = await openWindow(browser, office, { as: anna });
    await page.goto(migration('switched'));
    const note = page.locator('textarea[name=text]');
    await page.locator('details:has(textarea[name=text]) > summary').click();
    await note.click();
    await page.keyboard.type('half een zin');
    await page.keyboard.press('ArrowLeft');
    const open = page.locator('details[id]').first();
    await open.evaluate((element) => element.setAttribute('open', ''));
    const before = await page.evaluate('[scrollY, document.activeElement.selectionStart]');
    await office.golive('note', 'wijnhuis-elan.nl', 'Van de andere kant', '--by', 'Ben');
    await expect.poll(() => page.locator('main').innerText(), { timeout: 20_000 }).toContain('Van de andere kant');
    expect(await note.inputValue()).toBe('half een zin');
    expect(await page.evaluate('document.activeElement.name')).toBe('text');
    expect(await page.evaluate('[scrollY, document.activeElement.selectionStart]')).toEqual(before);
    expect(await open.evaluate((element) => element.hasAttribute('open'))).toBe(true);
    expect(await page.locator('#live').textContent()).not.toBe('');
    expect(complaints).toEqual([]);
    await close();
  });
  test('on the overview too, for everybody who looks', async () => {
    const windows = await Promise.all([1, 2, 3].map(() => openWindow(browser, office, { as: anna })));
    await Promise.all(windows.map(({ page }) => page.goto('/')));
    const [paused] = windows;
    const card = paused!.page.locator('.card', { hasText: 'Basisschool De Brug' });
    expect(await card.innerText()).not.toMatch(/gepauzeerd/i);
    await office.golive('pause', 'school-de-brug.nl', '--by', 'Ben');
    for (const { page, complaints, close } of windows) {
      await expect
        .poll(() => page.locator('.card', { hasText: 'Basisschool De Brug' }).innerText(), { timeout: 20_000 })
        .toMatch(/gepauzeerd/i);
      expect(complaints).toEqual([]);
      await close();
    }
  });
});

test('who may only read is offered nothing to say, and is refused when it says it all the same', async () => {
  const viewer = await newUser(browser, office, 'Vera', 'viewer');
  const { page, context, close } = await openWindow(browser, office, { as: viewer });
  await page.goto(migration('needs-you'));
  expect(await page.locator('main form[method=post]').count()).toBe(0);
  const csrf = await page.locator('form[action="/logout"] input[name=csrf]').inputValue();
  const said = await context.request.post(`${migration('needs-you')}/pause`, {
    form: { csrf },
    headers: { origin: office.url },
    maxRedirects: 0,
  });
  expect(said.status()).toBe(403);
  await close();
});
