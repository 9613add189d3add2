import { GoLiveError } from '../../../domain/errors.ts';
import { canonicalJson } from '../../../domain/json.ts';
import type { Credential, CredentialKind, Store } from '../../../ports/store.ts';
import { credentialName, storedCredential } from '../ways-in.ts';

type Credentials = Pick<
  Store,
  'putCredential' | 'findCredential' | 'credential' | 'credentials' | 'takeCredential' | 'dropExpiredCredentials'
>;

/** Ways in without a disk. */
export function memoryCredentials(): Credentials {
  const kept = new Map<string, Credential>();
  const keyOf = (kind: CredentialKind, id: string) => canonicalJson([kind, id]);
  const ofKind = (kind: CredentialKind) => [...kept.values()].filter((credential) => credential.kind === kind);
  return {
    putCredential: async (credential, isNew) => {
      const { kind, id, hash } = credential;
      const isThere = isNew && kept.has(keyOf(kind, id));
      const isHeld = hash !== undefined && ofKind(kind).some((other) => other.hash === hash && other.id !== id);
      if (isThere || isHeld) throw new GoLiveError('already-exists', { subject: credentialName(kind, id) });
      kept.set(keyOf(kind, id), storedCredential(credential));
    },
    findCredential: async (kind, hash) => copy(ofKind(kind).find((credential) => credential.hash === hash)),
    credential: async (kind, id) => copy(kept.get(keyOf(kind, id))),
    credentials: async (kind, subject) =>
      ofKind(kind)
        .filter((credential) => subject === undefined || credential.subject === subject)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(copy),
    takeCredential: async (kind, id) => {
      const taken = kept.get(keyOf(kind, id));
      kept.delete(keyOf(kind, id));
      return taken;
    },
    dropExpiredCredentials: async (now) => {
      const over = [...kept].filter(([, { expiresMs }]) => expiresMs !== undefined && expiresMs <= now);
      for (const [key] of over) kept.delete(key);
      return over.length;
    },
  };
}

function copy<Value>(value: Value): Value {
  return value === undefined ? value : JSON.parse(canonicalJson(value));
}
