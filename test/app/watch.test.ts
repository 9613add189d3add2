import { describe, expect, test } from 'vitest';
import { memoryDns } from '../../src/adapters/dns/memory/index.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { say } from '../../src/app/say.ts';
import type { Watched } from '../../src/app/watch.ts';
import { standings, watch } from '../../src/app/watch.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { DnsQuestion } from '../../src/ports/dns.ts';
import { simulated } from '../engine/simulated-app.ts';
import type { Lab } from '../simulation/lab.ts';
import { copyZone, lab, NEW_SERVERS, RESOLVER_NAMES, START_MS, setOldApexNs } from '../simulation/lab.ts';

const config = { ...ConfigFile.parse({}), file: undefined, folder: '.' } as Config;

interface Seen {
  readonly atMs: number;
  readonly verdict: string;
  readonly standings: ReadonlyMap<string, string>;
  readonly watched: Watched;
}

/** Watches until the verdict or the moment; `deeds` happen as the clock passes them. */
async function watched(
  laboratory: Lab,
  options: {
    readonly deeds?: readonly (readonly [atMs: number, deed: () => void])[];
    readonly untilMs: number;
    readonly until?: string;
  },
) {
  const { clock, world } = laboratory;
  const asked: (DnsQuestion & { readonly atMs: number })[] = [];
  const inner = memoryDns(world);
  const stop = new AbortController();
  const deeds = [...(options.deeds ?? [])];
  const dns = {
    ...inner,
    askAll: (questions: readonly DnsQuestion[], signal: AbortSignal) => {
      asked.push(...questions.map((question) => ({ ...question, atMs: clock.now() })));
      return inner.askAll(questions, signal);
    },
  };
  const parts = {
    config,
    dns,
    clock: {
      now: clock.now,
      // What people do happens when its time comes, also while somebody sleeps.
      sleepUntil: async (untilMs: number, signal: AbortSignal) => {
        while (deeds[0] !== undefined && deeds[0][0] <= untilMs) {
          clock.jumpTo(deeds[0][0]);
          deeds.shift()![1]();
        }
        await clock.sleepUntil(untilMs, signal);
      },
    },
  };
  const seen: Seen[] = [];
  for await (const one of watch(
    parts,
    { domains: [world.domain], to: NEW_SERVERS, cwd: '.' },
    { signal: stop.signal },
  )) {
    const verdict = one.checked.seen!.propagation.verdict;
    seen.push({ atMs: clock.now(), verdict, standings: standings(one.checked), watched: one });
    if (verdict === options.until || clock.now() >= options.untilMs) break;
  }
  return { seen, asked };
}

const SWITCH_MS = START_MS + 20 * MINUTE;

describe('a switch, watched', () => {
  const laboratory = (oldApexNsTtlSeconds = 14_400): Lab => {
    const made = lab({ signed: false, registryPublishSeconds: 30, oldApexNsTtlSeconds });
    copyZone(made);
    const ask = () => {
      for (const name of RESOLVER_NAMES) made.ask(name, made.world.domain, 'NS');
    };
    ask();
    return made;
  };
  const deedsIn = (made: Lab): [number, () => void][] => [
    [
      SWITCH_MS,
      () => {
        setOldApexNs(made, NEW_SERVERS, 300);
        made.world.people.setNameServers(made.world.domain, NEW_SERVERS);
      },
    ],
  ];

  test('begins as not started, sees the parents within a minute, and ends with the last cache', async () => {
    const made = laboratory();
    const { seen } = await watched(made, { deeds: deedsIn(made), until: 'propagated', untilMs: START_MS + 2 * DAY });
    expect([...new Set(seen.map(({ verdict }) => verdict))]).toEqual(['not-started', 'partial', 'propagated']);
    const parents = seen.find(({ verdict }) => verdict === 'partial')!;
    expect(parents.atMs - SWITCH_MS).toBeLessThanOrEqual(30 * SECOND + MINUTE);
    const last = seen.at(-1)!;
    expect([...last.standings].filter(([, is]) => is === 'old')).toEqual([]);
    // The old NS set was fetched at the beginning; nobody asks for it more often than it dies.
    expect(last.atMs).toBeLessThanOrEqual(START_MS + 14_400 * SECOND + MINUTE);
  });

  test('no cache is asked before the truth stands but once, however soon its copies die', async () => {
    const made = laboratory(300);
    const { seen, asked } = await watched(made, {
      deeds: deedsIn(made),
      until: 'propagated',
      untilMs: START_MS + 2 * DAY,
    });
    const right = seen.find(({ verdict }) => verdict !== 'not-started')!.atMs;
    const ns = asked.filter(({ recursive, type }) => recursive && type === 'NS');
    expect(new Set(ns.filter(({ atMs }) => atMs < right).map(({ atMs }) => atMs))).toEqual(new Set([START_MS]));
    for (const { address } of made.world.servers.filter(({ kind }) => kind === 'resolver')) {
      const moments = ns.filter(({ server }) => server.address === address).map(({ atMs }) => atMs);
      expect(moments.length).toBeLessThanOrEqual(5);
    }
  });

  test('in half a day it asks less than a tenth of what every five minutes would take', async () => {
    const made = laboratory();
    const { asked, seen } = await watched(made, { deeds: deedsIn(made), untilMs: START_MS + 12 * HOUR });
    const first = seen[0]!.watched.questions;
    expect(asked.length).toBeLessThan((first * 12 * 12) / 10);
    expect(seen.at(-1)!.watched.questions).toBe(asked.length);
  });

  test('what goes wrong later is seen: a parent that names the old servers again', async () => {
    const made = laboratory();
    const deeds: [number, () => void][] = [
      ...deedsIn(made),
      [
        SWITCH_MS + 8 * HOUR,
        () => made.world.people.setNameServers(made.world.domain, made.world.scenario.oldNameServers as never),
      ],
    ];
    const { seen } = await watched(made, { deeds, untilMs: SWITCH_MS + 10 * HOUR });
    const back = seen.find(({ atMs, verdict }) => atMs > SWITCH_MS + 8 * HOUR && verdict === 'not-started');
    expect(back!.atMs - SWITCH_MS - 8 * HOUR).toBeLessThanOrEqual(HOUR + 2 * MINUTE);
  });
});

test('a migration that gets its plan while it is watched is looked at anew', async () => {
  const given = await simulated({ scenario: { signed: false } });
  await say(given.app, given.ids[0]!, 'approve', {}, { by: 'Anna' });
  const parts = { config: given.app.config, clock: given.app.clock, dns: memoryDns(given.world), app: given.app };
  const stop = new AbortController();
  const kinds: string[] = [];
  for await (const { checked } of watch(parts, { domains: [given.world.domain], cwd: '.' }, { signal: stop.signal })) {
    const { expected, sight, propagation } = checked.seen!;
    kinds.push(
      `${expected.kind} ${sight.newServers.servers.map(({ server }) => server).join(' ')} ${propagation.parents}`,
    );
    if (kinds.length === 1)
      await runThrough(given.app, given.agency, given.ids, {
        signal: stop.signal,
        untilMs: given.clock.now() + 10 * MINUTE,
      });
    if (expected.kind === 'switch' || kinds.length > 20) break;
  }
  expect(kinds.at(-1)).toBe('switch ns1.nieuw-host.example. ns2.nieuw-host.example. old,old');
});
