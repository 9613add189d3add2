import { asGoLiveError } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';
import { nextWork } from '../../domain/migration.ts';
import type { Lease } from '../../ports/store.ts';
import type { App } from '../app.ts';
import { hearCalendar } from '../booking/journals.ts';
import { knowSecretsOf } from '../record.ts';
import { availableApis } from './context.ts';
import { lookBack } from './look-back.ts';
import { lookForward } from './look-forward.ts';
import { Session } from './session.ts';
import { forgetWhatIsOver, vaultOf } from './vault.ts';

/** More looks than this in one go means that something runs in circles; the migration comes back at its next moment. */
const MOST_LOOKS = 500;

/**
 * Takes one migration as far as it goes: look, decide, record the intent, do, record the outcome, until nothing is left but waiting. Run it
 * twice and the second run does nothing. Ends early, between two effects, when `signal` aborts.
 */
export async function advance(app: App, lease: Lease, signal: AbortSignal): Promise<void> {
  let session: Session;
  try {
    await hearCalendar(app, lease.migrationId);
    session = await Session.open(app, lease);
  } catch (thrown) {
    await app.store.release(lease);
    throw thrown;
  }
  try {
    await knowSecretsOf(app, session.state);
    await doubtForeignIntents(session);
    const ports = { ...(await app.portsFor(session.state, session.loaded.project)), vault: vaultOf(session) };
    const available = availableApis(ports);
    for (let looks = 0; looks < MOST_LOOKS && !signal.aborted; ) {
      const now = app.clock.now();
      const seen = session.state;
      const work = nextWork(session.loaded.playbook, seen, now).filter(({ step }) => !session.isQuiet(step.id, now));
      if (work.length === 0) break;
      for (const { kind, step } of work) {
        if (signal.aborted) break;
        await session.keepLease();
        // An earlier piece of work of this round, or a person, may have made this one pointless.
        if (session.state !== seen || app.clock.now() !== now) {
          const still = nextWork(session.loaded.playbook, session.state, app.clock.now());
          if (!still.some((other) => other.kind === kind && other.step.id === step.id)) continue;
        }
        looks += 1;
        const look = kind === 'look' ? lookForward : lookBack;
        await look({ session, step, ports, available, signal });
      }
    }
    await forgetWhatIsOver(session);
    await session.close();
  } catch (thrown) {
    const failure = asGoLiveError(thrown, lease.migrationId);
    // A lost lease is somebody else's migration now; nothing more to write.
    if (failure.code !== 'lease-lost') {
      await app.store.release(lease).catch(() => undefined);
      throw failure;
    }
  }
}

/**
 * What a former holder intended and never settled may have happened, and may happen yet: a worker that was stopped between its last look at
 * the lease and the first byte sends it when it wakes. That look was before the lease ran out, so before now, and its call is over `callMs`
 * later: only from then on, and when the provider's list has caught up, does a look say anything (I8, I9).
 */
async function doubtForeignIntents(session: Session): Promise<void> {
  // Every claim is a new generation, so nothing of this one can be open before its first look.
  const foreign = session.state.effects.filter((effect) => effect.state === 'intended');
  for (const effect of foreign) {
    const { clock, callMs = 0 } = session.app;
    const believableMs = clock.now() + callMs + effect.consistencyMs;
    await session.write(() => ({
      type: 'effect-settled',
      id: effect.id,
      as: 'unknown',
      believableMs,
      why: 'the worker that sent it is gone',
    }));
    // What shows is there, however early: only that it does not show must be waited for.
    const lookAgainMs = effect.intendedMs + Math.max(effect.consistencyMs, 0);
    await session.write(() => ({
      type: 'step',
      step: effect.step,
      event: 'answerLost',
      detail: {
        waitsFor: {
          for: 'time',
          untilMs: lookAgainMs,
          lookAgainMs,
          reason: message('engine.answer-lost', { effect: effect.name }),
        },
      },
    }));
  }
}
