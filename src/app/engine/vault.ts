import { asGoLiveError, GoLiveError } from '../../domain/errors.ts';
import { isOver } from '../../domain/lifecycle.ts';
import { stepsOf } from '../../domain/migration.ts';
import { displayName } from '../../domain/name.ts';
import { statusOf } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import { HOUR } from '../../domain/time.ts';
import type { Store } from '../../ports/store.ts';
import type { Vault } from '../../ports/vault.ts';
import { AUTHCODE, authcodeFault, codeExpiresMs, LONGEST_KEPT_MS } from '../../steps/authcode.ts';
import type { App } from '../app.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';
import { secretFieldsOf } from '../secret-fields.ts';
import { Session } from './session.ts';

/**
 * The migration's secrets, as its steps use them: what is stored or forgotten is journalled, the value never is. A transfer code is looked at
 * once more before it is kept, and kept no longer than it holds.
 */
export function vaultOf(session: Session): Vault {
  const { store } = session.app;
  const { id, domain } = session.state;
  return {
    read: (field) => store.readSecret(id, field),
    async store(field, secret, given) {
      const now = session.app.clock.now();
      const isCode = field === AUTHCODE;
      const fault = isCode ? authcodeFault(secret.reveal(), { domain, asGiven: true }) : undefined;
      if (fault !== undefined)
        throw new GoLiveError('refused', {
          subject: `the transfer code of ${displayName(domain)}`,
          why: fault,
          fix: 'Ask the losing registrar for a new one.',
        });
      const expiresAtMs = given ?? (isCode ? codeExpiresMs(domain, now) : undefined);
      await store.putSecret(id, field, secret, keptUntilMs(field, expiresAtMs, now));
      await session.write(() => ({
        type: 'secret-stored',
        field,
        ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
      }));
    },
    async forget(field) {
      await store.deleteSecret(id, field);
      await session.write((state) =>
        state.secrets[field] === undefined ? undefined : { type: 'secret-forgotten', field },
      );
    },
  };
}

/** When the store drops it by itself: a code that nobody names an end of must not lie there for ever because a migration was left halted. */
export function keptUntilMs(field: string, expiresAtMs: EpochMs | undefined, now: EpochMs): EpochMs | undefined {
  if (field !== AUTHCODE) return expiresAtMs;
  return Math.min(expiresAtMs ?? Number.POSITIVE_INFINITY, now + LONGEST_KEPT_MS);
}

/** Steps that need the code; when none of them is left it is of use to nobody but a thief. */
const USE_THE_CODE: ReadonlySet<string> = new Set(['obtain-authcode', 'request-transfer', 'watch-transfer']);

/** Fields that nothing will ask for any more, whether or not the store has them. */
export function fieldsOver({ playbook, state }: Loaded): readonly string[] {
  const steps = stepsOf(playbook, state);
  if (isOver(statusOf(playbook, state))) return [...new Set([...Object.keys(state.secrets), ...secretFieldsOf(steps)])];
  if (!playbook.steps.some(({ step }) => USE_THE_CODE.has(step))) return [];
  const isNeeded = steps.some(
    ({ id, step }) => USE_THE_CODE.has(step) && !['done', 'skipped'].includes(state.steps[id]?.state ?? ''),
  );
  return isNeeded ? [] : [AUTHCODE];
}

/**
 * A migration that is over (done, cancelled, rolled back) needs no secret any more, and one whose transfer is over or left out needs no code. Also
 * forgets what was put into the vault by somebody who ended before the journal heard of it. Whoever is cut off in the middle leaves the rest to
 * `sweepSecrets`.
 */
export async function forgetWhatIsOver(session: Session): Promise<void> {
  const { playbook, state } = session.loaded;
  const all = isOver(statusOf(playbook, state));
  const vault = vaultOf(session);
  for (const field of fieldsOver(session.loaded))
    if (all || state.secrets[field] !== undefined) await vault.forget(field);
}

/** A migration that is over is due no more, and its last worker may have died, or its provider been taken out of the configuration. */
const SWEEP_EVERY_MS = HOUR;
const SWEPT = new WeakMap<Store, EpochMs>();

/**
 * Deletes what no migration needs any more, wherever it still lies: what has run out, and what whoever ended a migration left behind. Asks the store
 * at most once an hour in one process, and always in a new one.
 */
export async function sweepSecrets(app: App, owner: string, signal: AbortSignal): Promise<void> {
  const { store, clock } = app;
  const now = clock.now();
  const sweptMs = SWEPT.get(store);
  if (signal.aborted || (sweptMs !== undefined && now >= sweptMs && now - sweptMs < SWEEP_EVERY_MS)) return;
  SWEPT.set(store, now);
  try {
    await store.dropExpiredSecrets();
    const fieldsOf = Map.groupBy(await store.secretsKept(), ({ migrationId }) => migrationId);
    for (const [id, kept] of fieldsOf) {
      if (signal.aborted) return;
      const fields = kept.map(({ field }) => field);
      // What is wrong with one migration is told by whoever works on it, and stands in nobody else's way.
      await sweepOne(app, id, fields, owner).catch((thrown: unknown) => {
        if (asGoLiveError(thrown, id).code === 'store-full') throw thrown;
      });
    }
  } catch (thrown) {
    const failure = asGoLiveError(thrown, 'sweep');
    // A full or damaged store is everybody's, and told by the work that needs it next.
    if (failure.code !== 'store-full') app.log(`secrets: ${failure.message}`);
  }
}

async function sweepOne(app: App, id: string, kept: readonly string[], owner: string): Promise<void> {
  const isOverNow = (loaded: Loaded) => {
    const over = fieldsOver(loaded);
    return kept.filter((field) => over.includes(field));
  };
  if (isOverNow(await load(app, id)).length === 0) return;
  const now = app.clock.now();
  const lease = await app.store.claim(id, owner, now, now + app.leaseMs);
  if (lease === undefined) return; // whoever has it forgets them at its end
  try {
    const session = await Session.open(app, lease);
    const vault = vaultOf(session);
    for (const field of isOverNow(session.loaded)) await vault.forget(field);
    await session.close();
  } catch (thrown) {
    await app.store.release(lease).catch(() => undefined);
    throw thrown;
  }
}
