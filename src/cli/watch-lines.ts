import type { Checked } from '../app/check.ts';
import { checkDocument, longestTerms, whyOf } from '../app/check-document.ts';
import type { CheckResult, DocumentOf } from '../app/documents.ts';
import { heardWord } from '../app/heard-word.ts';
import type { Watched } from '../app/watch.ts';
import type { Style } from '../texts/render.ts';
import { formatDuration, formatMoment } from '../texts/render.ts';
import { shownName, wordOf } from './check.ts';
import type { Colour, Piece } from './print.ts';
import { table, wrapped } from './print.ts';
import { words } from './shell.ts';

const COLOUR: Readonly<Record<string, Colour>> = {
  new: 'green',
  answer: 'green',
  old: 'yellow',
  mixed: 'yellow',
  half: 'yellow',
  other: 'yellow',
  negative: 'yellow',
  intermediate: 'red',
  none: 'red',
  error: 'dim',
  unknown: 'dim',
  PROPAGATED: 'green',
  PARTIAL: 'yellow',
  'NOT-STARTED': 'yellow',
  FAILED: 'red',
  UNKNOWN: 'dim',
  error_: 'red',
  critical: 'red',
  warning: 'yellow',
};

const MOST_FINDINGS = 6;

interface Shown {
  readonly watched: Watched;
  readonly parts: Parameters<typeof checkDocument>[0];
  readonly style: Style;
  readonly nowMs: number;
  readonly columns: number;
}

/** The whole screen: three views, the deadline with its arithmetic, what was found. */
export function screenOf({ watched, parts, style, nowMs, columns }: Shown): Piece[] {
  const { checked } = watched;
  const document: DocumentOf<'check'> = checkDocument(parts, [checked]);
  const result = document.results[0]!;
  const { kind } = result.expected;
  const head = (key: string): Piece[] => ['', { text: words(style, key), colour: 'bold' }];
  return [
    titleOf(checked, style, nowMs),
    ...wrapped(whyOf(checked, style), columns, '  '),
    ...head('check.head.parent'),
    ...rows(
      result.delegation.parent.map((parent) => ({
        state: parent.says,
        cells: [
          parent.server || '.',
          parent.address,
          outcomeWord(style, parent.says, kind),
          parent.ttlSeconds === null ? '' : formatDuration(parent.ttlSeconds, style.language),
          parent.ns.join(' '),
        ],
      })),
    ),
    ...head('check.head.child'),
    ...rows(
      result.delegation.child.map((child) => ({
        state: child.outcome === 'answer' ? child.side : 'unknown',
        cells: [
          child.server,
          child.address,
          outcomeWord(style, child.side, kind),
          child.outcome === 'answer' && child.tcp !== 'answer' ? `tcp ${child.tcp}` : heardWord(child.outcome, style),
          child.serial === null ? '' : String(child.serial),
          child.ns.join(' '),
        ],
      })),
    ),
    ...head('check.head.resolvers'),
    ...rows(resolverRows(result, style)),
    '',
    ...deadlineLines(result, style, columns),
    ...(result.findings.length === 0 ? [] : head('check.head.findings')),
    ...result.findings
      .slice(0, MOST_FINDINGS)
      .flatMap(({ severity, tag, message }): Piece[] =>
        wrapped(`${tag}: ${message}`, columns, '  ').map((text) => withColour(text, severity)),
      ),
    '',
    {
      text: words(style, 'watch.next', {
        seconds: Math.max(0, Math.round((watched.nextLookMs - nowMs) / 1000)),
        questions: watched.questions,
      }),
      colour: 'dim',
    },
    { text: words(style, 'watch.keys'), colour: 'dim' },
  ];
}

function titleOf(checked: Checked, style: Style, nowMs: number): Piece {
  const word = wordOf(checked);
  return withColour(`${word} - ${shownName(checked)} · ${formatMoment(nowMs, style)}`, word);
}

function resolverRows(result: CheckResult, style: Style) {
  const byResolver = new Map<string, CheckResult['resolvers'][number][]>();
  for (const row of result.resolvers) byResolver.set(row.address, [...(byResolver.get(row.address) ?? []), row]);
  return [...byResolver.values()].map((all) => {
    const first = all[0]!;
    const outcomes = new Set(all.map(({ outcome }) => outcome));
    const state = outcomes.size === 1 ? first.outcome : 'mixed';
    const behind = all.filter(({ outcome }) => outcome !== 'new');
    const clears = behind.flatMap(({ clearsAt }) => (clearsAt === undefined ? [] : [Date.parse(clearsAt)]));
    const notes = [
      clears.length === 0 ? '' : words(style, 'check.clears', { at: Math.max(...clears) }),
      ...(state === 'mixed' ? behind.map((row) => `${questionOf(row, result.domain)} ${said(row, style)}`) : []),
      ...(state === 'mixed' ? [] : [...new Set(behind.flatMap(({ why }) => why ?? []))]),
      first.honest === 'no' ? words(style, 'check.lies') : first.gate ? '' : words(style, 'check.shown-only'),
    ];
    return {
      state,
      cells: [
        first.name,
        first.address,
        first.region ?? '',
        outcomeWord(style, state, result.expected.kind),
        notes.filter(Boolean).join(' · '),
      ],
    };
  });
}

const said = ({ outcome, why }: CheckResult['resolvers'][number], style: Style): string =>
  `${outcomeWord(style, outcome)}${why === undefined ? '' : ` (${why})`}`;

/** `NS`, `www A`: the name only where it is not the zone's own. */
function questionOf({ record, type }: CheckResult['resolvers'][number], zone: string): string {
  const below = record.endsWith(`.${zone}`) ? record.slice(0, -zone.length - 1) : record;
  return record === zone ? type : `${below} ${type}`;
}

const OUTCOMES = ['new', 'old', 'mixed', 'other', 'negative', 'error', 'half', 'intermediate', 'none', 'unknown'];

/** As `standings` tells it; where nothing new is expected, what is right is not "new". */
export function outcomeWord(style: Style, outcome: string, kind?: string): string {
  if (outcome === 'new' && kind === 'agreement') return words(style, 'check.outcome.agrees');
  return OUTCOMES.includes(outcome) ? words(style, `check.outcome.${outcome}`) : heardWord(outcome, style);
}

function deadlineLines({ deadline }: CheckResult, style: Style, columns: number): Piece[] {
  if (deadline.terms.length === 0) return [];
  const sum = longestTerms(deadline.terms)
    .map(({ seconds, source }) => `${formatDuration(seconds, style.language)} (${placed(source, style)})`)
    .join(' + ');
  if (deadline.worstCaseAt === null)
    return wrapped(words(style, 'check.head.if-now', { seconds: deadline.seconds, sum }), columns, '');
  const at = Date.parse(deadline.worstCaseAt);
  const closeAt = Date.parse(deadline.oldServiceMayBeClosedAfter ?? deadline.worstCaseAt);
  return [
    ...wrapped(words(style, 'check.head.deadline', { at, sum }), columns, ''),
    ...wrapped(words(style, 'check.head.undo', { seconds: deadline.undoSeconds, at: closeAt }), columns, ''),
  ];
}

/** `klant.nl NS at the parent`: the place in the language of the screen. */
function placed(source: string, style: Style): string {
  const [, what, where] = /^(.*) at the (parent|old servers)$/.exec(source) ?? [];
  if (what === undefined) return source;
  return words(style, where === 'parent' ? 'check.at.parent' : 'check.at.old-servers', { what });
}

/** Columns that line up, each row in the colour of its state. */
function rows(all: readonly { readonly state: string; readonly cells: readonly string[] }[]): Piece[] {
  const lines = table(
    all.map(({ cells }) => ['', ...cells]),
    false,
  );
  return lines.map((text, index) => withColour(text, all[index]!.state));
}

function withColour(text: string, state: string): Piece {
  const colour = COLOUR[state];
  return colour === undefined ? text : { text, colour };
}
