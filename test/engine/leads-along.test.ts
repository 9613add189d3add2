import { describe, expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import { say } from '../../src/app/say.ts';
import type { Simulated } from './simulated-app.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const WHO = { by: 'Anna (agency)', why: 'read in the panel' };
const OTHER = 'dezon.example.';
const THIRD = 'zon.example.';
const SITE = '127.77.0.51';

/** The main domain and one that leads to it; the new host has no API, so that somebody has to say where the site will be. */
const two = (nameServers: 'switch' | 'stays', other: object = { role: 'redirect' }, more: readonly object[] = []) =>
  simulated({
    scenario: { redirectDomains: [OTHER, THIRD], signed: false, builtAtNew: true, tables: 0 },
    without: ['newHosting'],
    answers: {
      ...{ ...EVERYTHING, nameServers, registration: 'stays', mail: 'stays' },
      site: { ...EVERYTHING.site, database: false },
      domains: [{ domain: OTHER, ...other }, ...more],
    },
  });
const told = async (sim: Simulated, index = 1) => (await stateOf(sim, index)).answers.free?.['newAddresses'];
const tell = (sim: Simulated, newAddresses: string, index = 0) =>
  answer(sim.app, sim.ids[index]!, { pairs: [['newAddresses', newAddresses]] }, WHO);

test.each(['switch', 'stays'] as const)(
  'name servers %s: where the site will be is asked once',
  async (nameServers) => {
    const sim = await two(nameServers);
    await tell(sim, SITE);
    expect([...(await goOn(sim)).values()]).toEqual(['done', 'done']);
    const asked = await Promise.all(
      sim.ids.map(async (id) => JSON.stringify(await sim.app.store.readJournal(id)).includes('"wants":"newAddresses"')),
    );
    expect(asked).toEqual([false, false]);
  },
);

describe('what is said of the main domain', () => {
  test('holds for one that leads on, by the same person, and so does its correction', async () => {
    const sim = await two('switch');
    await tell(sim, SITE);
    expect(await told(sim)).toBe(SITE);
    const last = (await sim.app.store.readJournal(sim.ids[1]!)).at(-1)!;
    expect(last).toMatchObject({ ...WHO, event: { type: 'answered', answers: { free: { newAddresses: SITE } } } });
    await tell(sim, '127.77.0.52');
    expect(await told(sim)).toBe('127.77.0.52');
    const { seq } = await stateOf(sim, 1);
    await tell(sim, '127.77.0.52');
    expect((await stateOf(sim, 1)).seq).toBe(seq);
  });

  test('leaves alone what was said of the other one itself', async () => {
    const sim = await two('switch');
    await tell(sim, '127.77.0.53', 1);
    expect(await told(sim, 0)).toBeUndefined();
    await tell(sim, SITE);
    expect(await told(sim)).toBe('127.77.0.53');
  });

  test.each([{ role: 'mail-only' }, { role: 'redirect', hosting: 'stays' }])('is nothing to %o', async (other) => {
    const sim = await two('switch', other);
    await tell(sim, SITE);
    expect(await told(sim)).toBeUndefined();
  });

  test('is not what is said of one that leads on', async () => {
    const sim = await two('switch', { role: 'redirect' }, [{ domain: THIRD, role: 'redirect' }]);
    await tell(sim, SITE, 1);
    expect([await told(sim, 0), await told(sim, 1), await told(sim, 2)]).toEqual([undefined, SITE, undefined]);
  });

  test.each([
    ['cancel', { leave: true }],
    ['rollback', {}],
  ] as const)('is nothing to one after %s, and is taken all the same', async (verb, how) => {
    const sim = await two('switch');
    await stopAt(sim, 'lower-ttl', ({ state }) => state === 'waiting');
    const known = await told(sim);
    await say(sim.app, sim.ids[1]!, verb, how, WHO);
    await tell(sim, '127.77.0.52');
    expect([await told(sim, 0), await told(sim)]).toEqual(['127.77.0.52', known]);
  });
});
