import type { App } from '../app/app.ts';
import type { StatusEntry } from '../app/documents.ts';
import { LONGEST_PAGE, statusDocument } from '../app/status-document.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { Style } from '../texts/render.ts';
import { formatMoment } from '../texts/render.ts';
import { hintFor } from './hint.ts';
import type { Colour, Piece } from './print.ts';
import { nameShown, short, table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';
import { wholeNumber } from './whole-number.ts';

const COLOUR: Partial<Record<string, Colour>> = {
  'needs-you': 'yellow',
  halted: 'red',
  failed: 'red',
  blocked: 'red',
  unknown: 'red',
  'rolling-back': 'yellow',
  done: 'green',
  working: 'blue',
  running: 'blue',
  error: 'red',
  critical: 'red',
  warning: 'yellow',
  high: 'red',
  medium: 'yellow',
};

type Now = StatusEntry['now'][number];

interface Options extends CommonOptions {
  readonly after?: string;
  readonly limit?: string;
  readonly publish?: string;
}

export async function status(
  shell: Shell,
  [domain]: readonly (string | undefined)[],
  options: Options,
): Promise<Outcome> {
  if (options.publish !== undefined && [domain, options.after, options.limit].some((one) => one !== undefined))
    throw new GoLiveError('usage', {
      subject: '--publish',
      why: 'it always shows everything',
      fix: 'Leave the domain, --after and --limit out.',
    });
  return withApp(shell, options, async (app) => {
    if (options.publish !== undefined) {
      const { publish } = await import('./publish.ts');
      const published = await publish(shell, app, options.publish, options.json === true);
      if (options.json) shell.json(published);
      return undefined;
    }
    const document = await statusDocument(app, {
      ...(domain === undefined ? {} : { domain }),
      ...(options.after === undefined ? {} : { after: options.after }),
      ...(options.limit === undefined ? {} : { limit: wholeNumber('--limit', options.limit, 1, LONGEST_PAGE) }),
    });
    if (options.json) {
      shell.json(document);
      return undefined;
    }
    const style = styleOf(app.config);
    if (domain !== undefined)
      for (const entry of document.migrations) showOne(shell, entry, await waitsForHalfDayIn(app, entry), style);
    else if (document.migrations.length === 0) shell.line(words(style, 'cli.nobody'));
    else showList(shell, document.migrations, style);
    if (document.next !== undefined) shell.line(words(style, 'cli.next-page', { after: document.next }));
    return undefined;
  });
}

/** Only the plan itself says so, and a plan is read for one domain, never for a list. */
async function waitsForHalfDayIn(app: App, { id, slot }: StatusEntry): Promise<boolean> {
  if (slot !== undefined) return true;
  const [{ waitsForHalfDay }, { load }] = await Promise.all([
    import('../app/booking/waits-for-half-day.ts'),
    import('../app/record.ts'),
  ]);
  return waitsForHalfDay(await load(app, id));
}

function showList(shell: Shell, entries: readonly StatusEntry[], style: Style): void {
  const head: Piece[] = ['cli.domain', 'cli.status', 'cli.slot', 'cli.progress'].map((key) => ({
    text: words(style, key),
    colour: 'bold',
  }));
  const rows = entries.map((entry): Piece[] => [
    short(nameShown(entry), 36),
    mark(entry.status, words(style, `status.${entry.status}`)),
    entry.slotHeldUntil === undefined ? (entry.slot ?? '-') : words(style, 'cli.slot-held', { slot: entry.slot! }),
    `${entry.progress.done}/${entry.progress.total}`,
  ]);
  const lines = table([head, ...rows], shell.colours);
  shell.write(lines[0]!);
  for (const [index, entry] of entries.entries()) {
    shell.write(lines[index + 1]!);
    for (const now of entry.now.slice(0, 2)) showNow(shell, entry, now, style, '    ');
  }
}

function slotText({ slot, slotHeldUntil, slotOwner }: StatusEntry, style: Style): string {
  if (slot === undefined) return '-';
  const until = slotHeldUntil && Date.parse(slotHeldUntil);
  const held = until ? words(style, 'slots.held-by', { customer: slot, until }) : slot;
  return slotOwner === undefined ? held : `${held}, ${slotOwner}`;
}

function showOne(shell: Shell, entry: StatusEntry, waits: boolean, style: Style): void {
  shell.line({ text: nameShown(entry), colour: 'bold' });
  const facts: [string, Piece][] = [
    ['cli.status', mark(entry.status, words(style, `status.${entry.status}`))],
    ['cli.phase', words(style, `phase.${entry.phase}`)],
    ['cli.customer', `${entry.project.customer} (${entry.project.id})`],
    ['cli.owner', entry.project.owner],
    ['cli.playbook', entry.playbook.id],
    ['cli.slot', slotText(entry, style)],
    ['cli.progress', `${entry.progress.done}/${entry.progress.total}`],
    ...(entry.requests === undefined
      ? []
      : [['cli.requests', words(style, 'cli.requests-are', entry.requests)] as [string, Piece]]),
    ...(entry.deadline === undefined
      ? []
      : [['cli.deadline', formatMoment(Date.parse(entry.deadline), style)] as [string, Piece]]),
    ...(entry.oldServiceMayCloseAfter === undefined
      ? []
      : [['cli.old-service-until', formatMoment(Date.parse(entry.oldServiceMayCloseAfter), style)] as [string, Piece]]),
    ...codeLine(entry, style),
    ['cli.risk', mark(entry.risk, words(style, `risk.${entry.risk}`))],
  ];
  shell.write(
    ...table(
      facts.map(([key, value]) => [`  ${words(style, key)}`, value]),
      shell.colours,
      shell.columns,
    ),
  );
  for (const note of entry.notes ?? []) shell.write(...wrapped(note, shell.columns, '  '));
  if (entry.now.length > 0) shell.line({ text: words(style, 'cli.now'), colour: 'bold' });
  for (const now of entry.now) showNow(shell, entry, now, style, '  ');
  section(
    shell,
    style,
    'cli.next',
    entry.next.map((next) => `${next.step}: ${next.title} (${next.who})`),
  );
  section(
    shell,
    style,
    'cli.findings',
    entry.findings.map(
      ({ severity, tag, subject, message }) =>
        `${words(style, `preflight.severity.${severity}`)} ${tag} ${subject}: ${message}`,
    ),
  );
  const asked = entry.now.some(({ wants }) => wants === 'slot');
  const hint = hintFor(entry.status, entry.slot === undefined && !asked && waits);
  if (hint !== undefined) shell.line(words(style, hint, { domain: entry.domain }));
}

function codeLine({ transferCode, findings }: StatusEntry, style: Style): [string, Piece][] {
  if (transferCode === undefined) return [];
  const { until } = transferCode;
  if (until === undefined) return [['cli.transfer-code', words(style, 'cli.code-no-end')]];
  const moment = Date.parse(until);
  const soon = findings.find(({ tag }) => tag === 'CODE_EXPIRES_SOON');
  return [
    [
      'cli.transfer-code',
      soon === undefined
        ? words(style, 'cli.code-until', { until: moment })
        : { text: words(style, 'cli.code-until', { until: moment }), colour: 'yellow' },
    ],
  ];
}

function section(shell: Shell, style: Style, key: string, sentences: readonly string[]): void {
  if (sentences.length === 0) return;
  shell.line({ text: words(style, key), colour: 'bold' });
  for (const text of sentences) shell.write(...wrapped(text, shell.columns, '  '));
}

/** Who must do what, and until when: what one looks for. The command stands on a line of its own, unbroken, to be copied. */
function showNow(shell: Shell, { domain }: StatusEntry, now: Now, style: Style, indent: string): void {
  const head = [
    now.step,
    words(style, `state.${now.status}`),
    now.who,
    now.until === undefined ? undefined : words(style, 'cli.until', { at: Date.parse(now.until) }),
  ];
  shell.write(...wrapped(head.filter((part) => part !== undefined).join(' · '), shell.columns, indent));
  shell.write(...wrapped(now.waitsFor ?? now.title, shell.columns, `${indent}  `));
  if (now.undo !== undefined)
    shell.write(...wrapped(words(style, 'plan.undo', { cost: now.undo }), shell.columns, `${indent}  `));
  const command = commandFor(domain, now);
  if (command !== undefined) shell.line(`${indent}  `, { text: `→ golive ${command}`, colour: 'yellow' });
}

/** The command that brings a step on, where a person's word or deed is what it waits for. */
function commandFor(domain: string, { step, status, wants, wantsSecret }: Now): string | undefined {
  if (status === 'failed') return `retry ${domain} ${step}`;
  if (status !== 'needs-you') return undefined;
  if (wants === undefined) return `done ${domain} ${step}`;
  if (wants === 'approval') return `approve ${domain} ${step}`;
  if (wants === 'slot') return `book ${domain} --slot …`;
  if (wants === 'confirmation') return `book ${domain} --confirm`;
  return `answer ${domain} ${wants}${wantsSecret ? '' : '=…'}`;
}

function mark(state: string, text: string): Piece {
  const colour = COLOUR[state];
  return colour === undefined ? text : { text, colour };
}
