import type { JournalEvent, StoredEvent } from '../../src/domain/journal.ts';
import type { MigrationState } from '../../src/domain/migration.ts';
import { fold, planHash, stepsOf } from '../../src/domain/migration.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { DAY, SECOND } from '../../src/domain/time.ts';
import type { Booking, Lease } from '../../src/ports/store.ts';
import type { World } from '../../src/simulation/world.ts';
import { Caches } from './caches.ts';
import type { Draw } from './draw.ts';
import { isInterrupted } from './draw.ts';
import { Edits } from './edits.ts';
import { BELIEVED_MS, HalfDay } from './half-day.ts';
import type { OpenIntent } from './intents.ts';
import { Intents } from './intents.ts';
import type { Violate } from './outside.ts';
import { Outside } from './outside.ts';
import type { Process, Watcher } from './process.ts';

/** Days that the playbooks keep the old service beyond the last cache. */
const GRACE_MS = 3 * DAY;
/** Calls that cost money or cannot be taken back: each happens once, whoever is struck down. */
const ONCE = [
  'newHosting.order',
  'newHosting.payOrder',
  'newMailHost.orderLicences',
  'gainingRegistrar.requestTransfer',
  'gainingRegistrar.payTransfer',
  'gainingRegistrar.confirmTransfer',
] as const;
/** From these on the losing registrar may shut down. */
const LEAVES: ReadonlySet<string> = new Set(['losingRegistrar.setLock', 'gainingRegistrar.requestTransfer']);
/** Steps that are done when nobody can be led to the old side any more. */
const FORGOTTEN: ReadonlySet<string> = new Set(['watch-propagation', 'copy-mail-final']);

/** Watches a run from outside: the simulated Internet itself is asked, never golive's own view of it. `trueNow`: see `Outside`. */
export class Auditor implements Watcher {
  readonly violations: string[] = [];
  readonly edits: Edits;
  /** Somebody edited the site where it is now: old and new differ from then on. */
  editedAtNew = false;
  siteEdits = 0;
  /** Letters that were taken by one mail service or the other. */
  letters = 0;
  readonly violate: Violate = (invariant, what) => {
    this.violations.push(`${invariant} ${what}`);
  };
  readonly #outside: Outside;
  readonly #caches: Caches;
  readonly #intents: Intents;
  readonly #halfDay: HalfDay;
  readonly #isInterrupted: boolean;
  readonly #playbookOf: (state: MigrationState) => Playbook;
  readonly #states = new Map<string, MigrationState>();
  #movedWithTransfer = false;

  constructor(world: World, draw: Draw, trueNow: () => EpochMs, playbookOf: (state: MigrationState) => Playbook) {
    this.#outside = new Outside(world, draw, trueNow);
    this.#isInterrupted = isInterrupted(draw.kind);
    this.#playbookOf = playbookOf;
    this.#caches = new Caches(this.#outside);
    this.edits = new Edits(this.#outside, this.#caches);
    this.#intents = new Intents(this.violate, BELIEVED_MS);
    this.#halfDay = new HalfDay(this.#outside, this.edits, this.#isInterrupted, this.violate);
  }

  booked(booking: Booking | undefined): void {
    this.#halfDay.booked(booking);
  }

  /** Takes in what the parents say now; called at every turn of the clock. */
  look(): void {
    this.#caches.look();
  }

  appended(process: Process, stored: readonly StoredEvent[]): void {
    this.#intents.appended(process, stored);
  }

  claimed(process: Process, lease: Lease): void {
    this.#intents.claimed(process, lease);
  }

  /** Journal events of persons and workers alike, in their order. */
  heard(migrationId: string, stored: readonly StoredEvent[]): void {
    for (const event of stored) {
      const before = this.#states.get(migrationId);
      this.#states.set(migrationId, fold(before as MigrationState, event));
      this.#waits(migrationId, before, event.event);
      if (before !== undefined) this.#intents.believes(event, before);
      this.#halfDay.heard(event.event);
      this.#begins(event.event, before);
      this.edits.heard(event.event);
    }
  }

  sending(process: Process, port: string, method: string, args: readonly unknown[], stopped: boolean): void {
    const sent = this.#intents.sending(process, port, method, stopped);
    const state = sent === undefined ? undefined : this.#states.get(sent.migrationId);
    if (sent !== undefined && state !== undefined) this.#judge(state, sent.intent, `${port}.${method}`, args);
  }

  /** A person does by hand what golive asked for. */
  byHand(deed: string, args: readonly unknown[]): void {
    const call = `${deed} by hand, as asked`;
    if (deed === 'setNameServers' && this.#outside.isToNew(args[1])) this.#switching('by hand, as asked');
    if (deed === 'setNameServers' && !this.#outside.isToNew(args[1])) this.#switchingBack('by hand, as asked');
    if (deed === 'setDs') this.#vouching(args[1] as readonly string[], call);
    if (deed === 'deleteZone' && args[0] === 'new') this.#deleting('by hand, as asked');
    if (deed === 'putRrsets') this.#caches.putting(args[0] as 'old' | 'new', args[2] as readonly Rrset[]);
    if (deed === 'requestTransfer') this.#transferring(args[2], 'by hand, as asked');
    if (deed === 'pushTag') this.#transferring(undefined, 'pushed by hand, as asked');
    if (deed === 'unlock' || deed === 'readAuthInfo') this.opening(call);
  }

  /** A call of golive's, just before it leaves. */
  #judge(state: MigrationState, { step, direction }: OpenIntent, call: string, args: readonly unknown[]): void {
    const outside = this.#outside;
    if (call.endsWith('Registrar.setDs')) this.#vouching(args[1] as readonly string[], call);
    if (direction === 'back') {
      if (call.endsWith('Registrar.setNameServers') && !outside.isToNew(args[1])) this.#switchingBack(call);
      if (call === 'newDnsHost.deleteZone') this.#deleting(call);
      return;
    }
    if (call.endsWith('DnsHost.putRrsets'))
      this.#caches.putting(call.startsWith('old') ? 'old' : 'new', args[1] as readonly Rrset[]);
    // A cache may still lead an editor or a buyer to the old copy: what is written there is lost.
    if (call === 'oldHosting.setFrozen' && args[1] === false && outside.answers['hosting'] === 'moves')
      this.violate('I5', `${call} releases the site that was left`);
    if (!this.#isApproved(step, state)) this.violate('I22', `${call} without approval of this plan`);
    if (call.endsWith('Registrar.setNameServers') && outside.isToNew(args[1])) {
      if (outside.everyParent('DS').length > 0 && this.#caches.old.isThere)
        this.violate('I3', `${call} while one of the parents has a DS`);
      this.#switching(call);
    }
    if (LEAVES.has(call) && outside.isSwitch() && !this.#isInterrupted) {
      const olds = new Set<string>(outside.servers('old').map(({ name }) => name));
      const bringsServers =
        call === 'gainingRegistrar.requestTransfer' && outside.answers['nameServersWithTransfer'] === true;
      if (!bringsServers && outside.everyParent('NS').some((name) => olds.has(name)))
        this.violate('I4', `${call} while one of the parents names the old servers`);
    }
    if (call === 'losingRegistrar.setLock' && args[1] === false) this.opening(call);
    if (call === 'gainingRegistrar.requestTransfer')
      this.#transferring((args[0] as { readonly nameServers: unknown }).nameServers, call);
    if (call === 'oldHosting.cancelOrder') this.#closing(call);
  }

  /** The plan that was approved is the plan that is carried out (I22); a person said yes to it as it is now (I31). */
  #isApproved(step: string, state: MigrationState): boolean {
    const own = stepsOf(this.#playbookOf(state), state).find(({ id }) => id === step);
    if (!own?.needsApproval) return true;
    const hash = planHash(state);
    return state.approvals.some((yes) => yes.step !== 'plan' && yes.planHash === hash);
  }

  /** What begins, or is asked of a person, forward: with approval, and what belongs to the cutover in its half-day. */
  #begins(event: JournalEvent, before: MigrationState | undefined): void {
    if (event.type !== 'step') return;
    const isAskedToDo = event.event === 'asked' && (event.detail.changes?.length ?? 0) > 0;
    if (event.event !== 'started' && !isAskedToDo) return;
    if (before?.steps[event.step]?.state === 'undoing' || before?.rollingBack === true) return;
    // What a person is to do by hand was approved as much as what golive does itself.
    if (isAskedToDo && before !== undefined && !this.#isApproved(event.step, before))
      this.violate('I22', `${event.step} was asked of a person without approval of this plan`);
    this.#halfDay.begins(event.step, event.event, this.#movedWithTransfer);
  }

  /** A wait for a moment is not over before it (I13, I14); judged by true time where it stands for caches. */
  #waits(migrationId: string, before: MigrationState | undefined, event: JournalEvent): void {
    if (event.type !== 'step' || before === undefined) return;
    const now = this.#outside.trueNow();
    const { old } = this.#caches;
    const isDone = event.event === 'observedDone';
    if (event.step === 'watch-propagation' && isDone && old.isHeldAt(now) && this.#outside.isSwitch())
      this.violate('I14', `${migrationId} believes caches ${seconds(old.untilMs - now)} s too early`);
    const held = this.#caches.oldContentAt(now);
    if (FORGOTTEN.has(event.step) && isDone && held !== undefined)
      this.violate('I16', `${event.step} is done ${seconds(held[1] - now)} s before caches forget the old ${held[0]}`);
    const record = before.steps[event.step];
    if (event.step === 'close-old-service' && event.event === 'asked' && record?.state !== 'needs-you')
      this.#closing('asked');
  }

  #switching(call: string): void {
    this.look();
    const { old, ds } = this.#caches;
    if (!old.isThere) return; // it is there already: setting it again changes nothing
    const now = this.#outside.trueNow();
    if (ds.isThere) this.violate('I3', `${call} while a parent still has a DS`);
    else if (ds.isHeldAt(now))
      this.violate('I3', `${call} ${seconds(ds.untilMs - now)} s before caches forget DS and keys`);
    for (const difference of this.edits.differences()) this.violate('I1', `${call}: ${difference}`);
    if (!this.#movedWithTransfer && !this.#isFrozen()) this.violate('I5', `${call} while the old site can be edited`);
  }

  /** The way back to the old servers: no validator may expect keys that only the new side has. */
  #switchingBack(call: string): void {
    this.look();
    const { strangeDs } = this.#caches;
    if (!this.#caches.new.isThere) return;
    if (strangeDs.isThere) this.violate('I3', `${call} back while a parent has the new side's DS`);
    else if (strangeDs.isHeldAt(this.#outside.trueNow()))
      this.violate('I3', `${call} back before caches forget the new side's DS and keys`);
  }

  /** A DS: every server that the parents name has its key, and no cache leads to one that has not. */
  #vouching(ds: readonly string[], call: string): void {
    if (ds.length === 0) return;
    this.look();
    const now = this.#outside.trueNow();
    const { old, keyless } = this.#caches;
    for (const name of this.#outside.withoutKeyFor(ds)) this.violate('I3', `${call}: ${name} has no key for it`);
    if (keyless.isHeldAt(now)) this.violate('I3', `${call} while caches may know of no keys`);
    if (old.isThere && this.#caches.new.isHeldAt(now))
      this.violate('I3', `${call} while caches may ask the new servers`);
    if (!old.isThere && old.isHeldAt(now)) this.violate('I3', `${call} while caches may ask the old servers`);
  }

  /** Nobody may be led to a zone that is not there (I5). */
  #deleting(call: string): void {
    this.look();
    const now = this.#outside.trueNow();
    const { new: news } = this.#caches;
    if (news.isThere) this.violate('I5', `${call}: the zone goes while a parent names its servers`);
    else if (news.isHeldAt(now))
      this.violate('I5', `${call}: the zone goes ${seconds(news.untilMs - now)} s before caches forget it`);
  }

  #transferring(nameServers: unknown, call: string): void {
    this.look();
    if (this.#isInterrupted) this.edits.leavingMs = Math.min(this.edits.leavingMs, this.#outside.trueNow());
    if (!this.#caches.old.isThere || !this.#outside.isToNew(nameServers)) {
      this.opening(call);
      return;
    }
    this.#movedWithTransfer = this.#outside.answers['nameServersWithTransfer'] === true;
    this.#switching(call);
  }

  /** The first step of a transfer may be the one at which the losing registrar shuts down (I4): its lock, its code. */
  opening(call: string): void {
    this.look();
    const now = this.#outside.trueNow();
    const { old } = this.#caches;
    if (this.#isInterrupted || !this.#outside.isSwitch()) return;
    if (old.isThere) this.violate('I4', `${call} while a parent still names the old servers`);
    else if (old.isHeldAt(now))
      this.violate('I4', `${call} ${seconds(old.untilMs - now)} s before caches forget the old servers`);
  }

  #closing(call: string): void {
    const { old } = this.#caches;
    if (this.#outside.isSwitch() && (old.isThere || old.isHeldAt(this.#outside.trueNow() - GRACE_MS)))
      this.violate('I21', `${call}: the old service may still be asked`);
  }

  /** Where the site moves and its freezing is planned: what is written at the old one after its last copy is lost. */
  #isFrozen(): boolean {
    const { domain, answers } = this.#outside;
    const isPlanned = [...this.#states.values()].some(
      ({ steps }) => steps['freeze-content'] !== undefined && steps['freeze-content'].state !== 'skipped',
    );
    if (!isPlanned || answers['hosting'] !== 'moves') return true;
    return this.#outside.seen().hosting.old[domain]?.service?.frozen !== false;
  }

  /** Counted by the providers, at the end. */
  counted(): void {
    for (const call of ONCE) {
      const times = this.#outside.world.counters[call] ?? 0;
      if (times > 1) this.violate('I6', `${call} was carried out ${times} times`);
    }
  }
}

const seconds = (ms: number) => Math.round(ms / SECOND);
