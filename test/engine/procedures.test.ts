import { describe, expect, test } from 'vitest';
import { runThrough } from '../../src/app/run-through.ts';
import type { StepRecord } from '../../src/domain/migration.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { DAY, HOUR, SECOND } from '../../src/domain/time.ts';
import type { ApiPort } from '../../src/ports/step-ports.ts';
import type { BookEntry, Scenario, World } from '../../src/simulation/world.ts';
import { ENDINGS } from '../seeds/draw.ts';
import { EVERYTHING, MONDAY_EVENING, simulated } from './simulated-app.ts';
import { goOn, stopAt } from './stop-at.ts';

// The two procedures of the guide, each held to its own rules. The journal is not asked: what counts is what the providers' books say, and when.

const signal = new AbortController().signal;
const NEW = ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'] as Fqdn[];
const OLD = ['ns1.oud-host.example.', 'ns2.oud-host.example.'] as Fqdn[];
const BY_HAND: readonly ApiPort[] = [
  ...(['losingRegistrar', 'gainingRegistrar', 'oldDnsHost', 'newDnsHost', 'newHosting'] as const),
  ...(['oldHosting', 'oldMailHost', 'newMailHost', 'siteCopier', 'mailCopier'] as const),
];
/** With the API of both sides, of none, of one. */
const REACH: readonly (readonly [title: string, without: readonly ApiPort[]])[] = [
  ['by API', []],
  ['by hand', BY_HAND],
  ['the losing registrar by hand', ['losingRegistrar']],
  ['the gaining registrar by hand', ['gainingRegistrar']],
];
const ENDING_NAMES = Object.keys(ENDINGS) as (keyof typeof ENDINGS)[];
const CASES = ENDING_NAMES.flatMap((ending, index) => {
  // Every ending by API and by hand; the mixtures in turn.
  const mixed = REACH[2 + (index % 2)]!;
  return [REACH[0]!, REACH[1]!, mixed].map(([reach, without]) => [ending, reach, without] as const);
});

interface Run {
  readonly world: World;
  readonly accepted: readonly number[];
  readonly end: string;
}

async function run(
  playbook: string,
  ending: keyof typeof ENDINGS,
  without: readonly ApiPort[],
  more: Partial<Scenario> = {},
): Promise<Run> {
  const scenario = { ...ENDINGS[ending].scenario(() => 1), domain: `bakkerij-dezon.${ending}.`, files: 3, tables: 2 };
  const answers = JSON.parse(
    JSON.stringify({ ...EVERYTHING, playbook }).replaceAll('bakkerij-dezon.example', `bakkerij-dezon.${ending}`),
  );
  // An interruption is real: the losing registrar shuts its servers at the first word of a transfer.
  const sim = await simulated({
    answers,
    without,
    scenario: { ...scenario, losingRegistrarCutsDns: true, hostingInstallSeconds: 0, ...more },
  });
  const accepted: number[] = [];
  const statuses = await runThrough(sim.app, sim.agency, sim.ids, {
    signal,
    untilMs: MONDAY_EVENING + 80 * DAY,
    onDeed: ({ step, did }, atMs) => {
      if (step === 'accept-interruption' && did === 'approved') accepted.push(atMs);
    },
  });
  return { world: sim.world, accepted, end: [...statuses.values()].join() };
}

/** The moments at which something stands in the books. */
const times = (world: World, book: string, what: string, fits: (entry: BookEntry) => boolean = () => true): number[] =>
  world.books.filter((entry) => entry.book === book && entry.what === what && fits(entry)).map(({ atMs }) => atMs);
const place = (world: World, book: string, what: string, fits: (entry: BookEntry) => boolean = () => true): number =>
  world.books.findIndex((entry) => entry.book === book && entry.what === what && fits(entry));

const isUnlock = ({ args }: BookEntry) => args[2] === false;
const toNew = ({ args }: BookEntry) => String(args[2]) === String(NEW);
const byOld = ({ args }: BookEntry) => args[1] === 'old';
const byNew = ({ args }: BookEntry) => args[1] === 'new';

/** All that belongs to a transfer, at whoever's registrar it was done. */
const opening = (world: World): number[] => [
  ...times(world, 'registry', 'setLock', isUnlock),
  ...['authInfo', 'requestTransfer', 'pushTag', 'payTransfer', 'confirmTransfer'].flatMap((what) =>
    times(world, 'registry', what),
  ),
];

/** Until when a cache that honours TTLs can have the old servers: they were published until then, and live so long. */
function forgottenMs(world: World, changedMs: number): number {
  const { registryPublishSeconds, parentNsTtlSeconds, oldApexNsTtlSeconds } = world.scenario;
  return changedMs + (registryPublishSeconds + Math.max(parentNsTtlSeconds, oldApexNsTtlSeconds)) * SECOND;
}

const isTagged = (world: World) => world.scenario.tagPush;

function orderOf(world: World): readonly string[] {
  const { args } = world.books.find(({ what }) => what === 'requestTransfer')!;
  return (args[2] as { readonly nameServers: readonly string[] }).nameServers;
}

describe('without interruption', () => {
  test.each(CASES)(
    '.%s, %s: the name servers first, the transfer when nobody asks the old ones any more',
    async (ending, _reach, without) => {
      const { world, end } = await run('move-without-interruption', ending, without);
      expect(end).toBe('done');
      const [ordered] = times(world, 'hosting.new', 'order');
      const [switched, ...again] = times(world, 'registry', 'setNameServers', toNew);

      // 1. Hosting first, without a transfer in the same order.
      expect(ordered).toBeLessThan(Math.min(...opening(world)));
      // 2, 3. Site and mailboxes stand before the domain is sent there.
      for (const ready of [
        ...[times(world, 'copier', 'backUp')[0], times(world, 'copier', 'copyFiles')[0]],
        ...times(world, 'mail.new', 'create'),
      ])
        expect(ready).toBeLessThan(switched!);
      expect(times(world, 'mail.new', 'create').length).toBeGreaterThan(0);
      // 4. The name servers are changed once, at the registrar that still holds the domain.
      expect(again).toEqual([]);
      expect(place(world, 'registry', 'setNameServers', (entry) => toNew(entry) && byOld(entry))).toBeGreaterThan(-1);
      // 5. Mail that came meanwhile is fetched after it.
      expect(times(world, 'mail.new', 'put').some((atMs) => atMs < switched!)).toBe(true);
      // 6. Nothing of the transfer before every cache has forgotten the old servers; then once, and with the new servers.
      for (const atMs of opening(world)) expect(atMs).toBeGreaterThanOrEqual(forgottenMs(world, switched!));
      expect(times(world, 'registry', isTagged(world) ? 'pushTag' : 'requestTransfer')).toHaveLength(1);
      expect(times(world, 'registry', isTagged(world) ? 'requestTransfer' : 'pushTag')).toHaveLength(0);
      if (!isTagged(world)) {
        expect([...orderOf(world)].sort()).toEqual(NEW);
        const [unlocked, code, asked] = ['setLock', 'authInfo', 'requestTransfer'].map((what) =>
          place(world, 'registry', what, what === 'setLock' ? isUnlock : undefined),
        );
        expect(unlocked).toBeLessThan(code!);
        expect(code).toBeLessThan(asked!);
      }
      expect(times(world, 'registry', 'completed')).toHaveLength(1);
      // Nobody was sent back on the way.
      expect(times(world, 'registry', 'setNameServers', (entry) => !toNew(entry))).toEqual([]);
    },
  );
});

describe('with interruption', () => {
  test.each(CASES)('.%s, %s: the transfer first, with the present name servers', async (ending, _reach, without) => {
    const { world, accepted, end } = await run('move-with-interruption', ending, without);
    expect(end).toBe('done');
    const [completed, ...more] = times(world, 'registry', 'completed');
    expect(more).toEqual([]);
    // Somebody accepted it by name before anything was opened.
    expect(accepted.length).toBeGreaterThan(0);
    for (const atMs of opening(world)) expect(atMs).toBeGreaterThanOrEqual(accepted[0]!);
    // 1. The order names the servers that the domain has now; a push leaves them alone.
    if (!isTagged(world)) expect([...orderOf(world)].sort()).toEqual(OLD);
    expect(times(world, 'registry', isTagged(world) ? 'pushTag' : 'requestTransfer')).toHaveLength(1);
    // 2. The site is copied, and 3. mailboxes are made only when the transfer is over.
    const made = times(world, 'mail.new', 'create');
    expect(made.length).toBeGreaterThan(0);
    for (const atMs of made) expect(atMs).toBeGreaterThanOrEqual(completed!);
    // 4. The name servers are changed after it, at the registrar that has the domain then, and nowhere before.
    const changes = world.books.filter(({ what }) => what === 'setNameServers');
    expect(changes).toHaveLength(1);
    expect(changes.every((entry) => byNew(entry) && toNew(entry))).toBe(true);
    for (const entry of changes) expect(entry.atMs).toBeGreaterThanOrEqual(completed!);
    // 5. Mail is copied when the world asks the new servers.
    for (const atMs of times(world, 'mail.new', 'put')) expect(atMs).toBeGreaterThanOrEqual(changes[0]!.atMs);
  });

  test('no transfer: the old zone names the new servers too, and no cache stays at the old ones', async () => {
    const sim = await simulated({
      probe: true,
      answers: { ...EVERYTHING, registration: 'ours', playbook: 'move-with-interruption' },
      scenario: { registrationAt: 'new' },
    });
    const untilMs = MONDAY_EVENING + 30 * DAY;
    const statuses = await runThrough(sim.app, sim.agency, sim.ids, { signal, untilMs, stoppedMs: 2 * DAY });
    expect([...statuses.values()]).toEqual(['done']);
    expect(sim.prober!.failures).toEqual({});
  });

  test('nobody accepted it: nothing of the transfer is opened, however long one waits', async () => {
    const sim = await simulated({ answers: { ...EVERYTHING, playbook: 'move-with-interruption' } });
    const people = { act: async () => [] };
    await runThrough(sim.app, people, sim.ids, { signal, untilMs: MONDAY_EVENING + 20 * DAY });
    expect(opening(sim.world)).toEqual([]);
  });
});

test.each(['move-without-interruption', 'move-with-interruption'])(
  'a domain that only leads elsewhere, by %s, whose name servers stay: asked whether they are cut off, then transferred',
  async (playbook) => {
    const sim = await simulated({
      answers: {
        ...{ registration: 'moves', hosting: 'stays', mail: 'stays', nameServers: 'stays' },
        ...{ role: 'redirect', playbook },
      },
    });
    const untilMs = MONDAY_EVENING + 60 * DAY;
    const statuses = await runThrough(sim.app, sim.agency, sim.ids, { signal, untilMs, stoppedMs: 2 * DAY });
    expect([...statuses.values()]).toEqual(['done']);
    expect(times(sim.world, 'registry', 'completed')).toHaveLength(1);
  },
);

test('a delegation that goes back to the old servers after the deadline: what caches learn then is waited for again', async () => {
  // The registry holds it up at first, so that there is time for somebody's mistake.
  const sim = await simulated({ scenario: { statuses: ['serverTransferProhibited'], signed: false } });
  const { people, domain } = sim.world;
  const blockedBy = (text: string) => (record: StepRecord) =>
    record.state === 'blocked' && record.blocked?.reason.text === text;
  expect(await stopAt(sim, 'unlock-domain', blockedBy('task.unlock-domain.by-registry'))).toBe(true);
  people.setNameServers(domain, OLD);
  expect(await stopAt(sim, 'unlock-domain', blockedBy('task.transfer.old-name-servers'), 2)).toBe(true);
  people.setStatuses(domain, []);
  sim.clock.advance(5 * HOUR);
  people.setNameServers(domain, NEW);
  expect([...(await goOn(sim)).values()]).toEqual(['done']);
  const changedMs = times(sim.world, 'registry', 'setNameServers').at(-1)!;
  expect(opening(sim.world).length).toBeGreaterThan(3);
  for (const atMs of opening(sim.world)) expect(atMs).toBeGreaterThanOrEqual(forgottenMs(sim.world, changedMs));
});
