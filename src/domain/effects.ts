import type { EffectKind, EventOf } from './journal.ts';
import type { EpochMs } from './time.ts';

export type EffectState = 'intended' | 'confirmed' | 'refused' | 'unknown' | 'absent' | 'by-person';

export interface EffectRecord {
  readonly id: string;
  readonly step: string;
  readonly name: string;
  readonly kind: EffectKind;
  readonly direction: 'forward' | 'back';
  readonly key: string;
  readonly generation: number;
  readonly state: EffectState;
  readonly intendedMs: EpochMs;
  readonly consistencyMs: number;
  /** Since it is in doubt: when it exists by at the latest, if at all, and shows. */
  readonly believableMs?: EpochMs;
  /** Looks after the consistency window that did not show it. */
  readonly notSeen: number;
}

/** May have happened, and nobody knows yet. */
export function isOpen(effect: EffectRecord): boolean {
  return effect.state === 'intended' || effect.state === 'unknown';
}

/** Has or may have changed the world. */
export function mayHaveHappened(effect: EffectRecord): boolean {
  return isOpen(effect) || effect.state === 'confirmed' || effect.state === 'by-person';
}

/** When a look can be believed: what was sent has arrived and the provider's list has caught up by then (I8, I9). */
export function believableAtMs(effect: EffectRecord): EpochMs {
  return Math.max(effect.intendedMs + effect.consistencyMs, effect.believableMs ?? 0);
}

export type Sending =
  | { readonly may: 'send'; readonly key: string }
  /** Look again first, not before this. */
  | { readonly may: 'wait'; readonly untilMs: EpochMs }
  /** Only a person can say whether it happened. */
  | { readonly may: 'ask' };

/** A `once` effect is looked for this often before a person is asked. */
export const LOOKS_BEFORE_ASKING = 2;

/**
 * Whether an effect of this name may leave now, given what left before. This is the one place that keeps "nothing twice": an effect whose
 * answer was lost is looked for first; an absolute one may then be set again, a keyed one goes out with the same key, a once never does.
 */
export function maySend(
  ledger: readonly EffectRecord[],
  wanted: {
    readonly step: string;
    readonly name: string;
    readonly kind: EffectKind;
    readonly direction: 'forward' | 'back';
    readonly freshKey: string;
  },
  now: EpochMs,
): Sending {
  const open = ledger.filter(
    (effect) =>
      isOpen(effect) &&
      effect.step === wanted.step &&
      effect.name === wanted.name &&
      effect.direction === wanted.direction,
  );
  const last = open.at(-1);
  // It happened, as far as anybody knows, and still the world does not show it.
  const happened = ledger
    .filter(
      (effect) =>
        mayHaveHappened(effect) &&
        effect.step === wanted.step &&
        effect.name === wanted.name &&
        effect.direction === wanted.direction,
    )
    .at(-1);
  if (last === undefined && happened !== undefined && wanted.kind !== 'absolute') {
    if (now < believableAtMs(happened)) return { may: 'wait', untilMs: believableAtMs(happened) };
    // Only a person may order a second time; a payment goes out again as the same payment.
    return wanted.kind === 'once' ? { may: 'ask' } : { may: 'send', key: happened.key };
  }
  // What was ordered may show in part; what is missing then is not ordered as well before the list has caught up.
  const other = wanted.kind === 'once' ? orderedBefore(ledger, wanted, now) : undefined;
  if (other !== undefined) return { may: 'wait', untilMs: believableAtMs(other) };
  if (last === undefined) return { may: 'send', key: wanted.freshKey };
  if (now < believableAtMs(last)) return { may: 'wait', untilMs: believableAtMs(last) };
  if (wanted.kind === 'absolute') return { may: 'send', key: wanted.freshKey };
  if (wanted.kind === 'keyed') return { may: 'send', key: last.key };
  if (last.notSeen < LOOKS_BEFORE_ASKING) return { may: 'wait', untilMs: now + Math.max(last.consistencyMs, 1000) };
  return { may: 'ask' };
}

/** An order of the same step that was confirmed and may not show yet; the latest to show. One in doubt is looked for before anything. */
function orderedBefore(
  ledger: readonly EffectRecord[],
  { step, direction }: { readonly step: string; readonly direction: 'forward' | 'back' },
  now: EpochMs,
): EffectRecord | undefined {
  return ledger
    .filter(
      (effect) =>
        effect.kind === 'once' &&
        effect.step === step &&
        effect.direction === direction &&
        effect.state === 'confirmed' &&
        now < believableAtMs(effect),
    )
    .sort((a, b) => believableAtMs(b) - believableAtMs(a))[0];
}

/** Its outcome, or the doubt about it. Of two doubts the later one counts: a look must satisfy both. */
export function settled(effect: EffectRecord, { as, believableMs = 0 }: EventOf<'effect-settled'>): EffectRecord {
  const latest = Math.max(effect.believableMs ?? 0, believableMs);
  return { ...effect, state: as, ...(latest > 0 ? { believableMs: latest } : {}) };
}

export function intend(event: EventOf<'effect-intended'>, atMs: EpochMs): EffectRecord {
  return {
    id: event.id,
    step: event.step,
    name: event.name,
    kind: event.kind,
    direction: event.direction,
    key: event.key,
    generation: event.generation,
    state: 'intended',
    intendedMs: atMs,
    consistencyMs: event.consistencyMs,
    notSeen: 0,
  };
}
