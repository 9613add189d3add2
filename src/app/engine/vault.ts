import type { Vault } from '../../ports/vault.ts';
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
