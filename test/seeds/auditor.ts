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
  }

  booked(booking: Booking | undefined): void {
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
    }
    const ds = this.#parent('DS');
    if (ds === undefined) return;
    this.#dsThere = ds.length > 0;
    if (this.#dsThere) this.#dsUntilMs = now + Math.max(dsTtlSeconds, dnskeyTtlSeconds) * SECOND;
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
    if (deed === 'requestTransfer') this.#transferring(args[2], 'by hand, as asked');
    if (deed === 'pushTag') this.#transferring(undefined, 'pushed by hand, as asked');
    if (deed === 'unlock' || deed === 'readAuthInfo') this.opening(`${deed} by hand, as asked`);
  }

  #judge(migrationId: string, { step, direction }: OpenIntent, call: string, args: readonly unknown[]): void {
    const state = this.#states.get(migrationId);
    if (state === undefined || direction === 'back') return;
    const playbook = this.#playbookOf(state);
    const own = stepsOf(playbook, state).find(({ id }) => id === step);
    // The plan that was approved is the plan that is carried out (I22); a person said yes to it as it is now (I31).
    const hash = planHash(state);
    if (own?.needsApproval && !state.approvals.some((yes) => yes.step !== 'plan' && yes.planHash === hash))
      this.violate('I22', `${call} without approval of this plan`);
    if (call.endsWith('Registrar.setNameServers') && this.#toNew(args[1])) this.#switching(call);
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
    if (event.event === 'undone' && this.#away.has(event.step)) this.#away.set(event.step, 'away');
    if (this.#away.get(event.step) === 'away' && (event.event === 'observedDone' || event.event === 'skipped'))
      this.#away.delete(event.step);
    const isAskedToDo = event.event === 'asked' && (event.detail.changes?.length ?? 0) > 0;
    if (event.event !== 'started' && !isAskedToDo) return;
    if (before?.steps[event.step]?.state === 'undoing' || before?.rollingBack === true) return;
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
    if (event.step === 'close-old-service' && event.event === 'asked' && record?.state !== 'needs-you')
      this.#closing('asked');
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
