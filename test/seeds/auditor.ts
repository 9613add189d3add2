import { dsMatches } from '../../src/dns/dnssec.ts';
import type { JournalEvent, StoredEvent } from '../../src/domain/journal.ts';
import type { MigrationState } from '../../src/domain/migration.ts';
import { fold, planHash, stepsOf } from '../../src/domain/migration.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { DAY, SECOND } from '../../src/domain/time.ts';
import type { Booking, Lease } from '../../src/ports/store.ts';
import type { World } from '../../src/simulation/world.ts';
import type { Draw } from './draw.ts';
import { isInterrupted, MOVES } from './draw.ts';
import type { Process, Watcher } from './process.ts';
import { CALL_MS } from './process.ts';

/** An edit of the old zone this short before the switch may be missed by the last check; afterwards it must not be (I1, I2). */
const WINDOW_MS = 120 * SECOND;
/** Days that the playbooks keep the old service beyond the last cache. */
const GRACE_MS = 3 * DAY;
/** A clock that is set right is followed by a few seconds a day; no cache keeps time better. */
const CLOCK_MS = 10 * SECOND;
/** A wall clock that is set by less than this is believed: time servers do that, and no half-day is broken by it. */
const BELIEVED_MS = 60 * SECOND;
/** One look at the old zone and the next, where nothing hinders. */
const LOOK_MS = 16 * 60 * SECOND;
/** Calls that cost money or cannot be taken back: each happens once, whoever is struck down. */
const ONCE = [
  'newHosting.order',
  'newHosting.payOrder',
  'newMailHost.orderLicences',
  'gainingRegistrar.requestTransfer',
  'gainingRegistrar.payTransfer',
  'gainingRegistrar.confirmTransfer',
] as const;

export interface Edit {
  readonly set: Rrset;
  readonly atMs: EpochMs;
}

/** What the auditor reads of the world as it was when the run began, and as it is. */
interface Seen {
  readonly registrations: Readonly<Record<string, { readonly ds: readonly string[] }>>;
  readonly zones: Readonly<Record<'old' | 'new', Readonly<Record<string, { readonly rrsets: readonly Rrset[] }>>>>;
  readonly hosting: Readonly<
    Record<'old', Readonly<Record<string, { readonly service: { readonly frozen: boolean } | null }>>>
  >;
}

interface OpenIntent {
  readonly step: string;
  readonly key: string;
  readonly direction: 'forward' | 'back';
  readonly by: Process;
  sent: boolean;
}

/**
 * Watches a run from outside: the simulated Internet itself is asked, never golive's own view of it. `trueNow` is the time that caches and
 * providers live by, whatever the machine's wall clock says.
 */
export class Auditor implements Watcher {
  readonly violations: string[] = [];
  readonly edits: Edit[] = [];
  /** Somebody edited the site where it is now: old and new differ from then on. */
  editedAtNew = false;
  siteEdits = 0;
  /** Letters that were taken by one mail service or the other. */
  letters = 0;
  readonly #world: World;
  readonly #draw: Draw;
  readonly #trueNow: () => EpochMs;
  readonly #playbookOf: (state: MigrationState) => Playbook;
  readonly #newest = new Map<string, number>();
  readonly #generations = new Map<Process, Map<string, number>>();
  readonly #intents = new Map<string, OpenIntent>();
  readonly #states = new Map<string, MigrationState>();
  /** The last moment at which a cache could have learnt the old name servers, and how long it may keep them. */
  #oldUntilMs = Number.NEGATIVE_INFINITY;
  #oldSeen = false;
  #dsUntilMs = Number.NEGATIVE_INFINITY;
  #dsThere = false;
  /** The same of the new name servers: what a way back must wait for. */
  #newUntilMs = Number.NEGATIVE_INFINITY;
  #newSeen = false;
  /** A DS that was not there in the beginning. */
  #strangeDsUntilMs = Number.NEGATIVE_INFINITY;
  #strangeDs = false;
  /** Until when a cache may have what moves as it was: by RRset of `CONTENT`. */
  readonly #contentUntilMs = new Map<string, EpochMs>();
  readonly #begin: Seen;
  #switchedMs: EpochMs | undefined;
  #movedWithTransfer = false;
  /** With interruption: from here on the old zone may be cut any moment, and what is edited there is lost with it (docs/limits.md). */
  #leavingMs = Number.POSITIVE_INFINITY;
  readonly #told = new Set<string>();
  /** What the calendar holds for the project, as the store was told. */
  #booking: Booking | undefined;
  /** Steps of the cutover that began in a half-day of the project's: they may go on. */
  readonly #begun = new Set<string>();
  /** Steps that were taken back and are not done again. */
  readonly #away = new Map<string, 'going back' | 'away'>();

  constructor(world: World, draw: Draw, trueNow: () => EpochMs, playbookOf: (state: MigrationState) => Playbook) {
    this.#world = world;
    this.#draw = draw;
    this.#trueNow = trueNow;
    this.#playbookOf = playbookOf;
    this.#begin = world.snapshot() as unknown as Seen;
  }

  booked(booking: Booking | undefined): void {
    const { heldUntilMs } = this.#booking ?? {};
    // With another id it is another booking: somebody booked without a hold.
    if (booking !== undefined && booking.id === this.#booking?.id && heldUntilMs !== undefined)
      if (booking.heldUntilMs === undefined) {
        if (booking.slot !== this.#booking.slot) this.violate('slot', 'a hold that was moved counts as confirmed');
        else if (this.#trueNow() > heldUntilMs + BELIEVED_MS)
          this.violate('slot', 'a hold that had run out was confirmed');
      }
    this.#booking = booking;
  }

  violate(invariant: string, what: string): void {
    this.violations.push(`${invariant} ${what}`);
  }

  /** Takes in what the parents say now; called at every turn of the clock. */
  look(): void {
    const now = this.#trueNow();
    const { dsTtlSeconds, dnskeyTtlSeconds } = this.#world.scenario;
    const delegation = this.#parent('NS');
    if (delegation !== undefined) {
      const names = new Set(delegation.map(({ rdata }) => rdata));
      const olds = this.#servers('old').map(({ name }) => name);
      this.#oldSeen = olds.some((name) => names.has(name));
      if (this.#oldSeen) {
        const parentTtl = Math.max(...delegation.map(({ ttlSeconds }) => ttlSeconds));
        this.#oldUntilMs = now + Math.max(parentTtl, this.#childNsTtl()) * SECOND;
      }
      const news = this.#servers('new').map(({ name }) => name);
      if (!this.#oldSeen && news.every((name) => names.has(name))) this.#switchedMs ??= now;
      this.#newSeen = news.some((name) => names.has(name));
      if (this.#newSeen) {
        const parentTtl = Math.max(...delegation.map(({ ttlSeconds }) => ttlSeconds));
        this.#newUntilMs = now + Math.max(parentTtl, this.#world.scenario.newApexNsTtlSeconds) * SECOND;
      }
      if (this.#oldSeen && this.#isSwitch()) this.#learnContent(now);
    }
    if (this.#world.scenario.signed) this.#lookForKeys(now, new Set(delegation?.map(({ rdata }) => rdata)));
    const ds = this.#parent('DS');
    if (ds === undefined) return;
    this.#dsThere = ds.length > 0;
    if (this.#dsThere) this.#dsUntilMs = now + Math.max(dsTtlSeconds, dnskeyTtlSeconds) * SECOND;
    const first = this.#begin.registrations[this.#world.domain]?.ds ?? [];
    this.#strangeDs = ds.some(({ rdata }) => !first.includes(rdata));
    if (this.#strangeDs) this.#strangeDsUntilMs = now + Math.max(dsTtlSeconds, dnskeyTtlSeconds) * SECOND;
  }

  /** A cache fetches from the old servers now, or at the last moment at which it still finds its way there. */
  #learnContent(now: EpochMs): void {
    for (const { type, moves } of CONTENT) {
      if (MOVES[this.#draw.kind].answers[moves] !== 'moves') continue;
      const ttls = this.#servers('old').flatMap(({ address }) => this.#ttlAt(address, type));
      if (ttls.length === 0) continue;
      const until = Math.max(now + Math.max(...ttls) * SECOND, this.#oldUntilMs + Math.min(...ttls) * SECOND);
      // What was learnt with a long TTL stays; the way there is what it is now.
      const learnt = this.#learntUntilMs.get(type) ?? Number.NEGATIVE_INFINITY;
      this.#learntUntilMs.set(type, Math.max(learnt, now + Math.max(...ttls) * SECOND));
      this.#contentUntilMs.set(type, Math.max(until, this.#learntUntilMs.get(type)!));
    }
  }

  /** A cache that was told "no keys" keeps that. */
  #lookForKeys(now: EpochMs, named: ReadonlySet<string>): void {
    const { domain, scenario } = this.#world;
    for (const { address } of this.#world.servers.filter(({ name }) => named.has(name))) {
      const said = this.#world.answerDns(address, { name: domain, type: 'DNSKEY', recursive: false, transport: 'udp' });
      if (typeof said === 'string' || said.rcode !== 0 || !said.authoritative || said.answer.length > 0) continue;
      this.#keylessUntilMs = now + scenario.negativeTtlSeconds * SECOND;
    }
  }

  #keylessUntilMs = Number.NEGATIVE_INFINITY;
  readonly #learntUntilMs = new Map<string, EpochMs>();

  #ttlAt(address: string, type: string): number[] {
    const { domain } = this.#world;
    const said = this.#world.answerDns(address, { name: domain, type, recursive: false, transport: 'udp' });
    if (typeof said === 'string') return [];
    return said.answer.filter((one) => one.type === type && one.name === domain).map(({ ttlSeconds }) => ttlSeconds);
  }

  /** In a zone that stays what moves is put over what was: caches keep that for its TTL. */
  #putting(zoneSide: 'old' | 'new', rrsets: unknown): void {
    if (this.#isSwitch()) return;
    const now = this.#trueNow();
    for (const { type, moves } of CONTENT) {
      const put = (rrsets as readonly Rrset[]).find((set) => set.type === type && set.name === this.#world.domain);
      if (put === undefined || MOVES[this.#draw.kind].answers[moves] !== 'moves') continue;
      const was = this.#begin.zones[zoneSide][this.#world.domain]?.rrsets.find(
        (set) => set.type === type && set.name === this.#world.domain,
      );
      if (was === undefined || was.rdatas.join() === put.rdatas.join()) continue;
      const ttls = this.#servers(zoneSide).flatMap(({ address }) => this.#ttlAt(address, type));
      if (!this.#contentUntilMs.has(type) && ttls.length > 0)
        this.#contentUntilMs.set(type, now + Math.min(...ttls) * SECOND);
    }
  }

  appended(process: Process, stored: readonly StoredEvent[]): void {
    for (const { event } of stored) {
      if (event.type === 'effect-intended')
        this.#intents.set(event.id, {
          step: event.step,
          key: event.key,
          direction: event.direction,
          by: process,
          sent: false,
        });
      // In doubt it is still under way, for all that whoever doubts it knows.
      if (event.type === 'effect-settled' && event.as !== 'unknown') this.#intents.delete(event.id);
    }
  }

  /** Journal events of persons and workers alike, in their order. */
  heard(migrationId: string, stored: readonly StoredEvent[]): void {
    for (const event of stored) {
      const state = this.#states.get(migrationId);
      this.#states.set(migrationId, fold(state as MigrationState, event));
      this.#waits(migrationId, state, event.event);
      if (state !== undefined) this.#believes(event, state);
      this.#begins(event.event, state);
      this.#tells(event.event);
    }
  }

  claimed(process: Process, { migrationId, generation }: Lease): void {
    this.#newest.set(migrationId, generation);
    const own = this.#generations.get(process) ?? new Map<string, number>();
    this.#generations.set(process, own.set(migrationId, generation));
  }

  sending(process: Process, port: string, method: string, args: readonly unknown[], stopped: boolean): void {
    const call = `${port}.${method}`;
    const intents = [...this.#intents.values()].filter(({ by }) => by === process);
    const open = intents.at(-1);
    if (open === undefined) {
      // It was stopped on its way, and whoever took over saw the world as wanted meanwhile.
      if (!stopped) this.violate('I7', `${call} left without an intent on disk`);
      return;
    }
    if (open.sent && !REPEATABLE.has(method)) this.violate('I6', `${call} left twice for one intent`);
    open.sent = true;
    for (const [migrationId, generation] of this.#generations.get(process) ?? [])
      if (generation === this.#newest.get(migrationId)) {
        this.#judge(migrationId, open, call, args);
        return;
      }
    // What was stopped between its last look at the lease and the wire cannot be called back.
    if (!stopped) this.violate('I9', `${call} left by a worker whose lease is not the newest`);
  }

  /** A person does by hand what golive asked for. */
  byHand(deed: string, args: readonly unknown[]): void {
    if (deed === 'setNameServers' && this.#toNew(args[1])) this.#switching('by hand, as asked');
    if (deed === 'setNameServers' && !this.#toNew(args[1])) this.#switchingBack('by hand, as asked');
    if (deed === 'setDs') this.#vouching(args[1], 'setDs by hand, as asked');
    if (deed === 'deleteZone' && args[0] === 'new') this.#deleting('by hand, as asked');
    if (deed === 'putRrsets') this.#putting(args[0] as 'old' | 'new', args[2]);
    if (deed === 'requestTransfer') this.#transferring(args[2], 'by hand, as asked');
    if (deed === 'pushTag') this.#transferring(undefined, 'pushed by hand, as asked');
    if (deed === 'unlock' || deed === 'readAuthInfo') this.opening(`${deed} by hand, as asked`);
  }

  #judge(migrationId: string, { step, direction }: OpenIntent, call: string, args: readonly unknown[]): void {
    const state = this.#states.get(migrationId);
    if (state === undefined) return;
    if (call.endsWith('Registrar.setDs')) this.#vouching(args[1], call);
    if (direction === 'back') {
      if (call.endsWith('Registrar.setNameServers') && !this.#toNew(args[1])) this.#switchingBack(call);
      if (call === 'newDnsHost.deleteZone') this.#deleting(call);
      return;
    }
    if (call.endsWith('DnsHost.putRrsets')) this.#putting(call.startsWith('old') ? 'old' : 'new', args[1]);
    // A cache may still lead an editor or a buyer to the old copy: what is written there is lost.
    if (call === 'oldHosting.setFrozen' && args[1] === false && MOVES[this.#draw.kind].answers['hosting'] === 'moves')
      this.violate('I5', `${call} releases the site that was left`);
    const playbook = this.#playbookOf(state);
    const own = stepsOf(playbook, state).find(({ id }) => id === step);
    // The plan that was approved is the plan that is carried out (I22); a person said yes to it as it is now (I31).
    const hash = planHash(state);
    if (own?.needsApproval && !state.approvals.some((yes) => yes.step !== 'plan' && yes.planHash === hash))
      this.violate('I22', `${call} without approval of this plan`);
    if (call.endsWith('Registrar.setNameServers') && this.#toNew(args[1])) {
      if (this.#everyParent('DS').length > 0 && this.#oldSeen)
        this.violate('I3', `${call} while one of the parents has a DS`);
      this.#switching(call);
    }
    if (LEAVES.has(call) && this.#isSwitch() && !isInterrupted(this.#draw.kind)) {
      const olds = this.#servers('old').map(({ name }) => name);
      const named = this.#everyParent('NS').some((name) => olds.some((old) => old === name));
      if (
        named &&
        (call !== 'gainingRegistrar.requestTransfer' ||
          MOVES[this.#draw.kind].answers['nameServersWithTransfer'] !== true)
      )
        this.violate('I4', `${call} while one of the parents names the old servers`);
    }
    if (call === 'losingRegistrar.setLock' && args[1] === false) this.opening(call);
    if (call === 'gainingRegistrar.requestTransfer')
      this.#transferring((args[0] as { readonly nameServers: unknown }).nameServers, call);
    if (call === 'oldHosting.cancelOrder') this.#closing(call);
  }

  /** Nothing of the cutover begins but in the confirmed half-day, nor while what it stands on is taken back. */
  #begins(event: JournalEvent, before: MigrationState | undefined): void {
    if (event.type === 'taking-back') for (const step of event.steps) this.#away.set(step, 'going back');
    if (event.type === 'rollback-begun') this.#away.clear();
    if (event.type !== 'step') return;
    if (event.event === 'undone' && this.#away.has(event.step)) {
      this.#away.set(event.step, 'away');
      this.#takenBack(event.step);
    }
    if (this.#away.get(event.step) === 'away' && (event.event === 'observedDone' || event.event === 'skipped'))
      this.#away.delete(event.step);
    const isAskedToDo = event.event === 'asked' && (event.detail.changes?.length ?? 0) > 0;
    if (event.event !== 'started' && !isAskedToDo) return;
    if (before?.steps[event.step]?.state === 'undoing' || before?.rollingBack === true) return;
    if (isAskedToDo && before !== undefined) this.#askedOf(event.step, before);
    if (!OF_THE_CUTOVER.has(event.step) || this.#begun.has(event.step)) return;
    const what = `${event.step} ${event.event}`;
    for (const step of this.#away.keys()) this.violate('slot', `${what} while ${step} is taken back`);
    // An order that brings the name servers along is the cutover; what is left of it cannot wait for the half-day.
    if (this.#movedWithTransfer) return;
    const now = this.#trueNow();
    const { startsAtMs = Number.POSITIVE_INFINITY, endsAtMs = 0, heldUntilMs } = this.#booking ?? {};
    const isLate = !isInterrupted(this.#draw.kind);
    if (this.#booking === undefined) this.violate('slot', `${what} without a half-day`);
    else if (heldUntilMs !== undefined) this.violate('slot', `${what} in a half-day that nobody confirmed`);
    else if (now < startsAtMs - BELIEVED_MS) this.violate('slot', `${what} ${startsAtMs - now} ms too early`);
    else if (isLate && now > endsAtMs + BELIEVED_MS) this.violate('slot', `${what} ${now - endsAtMs} ms after it`);
    this.#begun.add(event.step);
  }

  /** A wait for a moment is not over before it (I13, I14); judged by true time where it stands for caches. */
  #waits(migrationId: string, before: MigrationState | undefined, event: JournalEvent): void {
    if (event.type !== 'step' || before === undefined) return;
    const now = this.#trueNow();
    const record = before.steps[event.step];
    if (
      event.step === 'watch-propagation' &&
      event.event === 'observedDone' &&
      now < this.#oldUntilMs - CLOCK_MS &&
      this.#isSwitch()
    )
      this.violate(
        'I14',
        `${migrationId} believes caches ${Math.round((this.#oldUntilMs - now) / SECOND)} s too early`,
      );
    const stillOld = [...this.#contentUntilMs].find(([, untilMs]) => now < untilMs - CLOCK_MS);
    if (FORGOTTEN.has(event.step) && event.event === 'observedDone' && stillOld !== undefined)
      this.violate(
        'I16',
        `${event.step} is done ${Math.round((stillOld[1] - now) / SECOND)} s before caches forget the old ${stillOld[0]}`,
      );
    if (event.step === 'close-old-service' && event.event === 'asked' && record?.state !== 'needs-you')
      this.#closing('asked');
  }

  /** What a person is to do by hand was approved as much as what golive does itself (I22). */
  #askedOf(step: string, state: MigrationState): void {
    const own = stepsOf(this.#playbookOf(state), state).find(({ id }) => id === step);
    const hash = planHash(state);
    if (own?.needsApproval && !state.approvals.some((yes) => yes.step !== 'plan' && yes.planHash === hash))
      this.violate('I22', `${step} was asked of a person without approval of this plan`);
  }

  /** What was lost is looked for before it counts as not made, and not before it can have arrived and shows (I8). */
  #believes({ event, atMs }: StoredEvent, { effects }: MigrationState): void {
    if (event.type === 'effect-intended') {
      const { step, name, kind, direction, key } = event;
      const open = effects.find(
        (one) =>
          (one.state === 'intended' || one.state === 'unknown') &&
          one.step === step &&
          one.name === name &&
          one.direction === direction &&
          (kind !== 'keyed' || one.key !== key),
      );
      if (open !== undefined) this.violate('I8', `${step} ${name} is sent again while its answer is in doubt`);
      return;
    }
    // Who was to send it and found its lease gone needs no look: it knows that it sent nothing.
    const isLook =
      event.type === 'effect-not-seen' ||
      (event.type === 'effect-settled' && event.as === 'absent' && event.why !== 'not sent');
    if (!isLook) return;
    const lost = effects.find(({ id }) => id === event.id);
    if (lost?.state !== 'unknown') return;
    const early = lost.intendedMs + CALL_MS + lost.consistencyMs - BELIEVED_MS - atMs;
    if (early > 0) this.violate('I8', `${lost.step} ${lost.name} is believed not to be there ${early} ms too early`);
  }

  /** Given back with its half-day: what was done ahead is as it was in the beginning, what the customer edited apart (I20). */
  #takenBack(step: string): void {
    const { domain } = this.#world;
    const seen = this.#world.snapshot() as unknown as Seen;
    const first = this.#begin.registrations[domain]?.ds ?? [];
    const ds = seen.registrations[domain]?.ds ?? [];
    if (step === 'remove-ds' && first.join() !== ds.join())
      this.violate('I20', `remove-ds was taken back, and the DS is ${ds.join() || 'gone'}`);
    if (step !== 'lower-ttl') return;
    const edited = new Set(this.edits.map(({ set }) => `${set.name} ${set.type}`));
    for (const side of ['old', 'new'] as const)
      for (const was of this.#begin.zones[side][domain]?.rrsets ?? []) {
        if (edited.has(`${was.name} ${was.type}`)) continue;
        const is = seen.zones[side][domain]?.rrsets.find(({ name, type }) => name === was.name && type === was.type);
        if (is !== undefined && is.rdatas.join() === was.rdatas.join() && is.ttlSeconds < was.ttlSeconds)
          this.violate('I20', `lower-ttl was taken back, and ${was.name} ${was.type} has ${is.ttlSeconds} s`);
      }
  }

  /** The way back to the old servers: no validator may expect keys that only the new side has. */
  #switchingBack(call: string): void {
    this.look();
    if (!this.#newSeen) return;
    const now = this.#trueNow();
    if (this.#strangeDs) this.violate('I3', `${call} back while a parent has the new side's DS`);
    else if (now < this.#strangeDsUntilMs - CLOCK_MS)
      this.violate('I3', `${call} back before caches forget the new side's DS and keys`);
  }

  /** A DS: every server that the parents name has its key, and no cache leads to one that has not. */
  #vouching(wanted: unknown, call: string): void {
    const ds = wanted as readonly string[];
    if (ds.length === 0) return;
    this.look();
    const { domain } = this.#world;
    const now = this.#trueNow();
    const names = new Set((this.#parent('NS') ?? []).map(({ rdata }) => rdata));
    for (const { name, address } of this.#world.servers.filter((server) => names.has(server.name))) {
      const said = this.#world.answerDns(address, { name: domain, type: 'DNSKEY', recursive: false, transport: 'udp' });
      if (typeof said === 'string' || said.rcode !== 0) continue;
      const keys = said.answer.filter(({ type }) => type === 'DNSKEY').map(({ rdata }) => rdata);
      if (!ds.some((one) => keys.some((key) => dsMatches(domain, one, key))))
        this.violate('I3', `${call}: ${name} has no key for it`);
    }
    if (now < this.#keylessUntilMs - CLOCK_MS) this.violate('I3', `${call} while caches may know of no keys`);
    if (this.#oldSeen && now < this.#newUntilMs - CLOCK_MS)
      this.violate('I3', `${call} while caches may ask the new servers`);
    if (!this.#oldSeen && now < this.#oldUntilMs - CLOCK_MS)
      this.violate('I3', `${call} while caches may ask the old servers`);
  }

  /** Nobody may be led to a zone that is not there (I5). */
  #deleting(call: string): void {
    this.look();
    const now = this.#trueNow();
    if (this.#newSeen) this.violate('I5', `${call}: the zone goes while a parent names its servers`);
    else if (now < this.#newUntilMs - CLOCK_MS)
      this.violate(
        'I5',
        `${call}: the zone goes ${Math.round((this.#newUntilMs - now) / SECOND)} s before caches forget it`,
      );
  }

  #tells(event: JournalEvent): void {
    if (this.edits.length === 0) return;
    const text =
      event.type === 'step' ? JSON.stringify([event.detail.findings, event.detail.changes, event.detail.facts]) : '';
    for (const { set } of this.edits)
      if (text.includes(set.name) && set.rdatas.every((rdata) => text.includes(JSON.stringify(rdata).slice(1, -1))))
        this.#told.add(`${set.name} ${set.type}`);
  }

  #isSwitch(): boolean {
    return MOVES[this.#draw.kind].answers['nameServers'] === 'switch';
  }

  #toNew(nameServers: unknown): boolean {
    const names = new Set(((nameServers as readonly string[] | undefined) ?? []).map((name) => fqdn(name)));
    return this.#servers('new').some(({ name }) => names.has(name));
  }

  #switching(call: string): void {
    this.look();
    if (!this.#oldSeen) return; // it is there already: setting it again changes nothing
    const now = this.#trueNow();
    if (this.#dsThere) this.violate('I3', `${call} while a parent still has a DS`);
    else if (now < this.#dsUntilMs - CLOCK_MS)
      this.violate('I3', `${call} ${Math.round((this.#dsUntilMs - now) / SECOND)} s before caches forget DS and keys`);
    for (const difference of this.#differences(now - WINDOW_MS)) this.violate('I1', `${call}: ${difference}`);
    if (!this.#movedWithTransfer && !this.#isFrozen()) this.violate('I5', `${call} while the old site can be edited`);
  }

  /** Where the site moves and its freezing is planned: what is written at the old one after its last copy is lost. */
  #isFrozen(): boolean {
    const isPlanned = [...this.#states.values()].some(
      (state) => state.steps['freeze-content'] !== undefined && state.steps['freeze-content'].state !== 'skipped',
    );
    if (!isPlanned || MOVES[this.#draw.kind].answers['hosting'] !== 'moves') return true;
    const seen = this.#world.snapshot() as unknown as Seen;
    return seen.hosting.old[this.#world.domain]?.service?.frozen !== false;
  }

  #transferring(nameServers: unknown, call: string): void {
    this.look();
    const now = this.#trueNow();
    if (isInterrupted(this.#draw.kind)) this.#leavingMs = Math.min(this.#leavingMs, now);
    const withSwitch = this.#oldSeen && this.#toNew(nameServers);
    if (withSwitch) {
      this.#movedWithTransfer = MOVES[this.#draw.kind].answers['nameServersWithTransfer'] === true;
      this.#switching(call);
      return;
    }
    this.opening(call);
  }

  /** The first step of a transfer may be the one at which the losing registrar shuts down (I4): its lock, its code. */
  opening(call: string): void {
    this.look();
    const now = this.#trueNow();
    if (isInterrupted(this.#draw.kind) || !this.#isSwitch()) return;
    if (this.#oldSeen) this.violate('I4', `${call} while a parent still names the old servers`);
    else if (now < this.#oldUntilMs - CLOCK_MS)
      this.violate(
        'I4',
        `${call} ${Math.round((this.#oldUntilMs - now) / SECOND)} s before caches forget the old servers`,
      );
  }

  #closing(call: string): void {
    const now = this.#trueNow();
    if (this.#isSwitch() && (this.#oldSeen || now < this.#oldUntilMs + GRACE_MS - CLOCK_MS))
      this.violate('I21', `${call}: the old service may still be asked`);
  }

  /** Where a new server says otherwise than the old zone, besides what the move changes; asked over UDP and TCP, with authority (I1). */
  #differences(beforeMs: EpochMs): string[] {
    const recent = new Set(
      this.edits
        .filter(({ atMs }) => atMs >= Math.min(beforeMs, this.#leavingMs))
        .map(({ set }) => `${set.name} ${set.type}`),
    );
    const differences: string[] = [];
    for (const { name, type, rdatas } of this.#oldZone()) {
      if (recent.has(`${name} ${type}`) || this.#moves(name, type) || !this.#canBeKnown(name)) continue;
      for (const server of this.#servers('new'))
        for (const transport of ['udp', 'tcp'] as const) {
          const said = this.#world.answerDns(server.address, { name, type, recursive: false, transport });
          const where = `${server.name} ${transport} ${name} ${type}`;
          if (typeof said === 'string') differences.push(`${where}: ${said}`);
          else if (type === 'NS') continue;
          else if (!said.authoritative) differences.push(`${where}: no authority`);
          else {
            const got = said.answer.filter((record) => record.type === type).map(({ rdata }) => rdata);
            if (got.sort().join() !== [...rdatas].sort().join())
              differences.push(`${where}: ${got.join()} for ${rdatas.join()}`);
          }
        }
    }
    return differences;
  }

  /** Without access to the old zone only the usual names can be found; that the rest is unknown is said to people. */
  #canBeKnown(name: Fqdn): boolean {
    const { domain } = this.#world;
    if (!this.#draw.without.includes('oldDnsHost')) return true;
    return name === domain || ['www', '_dmarc', 'autodiscover'].some((label) => name === `${label}.${domain}`);
  }

  #oldZone(): readonly Rrset[] {
    const zones = (this.#world.snapshot() as unknown as { zones: { old: Record<string, { rrsets: Rrset[] }> } }).zones
      .old;
    return zones[this.#world.domain]?.rrsets ?? [];
  }

  /** What the new side has otherwise on purpose: its own name servers, the site's address, the mail service's records. */
  #moves(name: Fqdn, type: string): boolean {
    const { domain } = this.#world;
    const { hosting, mail } = MOVES[this.#draw.kind].answers;
    if (name === domain && type === 'NS') return true;
    if (hosting === 'moves' && (name === domain || name === `www.${domain}`) && type === 'A') return true;
    if (name.startsWith('_acme') || (name === domain && type === 'TXT')) return true;
    if (mail !== 'moves') return false;
    return (name === domain && type === 'MX') || name.includes('._domainkey.') || name === `autodiscover.${domain}`;
  }

  /** Whether a finding, a task or a change of golive's named this RRset after it was edited. */
  toldOf({ name, type }: Rrset): boolean {
    return this.#told.has(`${name} ${type}`);
  }

  /** Made while somebody could still be served by the old zone, and early enough for a look. */
  mattersToNew({ atMs }: Edit): boolean {
    return atMs <= this.#oldUntilMs - LOOK_MS && atMs < this.#leavingMs;
  }

  /** Edits of the zone that is being left, from the switch until caches forgot it, that nobody was told of (I2). */
  silentEdits(): string[] {
    if (this.#switchedMs === undefined) return [];
    const from = this.#switchedMs - WINDOW_MS;
    return this.edits
      .filter((edit) => edit.atMs >= from && this.mattersToNew(edit) && !this.toldOf(edit.set))
      .map(
        ({ set, atMs }) => `${set.name} ${set.type} was edited at ${new Date(atMs).toISOString()} and nobody was told`,
      );
  }

  /** Counted by the providers, at the end. */
  counted(): void {
    for (const call of ONCE) {
      const times = this.#world.counters[call] ?? 0;
      if (times > 1) this.violate('I6', `${call} was carried out ${times} times`);
    }
  }

  #servers(kind: 'old' | 'new' | 'tld') {
    return this.#world.servers.filter((server) => server.kind === kind);
  }

  #childNsTtl(): number {
    const { domain } = this.#world;
    const ttls = this.#servers('old').flatMap(({ address }) => {
      const said = this.#world.answerDns(address, { name: domain, type: 'NS', recursive: false, transport: 'udp' });
      return typeof said === 'string'
        ? []
        : said.answer.filter(({ name, type }) => type === 'NS' && name === domain).map(({ ttlSeconds }) => ttlSeconds);
    });
    return Math.max(0, ...ttls);
  }

  /** What any of the parent's servers says. */
  #everyParent(type: 'NS' | 'DS'): string[] {
    const { domain } = this.#world;
    return this.#servers('tld').flatMap(({ address }) => {
      const said = this.#world.answerDns(address, { name: domain, type, recursive: false, transport: 'udp' });
      if (typeof said === 'string' || said.rcode !== 0) return [];
      return [...said.answer, ...said.authority]
        .filter((record) => record.type === type && record.name === domain)
        .map(({ rdata }) => rdata);
    });
  }

  #parent(type: 'NS' | 'DS') {
    const { domain } = this.#world;
    for (const { address } of this.#servers('tld')) {
      const said = this.#world.answerDns(address, { name: domain, type, recursive: false, transport: 'udp' });
      if (typeof said === 'string' || said.rcode !== 0) continue;
      const records = [...said.answer, ...said.authority].filter(
        (record) => record.type === type && record.name === domain,
      );
      if (records.length > 0 || type === 'DS') return records;
    }
    return undefined;
  }
}

/** From these on the losing registrar may shut down. */
const LEAVES: ReadonlySet<string> = new Set(['losingRegistrar.setLock', 'gainingRegistrar.requestTransfer']);

/** What moves, and caches have as it was: the mail's and the site's records. */
const CONTENT = [
  { type: 'MX', moves: 'mail' },
  { type: 'A', moves: 'hosting' },
] as const;

/** Steps that are done when nobody can be led to the old side any more. */
const FORGOTTEN: ReadonlySet<string> = new Set(['watch-propagation', 'copy-mail-final']);

/** What is done to the customer's traffic and site in the half-day, by the ids of the built-in playbooks. */
const OF_THE_CUTOVER: ReadonlySet<string> = new Set([
  'freeze-content',
  'copy-site-delta',
  'change-delegation',
  'change-records',
  'publish-site',
]);

/** One effect may be several calls of these: they make something so, and making it so again changes nothing. */
const REPEATABLE: ReadonlySet<string> = new Set([
  'createMailbox',
  'deleteMailbox',
  'putRrsets',
  'copy',
  'requestCertificate',
]);
