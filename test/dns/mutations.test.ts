import { expect, test } from 'vitest';
import { walk } from '../../src/dns/wire-reader.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import { corpusHere } from './corpus.ts';
import { MUTATIONS } from './mutations.ts';
import { basePackets, bigPackets } from './mutations-base.ts';
import { runMutations } from './mutations-run.ts';

const PACKETS = 60_000;

test(`${PACKETS} mutated packets: none throws, none is slow, what is read is what others read${corpusHere ? '' : ' (our own packets alone: ../shared/corpora is not here)'}`, () => {
  const { failures, packets, accepted, compared, worstMs } = runMutations(PACKETS, 20_261_120);
  expect(failures).toEqual([]);
  expect(packets).toBe(PACKETS);
  // Were nearly all refused, or none compared, the figures above would say little.
  expect(accepted).toBeGreaterThan(PACKETS / 20);
  expect(compared).toBeGreaterThan(PACKETS / 25);
  expect(worstMs).toBeGreaterThan(0);
});

test('every mutation changes packets, and the packets it begins with are read', () => {
  const base = basePackets();
  const random = seededRandom(3);
  for (const [name, mutate] of Object.entries(MUTATIONS)) {
    const changed = base.filter((bytes) => !Buffer.from(mutate(Uint8Array.from(bytes), random, base)).equals(bytes));
    expect(changed.length, name).toBeGreaterThan(base.length / 2);
  }
  for (const bytes of bigPackets()) {
    expect(bytes.length).toBeGreaterThan(15_000);
    expect(() => walk(bytes)).not.toThrow();
  }
});
