import { readMutatedRdap, readRdapShapes, readReplacedRdap } from '../registration/mutated-rdap.ts';
import type { ReadAll } from '../registration/mutations.ts';
import { readMutated, readWhoisShapes } from '../registration/whois/mutations.ts';
import type { Line, LongRun } from './line.ts';

const MOST_MS = 100;

/** `registration [COUNT] [SEED]`: answers of registries, so many of WHOIS and of RDAP mutated, and those that are one thing over and over. */
const registration: LongRun = async ([count = '1000000', seed = '1']) => [
  line('mutated WHOIS answers', readMutated(Number(count), Number(seed))),
  line('mutated RDAP answers', readMutatedRdap(Number(count), Number(seed))),
  line('RDAP answers with another thing for each value', readReplacedRdap()),
  line('WHOIS answers of one thing', readWhoisShapes()),
  line('RDAP answers with one thing in one place', readRdapShapes()),
];
export default registration;

function line(what: string, { read, uncaught, uncaughtCount, slowestMs, slowest }: ReadAll): Line {
  const thrown = uncaughtCount === 0 ? '0 uncaught' : `${uncaughtCount} uncaught (${uncaught.join('; ')})`;
  return {
    gate: `${what}: 0 uncaught, none over ${MOST_MS} ms for each 64 kB`,
    measured: `${read} answers, ${thrown}, slowest ${slowestMs.toFixed(1)} ms (${slowest})`,
    met: uncaughtCount === 0 && slowestMs < MOST_MS,
  };
}
