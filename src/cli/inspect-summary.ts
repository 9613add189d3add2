import type { InspectEntry } from '../app/documents.ts';
import type { Style } from '../texts/render.ts';
import type { Colour, Piece } from './print.ts';
import { nameShown, painted, table } from './print.ts';
import { words } from './shell.ts';

/** What a domain is listed under, the worst first. */
const CLASSES = ['critical', 'error', 'warning', 'unknown', 'nothing'] as const;
type Class = (typeof CLASSES)[number];
const COLOURS: Readonly<Record<Class, Colour>> = {
  critical: 'red',
  error: 'red',
  warning: 'yellow',
  unknown: 'yellow',
  nothing: 'green',
};
/** These say that nobody answered, not that something is wrong. */
const NOT_KNOWN: ReadonlySet<string> = new Set(['REGISTRATION_UNKNOWN', 'UNANSWERED']);
/** So many fit on a screen with all that is said of them. */
const MOST_WITHOUT = 5;
const INDENT = '  ';

/** By the worst that stands in the way of each domain, how many there are and which; nothing for a few. Escaped. */
export function inspectSummary(
  entries: readonly InspectEntry[],
  style: Style,
  columns: number,
  colours: boolean,
): string[] {
  if (entries.length <= MOST_WITHOUT) return [];
  const rows = CLASSES.flatMap((one): (readonly Piece[])[] => {
    const names = entries.filter((entry) => classOf(entry) === one).map(nameShown);
    if (names.length === 0) return [];
    const label = words(
      style,
      one === 'unknown' || one === 'nothing' ? `inspect.summary.${one}` : `preflight.severity.${one}`,
    );
    return [[{ text: label, colour: COLOURS[one] }, String(names.length), names.join(', ')]];
  });
  return [
    '',
    painted({ text: words(style, 'inspect.summary', { count: entries.length }), colour: 'bold' }, colours),
    ...table(rows, colours, columns - INDENT.length).map((line) => INDENT + line),
  ];
}

function classOf(entry: InspectEntry): Class {
  const faults = new Set<string>(
    entry.findings.filter(({ tag }) => !NOT_KNOWN.has(tag)).map(({ severity }) => severity),
  );
  const worst = (['critical', 'error', 'warning'] as const).find((severity) => faults.has(severity));
  if (worst !== undefined) return worst;
  const axes = [entry.registration, entry.nameServers, entry.hosting, entry.mail];
  const isUnknown =
    entry.findings.some(({ tag }) => NOT_KNOWN.has(tag)) ||
    axes.some(({ where, who }) => where === 'unknown' && who === null);
  return isUnknown ? 'unknown' : 'nothing';
}
