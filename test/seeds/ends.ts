import { dsMatches } from '../../src/dns/dnssec.ts';
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
export function outsideAtTheEnd(begin: string, world: World, draw: Draw, auditor: Auditor): string[] {
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
    for (const { set } of auditor.edits.all.filter(
      (edit) => auditor.edits.isLast(edit) && auditor.edits.mattersToNew(edit),
    ))
      must(
        zone?.rrsets.some(
          ({ name, type, rdatas }) => name === set.name && type === set.type && same(rdatas, set.rdatas),
        ) === true || auditor.edits.wasTold(set),
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
      must(
        messages.every((one) => seen.mail.new.mailboxes[address]?.includes(one)),
        `${address} lacks mail`,
      );
  lies.push(...leftBehind(begin, world, draw, auditor));
  return lies;
}

/** What was put aside for the move and is not back: the lock, the keys, the TTLs, the content; and records that lead to the old side. */
function leftBehind(begin: string, world: World, draw: Draw, auditor: Auditor): string[] {
  const before = JSON.parse(begin) as Snapshot;
  const seen = seenOf(world);
  const { domain, scenario } = world;
  const answers = MOVES[draw.kind].answers;
  const lies: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) lies.push(what);
  };
  const [was, is] = [before.registrations[domain]!, seen.registrations[domain]!];
  must(is.locked || !was.locked, 'the lock that was on is off');
  const delegated = world.servers.filter(({ name }) => is.nameServers.includes(name));
  const side = delegated.some(({ kind }) => kind === 'new') ? 'new' : 'old';
  if (answers['nameServers'] === 'switch' && was.ds.length > 0 && scenario.newDnsHostSigns)
    must(is.ds.length > 0, 'the domain was signed and is not any more');
  for (const { name, address } of is.ds.length === 0 ? [] : delegated) {
    const said = world.answerDns(address, { name: domain, type: 'DNSKEY', recursive: false, transport: 'udp' });
    if (typeof said === 'string' || said.rcode !== 0 || !said.authoritative) continue;
    const keys = said.answer.filter(({ type }) => type === 'DNSKEY').map(({ rdata }) => rdata);
    must(
      is.ds.some((ds) => keys.some((key) => dsMatches(domain, ds, key))),
      `${name} has no key for the DS`,
    );
  }
  const zone = seen.zones[side][domain]?.rrsets ?? [];
  for (const set of before.zones.old[domain]?.rrsets ?? before.zones.new[domain]?.rrsets ?? []) {
    const now = zone.find(({ name, type }) => name === set.name && type === set.type);
    if (now === undefined || auditor.edits.isEdited(set)) continue;
    if (set.type === 'NS') continue;
    must(now.ttlSeconds >= set.ttlSeconds, `${set.name} ${set.type} has ${now.ttlSeconds} s and had ${set.ttlSeconds}`);
    const moves =
      set.name === domain &&
      ((set.type === 'MX' && answers['mail'] === 'moves') || (set.type === 'A' && answers['hosting'] === 'moves'));
    if (moves) must(!same(now.rdatas, set.rdatas), `${set.name} ${set.type} still leads to the old side`);
  }
  const site = (which: 'old' | 'new') =>
    seen.hosting[which][domain]?.service as { readonly files: string; readonly published: boolean } | null | undefined;
  if (answers['hosting'] === 'moves' && !auditor.editedAtNew) {
    must(
      site('old') === undefined || site('old') === null || site('old')!.files === site('new')?.files,
      'the new site lacks files of the old one',
    );
    must(site('new')?.published !== false, 'the new site is not published');
  }
  return lies;
}

/** What a rollback has not put back. What the customer edited meanwhile stays as the customer wants it. */
export function restored(begin: string, world: World, { edits, letters, siteEdits }: Auditor): string[] {
  const before = JSON.parse(begin) as Snapshot;
  const after = seenOf(world);
  const lies: string[] = [];
  const compare = (what: string, one: unknown, other: unknown) => {
    if (canonicalJson(one ?? null) !== canonicalJson(other ?? null))
      lies.push(`${what}: ${JSON.stringify(other)?.slice(0, 300)} for ${JSON.stringify(one)?.slice(0, 300)}`);
  };
  const { domain } = world;
  compare('registration', before.registrations, after.registrations);
  for (const side of ['old', 'new'] as const) {
    const zoneThen = before.zones[side][domain];
    const zoneNow = after.zones[side][domain];
    compare(`${side} zone signed`, zoneThen?.signed, zoneNow?.signed);
    const keep = (zone: ZoneSeen | undefined) =>
      zone?.rrsets.map((set) => (edits.isEdited(set) ? { ...set, ttlSeconds: 0, rdatas: [] } : set));
    const then = new Map(keep(zoneThen)?.map((set) => [`${set.name} ${set.type}`, set]));
    const now = new Map(keep(zoneNow)?.map((set) => [`${set.name} ${set.type}`, set]));
    for (const key of new Set([...then.keys(), ...now.keys()]))
      compare(`${side} zone ${key}`, then.get(key), now.get(key));
    compare(`${side} hosting`, unread(before.hosting[side], siteEdits), unread(after.hosting[side], siteEdits));
    compare(`${side} mail`, withoutLetters(before.mail[side].mailboxes), withoutLetters(after.mail[side].mailboxes));
    // What came in meanwhile lies where people read it again.
    const there = Object.values(after.mail[side].mailboxes).flatMap((box) => box.filter(isLetter));
    if (Object.keys(before.mail[side].mailboxes).length > 0 && there.length < letters)
      lies.push(`${side} mail: ${there.length} of ${letters} letters that came in meanwhile`);
  }
  for (const { set } of edits.all.filter((edit) => edits.isLast(edit)))
    compare(
      `edit of ${set.name}`,
      set.rdatas,
      after.zones.old[domain]?.rrsets.find(({ name, type }) => name === set.name && type === set.type)?.rdatas,
    );
  return lies;
}

const isLetter = (message: unknown): boolean => String(message).endsWith('@elsewhere.example>');

/** Letters that came in stay. */
function withoutLetters(boxes: Record<string, unknown[]>): unknown {
  return Object.fromEntries(
    Object.entries(boxes).map(([address, messages]) => [address, messages.filter((one) => !isLetter(one))]),
  );
}

/** Where somebody edited pages meanwhile, only what else there is of it. */
function unread(hosting: Snapshot['hosting']['old'], siteEdits: number): unknown {
  if (siteEdits === 0) return hosting;
  return Object.fromEntries(
    Object.entries(hosting).map(([domain, { orders, service }]) => [
      domain,
      { orders, service: service === null ? null : { ...service, files: '', databases: [] } },
    ]),
  );
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join('\n') === [...other].sort().join('\n');
}
