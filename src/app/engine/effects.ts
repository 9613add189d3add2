import { isOpen, maySend } from '../../domain/effects.ts';
import { asGoLiveError, GoLiveError } from '../../domain/errors.ts';
import type { EffectKind } from '../../domain/journal.ts';
import { digestOf, sameJson } from '../../domain/json.ts';
import { holdsMark } from '../../domain/scrub.ts';
import type { EpochMs } from '../../domain/time.ts';
import { MINUTE, SECOND } from '../../domain/time.ts';
import type { Effects, StepContext } from '../../steps/contract.ts';
import { ClockDoubted, needsTheTimeByItself } from './clock-gate.ts';
import type { Session } from './session.ts';

/** The effect may have happened and its answer is lost; or an earlier one is still in doubt. Look again at `untilMs`. */
export class InDoubt extends Error {
  readonly untilMs: EpochMs;
  constructor(untilMs: EpochMs, cause?: unknown) {
    super('in doubt', { cause });
    this.untilMs = untilMs;
  }
}

/** Only a person can say whether it happened. */
export class Undecidable extends Error {
  readonly effect: string;
  constructor(effect: string) {
    super('undecidable');
    this.effect = effect;
  }
}

/** How long what was sent may take to show; the longest of a run of `apply`. */
export interface Sent {
  settlesMs: number;
}

/** How long one effect may take, and what to call off then. */
export interface Limit {
  inTime(): AbortSignal;
  giveUp(): void;
}

/**
 * The effects of one step in one direction. Each call: ask the ledger, make the intent durable, send, record the outcome. Nothing is sent
 * after `signal` aborted or the lease is lost, nothing that the ledger holds back, and nothing once the answers or the half-day are not those
 * that it was planned with (I22).
 */
export function effectsOf(
  session: Session,
  { stepId: step, answers, slot }: Pick<StepContext<unknown>, 'stepId' | 'answers' | 'slot'>,
  direction: 'forward' | 'back',
  signal: AbortSignal,
  sent: Sent,
  limit: Limit,
): Effects {
  const send = async (
    kind: EffectKind,
    name: string,
    request: unknown,
    consistencyMs: number,
    act: (key: string) => Promise<unknown>,
  ) => {
    if (signal.aborted) throw new GoLiveError('stopping', { subject: `${step} ${name}` });
    await session.keepLease();
    const { state, app } = session;
    const doubted = app.clock.doubt?.();
    if (doubted !== undefined && needsTheTimeByItself(kind, direction)) throw new ClockDoubted(doubted);
    const id = `${state.id}/${step}/${name}/${direction}/${state.effects.length + 1}`;
    const freshKey = digestOf({ migration: state.id, id }).slice(0, 32);
    const sending = maySend(state.effects, { step, name, kind, direction, freshKey }, app.clock.now());
    if (sending.may === 'wait') throw new InDoubt(sending.untilMs);
    if (sending.may === 'ask') throw new Undecidable(name);

    const plain = withoutSecrets(request);
    // What was stored lacks it: written into the world, the mark would stand where a value of the customer's was.
    if (holdsMark(plain))
      throw new GoLiveError('refused', {
        subject: `${step} ${name}`,
        why: 'a secret was taken out of what golive kept of it, and the rest alone would be wrong',
        fix: 'Do it by hand.',
      });
    const recorded = await keep(session, plain);
    const intended = await session.write((newest) =>
      sameJson(newest.answers, answers) && sameJson(newest.slot, slot)
        ? {
            type: 'effect-intended',
            id,
            step,
            name,
            kind,
            direction,
            key: sending.key,
            request: recorded,
            generation: session.lease.generation,
            consistencyMs,
          }
        : undefined,
    );
    if (!intended) {
      const why = 'somebody paused it, turned it back, or changed what it stands on';
      throw new GoLiveError('stopping', { subject: `${step} ${name}`, why });
    }
    // The last moment at which nothing has happened yet: a stop, or a lease that ran out while the intent was written, ends it here.
    if (signal.aborted || app.clock.now() >= session.lease.untilMs) {
      await settle(session, id, 'absent', 'not sent');
      throw new GoLiveError(signal.aborted ? 'stopping' : 'lease-lost', { subject: `${step} ${name}` });
    }
    const sentMs = app.clock.now();
    try {
      await session.holding(() => within(limit, `${step} ${name}`, () => act(sending.key)));
    } catch (thrown) {
      const failure = asGoLiveError(thrown, `${step} ${name}`);
      if (failure.row.outcome === 'unknown') {
        const lostMs = app.clock.now();
        // It may have come into being as late as now, or come yet while the call can be on its way, and shows that much later.
        const believableMs = Math.max(lostMs, sentMs + (app.callMs ?? 0)) + Math.max(consistencyMs, 1);
        await settle(session, id, 'unknown', failure.message, believableMs);
        const before = state.effects.filter((one) => one.step === step && one.name === name).length;
        // What shows is there, however early: only that it does not show must be waited for.
        throw new InDoubt(lostMs + Math.max(consistencyMs, 1, pauseAfter(before)), failure);
      }
      await settle(session, id, 'refused', failure.message);
      throw failure;
    }
    await settle(session, id, 'confirmed');
    sent.settlesMs = Math.max(sent.settlesMs, consistencyMs);
  };
  return {
    absolute: (name, request, consistencyMs, act) => send('absolute', name, request, consistencyMs, act),
    keyed: (name, request, consistencyMs, act) => send('keyed', name, request, consistencyMs, act),
    once: (name, request, consistencyMs, act) => send('once', name, request, consistencyMs, act),
  };
}

/** How long an answer that was lost leaves the provider alone, the longer the more of them were tried: 1 s, 4 s, 16 s … 15 minutes. */
function pauseAfter(tries: number): number {
  return Math.min(15 * MINUTE, SECOND * 4 ** Math.min(tries, 6));
}

/** What takes longer is an answer that got lost: it may have happened, and may happen yet. */
async function within(limit: Limit, subject: string, act: () => Promise<unknown>): Promise<void> {
  const inTime = limit.inTime();
  let stop = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(new GoLiveError('answer-lost', { subject, why: 'it took too long, and was given up' }));
      limit.giveUp();
    };
    inTime.addEventListener('abort', stop, { once: true });
    if (inTime.aborted) stop();
  });
  late.catch(() => undefined);
  try {
    await Promise.race([act(), late]);
  } finally {
    inTime.removeEventListener('abort', stop);
  }
}

/** What is larger stands in the store once, by content, and the journal says where: `{ body }`. */
const MOST_IN_JOURNAL = 4000;

async function keep(session: Session, request: unknown): Promise<unknown> {
  return JSON.stringify(request).length <= MOST_IN_JOURNAL
    ? request
    : { body: await session.app.store.putBody(request) };
}

type Settled = 'confirmed' | 'refused' | 'unknown' | 'absent';

async function settle(session: Session, id: string, as: Settled, why?: string, believableMs?: EpochMs): Promise<void> {
  // What was seen is true whoever holds the lease now; but if the next holder has settled it already, his look was the later one.
  await session.testify((state) =>
    state.effects.some((effect) => effect.id === id && isOpen(effect))
      ? {
          type: 'effect-settled',
          id,
          as,
          ...(believableMs === undefined ? {} : { believableMs }),
          ...(why === undefined ? {} : { why }),
        }
      : undefined,
  );
}

/** `Secret`s print as `***` in JSON; going through it makes the request plain data. */
function withoutSecrets(request: unknown): unknown {
  return request === undefined ? null : JSON.parse(JSON.stringify(request));
}
