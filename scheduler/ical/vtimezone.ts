import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { offsetMs } from '../offset.ts';
import { wallStamp } from './stamp.ts';

/** How far beyond the span a rule must hold: a subscriber may look at an old copy. */
const BEYOND_MS = 5 * 366 * DAY;
/** No zone has changed its clocks twice within a week since 1970. */
const STRIDE_MS = 7 * DAY;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
const LAST = -1;
/** Names that stand in a parameter as they are; runtimes take `+01:00` for a zone too. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/;

/** Milliseconds that a zone's clocks are ahead of UTC, at a moment. */
type OffsetAt = (at: EpochMs) => number;

/** A change of the clocks; offsets in milliseconds ahead of UTC. */
interface Change {
  readonly at: EpochMs;
  readonly before: number;
  readonly after: number;
}

/** A change that comes back every year. */
interface YearlyRule {
  readonly before: number;
  readonly after: number;
  /** 0 is January. */
  readonly month: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 to 4, or the last one of the month. */
  readonly nth: number;
  /** On the clocks before the change, milliseconds since midnight. */
  readonly time: number;
}

/**
 * A zone as a VTIMEZONE component (RFC 5545 §3.6.5), one line per element: the changes of the clocks as yearly rules that begin in 1970, the only
 * form that Outlook reads. Between `fromMs` and five years after `untilMs` the rules give exactly the changes that the runtime's time zone data
 * has; outside of it they may not. DAYLIGHT is whatever is further ahead, so Dublin's summer is too, though its law has it the other way round.
 *
 * `undefined`: the changes in that span follow no such rule (`Asia/Gaza` goes by the moon; a zone whose law changes in between), or it has no name.
 *
 * @throws GoLiveError `config-invalid`: the runtime knows no zone of this name
 */
export function vtimezoneOf(zone: string, fromMs: EpochMs, untilMs: EpochMs): string[] | undefined {
  const offsetAt: OffsetAt = (at) => offsetMs(at, zone);
  const atFirst = offsetAt(fromMs);
  if (!ZONE_NAME.test(zone)) return undefined;
  const endMs = untilMs + BEYOND_MS;
  const changes = changesBetween(offsetAt, fromMs, endMs);
  const parts = changes.length === 0 ? fixed(atFirst) : yearly(changes, fromMs, endMs);
  return parts && ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...parts, 'END:VTIMEZONE'];
}

function fixed(offset: number): string[] {
  return observance('STANDARD', offset, offset, '19700101T000000');
}

function yearly(changes: readonly Change[], fromMs: EpochMs, endMs: EpochMs): string[] | undefined {
  const ahead = yearlyRule(changes.filter(({ before, after }) => before < after));
  const back = yearlyRule(changes.filter(({ before, after }) => before > after));
  if (ahead === undefined || back === undefined) return undefined;
  const foretold = foretell([ahead, back], fromMs, endMs);
  const same =
    foretold.length === changes.length &&
    foretold.every(({ at, before, after }, index) => {
      const real = changes[index]!;
      return at === real.at && before === real.before && after === real.after;
    });
  return same ? [...ruled('STANDARD', back), ...ruled('DAYLIGHT', ahead)] : undefined;
}

/** After `fromMs`, up to `endMs`. */
function changesBetween(offsetAt: OffsetAt, fromMs: EpochMs, endMs: EpochMs): Change[] {
  const changes: Change[] = [];
  let before = offsetAt(fromMs);
  for (let left = fromMs; left < endMs; left += STRIDE_MS) {
    const right = Math.min(left + STRIDE_MS, endMs);
    const after = offsetAt(right);
    if (after !== before) changes.push({ at: firstWith(after, offsetAt, left, right), before, after });
    before = after;
  }
  return changes;
}

function firstWith(offset: number, offsetAt: OffsetAt, left: EpochMs, right: EpochMs): EpochMs {
  let [low, high] = [Math.floor(left / SECOND), Math.ceil(right / SECOND)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * SECOND) === offset) high = middle;
    else low = middle;
  }
  return high * SECOND;
}

/** The rule that the first change suggests and that fits the day of every other; whether it fits the moments too, `foretell` shows. */
function yearlyRule(changes: readonly Change[]): YearlyRule | undefined {
  const days = changes.map(({ at, before }) => new Date(at + before));
  const [first, day] = [changes[0], days[0]];
  if (first === undefined || day === undefined) return undefined;
  const rule = {
    before: first.before,
    after: first.after,
    month: day.getUTCMonth(),
    weekday: day.getUTCDay(),
    time: (first.at + first.before) % DAY,
  };
  const nth = [LAST, 1, 2, 3, 4].find((one) =>
    days.every((each) => dayOf({ ...rule, nth: one }, each.getUTCFullYear()) === each.getUTCDate()),
  );
  return nth === undefined ? undefined : { ...rule, nth };
}

/** The day of the month on which the rule falls. */
function dayOf({ month, weekday, nth }: YearlyRule, year: number): number {
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const first = 1 + ((weekday - firstWeekday + 7) % 7);
  if (nth !== LAST) return first + 7 * (nth - 1);
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return first + 7 * Math.floor((days - first) / 7);
}

function onset(rule: YearlyRule, year: number): EpochMs {
  return Date.UTC(year, rule.month, dayOf(rule, year)) + rule.time;
}

function foretell(rules: readonly YearlyRule[], fromMs: EpochMs, endMs: EpochMs): Change[] {
  const [first, last] = [fromMs, endMs].map((at) => new Date(at).getUTCFullYear()) as [number, number];
  return Array.from({ length: last - first + 3 }, (_, index) => first - 1 + index)
    .flatMap((year) => rules.map((rule) => ({ ...rule, at: onset(rule, year) - rule.before })))
    .filter(({ at }) => fromMs < at && at <= endMs)
    .sort((one, other) => one.at - other.at);
}

function ruled(name: 'STANDARD' | 'DAYLIGHT', rule: YearlyRule): string[] {
  const every = `RRULE:FREQ=YEARLY;BYMONTH=${rule.month + 1};BYDAY=${rule.nth}${WEEKDAYS[rule.weekday]}`;
  return observance(name, rule.before, rule.after, wallStamp(onset(rule, 1970), 0), every);
}

function observance(name: string, before: number, after: number, start: string, ...rule: string[]): string[] {
  return [
    `BEGIN:${name}`,
    `DTSTART:${start}`,
    ...rule,
    `TZOFFSETFROM:${utcOffset(before)}`,
    `TZOFFSETTO:${utcOffset(after)}`,
    `END:${name}`,
  ];
}

/** `+0545` (RFC 5545 §3.3.14). */
function utcOffset(offset: number): string {
  const size = Math.abs(offset);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const seconds = (size % MINUTE) / SECOND;
  return `${offset < 0 ? '-' : '+'}${two(size / HOUR)}${two((size % HOUR) / MINUTE)}${seconds === 0 ? '' : two(seconds)}`;
}
