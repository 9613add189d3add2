import { describe, expect, test } from 'vitest';
import { say } from '../../src/app/say.ts';
import type { ApiPort } from '../../src/ports/step-ports.ts';
import type { SimulatedOptions } from './simulated-app.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const APIS = [
  'oldDnsHost',
  'newDnsHost',
  'losingRegistrar',
  'gainingRegistrar',
  'oldHosting',
  'newHosting',
  'oldMailHost',
  'newMailHost',
  'siteCopier',
  'mailCopier',
] as const satisfies readonly ApiPort[];

/** The losing registrar is of the bad kind, and installing takes no time: people here do not look twice. */
const SCENARIO = { losingRegistrarCutsDns: true, hostingInstallSeconds: 0 } as const;

describe('a person is an adapter', () => {
  const MOVES: readonly [title: string, options: SimulatedOptions][] = [
    ['everything moves', {}],
    ['mail stays where it is', { answers: { ...EVERYTHING, mail: 'stays' } }],
    [
      'site and mail move in a zone that stays',
      { answers: { ...EVERYTHING, registration: 'stays', nameServers: 'stays' } },
    ],
    [
      'the new mail service wants its record first',
      { scenario: { mailNeedsVerification: true, mailSeatsIncluded: 0 } },
    ],
    ['an unsigned domain without a lock', { scenario: { signed: false, locked: false } }],
  ];
  test.each(MOVES)('%s, all of it by hand: golive sees it, no visitor misses anything', async (_title, options) => {
    const { scenario, ...more } = options;
    const sim = await simulated({
      ...more,
      scenario: { ...SCENARIO, ...scenario },
      without: APIS,
      probe: true,
      probeEveryMinutes: 20,
    });
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    expect({ ...sim.prober!.failures, ...sim.world.counters, logged: sim.logged }).toEqual({ logged: [] });
  });

  test('the procedure with an interruption too', async () => {
    const answers = { ...EVERYTHING, playbook: 'move-with-interruption' };
    const sim = await simulated({ answers, scenario: SCENARIO, without: APIS });
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    expect(sim.world.counters).toEqual({});
  });

  test.each(APIS)('nobody has an API for %s: people do that part, the rest goes by itself', async (api) => {
    const sim = await simulated({ scenario: SCENARIO, without: [api], probe: true, probeEveryMinutes: 60 });
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    expect({ ...sim.prober!.failures, logged: sim.logged }).toEqual({ logged: [] });
  });

  test.each(['order-hosting', 'recreate-mailboxes', 'create-zone', 'remove-ds', 'change-delegation', 'unlock-domain'])(
    'and goes back by hand from %s',
    async (step) => {
      const sim = await simulated({ scenario: SCENARIO, without: APIS });
      const before = sim.world.snapshot();
      expect(await stopAt(sim, step, ({ state }) => state === 'done')).toBe(true);
      await say(sim.app, sim.ids[0]!, 'rollback', {}, { by: 'Anna (agency)', why: 'test' });
      expect([...(await goOn(sim)).values()]).toEqual(['rolled-back']);
      expect(sim.world.snapshot()).toEqual(before);
      expect((await stateOf(sim)).effects.filter((effect) => effect.step !== 'obtain-authcode')).toEqual([]);
    },
  );

  test('what somebody did by hand is not left behind without a word', async () => {
    const sim = await simulated({ scenario: SCENARIO, without: APIS });
    await stopAt(sim, 'order-hosting', ({ state }) => state === 'done');
    const cancelling = say(sim.app, sim.ids[0]!, 'cancel', {}, { by: 'Anna (agency)', why: 'test' });
    await expect(cancelling).rejects.toThrow(/order-hosting changed something/);
  });
});
