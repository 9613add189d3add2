import { expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import type { Answers } from '../../src/domain/answers.ts';
import type { Simulated } from './simulated-app.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const WHO = { by: 'Anna (agency)', why: 'the customer thought again' };
const ttlsOf = (sim: Simulated, side: 'old' | 'new'): string[] => {
  const zones = (sim.world.snapshot() as { zones: Record<string, Record<string, { rrsets: readonly Set[] }>> }).zones;
  const { rrsets } = zones[side]![sim.world.domain]!;
  return rrsets.map(({ name, type, ttlSeconds }) => `${name} ${type} ${ttlSeconds}`).sort();
};
type Set = { readonly name: string; readonly type: string; readonly ttlSeconds: number };

test.each<[Answers['nameServers'], Answers['nameServers'], 'old' | 'new', 'raised' | 'refused']>([
  ['switch', 'stays', 'old', 'raised'],
  ['switch', 'ours', 'old', 'refused'],
  ['stays', 'ours', 'old', 'refused'],
  ['ours', 'stays', 'new', 'refused'],
])('TTLs lowered while the name servers were to be “%s” come back after “%s”', async (was, becomes, side, end) => {
  const sim = await simulated({
    answers: { ...EVERYTHING, registration: 'stays', mail: 'stays', nameServers: was },
    scenario: { signed: false, zoneAt: side },
  });
  const before = ttlsOf(sim, side);
  expect(await stopAt(sim, 'lower-ttl', ({ state }) => state === 'waiting')).toBe(true);
  expect(ttlsOf(sim, side)).not.toEqual(before);
  const changing = answer(sim.app, sim.ids[0]!, { pairs: [['nameServers', becomes]] }, WHO);
  if (end === 'refused') await expect(changing).rejects.toThrow(/lower-ttl has begun\. Roll back first/);
  else await changing;
  expect((await stateOf(sim)).answers.nameServers).toBe(end === 'refused' ? was : becomes);
  if (end === 'refused') return;
  expect([...(await goOn(sim)).values()]).toEqual(['done']);
  expect(ttlsOf(sim, side)).toEqual(before);
});
