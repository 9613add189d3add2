import { expect, test } from 'vitest';
import { withFloors } from '../../src/adapters/registry/floors.ts';
import type { App } from '../../src/app/app.ts';
import { preflightMigration } from '../../src/app/preflight.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { DAY, MINUTE } from '../../src/domain/time.ts';
import type { ApiPort } from '../../src/ports/step-ports.ts';
import { never } from '../contract/laboratory.ts';
import { simulated } from './simulated-app.ts';

const REGISTRARS: readonly ApiPort[] = ['losingRegistrar', 'gainingRegistrar'];

interface Wish {
  readonly atMs: number;
  /** How old an answer may be; a day where nothing was said. */
  readonly mostMs: number;
}

/** A move whose registry is asked no more often than a real one would let us; what the steps wished for, and what reached the registry. */
async function behindFloors(without: readonly ApiPort[] = []) {
  const made = await simulated({ without });
  const wishes: Wish[] = [];
  const reached: number[] = [];
  const { registry } = await made.app.portsFor({} as never, {} as never);
  const floored = withFloors(
    {
      lookUp(domain, signal) {
        reached.push(made.clock.now());
        return registry.lookUp(domain, signal);
      },
    },
    made.clock,
  );
  const app: App = {
    ...made.app,
    portsFor: async (state, project) => ({
      ...(await made.app.portsFor(state, project)),
      registry: {
        lookUp(domain, signal, freshness) {
          wishes.push({ atMs: made.clock.now(), mostMs: freshness?.notOlderThanMs ?? DAY });
          return floored.lookUp(domain, signal, freshness);
        },
      },
    }),
  };
  return { ...made, app, wishes, reached };
}

/** When a step's turn came: its first word in the journal. */
async function turnOf(app: App, id: string, step: string): Promise<number> {
  const events = await app.store.readJournal(id);
  return Math.min(...events.flatMap(({ event, atMs }) => (event.type === 'step' && event.step === step ? [atMs] : [])));
}

test.each<[string, readonly ApiPort[]]>([
  ['with both registrars by API', []],
  ['where people do everything at both registrars', REGISTRARS],
])('a whole move goes through behind the floors, %s', async (_title, without) => {
  const { app, ids, agency, clock, wishes, reached } = await behindFloors(without);
  const statuses = await runThrough(app, agency, ids, { signal: never(), untilMs: clock.now() + 60 * DAY });
  expect([...statuses.values()]).toEqual(ids.map(() => 'done'));

  // Nobody is asked sooner than a quarter of an hour after the last time, whatever wished for it.
  const gaps = reached.slice(1).map((atMs, at) => atMs - reached[at]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(15 * MINUTE);
  expect(wishes.length).toBeGreaterThan(reached.length);

  // Until the name servers' turn has come a day is young enough; for the transfer only a quarter of an hour is.
  const switchMs = await turnOf(app, ids[0]!, 'change-delegation');
  const unlockMs = await turnOf(app, ids[0]!, 'unlock-domain');
  const before = wishes.filter(({ atMs }) => atMs < switchMs);
  const during = wishes.filter(({ atMs }) => atMs >= unlockMs);
  expect(before.length).toBeGreaterThan(0);
  expect(new Set(before.map(({ mostMs }) => mostMs))).toEqual(new Set([DAY]));
  expect(during.length).toBeGreaterThan(0);
  expect(new Set(during.map(({ mostMs }) => mostMs))).toEqual(new Set([15 * MINUTE]));
  expect(reached.filter((atMs) => atMs < switchMs).length).toBeLessThanOrEqual((switchMs - reached[0]!) / DAY + 1);
});

test("a person's preflight takes an answer of up to a day", async () => {
  const { app, ids, wishes, reached, clock } = await behindFloors();
  await preflightMigration(app, ids[0]!, never());
  await clock.sleepUntil(clock.now() + DAY - MINUTE, never());
  await preflightMigration(app, ids[0]!, never());
  expect(new Set(wishes.map(({ mostMs }) => mostMs))).toEqual(new Set([DAY]));
  expect(reached).toHaveLength(1);
});
