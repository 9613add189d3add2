import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fqdn, isName } from '../../../src/domain/name.ts';
import { textOf } from '../../../src/registration/whois/charset.ts';
import { readWhois } from '../../../src/registration/whois/read-whois.ts';
import type { WhoisReading } from '../../../src/registration/whois/reading.ts';

const CORPORA = resolve(import.meta.dirname, '../../../../shared/corpora/whois');
const LIKEXIAN = join(CORPORA, 'likexian');
const WEPPOS = join(CORPORA, 'weppos');
const absent = (folder: string): string =>
  existsSync(folder) ? '' : ` (SKIPPED: ../shared/corpora/whois/${basename(folder)} is not here, nothing was tested)`;

const endingOf = (name: string): string => name.replace(/\.$/, '').split('.').at(-1)!;
const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const day = (ms: number | undefined): string => (ms === undefined ? '-' : new Date(ms).toISOString().slice(0, 19));

interface Score {
  right: number;
  of: number;
}
class Tally {
  readonly differences: string[] = [];
  readonly scores: Record<string, Score> = {};
  note(what: string, right: boolean, difference: () => string): void {
    this.scores[what] ??= { right: 0, of: 0 };
    const score = this.scores[what];
    score.of++;
    if (right) score.right++;
    else this.differences.push(difference());
  }
  share(...kinds: readonly string[]): number {
    const chosen = kinds.map((kind) => this.scores[kind] ?? { right: 0, of: 0 });
    return chosen.reduce((sum, { right }) => sum + right, 0) / chosen.reduce((sum, { of }) => sum + of, 0);
  }
  print(title: string): void {
    const scores = Object.entries(this.scores).map(([what, { right, of }]) => `${what} ${right}/${of}`);
    process.stdout.write(`${title}: ${scores.join(', ')}\n${this.differences.map((line) => `  ${line}\n`).join('')}`);
  }
}

describe.skipIf(!existsSync(LIKEXIAN))(`recorded answers with expected results${absent(LIKEXIAN)}`, () => {
  const expectations = existsSync(LIKEXIAN)
    ? readdirSync(join(LIKEXIAN, 'noterror')).filter((file) => file.endsWith('.json'))
    : [];

  test('209 registered names: found, with their statuses, dates and name servers', () => {
    expect(expectations.length).toBe(209);
    const tally = new Tally();
    for (const file of expectations) {
      const { domain: wanted, registrar } = JSON.parse(readFileSync(join(LIKEXIAN, 'noterror', file), 'utf8'));
      const name = fqdn(wanted.domain);
      const raw = join(LIKEXIAN, 'noterror', file.slice(0, -5));
      const read = readWhois(textOf(readFileSync(raw), endingOf(name)), name);
      const which = file.slice(0, -5);
      tally.note('outcome', read.outcome === 'found', () => `${which}: ${read.verdict}, ${read.evidence[0]}`);
      compareServers(tally, which, wanted.name_servers ?? [], read);
      const words = [...read.statuses, ...read.statusWords].map(letters);
      // «200» of «200 Active» is a word here as it is.
      for (const status of wanted.status ?? [])
        tally.note(
          'statuses',
          words.some((word) => word === letters(status) || word.startsWith(letters(status))),
          () => `${which}: status ${status}, read ${words.join(' ')}`,
        );
      for (const [key, got] of [
        ['created_date', read.createdMs],
        ['updated_date', read.updatedMs],
        ['expiration_date', read.expiresMs],
      ] as const) {
        const text: string | undefined = wanted[key];
        if (text === undefined || text === '') continue;
        const moment: string | undefined = wanted[`${key}_in_time`];
        // Where the expected result gives the text only, its year has to be there.
        const right =
          got !== undefined &&
          (moment === undefined
            ? Math.abs(Number(/(?<!\d)(?:19|20)\d\d/.exec(text)?.[0]) - new Date(got).getUTCFullYear()) <=
              (/\(JST\)/.test(text) ? 1 : 0)
            : Math.abs(Date.parse(moment) - got) <= 1000);
        tally.note('dates', right, () => `${which}: ${key} ${text} (${moment}), read ${day(got)}`);
      }
      if (registrar?.name)
        tally.note(
          'registrars',
          [read.registrar?.name, read.registrar?.id].some(
            (said) => letters(said ?? '') !== '' && letters(registrar.name).startsWith(letters(said ?? '')),
          ),
          () => `${which}: registrar ${registrar.name}, read ${read.registrar?.name}`,
        );
      if (wanted.dnssec !== undefined)
        tally.note(
          'signed',
          read.signed === wanted.dnssec,
          () => `${which}: signed ${wanted.dnssec}, read ${read.signed}`,
        );
    }
    tally.print('likexian');
    expect(tally.share('outcome')).toBe(1);
    expect(tally.share('registrars')).toBe(1);
    expect(tally.share('statuses')).toBeGreaterThanOrEqual(0.98);
    expect(tally.share('name servers')).toBeGreaterThanOrEqual(0.98);
    // Dates differ only where the expected result misreads its own text: (UTC+8) as local time, 01/03/2022 day first beside 11/29/2016, the
    // change of the servers instead of the domain's.
    const misread = /^(?:tw_|tk_|ee_\w+\.ee: updated)/;
    expect(tally.differences.filter((line) => !misread.test(line))).toEqual([]);
    expect(tally.share('statuses', 'dates', 'name servers')).toBeGreaterThanOrEqual(0.98);
  });

  test('names nobody holds: free or reserved, each by a line of its text', () => {
    const folder = join(LIKEXIAN, 'notfound');
    const tally = new Tally();
    for (const file of readdirSync(folder)) {
      const name = fqdn(file.slice(file.indexOf('_') + 1));
      const read = readWhois(textOf(readFileSync(join(folder, file)), endingOf(name)), name);
      expect(read.outcome, file).not.toBe('found');
      tally.note(
        'free',
        read.outcome === 'not-found' || read.verdict === 'reserved',
        () => `${file}: ${read.verdict}, ${read.evidence[0]}`,
      );
    }
    tally.print('likexian, not registered');
    expect(tally.share('free')).toBe(1);
  });
});

/** Registrars' own "we do not have it", IANA's record of an ending, and answers that say nothing or several things: unknown here. */
const UNKNOWN_ON_PURPOSE: ReadonlySet<string> = new Set([
  'whois.gandi.net/status_available', 'whois.udag.net/status_available', 'whois.nic.bo/bo/status_available', 'whois.iana.org/tld/status_not_assigned',
  'whois.tonic.to/to/status_registered', 'whois.1und1.info/status_available', 'whois.schlund.info/status_available', 'whois.wildwestdomains.com/status_available',
  'whois.nic.sl/sl/status_available',
]); // biome-ignore format: a list

describe.skipIf(!existsSync(WEPPOS))(`recorded answers with expected availability${absent(WEPPOS)}`, () => {
  test('availability is right', () => {
    const tally = new Tally();
    for (const file of (readdirSync(WEPPOS, { recursive: true }) as string[]).filter((name) =>
      name.endsWith('.expected'),
    )) {
      const text = join(WEPPOS, file.replace(/\.expected$/, '.txt'));
      if (!existsSync(text)) continue;
      const wanted = readFileSync(join(WEPPOS, file), 'utf8');
      const saysOf = (property: string): string =>
        new RegExp(`^#${property}\\?\\n\\s+%s == (true|false)`, 'm').exec(wanted)?.[1] ?? '';
      const folder = basename(dirname(file));
      const read = readWhois(textOf(readFileSync(text), folder.startsWith('whois') ? '' : endingOf(folder)));
      const id = file
        .replace(/\.expected$/, '')
        .split('/')
        .slice(-3)
        .join('/')
        .replace(/^responses\//, '');
      const [available, registered, throttled] = ['available', 'registered', 'response_throttled'].map(saysOf);
      if (available === 'false' || throttled === 'true') expect(read.outcome, id).not.toBe('not-found');
      const right =
        (available === 'true' ? read.outcome === 'not-found' : true) &&
        (registered === 'true' ? read.outcome === 'found' || read.verdict === 'reserved' : true) &&
        (throttled === 'true' ? read.verdict === 'rate-limited' || read.verdict === 'refused' : true);
      tally.note(
        'availability',
        right || UNKNOWN_ON_PURPOSE.has(id),
        () => `${id}: ${read.verdict}, ${read.evidence[0]}`,
      );
    }
    tally.print('weppos');
    expect(tally.share('availability')).toBe(1);
  });
});

function compareServers(tally: Tally, which: string, wanted: readonly string[], read: WhoisReading): void {
  if (wanted.length === 0) return;
  const names = [...new Set(wanted.filter(isName).map(fqdn))].sort().join(' ');
  const got = [...read.nameServers].sort().join(' ');
  tally.note('name servers', names === got, () => `${which}: name servers ${names}, read ${got}`);
}
