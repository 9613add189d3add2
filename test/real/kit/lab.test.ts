import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, rdatasOf } from './ask.ts';
import { CACHES, type CacheName } from './caches.ts';
import { type Lab, startLab } from './lab.ts';
import { until } from './until.ts';

// The laboratory itself: what the other files take for granted.

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({
    servers: {
      root: { software: 'nsd', names: ['a.root.test.'] },
      tld1: { software: 'knot', names: ['a.tld.nl.'] },
      tld2: { software: 'bind', names: ['b.tld.nl.'] },
      old: { software: 'bind', names: ['ns1.oud.nl.'] },
      new: { software: 'powerdns', names: ['ns1.nieuw.nl.'] },
    },
    zones: [
      { zone: '.', at: ['root'], signed: true },
      { zone: 'nl.', at: ['tld1', 'tld2'], signed: true },
      { zone: 'oud.nl.', at: ['old'] },
      { zone: 'nieuw.nl.', at: ['new'] },
      { zone: 'klant.nl.', at: ['old'], records: ['@ IN A 192.0.2.1'], ttlSeconds: 2, delegationTtlSeconds: 2 },
      { zone: 'veilig.nl.', at: ['old'], records: ['@ IN A 192.0.2.7'], signed: true },
      { zone: 'stuk.nl.', at: ['old'], records: ['@ IN A 192.0.2.8'], ds: [`1 13 2 ${'ab'.repeat(32)}`] },
    ],
    caches: Object.keys(CACHES) as CacheName[],
  });
});
afterAll(() => lab?.stop());

const seen = async (cache: CacheName, name: string): Promise<string> => {
  const packet = await ask({ address: lab.caches[cache]!.address, name, type: 'A', timeoutMs: 5000 });
  return rdatasOf(packet, 'A').join() || String((packet as { rcode?: string } | undefined)?.rcode);
};

test.each(Object.entries(CACHES))('%s resolves in the lab and judges signatures', async (name, { validates }) => {
  const cache = name as CacheName;
  expect(await seen(cache, 'klant.nl.')).toBe('192.0.2.1');
  expect(await seen(cache, 'veilig.nl.')).toBe('192.0.2.7');
  expect(await seen(cache, 'stuk.nl.')).toBe(validates ? 'SERVFAIL' : '192.0.2.8');
});

test('a change of the delegation reaches the caches', async () => {
  await lab.setZone('klant.nl.', { at: ['new'], records: ['@ IN A 192.0.2.2'] });
  await lab.setDelegation('klant.nl.', { ns: ['ns1.nieuw.nl.'] }, ['tld1']);
  const parents = await Promise.all(
    ['tld1', 'tld2'].map(async (id) => {
      const packet = await ask({ address: lab.address(id), name: 'klant.nl.', type: 'NS', recursive: false });
      return packet?.authorities?.flatMap((record) => (record.type === 'NS' ? [record.data] : []));
    }),
  );
  expect(parents).toEqual([['ns1.nieuw.nl'], ['ns1.oud.nl']]);
  await lab.setDelegation('klant.nl.', { ns: ['ns1.nieuw.nl.'] }, ['tld2']);
  for (const cache of ['unbound', 'pdns-recursor'] as const)
    await until(`${cache} to turn`, async () => (await seen(cache, 'klant.nl.')) === '192.0.2.2', 20_000);
});
