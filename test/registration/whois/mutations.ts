import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Fqdn } from '../../../src/domain/name.ts';
import { fqdn } from '../../../src/domain/name.ts';
import { textOf } from '../../../src/registration/whois/charset.ts';
import { readWhois } from '../../../src/registration/whois/read-whois.ts';
import { registrationOf } from '../../../src/registration/whois/registration.ts';
import { seededRandom } from '../../../src/simulation/random.ts';
import { mustBePrintable, type ReadAll, readAll, type Sample, UNITS } from '../mutations.ts';
import { RECORDS } from './texts.ts';

const CORPUS = resolve(import.meta.dirname, '../../../../shared/corpora/whois/likexian');
/** What the adapter takes of an answer. */
const MOST_OCTETS = 64 * 1024;

/** Reads `count` mutated answers, each as octets of a real shape after 1…8 faults. `seed` makes it repeatable. */
export function readMutated(count: number, seed: number): ReadAll {
  return readAll(mutated(count, seed));
}

/** Reads answers that are one thing over and over; every `step`-th of the table, from `from` on. */
export function readWhoisShapes(step = 1, from = 0): ReadAll {
  return readAll(shapes(step, from));
}

function* mutated(count: number, seed: number): Generator<Sample> {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const seeds = answers();
  for (let turn = 0; turn < count; turn++) {
    const [name, octets] = pick(seeds);
    let bytes = octets;
    for (let faults = 1 + Math.floor(random() * 8); faults > 0; faults--)
      bytes = pick(FAULTS)(bytes, random, pick(seeds)[1]);
    yield sample(`seed ${seed}, answer ${turn}`, name, bytes.subarray(0, MOST_OCTETS));
  }
}

function sample(name: string, domain: Fqdn, bytes: Uint8Array): Sample {
  return { name, octets: bytes.length, read: () => readAsTheAdapterDoes(domain, bytes) };
}

function readAsTheAdapterDoes(domain: Fqdn, bytes: Uint8Array): void {
  const reading = readWhois(textOf(bytes, domain.slice(0, -1).split('.').at(-1)), domain);
  const { evidence: _said, ...registration } = registrationOf(reading, { source: 'whois.test', evidence: [], atMs: 0 });
  if (registration.outcome === 'not-found' && reading.verdict !== 'free') throw new Error('called free');
  if (registration.outcome === 'found' && reading.verdict !== 'registered') throw new Error('called registered');
  for (const text of [...registration.statuses, ...registration.nameServers, ...registration.ds])
    if (text.length > 600) throw new Error('a word without end');
  mustBePrintable(registration);
}

/** What a line may begin with: each field that is read, and what opens a block. */
const OPENINGS = [
  '', ' ', '   ', '\t', '%', '[', '<', 'Domain Name: ', 'Domain:', 'Status: ', 'Domain Status: ', 'Name Server: ', 'nserver: ', 'Registrar: ', 'Registrar: x', 'Registrar:\n  ', 'Registrant:\n   ', 'Created: ', 'Creation Date: 2020-01-01',
  'Record expires on ', 'Expiry: ', 'Updated Date: ', 'DS: ', 'DNSSEC: ', 'Registrar WHOIS Server: ', 'refer: ', 'Registrar IANA ID: ', 'Name servers:\n', 'a) [', 'No match for ', 'The domain ', 'Registrar (', 'Name Server ', 'klant.nl is ', 'x......: ', 'klant.nl\t', '1. ',
]; // biome-ignore format: a list
/** Characters of a line; the last is an answer of one line. */
const LENGTHS = [1, 20, 78, 250, 599, MOST_OCTETS];

function* shapes(step: number, from: number): Generator<Sample> {
  const domain = fqdn('klant.nl');
  let at = 0;
  for (const length of LENGTHS)
    for (const opening of OPENINGS)
      for (const unit of UNITS) {
        if (at++ % step !== from) continue;
        const rest = Math.max(1, length - opening.length);
        const line = `${opening}${unit.repeat(Math.ceil(rest / unit.length)).slice(0, rest)}\n`;
        const bytes = Buffer.from(line.repeat(Math.ceil(MOST_OCTETS / line.length))).subarray(0, MOST_OCTETS);
        yield sample(`${JSON.stringify(opening)} and ${JSON.stringify(unit)} to ${length}`, domain, bytes);
      }
}

type Fault = (bytes: Uint8Array, random: () => number, other: Uint8Array) => Uint8Array;

const HOSTILE = [': ', ':', '...', '. . . ', '\t', '\n', '\r', ' ', '   ', '[', ']', '(', ')', '\u0000', '\u001b[31m', '\u202e', '%', '#', 'Domain Name: ', 'Status: ', 'Name Server: ', 'no match', 'a.', 'ns1.', '-', '1', '/', '@', '\\', '"', '{}', '<html>', 'é', '状態', 'Created: 2020-', 'DS: 1 1 1 ', 'not found ', ' is ', 'IN NS ', 'https://']; // biome-ignore format: a list

const FAULTS: readonly Fault[] = [
  (bytes, random) => cut(bytes, Math.floor(random() * bytes.length), bytes.length),
  (bytes, random) => spliced(bytes, at(bytes, random), 0, bytes.subarray(at(bytes, random), at(bytes, random))),
  (bytes, random, other) => spliced(bytes, at(bytes, random), 0, other),
  (bytes, random) => spliced(bytes, at(bytes, random), Math.floor(random() * 40), new Uint8Array()),
  (bytes, random) => spliced(bytes, at(bytes, random), 1, Uint8Array.of(Math.floor(random() * 256))),
  (bytes, random) => {
    const text = HOSTILE[Math.floor(random() * HOSTILE.length)]!;
    const times = random() < 0.9 ? 1 + Math.floor(random() * 5) : Math.floor(random() * 30_000);
    return spliced(bytes, at(bytes, random), 0, new TextEncoder().encode(text.repeat(times)));
  },
];

function at(bytes: Uint8Array, random: () => number): number {
  return Math.floor(random() * (bytes.length + 1));
}

function cut(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return spliced(bytes, from, to - from, new Uint8Array());
}

function spliced(bytes: Uint8Array, start: number, gone: number, put: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + gone)]).subarray(0, 80 * 1024);
}

function answers(): readonly (readonly [Fqdn, Uint8Array])[] {
  const own = Object.entries(RECORDS).map(([name, text]) => [fqdn(name), new TextEncoder().encode(text)] as const);
  if (!existsSync(CORPUS)) return own;
  const recorded = ['noterror', 'notfound'].flatMap((folder) =>
    readdirSync(join(CORPUS, folder))
      .filter((file) => /_/.test(file) && !/\.(?:json|pre|md)$/.test(file))
      .map((file) => [fqdn(file.slice(file.indexOf('_') + 1)), readFileSync(join(CORPUS, folder, file))] as const),
  );
  return [...own, ...recorded];
}
