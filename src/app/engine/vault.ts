import { isOver } from '../../domain/lifecycle.ts';
import { stepsOf } from '../../domain/migration.ts';
import { statusOf } from '../../domain/status.ts';
import type { Vault } from '../../ports/vault.ts';
import { secretFieldsOf } from '../secret-fields.ts';
import type { Session } from './session.ts';

/** The migration's secrets, as its steps use them: what is stored or forgotten is journalled, the value never is. */
export function vaultOf(session: Session): Vault {
  const { store } = session.app;
  const { id } = session.state;
  return {
    read: (field) => store.readSecret(id, field),
    async store(field, secret, expiresAtMs) {
      await store.putSecret(id, field, secret, expiresAtMs);
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

/**
 * A migration that is over (done, cancelled, rolled back) needs no secret any more. Also forgets what was put into the vault by somebody who
 * ended before the journal heard of it. Whoever is cut off in the middle leaves the rest to the next look.
 */
export async function forgetWhatIsOver(session: Session): Promise<void> {
  const { playbook, state } = session.loaded;
  if (!isOver(statusOf(playbook, state))) return;
  const vault = vaultOf(session);
  for (const field of new Set([...Object.keys(state.secrets), ...secretFieldsOf(stepsOf(playbook, state))]))
    await vault.forget(field);
}
