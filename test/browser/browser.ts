import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { Office } from './office.ts';

const PROGRAM = process.env['GOLIVE_CHROMIUM'] ?? '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const ARTEFACTS = join(import.meta.dirname, 'artefacts');
/** Long enough, and no word that everybody takes. */
export const PASSWORD = 'zeven groene fietsen bij de brug';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export async function openBrowser(): Promise<Browser> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not here; test/browser/install.sh installs it`);
  return chromium.launch({ executablePath: PROGRAM, args: ARGS });
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colours?: 'light' | 'dark';
  readonly javaScript?: boolean;
  /** Fingers instead of a mouse. */
  readonly touch?: boolean;
  /** Cookies of somebody who has signed in. */
  readonly as?: Session;
}

export type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** A window, and whatever went wrong in it: console errors, scripts that threw, what the policy stopped, requests to others. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: string[];
  close(): Promise<void>;
}

export async function openWindow(browser: Browser, office: Pick<Office, 'url'>, look: Look = {}): Promise<Window> {
  const { width = 1280, height = 800, colours = 'light', javaScript = true, touch = false, as } = look;
  const context = await browser.newContext({
    baseURL: office.url,
    viewport: { width, height },
    colorScheme: colours,
    javaScriptEnabled: javaScript,
    hasTouch: touch,
    reducedMotion: 'reduce',
    ...(as === undefined ? {} : { storageState: as }),
  });
  const complaints: string[] = [];
  // What the policy stops is said to the console, whatever the browser makes of it itself.
  await context.addInitScript(
    "addEventListener('securitypolicyviolation', (e) => console.error('policy:', e.violatedDirective, 'stopped', e.blockedURI), true)",
  );
  context.on('request', (request) => {
    if (!request.url().startsWith(office.url) && !request.url().startsWith('data:'))
      complaints.push(`asked another host: ${request.url()}`);
  });
  const page = await context.newPage();
  page.on('console', (said) => {
    // An answer that says no is shown to whoever looks, and is what was asked for.
    const isAnswer = /Failed to load resource: the server responded with a status of 4/.test(said.text());
    if (['error', 'warning'].includes(said.type()) && !isAnswer) complaints.push(`console: ${said.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  return { page, context, complaints, close: () => context.close() };
}

/** Makes a user with these roles and lets a browser choose its password by the link; answers its cookies. */
export async function newUser(
  browser: Browser,
  office: Pick<Office, 'url' | 'golive'>,
  name: string,
  roles: string,
): Promise<Session> {
  const link = await invitation(office, name, roles);
  const { page, context, close } = await openWindow(browser, office);
  await page.goto(link);
  await page.fill('input[name=password]', PASSWORD);
  await page.fill('input[name=again]', PASSWORD);
  await page.click('main button[type=submit]');
  await page.waitForURL(`${office.url}/`);
  const state = await context.storageState();
  await close();
  return state;
}

/** The path of the link with which somebody new chooses a password. */
export async function invitation(office: Pick<Office, 'golive'>, name: string, roles: string): Promise<string> {
  const said = await office.golive('user', 'add', name, '--role', roles);
  const [path] = /\/welcome\/[\w-]+/.exec(said) ?? [];
  if (path === undefined) throw new Error(`user add printed no link: ${said}`);
  return path;
}

const IN_PAGE = readFileSync(join(import.meta.dirname, 'in-page.js'), 'utf8');

/** Calls a function of `in-page.js`; the page's policy does not hold for whoever debugs it. */
async function seen(page: Page, name: 'axe' | 'tooSmall' | 'sticksOut', asked: unknown = null): Promise<string[]> {
  await page.evaluate(IN_PAGE);
  return (await page.evaluate(`seenByGolive.${name}(${JSON.stringify(asked)})`)) as string[];
}

/** What axe finds against WCAG 2.2 AA, one line each. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return seen(page, 'axe', WCAG);
}

const TARGETS = 'a[href], button, input:not([type=hidden]), select, textarea, summary';

/** Whatever can be clicked and is smaller than so many pixels, as its words. */
export function tooSmall(page: Page, least: number, selector = TARGETS): Promise<string[]> {
  return seen(page, 'tooSmall', { selector, least });
}

/** What makes the page wider than its window. */
export function sticksOut(page: Page): Promise<string[]> {
  return seen(page, 'sticksOut');
}

/** Keys of texts that nobody wrote, as they would stand in a page. */
export function untranslated(text: string): string[] {
  return [
    ...text.matchAll(
      /(?<![\w./@-])(?:web|access|customer|publish|status|state|phase|severity|notice|slots|cli|task|dns|engine)\.[a-z][a-z0-9.-]*[a-z0-9](?![\w@/])/g,
    ),
  ]
    .map(([key]) => key)
    .filter((key) => !/\.(?:nl|de|be|fr|example|json|html|css|ts|db|ics|yaml)$/.test(key));
}
