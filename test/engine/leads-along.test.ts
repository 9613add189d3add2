import { describe, expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import type { App } from '../../src/app/app.ts';
import { record } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import type { Simulated } from './simulated-app.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const WHO = { by: 'Anna (agency)', why: 'read in the panel' };
const OTHER = 'dezon.example.';
const THIRD = 'zon.example.';
const SITE = '127.77.0.51';
const CORRECTED = '127.77.0.52';

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
const allTold = (sim: Simulated) => Promise.all(sim.ids.map((_id, index) => told(sim, index)));
const tell = (sim: Simulated, newAddresses: string, index = 0, store: App['store'] = sim.app.store) =>
  answer({ ...sim.app, store }, sim.ids[index]!, { pairs: [['newAddresses', newAddresses]] }, WHO);
const three = () => two('switch', { role: 'redirect' }, [{ domain: THIRD, role: 'redirect' }]);

/** A store in which one thing fails for one migration. */
function failing(sim: Simulated, name: 'append' | 'readJournal', index: number, code: 'store-full' | 'store-corrupt') {
  const { store } = sim.app;
  const works = store[name] as (id: string, ...rest: readonly unknown[]) => Promise<unknown>;
  const fails = async (id: string, ...rest: readonly unknown[]) => {
    if (id === sim.ids[index]) throw new GoLiveError(code, { subject: `migration ${id}` });
    return works.call(store, id, ...rest);
  };
  return { ...store, [name]: fails } as App['store'];
}

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
    await tell(sim, CORRECTED);
    expect(await told(sim)).toBe(CORRECTED);
    const { seq } = await stateOf(sim, 1);
    await tell(sim, CORRECTED);
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
    const sim = await three();
    await tell(sim, SITE, 1);
    expect(await allTold(sim)).toEqual([undefined, SITE, undefined]);
  });

  test('is said again by no other answer, only by one that names it', async () => {
    const sim = await two('switch');
    const free = { newAddresses: SITE };
    await record(sim.app, sim.ids[0]!, WHO, () => [{ type: 'answered', answers: { free } }]);
    await answer(sim.app, sim.ids[0]!, { pairs: [['acceptNotAsked', 'yes']] }, WHO);
    await answer(sim.app, sim.ids[0]!, { pairs: [], file: { free: { devServerHost: 'dev.example.net' } } }, WHO);
    expect(await told(sim)).toBeUndefined();
    await answer(sim.app, sim.ids[0]!, { pairs: [], file: { free } }, WHO);
    expect(await told(sim)).toBe(SITE);
  });

  test.each(['switch', 'stays'] as const)(
    'is nothing to one whose traffic has begun to move: name servers %s',
    async (nameServers) => {
      const sim = await two(nameServers);
      await tell(sim, SITE);
      await stopAt(sim, 'watch-propagation', ({ state }) => state === 'waiting');
      const mover = (await stateOf(sim, 1)).steps[nameServers === 'switch' ? 'change-delegation' : 'change-records'];
      expect([mover?.state, mover?.startedMs]).toEqual(['done', expect.any(Number)]);
      await tell(sim, CORRECTED);
      expect(await allTold(sim)).toEqual([CORRECTED, SITE]);
    },
  );

  test.each([0, 1, 2])('reaches all when it is said again after the store failed at number %i', async (index) => {
    const sim = await three();
    await tell(sim, SITE);
    await expect(tell(sim, CORRECTED, 0, failing(sim, 'append', index, 'store-full'))).rejects.toMatchObject({
      code: 'store-full',
    });
    await tell(sim, CORRECTED);
    expect(await allTold(sim)).toEqual([CORRECTED, CORRECTED, CORRECTED]);
  });

  test.each([1, 2])('reaches all others where number %i is damaged, and that is told', async (index) => {
    const sim = await three();
    await tell(sim, SITE);
    const store = failing(sim, 'readJournal', index, 'store-corrupt');
    const damaged = { code: 'store-corrupt', subject: `migration ${sim.ids[index]}` };
    await expect(tell(sim, CORRECTED, 0, store)).rejects.toMatchObject(damaged);
    expect(await allTold(sim)).toEqual([0, 1, 2].map((number) => (number === index ? SITE : CORRECTED)));
    await answer({ ...sim.app, store }, sim.ids[0]!, { pairs: [['acceptNotAsked', 'yes']] }, WHO);
  });

  test('is recorded nowhere where the main domain takes no answer', async () => {
    const sim = await two('switch');
    await say(sim.app, sim.ids[0]!, 'cancel', { leave: true }, WHO);
    await expect(tell(sim, SITE)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await allTold(sim)).toEqual([undefined, undefined]);
  });

  test.each([
    ['cancel', { leave: true }],
    ['rollback', {}],
  ] as const)('is nothing to one after %s, and is taken all the same', async (verb, how) => {
    const sim = await two('switch');
    await stopAt(sim, 'lower-ttl', ({ state }) => state === 'waiting');
    const known = await told(sim);
    await say(sim.app, sim.ids[1]!, verb, how, WHO);
    await tell(sim, CORRECTED);
    expect([await told(sim, 0), await told(sim)]).toEqual([CORRECTED, known]);
  });
});
