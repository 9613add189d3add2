import type { EpochMs } from '../domain/time.ts';
import { formatDuration } from '../texts/render.ts';
import { html } from './html.ts';
import type { Frame } from './page.ts';
import { page } from './page.ts';
import { button, field, form, linkButton, notice, words } from './parts.ts';

// The pages that answer whoever asks: signing in, choosing a password, and being refused.

export type PlainFrame = Pick<Frame, 'style' | 'assets' | 'path'>;

export type LoginProblem = 'wrong' | 'wait' | 'busy';
export type WelcomeProblem = 'too-short' | 'too-long' | 'too-plain' | 'differs' | 'busy';

const LONGEST_NAME = 120;

export interface Login {
  /** Where to go on to. */
  readonly to: string;
  readonly name?: string;
  readonly problem?: LoginProblem;
  readonly waitSeconds?: number;
}

export function loginPage(plain: PlainFrame, { to, name, problem, waitSeconds = 0 }: Login): string {
  const { style } = plain;
  const path = to === '/' ? '/login' : `/login?to=${encodeURIComponent(to)}`;
  const frame = { ...plain, path, title: titled(plain, problem, 'access.sign-in') };
  const wait = formatDuration(waitSeconds, style.language);
  return page(
    frame,
    html`<h1>${words(style, 'access.sign-in')}</h1>
${problem !== undefined && notice('failed', words(style, `access.problem.${problem}`, { wait }))}
${form(
  frame,
  '/login',
  html`<input type="hidden" name="to" value="${to}">
${field(
  {
    name: 'name',
    label: words(style, 'access.name'),
    required: true,
    autocomplete: 'username',
    maxLength: LONGEST_NAME,
    ...(name === undefined ? {} : { value: name.slice(0, LONGEST_NAME) }),
  },
  style,
)}
${field(
  {
    name: 'password',
    label: words(style, 'access.password'),
    type: 'password',
    required: true,
    autocomplete: 'current-password',
  },
  style,
)}
<p>${button(words(style, 'access.sign-in'), { kind: 'main' })}</p>`,
)}
<p class="quiet">${words(style, 'access.no-way-in')}</p>`,
  );
}

export interface Welcome {
  readonly name: string;
  readonly expiresMs: EpochMs;
  readonly problem?: WelcomeProblem;
}

export function welcomePage(plain: PlainFrame, action: string, { name, expiresMs, problem }: Welcome): string {
  const { style } = plain;
  const frame = { ...plain, title: titled(plain, problem, 'access.choose-password') };
  const said =
    problem !== undefined && problem !== 'busy' ? { problem: words(style, `access.problem.${problem}`) } : {};
  return page(
    frame,
    html`<h1>${words(style, 'access.welcome', { name })}</h1>
${problem === 'busy' && notice('failed', words(style, 'access.problem.busy'))}
<p>${words(style, 'access.choose-for', { name })}</p>
${form(
  frame,
  action,
  html`<input class="unseen" type="text" name="name" value="${name}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
${field(
  {
    name: 'password',
    label: words(style, 'access.new-password'),
    hint: words(style, 'access.password-hint'),
    type: 'password',
    required: true,
    autocomplete: 'new-password',
    ...(problem === 'differs' ? {} : said),
  },
  style,
)}
${field(
  {
    name: 'again',
    label: words(style, 'access.password-again'),
    type: 'password',
    required: true,
    autocomplete: 'new-password',
    ...(problem === 'differs' ? said : {}),
  },
  style,
)}
<p>${button(words(style, 'access.keep-password'), { kind: 'main' })}</p>`,
)}
<p class="quiet">${words(style, 'access.link-until', { until: expiresMs })}</p>`,
  );
}

/** A link that has run out, was used, or never was. */
export function staleLinkPage(plain: PlainFrame): string {
  const { style } = plain;
  const title = words(style, 'access.stale-link');
  return page(
    { ...plain, path: '/login', title },
    html`<h1>${title}</h1>
<p>${words(style, 'access.stale-link-why')}</p>
<p>${linkButton('/login', words(style, 'access.sign-in'), 'main')}</p>`,
  );
}

/** Why nothing happened, and what to do. */
export function refusalPage(frame: Omit<Frame, 'title'>, code: string): string {
  const { style } = frame;
  const title = words(style, `access.refused.${code}`);
  return page(
    { ...frame, title },
    html`<h1>${title}</h1>
<p>${words(style, `access.fix.${code}`)}</p>
<p>${linkButton('/', words(style, 'access.to-overview'))}</p>`,
  );
}

/** What went wrong stands first: a screen reader reads the title when the page has come. */
function titled({ style }: PlainFrame, problem: string | undefined, key: string): string {
  const title = `${words(style, key)} – golive`;
  return problem === undefined ? title : `${words(style, 'access.not-done')}: ${title}`;
}
