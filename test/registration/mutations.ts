/** One hostile answer: what it weighs, and how it is read. */
export interface Sample {
  /** How to make it again. */
  readonly name: string;
  readonly octets: number;
  /** Throws what must not be thrown, and at what must not come out. */
  readonly read: () => void;
}

export interface ReadAll {
  readonly read: number;
  /** The first of them; more are counted only. */
  readonly uncaught: readonly string[];
  readonly uncaughtCount: number;
  /** CPU milliseconds for each 64 kB of an answer; a shorter one counts as that long. */
  readonly slowestMs: number;
  readonly slowest: string;
}

/** In the fraction of it that an answer has beyond 64 kB, it may take longer. */
const UNIT_OCTETS = 64 * 1024;
const MOST_KEPT = 5;
/** The least of so many counts, so that a pause of the machine is no finding. */
const TRIES = 4;

/** Reads each, one after the other, and takes the time of each by the processor's clock. */
export function readAll(samples: Iterable<Sample>): ReadAll {
  const uncaught: string[] = [];
  let [read, uncaughtCount, slowestMs, slowest] = [0, 0, 0, ''];
  for (const sample of samples) {
    read++;
    const units = Math.max(1, sample.octets / UNIT_OCTETS);
    try {
      let ms = timed(sample) / units;
      for (let tries = 1; tries < TRIES && ms > slowestMs; tries++) ms = Math.min(ms, timed(sample) / units);
      if (ms <= slowestMs) continue;
      slowestMs = ms;
      slowest = `${sample.name}, ${sample.octets} octets`;
    } catch (error) {
      uncaughtCount++;
      if (uncaught.length < MOST_KEPT) uncaught.push(`${sample.name}: ${String(error)}`);
    }
  }
  return { read, uncaught, uncaughtCount, slowestMs, slowest };
}

function timed(sample: Sample): number {
  const before = process.cpuUsage();
  sample.read();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What must not reach a terminal, a log or a file name (RFC 20 §4 and Unicode's format characters). */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** @throws Error where any text in it holds a control character */
export function mustBePrintable(value: unknown): void {
  if (typeof value === 'string') {
    if (UNSAFE.test(value)) throw new Error(`a control character in ${JSON.stringify(value.slice(0, 80))}`);
  } else if (typeof value === 'object' && value !== null)
    for (const one of Array.isArray(value) ? value : Object.values(value)) mustBePrintable(one);
}

/** Things that stand many times one behind the other where a pattern repeats: a class of characters, or what a pattern begins with. */
export const UNITS: readonly string[] = [
  'a', 'A', '1', ' ', '\t', '.', ':', '-', '_', '/', '\\', '(', ')', '[', ']', '{', '"', "'", '<', '>', '#', '%', '*', '@', ',', ';', '=', '+', '&', '?', '|',
  'é', '状', '：', '\u00a0', '\u0000', '\u200b', '\u202e', '\ud800', '\ufeff', 'İ', 'ß', '😀',
  'a.', '.a', 'a-', 'a ', ' a', 'a:', ': ', 'a: ', '. ', ' .', '- ', ' -', '1.', '1 ', '1-', '1/', '12:', 'a1', '(a', '[a', 'a]', '[a] ', 'a/', '//', ' / ', '://', 'x@', '@x ', 'a,', ', ',
  'ab ', 'is ', 'no ', 'not ', 'the ', 'domain ', 'for ', 'in ', 'on ', 'IN NS ', 'IN DS ', 'ns1.a.nl ', 'a.nl,', '2020-', '2020-01-01 ', 'xn--', 'limit ', 'exceeded ', 'free ', 'found ', 'match ', 'registered ', 'available ', 'https://', '[Tag = ', 'Tag = ', '1 13 2 ', 'ab cd ', 'client ', 'Prohibited ', 'ok, ',
]; // biome-ignore format: a list
