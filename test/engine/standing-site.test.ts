import { expect, test } from 'vitest';
import type { SimulatedOptions } from './simulated-app.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const HOSTS = ['www.bakkerij-dezon.example', 'bakkerij-dezon.example'];

test.each<[string, SimulatedOptions, string]>([
  [
    'the name servers are switched',
    {
      answers: { registration: 'stays', hosting: 'ours', mail: 'stays', nameServers: 'switch' },
      scenario: { hostingAt: 'new' },
    },
    'change-delegation',
  ],
  [
    'mail moves in a zone of ours',
    {
      answers: { ...EVERYTHING, registration: 'ours', nameServers: 'ours', hosting: 'ours' },
      scenario: { hostingAt: 'new', zoneAt: 'new', registrationAt: 'new', signed: false },
    },
    'change-records',
  ],
])('where %s, nothing is switched before a site that stands with us is open', async (_title, options, mover) => {
  const sim = await simulated(options);
  expect(await stopAt(sim, 'preflight', ({ state }) => state === 'blocked')).toBe(true);
  const { steps } = await stateOf(sim);
  expect(steps['preflight']!.findings?.map(({ tag, message }) => [tag, message.text])).toContainEqual([
    'SITE_UNREACHABLE',
    'preflight.site-unpublished',
  ]);
  expect(steps[mover]?.startedMs).toBeUndefined();
  sim.world.people.requestCertificate(sim.world.domain, HOSTS);
  sim.world.people.setPublished('new', sim.world.domain, true);
  expect([...(await goOn(sim)).values()]).toEqual(['done']);
  expect((await stateOf(sim)).steps[mover]?.state).toBe('done');
});
