import { asGoLiveError } from '../../domain/errors.ts';
import type { JournalEvent } from '../../domain/journal.ts';
import { ENGINE } from '../../domain/journal.ts';
import type { MigrationState } from '../../domain/migration.ts';
import { fold, nextLookMs, transition } from '../../domain/migration.ts';
import { scrubbed } from '../../domain/scrub.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Lease } from '../../ports/store.ts';
import type { App } from '../app.ts';
import { projectionOf } from '../projection.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';

/**
 * One worker's hold on one migration: the state as last read, and the only way in which the engine writes. Persons write at the same
 * time; every write decides on the newest state.
 */
export class Session {
  readonly app: App;
  readonly #quietUntil = new Map<string, EpochMs>();
  #loaded: Loaded;
  #lease: Lease;

  private constructor(app: App, lease: Lease, loaded: Loaded) {
    this.app = app;
    this.#lease = lease;
    this.#loaded = loaded;
  }

  static async open(app: App, lease: Lease): Promise<Session> {
    return new Session(app, lease, await load(app, lease.migrationId));
  }

  get loaded(): Loaded {
    return this.#loaded;
  }

  get state(): MigrationState {
    return this.#loaded.state;
  }

  get lease(): Lease {
    return this.#lease;
  }

  /** A look that changed nothing is not journalled; this remembers when to look again. */
  quiet(stepId: string, untilMs: EpochMs): void {
    this.#quietUntil.set(stepId, untilMs);
  }

  isQuiet(stepId: string, now: EpochMs): boolean {
    return (this.#quietUntil.get(stepId) ?? 0) > now;
  }

  /** @throws GoLiveError `lease-lost` */
  async keepLease(): Promise<void> {
    const now = this.app.clock.now();
    if (this.#lease.untilMs - now < this.app.leaseMs / 2)
      this.#lease = await this.app.store.renew(this.#lease, now + this.app.leaseMs);
  }

  /** Holds the migration for as long as `work` takes: a mailbox with years of mail is copied for hours, and by nobody else meanwhile. */
  async holding<T>(work: () => Promise<T>): Promise<T> {
    const renew = async () => {
      this.#lease = await this.app.store.renew(this.#lease, this.app.clock.now() + this.app.leaseMs);
    };
    // A lease that is lost shows at the next write; until then there is nothing to be done about it.
    const stop = this.app.pulse?.(() => renew().catch(() => undefined));
    try {
      return await work();
    } finally {
      stop?.();
    }
  }

  /**
   * Appends what `decide` makes of the newest state; `undefined` from it, or an event that this state refuses, writes nothing and answers
   * false. @throws GoLiveError `lease-lost`
   */
  write(decide: (state: MigrationState) => JournalEvent | undefined): Promise<boolean> {
    return this.#append(decide, this.#lease);
  }

  /** As `write`, and without the lease when that is lost: for the outcome of what was sent while it was held. */
  async testify(decide: (state: MigrationState) => JournalEvent | undefined): Promise<void> {
    try {
      await this.#append(decide, this.#lease);
    } catch (thrown) {
      if (asGoLiveError(thrown, this.state.id).code !== 'lease-lost') throw thrown;
      await this.readOn();
      await this.#append(decide, undefined);
    }
  }

  async #append(
    decide: (state: MigrationState) => JournalEvent | undefined,
    lease: Lease | undefined,
  ): Promise<boolean> {
    for (;;) {
      const decided = decide(this.state);
      if (decided === undefined) return false;
      const event = scrubbed(decided); // as it will be stored: the state is that of the journal
      const now = this.app.clock.now();
      const stored = { seq: this.state.seq + 1, atMs: now, by: ENGINE, event };
      const next = transition(this.#loaded.playbook, this.state, stored);
      if ('refused' in next) return false;
      const loaded = { ...this.#loaded, state: next.state };
      try {
        await this.app.store.append(
          this.state.id,
          this.state.seq,
          [{ atMs: now, by: ENGINE, event }],
          projectionOf(loaded, now),
          lease,
        );
        this.#loaded = loaded;
        return true;
      } catch (thrown) {
        if (asGoLiveError(thrown, this.state.id).code !== 'journal-conflict') throw thrown;
        await this.readOn();
      }
    }
  }

  /** Reads what others wrote meanwhile. */
  async readOn(): Promise<void> {
    let { state } = this.#loaded;
    const news = await this.app.store.readJournal(state.id, state.seq);
    for (const stored of news) state = fold(state, stored);
    if (news.some((stored) => stored.by !== ENGINE)) this.#quietUntil.clear();
    this.#loaded = { ...this.#loaded, state };
  }

  /** Stores when this migration is due next, quiet looks counted in, and gives the lease back. */
  async close(): Promise<void> {
    const { store, clock } = this.app;
    const dueMs = nextLookMs(this.#loaded.playbook, this.state, this.#quietUntil);
    const { dueMs: _computed, ...projection } = projectionOf(this.#loaded, clock.now());
    try {
      await store.append(
        this.state.id,
        this.state.seq,
        [],
        { ...projection, ...(dueMs === undefined ? {} : { dueMs }) },
        this.#lease,
      );
    } catch (thrown) {
      const { code } = asGoLiveError(thrown, this.state.id);
      if (code === 'lease-lost') return;
      // Somebody said something while we worked: with that the migration is due, and whoever claims it next looks at once.
      if (code !== 'journal-conflict') throw thrown;
    }
    await store.release(this.#lease);
    if (dueMs !== undefined) this.app.ring?.(this.state.id, dueMs);
  }
}
