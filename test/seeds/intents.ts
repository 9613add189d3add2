import type { StoredEvent } from '../../src/domain/journal.ts';
import type { MigrationState } from '../../src/domain/migration.ts';
import type { Lease } from '../../src/ports/store.ts';
import type { Violate } from './outside.ts';
import type { Process } from './process.ts';
import { CALL_MS } from './process.ts';

export interface OpenIntent {
  readonly step: string;
  readonly key: string;
  readonly direction: 'forward' | 'back';
  readonly by: Process;
  sent: boolean;
}

/** One effect may be several calls of these: they make something so, and making it so again changes nothing. */
const REPEATABLE: ReadonlySet<string> = new Set([
  'createMailbox',
  'deleteMailbox',
  'putRrsets',
  'copy',
  'requestCertificate',
]);

/** Nothing leaves but what was written down first, once, by the worker with the newest lease (I6–I9). */
export class Intents {
  readonly #newest = new Map<string, number>();
  readonly #generations = new Map<Process, Map<string, number>>();
  readonly #open = new Map<string, OpenIntent>();
  readonly #violate: Violate;
  readonly #believedMs: number;

  /** `believedMs`: a wall clock that is set by less than this is believed. */
  constructor(violate: Violate, believedMs: number) {
    this.#violate = violate;
    this.#believedMs = believedMs;
  }

  appended(process: Process, stored: readonly StoredEvent[]): void {
    for (const { event } of stored) {
      if (event.type === 'effect-intended') {
        const { step, key, direction } = event;
        this.#open.set(event.id, { step, key, direction, by: process, sent: false });
      }
      // In doubt it is still under way, for all that whoever doubts it knows.
      if (event.type === 'effect-settled' && event.as !== 'unknown') this.#open.delete(event.id);
    }
  }

  claimed(process: Process, { migrationId, generation }: Lease): void {
    this.#newest.set(migrationId, generation);
    const own = this.#generations.get(process) ?? new Map<string, number>();
    this.#generations.set(process, own.set(migrationId, generation));
  }

  /** For which migration and intent a call leaves; `undefined`: for none that may send it, or nobody can say. */
  sending(
    process: Process,
    port: string,
    method: string,
    stopped: boolean,
  ): { readonly migrationId: string; readonly intent: OpenIntent } | undefined {
    const call = `${port}.${method}`;
    const intent = [...this.#open.values()].findLast(({ by }) => by === process);
    if (intent === undefined) {
      // It was stopped on its way, and whoever took over saw the world as wanted meanwhile.
      if (!stopped) this.#violate('I7', `${call} left without an intent on disk`);
      return undefined;
    }
    if (intent.sent && !REPEATABLE.has(method)) this.#violate('I6', `${call} left twice for one intent`);
    intent.sent = true;
    for (const [migrationId, generation] of this.#generations.get(process) ?? [])
      if (generation === this.#newest.get(migrationId)) return { migrationId, intent };
    // What was stopped between its last look at the lease and the wire cannot be called back.
    if (!stopped) this.#violate('I9', `${call} left by a worker whose lease is not the newest`);
    return undefined;
  }

  /** What was lost is looked for before it counts as not made, and not before it can have arrived and shows (I8). */
  believes({ event, atMs }: StoredEvent, { effects }: MigrationState): void {
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
      if (open !== undefined) this.#violate('I8', `${step} ${name} is sent again while its answer is in doubt`);
      return;
    }
    // Who was to send it and found its lease gone needs no look: it knows that it sent nothing.
    const isLook =
      event.type === 'effect-not-seen' ||
      (event.type === 'effect-settled' && event.as === 'absent' && event.why !== 'not sent');
    if (!isLook) return;
    const lost = effects.find(({ id }) => id === event.id);
    if (lost?.state !== 'unknown') return;
    const early = lost.intendedMs + CALL_MS + lost.consistencyMs - this.#believedMs - atMs;
    if (early > 0) this.#violate('I8', `${lost.step} ${lost.name} is believed not to be there ${early} ms too early`);
  }
}
