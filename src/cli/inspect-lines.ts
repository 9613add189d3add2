import type { InspectEntry } from '../app/documents.ts';
import { HOUR } from '../domain/time.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { Colour, Piece } from './print.ts';
import { nameShown, painted, SEVERITY_COLOUR, short, table, wrapped } from './print.ts';
import { words } from './shell.ts';

type Axis = 'registration' | 'nameServers' | 'hosting' | 'mail';
const AXES: readonly Axis[] = ['registration', 'nameServers', 'hosting', 'mail'];
const CONFIDENCE_COLOUR: Readonly<Record<string, Colour>> = { high: 'green', middle: 'yellow', low: 'yellow' };

/** Of names and addresses; the document has all. */
const MOST_NAMED = 3;
const LONGEST_SOFTWARE = 50;
/** Between an answer and the end of the look that it belongs to. */
const LONGEST_LOOK_MS = HOUR;
const INDENT = '  ';

/** One domain as an account manager reads it: the four answers, the transfer, the proposal, and what stands in the way. Escaped. */
export function inspectLines(entry: InspectEntry, style: Style, columns: number, colours: boolean): string[] {
  const rows = [
    ...AXES.flatMap((axis) => rowsOf(entry, axis, style)),
    ...(isNowhere(entry) ? [] : rowsOfMove(entry, style)),
  ];
  const told = entry.findings.filter(({ severity }) => severity !== 'info');
  return [
    painted({ text: nameShown(entry), colour: 'bold' }, colours),
    ...table(rows, colours, columns - INDENT.length).map((line) => INDENT + line),
    ...told.flatMap((finding) => findingLines(finding, style, columns, colours)),
  ];
}

const label = (name: string, style: Style): Piece => ({ text: words(style, `inspect.label.${name}`), colour: 'dim' });

/** Nobody has it registered: there is nothing to move yet, and the findings say what to do. */
const isNowhere = ({ registration, nameServers }: InspectEntry): boolean =>
  registration.where === 'none' && nameServers.where === 'none';

function rowsOfMove(entry: InspectEntry, style: Style): Piece[][] {
  const { toAsk, domain } = entry;
  return [
    [label('transfer', style), transferOf(entry, style)],
    [label('proposal', style), proposalOf(entry, style)],
    ...(toAsk.length === 0
      ? []
      : [[label('ask', style), words(style, 'inspect.questions', { count: toAsk.length, domain })]]),
  ];
}

/** The answer with how sure it is, and below it what it stands on. */
function rowsOf(entry: InspectEntry, axis: Axis, style: Style): Piece[][] {
  const { where, who, confidence } = entry[axis];
  const answer = whereOf(entry, axis, style);
  const isNamed = where === 'ours' || where === 'none' || who !== null;
  const text = isNamed ? `${answer} (${words(style, `inspect.confidence.${confidence}`)})` : answer;
  const details = detailsOf(entry, axis, style).filter((one) => one !== '');
  return [
    [label(axis, style), { text, colour: where === 'unknown' ? 'yellow' : CONFIDENCE_COLOUR[confidence]! }],
    ...(details.length === 0 ? [] : [['', details.join(' · ')]]),
  ];
}

function whereOf(entry: InspectEntry, axis: Axis, style: Style): string {
  const { where, who } = entry[axis];
  if (axis === 'mail' && entry.mail.filter !== undefined && who !== null && who !== entry.mail.filter)
    return words(style, 'inspect.where.filtered', { who, filter: entry.mail.filter });
  if (where === 'elsewhere' && who !== null) return who;
  if (where === 'unknown' && who !== null) return words(style, 'inspect.where.behind', { who });
  if (where === 'elsewhere' && axis === 'registration') return words(style, 'inspect.where.unpublished');
  return words(style, `inspect.where.${where}`);
}

function detailsOf(entry: InspectEntry, axis: Axis, style: Style): string[] {
  switch (axis) {
    case 'registration': {
      const { expiresAt, dnssec, where } = entry.registration;
      if (where === 'none') return [];
      const until = expiresAt === null ? '' : words(style, 'inspect.expires', { at: Date.parse(expiresAt) });
      return [until, words(style, `inspect.dnssec.${dnssec}`)];
    }
    case 'nameServers': {
      const { parent } = entry.nameServers;
      return [few(parent.length > 0 ? parent : entry.registration.nameServers)];
    }
    case 'hosting': {
      const { addresses, reverseNames, software, who } = entry.hosting;
      const called = who === null ? few(reverseNames.slice(0, 1)) : '';
      const runs =
        software === undefined ? '' : words(style, 'inspect.runs-on', { software: short(software, LONGEST_SOFTWARE) });
      return [few(addresses), called, runs];
    }
    case 'mail':
      return [few(entry.mail.mailServers)];
  }
}

function few(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`+${more}`] : [])].join(', ');
}

function transferOf(entry: InspectEntry, style: Style): Piece {
  const { earliestTransferAt, earliestTransferReason: reason = '' } = entry;
  if (earliestTransferAt === undefined) return { text: words(style, 'inspect.transfer.unknown'), colour: 'yellow' };
  const at = Date.parse(earliestTransferAt);
  const seen = AXES.flatMap((axis) => entry[axis].evidence.map((one) => Date.parse(one.at)));
  return at > Math.max(0, ...seen) + LONGEST_LOOK_MS
    ? { text: words(style, 'inspect.transfer.from', { at, reason }), colour: 'yellow' }
    : reason;
}

function proposalOf({ option, playbook, answers }: InspectEntry, style: Style): string {
  if (option !== null) return words(style, `inspect.option.${option}`, { playbook });
  const known = AXES.flatMap((axis) => {
    const answer = answers[axis];
    return answer === undefined
      ? []
      : [words(style, `inspect.answer.${answer}`, { axis: words(style, `inspect.label.${axis}`) })];
  });
  if (known.length === 0) return words(style, 'inspect.option.nothing');
  const text = known.length === AXES.length ? 'inspect.option.none' : 'inspect.option.open';
  return words(style, text, { playbook, answers: known.join(', ') });
}

function findingLines(
  { severity, message, fix }: InspectEntry['findings'][number],
  style: Style,
  columns: number,
  colours: boolean,
): string[] {
  const word = render({ text: `preflight.severity.${severity}` }, style);
  const [first, ...more] = wrapped(`${word} – ${message}`, columns, INDENT);
  return [
    painted({ text: first!, colour: SEVERITY_COLOUR[severity]! }, colours),
    ...more.map((line) => painted({ text: line, colour: SEVERITY_COLOUR[severity]! }, colours)),
    ...(fix === undefined ? [] : wrapped(`→ ${fix}`, columns, `${INDENT}${INDENT}`)),
  ];
}
