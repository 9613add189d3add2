import type { ClockDoubt } from '../../domain/clock-trust.ts';
import type { Decision } from '../../domain/decision.ts';
import type { FailureCode } from '../../domain/errors.ts';
import { asGoLiveError, GoLiveError } from '../../domain/errors.ts';
import type { StepDetail } from '../../domain/journal.ts';
import { digestOf, sameJson } from '../../domain/json.ts';
import type { StepEventName } from '../../domain/lifecycle.ts';
import { message } from '../../domain/message.ts';
import type { MigrationState, StepRecord } from '../../domain/migration.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import { scrubbed } from '../../domain/scrub.ts';
import type { EpochMs } from '../../domain/time.ts';
import { HOUR, MINUTE } from '../../domain/time.ts';
import { whileHeld } from '../../ports/held.ts';
import type { ApiPort, StepPorts } from '../../ports/step-ports.ts';
import { CATALOGUE } from '../../steps/catalog.ts';
import type { AnyStep, StepContext } from '../../steps/contract.ts';
import { aboutTheClock, ClockDoubted, needsTheTime } from './clock-gate.ts';
import { contextOf } from './context.ts';
import type { Sent } from './effects.ts';
import { effectsOf, InDoubt, Undecidable } from './effects.ts';
import type { Session } from './session.ts';
import { siblingsOf } from './siblings.ts';

export interface Look {
  readonly session: Session;
  readonly step: PlaybookStep;
  readonly ports: StepPorts;
  readonly available: readonly ApiPort[];
  readonly signal: AbortSignal;
}

export interface Seen {
  readonly implementation: AnyStep;
  readonly ctx: StepContext<unknown>;
  readonly observed: unknown;
  /** Of what was observed, which is stored under it when first asked for. */
  readonly observedHash: () => Promise<string>;
  readonly now: EpochMs;
  /** Of the journal, when the look began. */
  readonly seq: number;
}

/**
 * Since the look began somebody gave another answer or a secret, approved, moved the half-day, or said something of this very step ("done",
 * "retry"): what was planned stands on what was said before. Nothing follows from it, and the step is looked at anew (I22).
 */
function isOvertaken({ ctx, seq }: Seen, state: MigrationState): boolean {
  const { answers, slot, approvals, secrets } = state;
  const said = state.steps[ctx.stepId]?.seq ?? 0;
  if (seq < said && said <= state.heardSeq) return true;
  const then = { answers: ctx.answers, slot: ctx.slot, approvals: ctx.approvals, secrets: ctx.secrets };
  return !sameJson({ answers, slot, approvals, secrets }, then);
}

/** What a look came to, before it is written down: what it stands on is hashed only then, for most looks bring no news. */
export type News = Omit<StepDetail, 'observed'> & { readonly observed?: () => Promise<string> };

/** How often a step that waits for somebody or something looks by itself, where its plan names no moment. */
export const LOOK_AGAIN_MS = 15 * MINUTE;
/** What does not work for a reason that passes is a person's business after this. */
const TRIED_LONG_ENOUGH_MS = 4 * HOUR;
/** The same change, sent this often without the world changing, is given up and shown. */
const MOST_ATTEMPTS = 3;
/** What the store cannot write or read says nothing about the world. */
const OWN_MEMORY: ReadonlySet<FailureCode> = new Set<FailureCode>(['store-full', 'store-corrupt', 'store-busy']);
/** What these do takes as long as there is to copy. */
const COPIERS: ReadonlySet<ApiPort> = new Set<ApiPort>(['siteCopier', 'mailCopier']);

/** Looks at the world for a step. Answers `undefined` after having recorded that looking did not work. */
export async function see(look: Look): Promise<Seen | undefined> {
  const { session, step, ports, available, signal } = look;
  const implementation = CATALOGUE.get(step.step);
  if (implementation === undefined) {
    await fail(
      look,
      new GoLiveError('step-unknown', { subject: step.step, fix: 'Upgrade golive, or skip the step with a reason.' }),
    );
    return undefined;
  }
  try {
    const siblings = implementation.wholeProject ? await siblingsOf(session.app, session.loaded) : undefined;
    const { seq } = session.state;
    const ctx = contextOf(session.loaded.playbook, session.state, step, implementation, available, siblings);
    const raw = await session.holding(() => withinTime(look, (inTime) => implementation.observe(ctx, ports, inTime)));
    const observed: unknown = implementation.observed.parse(raw);
    let stored: Promise<string> | undefined;
    // A provider may show what we sent it: what is kept of that is without secrets, under its own digest.
    const observedHash = (): Promise<string> => {
      stored ??= session.app.store.putBody(scrubbed(observed));
      return stored;
    };
    return { implementation, ctx, observed, observedHash, now: session.app.clock.now(), seq };
  } catch (thrown) {
    if (signal.aborted) return undefined;
    await postpone(look, 'engine.look-failed', thrown);
    return undefined;
  }
}

async function withinTime<T>({ session, signal }: Look, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const inTime = session.app.inTime(signal);
  let stop = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new GoLiveError('unreachable', { subject: 'the outside', why: 'looking took too long' }));
    inTime.addEventListener('abort', stop, { once: true });
    if (inTime.aborted) stop();
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work(inTime), late]);
  } finally {
    inTime.removeEventListener('abort', stop);
  }
}

/**
 * Records what a step has come to; says nothing when nothing new was seen, and only remembers when to look again. What was decided by a look
 * (`seen`) and was overtaken by somebody's word is left out.
 */
export async function become(
  look: Look,
  event: StepEventName,
  { observed, ...told }: News,
  lookAgainMs?: EpochMs,
  seen?: Seen,
): Promise<void> {
  const { session, step } = look;
  const record = session.state.steps[step.id];
  if (
    record !== undefined &&
    lookAgainMs !== undefined &&
    session.state.heardSeq < record.seq &&
    sameNews(record, event, told)
  ) {
    session.quiet(step.id, lookAgainMs);
    return;
  }
  const detail: StepDetail = observed === undefined ? told : { ...told, observed: await observed() };
  await session.write((state) =>
    seen !== undefined && isOvertaken(seen, state) ? undefined : { type: 'step', step: step.id, event, detail },
  );
}

const STATE_OF: Partial<Record<StepEventName, string>> = { waitFor: 'waiting', asked: 'needs-you', blocked: 'blocked' };

/** Moments of looking are not news; when a wait ends is, unless it is only the next look. */
function sameNews(record: StepRecord, event: StepEventName, detail: StepDetail): boolean {
  const state = STATE_OF[event];
  if (
    state === undefined ||
    (record.state !== state && record.state !== 'undoing' && !(record.state === 'unknown' && event === 'waitFor'))
  )
    return false;
  const isSame = (told: StepDetail) =>
    sameJson(news(record), news({ ...told, facts: { ...record.facts, ...told.facts } }));
  if (isSame(detail)) return true;
  const kept = scrubbed(detail); // as it stands in the journal
  return kept !== detail && isSame(kept);
}

function news(detail: StepDetail): unknown {
  const { waitsFor, task, blocked, findings, facts, failure } = detail;
  return {
    facts: facts ?? {},
    failure,
    waitsFor: waitsFor && {
      for: waitsFor.for,
      reason: waitsFor.reason,
      deadlineMs: waitsFor.deadlineMs,
      ...(waitsFor.for === 'time' ? { untilMs: waitsFor.untilMs } : {}),
    },
    task: task && { text: task.text, owner: task.owner, wants: task.wants, dueMs: task.dueMs },
    blocked: blocked && { reason: blocked.reason },
    findings: findings?.map(({ tag, subject }) => `${tag} ${subject}`).sort(),
  };
}

/** What a step decides of what was seen; what it throws instead is a fault of ours, and shown. */
export async function decided<T>(look: Look, seen: Seen, decide: () => T): Promise<T | undefined> {
  try {
    return decide();
  } catch (thrown) {
    const failure = asGoLiveError(thrown, look.step.id);
    look.session.app.log(`${look.session.state.id} ${look.step.id}: ${failure.message}`);
    await fail(look, failure, seen);
    return undefined;
  }
}

type Postponed = 'engine.look-failed' | 'engine.try-again-later';
/** What a provider that named a moment is waited for with: the moment stands in it. */
const UNTIL = { 'rate-limited': 'engine.rate-limited', unreachable: 'engine.provider-shut' } as const;
const UNTIL_TEXTS: ReadonlySet<string | undefined> = new Set(Object.values(UNTIL));

/**
 * Looking or doing did not work for a reason that passes: wait, longer each time, and try again. A person hears of it when only a person can
 * help, or when it has lasted; then too it is tried again. `before`: the record as it was before this try.
 */
export async function postpone(
  look: Look,
  text: Postponed,
  thrown: unknown,
  before: StepRecord | undefined = look.session.state.steps[look.step.id],
): Promise<void> {
  const { session, step } = look;
  const failure = asGoLiveError(thrown, step.id);
  if (failure.code === 'lease-lost') throw failure;
  if (failure.code === 'internal') session.app.log(`${session.state.id} ${step.id}: ${failure.message}`);
  if (failure.row.retry === 'never') return fail(look, failure);
  const now = session.app.clock.now();
  // Somebody was asked already and the question stands: that nobody can look just now is no news.
  if (before?.state === 'needs-you' && text === 'engine.look-failed' && failure.retryAfterMs === undefined)
    return session.quiet(step.id, now + LOOK_AGAIN_MS);
  const formerly = before?.waitsFor?.reason.text;
  const again = formerly === text || UNTIL_TEXTS.has(formerly) ? before : undefined;
  const attempt = (again?.attempt ?? 0) + 1;
  const delayMs = Math.max(failure.retryAfterMs ?? 0, Math.min(LOOK_AGAIN_MS, MINUTE * 2 ** Math.min(attempt - 1, 10)));
  const lookAgainMs = now + delayMs;
  const deadlineMs = again?.waitsFor?.deadlineMs ?? now + TRIED_LONG_ENOUGH_MS;
  const reason = message(text, { why: failure.message });
  const isAsked = before?.task?.text.text === text;
  if (isAsked || failure.row.retry === 'after-operator' || deadlineMs <= now) {
    const unknown = session.state.steps[step.id]?.state === 'unknown';
    const task = { text: reason, owner: 'agency', lookAgainMs: now + LOOK_AGAIN_MS, closesOnWord: false } as const;
    return become(look, unknown ? 'undecidable' : 'asked', { attempt, task }, task.lookAgainMs);
  }
  const named = failure.retryAfterMs === undefined ? undefined : UNTIL[failure.code as keyof typeof UNTIL];
  const values = { provider: failure.subject, until: lookAgainMs, why: failure.why ?? '' };
  const waiting = named === undefined ? reason : message(named, values);
  const waitsFor = { for: 'outside', untilMs: lookAgainMs, lookAgainMs, deadlineMs, reason: waiting } as const;
  // As long as it may take, the same failure is written down only while the waits still grow.
  await become(look, 'waitFor', { attempt, waitsFor }, delayMs < LOOK_AGAIN_MS ? undefined : lookAgainMs);
}

export async function fail(look: Look, thrown: GoLiveError, seen?: Seen): Promise<void> {
  const failure = { code: thrown.code, text: thrown.message, retry: thrown.row.retry };
  // Nothing is over while an answer is lost: a person hears why golive cannot look for what it sent.
  if (look.session.state.steps[look.step.id]?.state === 'unknown') {
    const text = message('engine.look-failed', { why: thrown.message });
    const task = { text, owner: 'agency', closesOnWord: false } as const;
    await become(look, 'undecidable', { failure, task }, undefined, seen);
  } else await become(look, 'failed', { failure }, undefined, seen);
}

/**
 * Makes the changes of an `act`: the intent first, then `apply`, then a look. A change that needs an API nobody has becomes a person's
 * task, with the same changes as its instructions.
 */
export async function act(
  look: Look,
  seen: Seen,
  decision: Extract<Decision<unknown>, { kind: 'act' }>,
  direction: 'forward' | 'back',
): Promise<void> {
  const { session, step, ports, available, signal } = look;
  const { implementation, ctx, observedHash, now } = seen;
  const record = session.state.steps[step.id];
  const changes = decision.changes.map((change): unknown => implementation.change.parse(change));
  const described = changes.map((change) => implementation.describe(change));
  const way = direction === 'forward' && record?.before === undefined ? { before: await observedHash() } : {};
  const facts = decision.facts === undefined ? {} : { facts: decision.facts };
  const doubted = direction === 'forward' ? session.app.clock.doubt?.() : undefined;
  if (doubted !== undefined && needsTheTime(session.loaded.playbook, session.state, step, implementation.phase))
    return askAboutTheClock(look, doubted);

  if (implementation.needs(ctx).some((api) => !available.includes(api))) {
    const text = described.length === 1 ? described[0]! : message('engine.do-by-hand', { count: described.length });
    const lookAgainMs = now + LOOK_AGAIN_MS;
    const owner = decision.owner ?? step.owner;
    const task = { text, owner, lookAgainMs, closesOnWord: decision.wantsWord === true };
    const asked = { task, changes: described, observed: observedHash, ...way, ...facts };
    await become(look, 'asked', asked, lookAgainMs, seen);
    return;
  }

  const changing = digestOf({ changes, direction });
  const attempt = record?.changing === changing ? (record.attempt ?? 1) + (wasTried(look, record) ? 1 : 0) : 1;
  if (attempt > MOST_ATTEMPTS) {
    await fail(
      look,
      new GoLiveError('refused', {
        subject: step.id,
        why: 'it was done three times and the world did not change',
        fix: 'Look at the provider, then: golive retry.',
      }),
      seen,
    );
    return;
  }
  const observed = await observedHash();
  const detail = { changes: described, observed, changing, attempt, ...way, ...facts };
  const started = await session.write((state) =>
    isOvertaken(seen, state) ? undefined : { type: 'step', step: step.id, event: 'started', detail },
  );
  if (!started) return;
  const sent: Sent = { settlesMs: 0 };
  const memory = { changing, attempt };
  try {
    // A call broken off is an answer thrown away. The stop holds for the next effect; the one on its way may come to its end.
    const underWay = session.app.grace?.(signal) ?? signal;
    const late = new AbortController();
    const { clock } = session.app;
    const whileOurs = whileHeld(AbortSignal.any([underWay, late.signal]), () => clock.now() < session.lease.untilMs);
    const isLong = implementation.needs(ctx).some((api) => COPIERS.has(api));
    const inTime = () => session.app.effectInTime?.(underWay, isLong) ?? underWay;
    await implementation.apply(
      ctx,
      changes,
      ports,
      effectsOf(session, ctx, direction, signal, sent, { inTime, giveUp: () => late.abort() }),
      whileOurs,
    );
    if (sent.settlesMs > 0) await waitToSee(look, session.app.clock.now() + sent.settlesMs, memory);
  } catch (thrown) {
    if (thrown instanceof InDoubt) {
      await doubt(look, thrown.untilMs, described[0]?.text ?? step.id, memory);
    } else if (thrown instanceof Undecidable) {
      await askAboutDoubt(look, thrown.effect);
    } else if (thrown instanceof ClockDoubted) {
      await askAboutTheClock(look, thrown.doubt, { changing: 'nothing' }); // not an attempt
    } else {
      const failure = asGoLiveError(thrown, step.id);
      if (failure.code === 'stopping') {
        // Stopped between two effects by somebody's word: what was sent before shows no sooner for it.
        if (sent.settlesMs > 0 && !signal.aborted)
          await waitToSee(look, session.app.clock.now() + sent.settlesMs, memory);
        return;
      }
      // Our own memory failed, not the step: with room again it goes on by itself, and what was sent meanwhile is in doubt.
      if (OWN_MEMORY.has(failure.code)) throw failure;
      if (failure.row.retry === 'after-delay') await postpone(look, 'engine.try-again-later', failure, record);
      else await fail(look, failure);
    }
  }
}

/** A start that no effect followed was cut short (a crash, a stop): it says nothing about the world, and is not counted. */
function wasTried({ session, step }: Look, { state, sinceMs }: StepRecord): boolean {
  return (
    state !== 'working' ||
    session.state.effects.some(
      (effect) => effect.step === step.id && effect.state !== 'absent' && effect.intendedMs >= sinceMs,
    )
  );
}

async function waitToSee(look: Look, lookAgainMs: EpochMs, memory: News): Promise<void> {
  await become(look, 'waitFor', {
    ...memory,
    waitsFor: { for: 'time', untilMs: lookAgainMs, lookAgainMs, reason: message('engine.checking') },
  });
}

export async function doubt(look: Look, lookAgainMs: EpochMs, effect: string, memory: News = {}): Promise<void> {
  const record = look.session.state.steps[look.step.id];
  await become(look, record?.state === 'unknown' ? 'waitFor' : 'answerLost', {
    ...memory,
    waitsFor: { for: 'time', untilMs: lookAgainMs, lookAgainMs, reason: message('engine.answer-lost', { effect }) },
  });
}

async function askAboutTheClock(
  look: Look,
  doubted: ClockDoubt,
  memory: { readonly changing?: string } = {},
): Promise<void> {
  const lookAgainMs = look.session.app.clock.now() + LOOK_AGAIN_MS;
  const task = { text: aboutTheClock(doubted), owner: 'agency', lookAgainMs, closesOnWord: false } as const;
  await become(look, 'asked', { ...memory, task }, lookAgainMs);
}

export async function askAboutDoubt(look: Look, effect: string): Promise<void> {
  const record = look.session.state.steps[look.step.id];
  await become(look, record?.state === 'unknown' ? 'undecidable' : 'asked', {
    task: { text: message('engine.undecidable', { effect }), owner: 'agency', closesOnWord: false },
  });
}
