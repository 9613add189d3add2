import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Fqdn } from '../../../src/domain/name.ts';
import { fqdn } from '../../../src/domain/name.ts';
import { textOf } from '../../../src/registration/whois/charset.ts';
import { readWhois } from '../../../src/registration/whois/read-whois.ts';
import { seededRandom } from '../../../src/simulation/random.ts';
import { RECORDS } from './texts.ts';

const CORPUS = resolve(import.meta.dirname, '../../../../shared/corpora/whois/likexian');

export interface Mutated {
  readonly read: number;
  readonly uncaught: readonly string[];
  readonly slowestMs: number;
  /** Records whose registration was cut into "free". */
  readonly free: number;
}

/**
 * Reads `count` mutated answers, each as octets of a real shape after 1…8 faults. `seed` makes it repeatable. The slowest is timed twice and the
 * lesser counts, so that a pause of the machine is no finding.
 */
export function readMutated(count: number, seed: number): Mutated {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const seeds = answers();
  const uncaught: string[] = [];
  let slowestMs = 0;
  let free = 0;
  for (let turn = 0; turn < count; turn++) {
    const [name, octets] = pick(seeds);
    let bytes = octets;
    for (let faults = 1 + Math.floor(random() * 8); faults > 0; faults--)
      bytes = pick(FAULTS)(bytes, random, pick(seeds)[1]);
    bytes = bytes.subarray(0, 64 * 1024);
    const judge = (): number => {
      const before = process.cpuUsage();
      const read = readWhois(textOf(bytes, name.slice(0, -1).split('.').at(-1)), name);
      const used = process.cpuUsage(before);
      if (read.outcome === 'not-found') free++;
      return (used.user + used.system) / 1000;
    };
    try {
      const ms = judge();
      if (ms > slowestMs) slowestMs = Math.max(slowestMs, Math.min(ms, judge()));
    } catch (error) {
      uncaught.push(`seed ${seed} turn ${turn}: ${String(error)}`);
    }
  }
  return { read: count, uncaught, slowestMs, free };
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
    const times = random() < 0.7 ? 1 + Math.floor(random() * 5) : Math.floor(random() * 30_000);
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
