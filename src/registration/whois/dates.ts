import type { EpochMs } from '../../domain/time.ts';

/** Which of `03/04/2024` comes first. */
export type SlashOrder = 'day-first' | 'month-first';

/** Registries that write the month first (seen 2026-11-20 in recorded answers); other country codes write the day first. */
const MONTH_FIRST: ReadonlySet<string> = new Set(['tk', 'cf', 'ga', 'gq', 'ml', 'us']);

const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    ['jan', 'january', 'januari', 'januar', 'jänner', 'janvier', 'ene', 'enero', 'janeiro', 'gennaio', 'gen'],
    ['feb', 'february', 'februari', 'februar', 'février', 'fevrier', 'fév', 'fev', 'febrero', 'febbraio'],
    ['mar', 'march', 'maart', 'mrt', 'märz', 'maerz', 'mrz', 'mars', 'marzo', 'março'],
    ['apr', 'april', 'avril', 'avr', 'abr', 'abril', 'aprile'],
    ['may', 'mei', 'mai', 'mayo', 'maio', 'maggio', 'mag'],
    ['jun', 'june', 'juni', 'juin', 'junio', 'junho', 'giugno', 'giu'],
    ['jul', 'july', 'juli', 'juillet', 'juil', 'julio', 'julho', 'luglio', 'lug'],
    ['aug', 'august', 'augustus', 'août', 'aout', 'aoû', 'ago', 'agosto'],
    ['sep', 'sept', 'september', 'septembre', 'septiembre', 'setembro', 'settembre', 'set'],
    ['oct', 'october', 'okt', 'oktober', 'octobre', 'octubre', 'outubro', 'ottobre', 'out', 'ott'],
    ['nov', 'november', 'novembre', 'noviembre', 'novembro'],
    ['dec', 'december', 'dez', 'dezember', 'décembre', 'decembre', 'déc', 'dic', 'diciembre', 'dezembro', 'dicembre'],
  ].flatMap((words, index) => words.map((word) => [word, index + 1] as const)),
);

/** Minutes east of UTC of the abbreviations registries write. Only those that mean one zone there. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0, utc: 0, gmt: 0, wet: 0, west: 60, bst: 60, cet: 60, cest: 120, met: 60, mest: 120, eet: 120, eest: 180, msk: 180, eat: 180,
  sast: 120, jst: 540, kst: 540, hkt: 480, sgt: 480, myt: 480, ict: 420, wib: 420, ist: 330, nzst: 720, nzdt: 780,
  aest: 600, aedt: 660, est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420, brt: -180, clt: -240, clst: -180,
}; // biome-ignore format: a table

type Read = (
  parts: readonly string[],
  order: SlashOrder | undefined,
) => readonly [string, string | number, string] | undefined;

/** Each anchored and without nested repeats, so each is linear. */
const FORMS: readonly (readonly [RegExp, Read])[] = [
  [/^(\d{4})(\d{2})(\d{2})(?!\d)/, ([, y, m, d]) => [y!, m!, d!]],
  [/^(\d{4})(\d{2})(\d{2})(?=\d{6}(?!\d))/, ([, y, m, d]) => [y!, m!, d!]],
  [/^(\d{4})[-/.] ?(\d{1,2})[-/.] ?(\d{1,2})(?!\d)\.?/, ([, y, m, d]) => [y!, m!, d!]],
  [/^(\d{4})年 ?(\d{1,2})月 ?(\d{1,2})日/, ([, y, m, d]) => [y!, m!, d!]],
  [/^(\d{4})[-/. ](\p{L}{3,12})[-/. ](\d{1,2})(?!\d)\.?/u, ([, y, m, d]) => named(y, m, d)],
  [/^(\d{1,2})(?:st|nd|rd|th|er|\.)?[-/. ] ?(\p{L}{3,12})\.?[-/., ] ?(\d{4})(?!\d)\.?/iu, ([, d, m, y]) => named(y, m, d)],
  [/^(\d{1,2})[-/ ](\p{L}{3,12})[-/ ](\d{2})(?!\d)/u, ([, d, m, y]) => named(century(y!), m, d)],
  [/^(\p{L}{3,12})\.?[-/ ](\d{1,2})(?:st|nd|rd|th)?[-/, ] ?(\d{4})(?!\d)/iu, ([, m, d, y]) => named(y, m, d)],
  [/^(\d{1,2})[.-] ?(\d{1,2})[.-] ?(\d{4})(?!\d)/, ([, d, m, y]) => [y!, m!, d!]],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, ([, a, b, y], order) => slashed(a!, b!, y!, order)],
  [/^(\d{2})\/(\d{2})\/(\d{2})(?![\d/])/, ([, a, b, y], order) => slashed(a!, b!, century(y!), order)],
  [/^(\p{L}{3})\.? (\d{1,2}) (\d\d:\d\d:\d\d) (?:([A-Z]{3,4}) )?(\d{4})(?!\d)/u, ([, m, d, , , y]) => named(y, m, d)],
  // `before Aug-1996`: no later than its first day.
  [/^(\p{L}{3,9})[- ](\d{4})(?!\d)/u, ([, m, y]) => named(y, m, '1')],
  [/^(\d{4})-(\d{2})(?!\d)$/, () => undefined],
]; // biome-ignore format: a table

/** Words before the date itself. */
const BEFORE =
  /^(?:(?:before|on|at|since|until|registered|created|mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b[.,:]? ?)/i;

/**
 * Reads the moment a value begins with, in the spellings registries use. Never by the platform's own guessing.
 *
 * @param order what `03/04/2024` means here; without it such a date is unknown
 * @returns undefined for what is no date, no real day, or outside 1980…2999
 */
export function readDate(value: string, order?: SlashOrder): EpochMs | undefined {
  let text = value
    .slice(0, 80)
    .replace(/[\s\u00a0]+/g, ' ')
    .replace(/[,]/g, ' ')
    .replace(/ +/g, ' ')
    .replace(/^["' ]+/, '')
    .replace(/^(?:\S{0,60}@\S{1,60}|\S{1,60} AT \S{1,60}|[A-Z0-9]{1,12}-[A-Z]{2,12}) (?=\d)/, '')
    .trim();
  for (let words = 0; words < 3 && BEFORE.test(text); words++) text = text.replace(BEFORE, '');
  for (const [form, read] of FORMS) {
    const parts = form.exec(text);
    if (parts === null) continue;
    const day = read(parts, order);
    if (day === undefined) continue;
    const dayMs = midnight(Number(day[0]), Number(day[1]), Number(day[2]));
    if (dayMs === undefined) continue;
    const inside = /\d\d:\d\d:\d\d/.test(parts[0]);
    return dayMs + timeOfDay(inside ? parts[0].slice(parts[0].search(/\d\d:/)) : text.slice(parts[0].length));
  }
  return undefined;
}

/** What a registry means by `03/04/2024`: the order its own answer shows or names, else its habit; undefined for generic domains. */
export function slashOrder(text: string, topLevelDomain: string): SlashOrder | undefined {
  if (/\bdd\/mm\/yyyy\b/i.test(text)) return 'day-first';
  if (/\bmm\/dd\/yyyy\b/i.test(text)) return 'month-first';
  for (const [, a, b] of text.matchAll(/(?<!\d)(\d{1,2})\/(\d{1,2})\/\d{4}(?!\d)/g)) {
    if (Number(a) > 12 && Number(b) <= 12) return 'day-first';
    if (Number(b) > 12 && Number(a) <= 12) return 'month-first';
  }
  if (MONTH_FIRST.has(topLevelDomain)) return 'month-first';
  return topLevelDomain.length === 2 ? 'day-first' : undefined;
}

function slashed(a: string, b: string, year: string, order: SlashOrder | undefined) {
  const first = Number(a) > 12 ? 'day-first' : Number(b) > 12 ? 'month-first' : a === b ? 'day-first' : order;
  return first === undefined ? undefined : first === 'day-first' ? ([year, b, a] as const) : ([year, a, b] as const);
}

function named(year: string | undefined, month: string | undefined, day: string | undefined) {
  const number = MONTHS.get(month!.toLowerCase());
  return number === undefined ? undefined : ([year!, number, day!] as const);
}

/** Two digits: registrations began in 1985. */
function century(year: string): string {
  return Number(year) >= 80 ? `19${year}` : `20${year}`;
}

function midnight(year: number, month: number, day: number): EpochMs | undefined {
  if (year < 1980 || year > 2999) return undefined;
  const ms = Date.UTC(year, month - 1, day);
  const back = new Date(ms);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? ms : undefined;
}

/** Milliseconds to add to the day's midnight; 0 where no time of day follows. */
function timeOfDay(rest: string): number {
  const time =
    /^[-T ]{0,2}(?:at )?T?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?(?: ?([ap])\.?m\b\.?)?/i.exec(rest) ??
    /^(\d{2})(\d{2})(\d{2})(?!\d)/.exec(rest);
  if (time === null) return 0;
  const [whole, written, minutes, seconds, half] = time;
  // 12 AM is midnight, 12 PM noon.
  const hours = half === undefined ? Number(written) : (Number(written) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (hours > 24 || Number(minutes) > 59 || Number(seconds ?? 0) > 60) return 0;
  const ms = ((hours * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
  return ms - zoneMinutes(rest.slice(whole.length)) * 60_000;
}

function zoneMinutes(rest: string): number {
  const zone = /^ ?\(?(?:(?:utc|gmt) ?)?([+-])(\d{1,2}):?(\d{2})?(?!\d)/i.exec(rest);
  if (zone !== null) {
    const minutes = Number(zone[2]) * 60 + Number(zone[3] ?? 0);
    return minutes > 14 * 60 ? 0 : zone[1] === '-' ? -minutes : minutes;
  }
  const word = /^ ?\(?([a-z]{1,5})\b/i.exec(rest)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(ZONES, word) ? ZONES[word]! : 0;
}
