import { expect, test } from 'vitest';
import { book } from '../../src/app/book.ts';
import { tick } from '../../src/app/engine/tick.ts';
import { say } from '../../src/app/say.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import { HOUR } from '../../src/domain/time.ts';
import { simulated } from './simulated-app.ts';
import { stateOf, stopAt } from './stop-at.ts';

const BY = { by: 'Anna (agency)' };
const ONCE = { signal: new AbortController().signal, owner: 'first' };

// It is Monday evening, half past eight; notice alone allows Wednesday morning.
test('a signed .com needs more than two days, and in its earliest safe half-day nothing is waited for', async () => {
  const domain = 'bakkerij-dezon.com.';
  const site = {
    source: 'old-host',
    canonicalHost: 'www.bakkerij-dezon.com',
    redirects: ['bakkerij-dezon.com'],
    database: true,
  };
  const sim = await simulated({
    scenario: { domain, signed: true, dsTtlSeconds: 86_400, dnskeyTtlSeconds: 172_800, registryPublishSeconds: 300 },
    answers: { registration: 'moves', hosting: 'moves', mail: 'moves', nameServers: 'switch', site },
  });
  const [id] = sim.ids;
  await say(sim.app, id!, 'approve', {}, BY);
  await tick(sim.app, ONCE);

  const { earliest } = await slotsDocument(sim.app, { domain: id! });
  expect(earliest?.slot).toBe('2027-01-15/morning');
  expect(earliest?.terms.find(({ rule }) => rule === 'ds')).toMatchObject({
    until: '2027-01-14T20:35:00.000+01:00',
    sum: 'registry 300 s + DS 86400 s + DNSKEY 172800 s = 259500 s',
  });
  await expect(book(sim.app, id!, { slot: '2027-01-14/afternoon' }, BY)).rejects.toThrow(
    /DS leaves caches .*Next free: 2027-01-15\/morning/,
  );

  const { booking } = await book(sim.app, id!, { slot: '2027-01-15/morning' }, BY);
  expect(await stopAt(sim, 'change-delegation', ({ state }) => state === 'done', 5)).toBe(true);
  const { startedMs } = (await stateOf(sim)).steps['change-delegation']!;
  expect(startedMs! - booking!.startsAtMs).toBeGreaterThanOrEqual(0);
  expect(startedMs! - booking!.startsAtMs).toBeLessThan(HOUR);
});
