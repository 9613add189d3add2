import { canonicalJson } from '../../src/domain/json.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import type { World } from '../../src/simulation/world.ts';
import type { Auditor } from './auditor.ts';
import type { Draw } from './draw.ts';
import { MOVES } from './draw.ts';

interface ZoneSeen {
  readonly rrsets: readonly Rrset[];
  readonly signed: boolean;
}
interface Snapshot {
  readonly registrations: Record<
    string,
    {
      readonly holder: string;
      readonly nameServers: readonly string[];
      readonly ds: readonly string[];
      readonly locked: boolean;
    }
  >;
  readonly zones: Record<'old' | 'new', Record<string, ZoneSeen>>;
  readonly hosting: Record<
    'old' | 'new',
    Record<
      string,
      {
        readonly orders: readonly unknown[];
        readonly service: { readonly published: boolean; readonly frozen: boolean } | null;
      }
    >
  >;
  readonly mail: Record<'old' | 'new', { readonly mailboxes: Record<string, unknown[]>; readonly seats: unknown }>;
}

const seenOf = (world: World): Snapshot => world.snapshot() as unknown as Snapshot;

/** What is not so in the world although the migration says `done`. */
export function outsideAtTheEnd(world: World, draw: Draw, auditor: Auditor): string[] {
  const seen = seenOf(world);
  const { domain } = world;
  const answers = MOVES[draw.kind].answers;
  const { holder, nameServers } = seen.registrations[domain]!;
  const lies: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) lies.push(what);
  };
  if (answers['registration'] === 'moves') must(holder === 'new', 'the domain is still with the old registrar');
  if (answers['nameServers'] === 'switch') {
    const news = world.servers.filter(({ kind }) => kind === 'new').map(({ name }) => name);
    must([...nameServers].sort().join() === news.sort().join(), `delegated to ${nameServers.join()}`);
    const zone = seen.zones.new[domain];
    must(zone !== undefined, 'the new zone is not there');
    for (const { set } of auditor.edits.filter((edit) => edit === lastOf(auditor, edit) && auditor.mattersToNew(edit)))
      must(
        zone?.rrsets.some(
          ({ name, type, rdatas }) => name === set.name && type === set.type && same(rdatas, set.rdatas),
        ) === true || auditor.toldOf(set),
        `${set.name} ${set.type} was edited, is otherwise in the new zone, and nobody was told`,
      );
  }
  if (answers['hosting'] === 'moves') {
    const hosting = seen.hosting.new[domain];
    must(hosting?.orders.length === 1, `${hosting?.orders.length ?? 0} hosting orders`);
    must(hosting?.service?.frozen === false, 'the new site is frozen or not there');
  }
  if (answers['mail'] === 'moves')
    for (const [address, messages] of Object.entries(seen.mail.old.mailboxes))
      must((seen.mail.new.mailboxes[address]?.length ?? -1) >= messages.length, `${address} lacks mail`);
  return lies;
}

function lastOf({ edits }: Auditor, { set }: Auditor['edits'][number]) {
  return edits.findLast((one) => one.set.name === set.name && one.set.type === set.type);
}

/** What a rollback has not put back. What the customer edited meanwhile stays as the customer wants it. */
export function restored(begin: string, world: World, { edits }: Auditor): string[] {
  const before = JSON.parse(begin) as Snapshot;
  const after = seenOf(world);
  const lies: string[] = [];
  const compare = (what: string, one: unknown, other: unknown) => {
    if (canonicalJson(one ?? null) !== canonicalJson(other ?? null))
      lies.push(`${what}: ${JSON.stringify(other)?.slice(0, 300)} for ${JSON.stringify(one)?.slice(0, 300)}`);
  };
  const { domain } = world;
  compare('registration', before.registrations, after.registrations);
  const edited = new Set(edits.map(({ set }) => `${set.name} ${set.type}`));
  for (const side of ['old', 'new'] as const) {
    const zoneThen = before.zones[side][domain];
    const zoneNow = after.zones[side][domain];
    compare(`${side} zone signed`, zoneThen?.signed, zoneNow?.signed);
    const keep = (zone: ZoneSeen | undefined) =>
      zone?.rrsets.map((set) => (edited.has(`${set.name} ${set.type}`) ? { ...set, ttlSeconds: 0, rdatas: [] } : set));
    const then = new Map(keep(zoneThen)?.map((set) => [`${set.name} ${set.type}`, set]));
    const now = new Map(keep(zoneNow)?.map((set) => [`${set.name} ${set.type}`, set]));
    for (const key of new Set([...then.keys(), ...now.keys()]))
      compare(`${side} zone ${key}`, then.get(key), now.get(key));
    compare(`${side} hosting`, before.hosting[side], after.hosting[side]);
    compare(`${side} mail`, before.mail[side].mailboxes, after.mail[side].mailboxes);
  }
  for (const { set } of edits.filter((edit) => edit === edits.findLast((one) => one.set.name === edit.set.name)))
    compare(
      `edit of ${set.name}`,
      set.rdatas,
      after.zones.old[domain]?.rrsets.find(({ name, type }) => name === set.name && type === set.type)?.rdatas,
    );
  return lies;
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join('\n') === [...other].sort().join('\n');
}
