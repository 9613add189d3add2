import { describe, expect, test } from 'vitest';
import { load } from '../../src/app/record.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { DAY } from '../../src/domain/time.ts';
import type { SimulatedOptions } from './simulated-app.ts';
import { EVERYTHING, MONDAY_EVENING, simulated } from './simulated-app.ts';

const signal = new AbortController().signal;

const WITH_US = { zoneAt: 'new', hostingAt: 'new', mailAt: 'new', signed: false } as const;
const OURS = { hosting: 'ours', mail: 'ours', nameServers: 'ours' } as const;

const MOVES: readonly [title: string, options: SimulatedOptions, playbook: string][] = [
  ['everything moves to us', {}, 'livegang-3'],
  [
    'everything moves, without interruption, by its own name',
    { answers: { ...EVERYTHING, playbook: 'move-without-interruption' } },
    'move-without-interruption',
  ],
  ['an unsigned, unlocked domain', { scenario: { signed: false, locked: false } }, 'livegang-3'],
  ['an API whose lists lag', { scenario: { apiConsistencySeconds: 120 } }, 'livegang-3'],
  [
    'mail that wants its domain verified and seats ordered',
    { scenario: { mailNeedsVerification: true, mailSeatsIncluded: 0 } },
    'livegang-3',
  ],
  [
    'a losing registrar that would cut the zone: we are gone before',
    { scenario: { losingRegistrarCutsDns: true } },
    'livegang-3',
  ],
  ['the holder must confirm the transfer', { scenario: { accountMayConfirm: false } }, 'livegang-3'],
  [
    'hosting and name servers move, mail stays where it is',
    { answers: { ...EVERYTHING, mail: 'stays' } },
    'move-without-interruption',
  ],
  [
    'only the name servers and the registration move',
    { answers: { registration: 'moves', hosting: 'stays', mail: 'stays', nameServers: 'switch' } },
    'move-without-interruption',
  ],
  [
    'hosting moves in a zone that stays',
    { answers: { ...EVERYTHING, registration: 'stays', mail: 'stays', nameServers: 'stays' } },
    'move-without-interruption',
  ],
  [
    'option 1: everything is with us',
    { answers: { ...OURS, registration: 'ours' }, scenario: { ...WITH_US, registrationAt: 'new' } },
    'livegang-1',
  ],
  [
    'option 2: only the registration is elsewhere',
    { answers: { ...OURS, registration: 'stays' }, scenario: WITH_US },
    'livegang-2',
  ],
];

describe('a move ends done, and no visitor misses anything', () => {
  test.each(MOVES)('%s', async (_title, options, playbook) => {
    // Where the site is new there is nothing to visit before it is published.
    const unpublished = playbook === 'livegang-1' || playbook === 'livegang-2';
    const { app, agency, ids, prober, logged } = await simulated({ ...options, probe: !unpublished });
    const statuses = await runThrough(app, agency, ids, { signal, untilMs: MONDAY_EVENING + 40 * DAY });
    const { state } = await load(app, ids[0]!);
    expect({ statuses: [...statuses.values()], playbook: state.playbook.id, logged }).toEqual({
      statuses: ['done'],
      playbook,
      logged: [],
    });
    if (unpublished) return;
    expect(prober!.failures).toEqual({});
    expect(prober!.probes()).toBeGreaterThan(1000);
  });
});

test('the other procedure, where the losing registrar cuts the zone, ends done and costs visitors something', async () => {
  const { app, agency, ids, prober } = await simulated({
    answers: { ...EVERYTHING, playbook: 'move-with-interruption' },
    scenario: { losingRegistrarCutsDns: true },
    probe: true,
    probeEveryMinutes: 120,
  });
  const statuses = await runThrough(app, agency, ids, { signal, untilMs: MONDAY_EVENING + 40 * DAY });
  expect([...statuses.values()]).toEqual(['done']);
  expect(Object.keys(prober!.failures).length).toBeGreaterThan(0);
});
