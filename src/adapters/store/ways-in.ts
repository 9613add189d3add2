import { canonicalJson } from '../../domain/json.ts';
import { scrub, scrubbed } from '../../domain/scrub.ts';
import type { Credential, CredentialKind, Delivery } from '../../ports/store.ts';

/** A stored password (`scrypt` with its parameters) or another hash: nothing of a secret is in it, and one character less opens no door. */
const HASHED = /^(?:\$?scrypt[$:;]\S+|[0-9a-f]{64})$/;

/** As it is stored: whole milliseconds, and no secret in what is free text. */
export function storedCredential(given: Credential): Credential {
  const { hash, expiresMs, createdMs, data, ...rest } = given;
  return JSON.parse(
    canonicalJson({
      ...(scrubbed(rest) as typeof rest),
      ...(hash === undefined ? {} : { hash }),
      createdMs: Math.round(createdMs),
      ...(expiresMs === undefined ? {} : { expiresMs: Math.round(expiresMs) }),
      data: scrubbedData(data),
    }),
  );
}

function scrubbedData(value: unknown): unknown {
  if (typeof value === 'string') return HASHED.test(value) ? value : scrub(value);
  if (Array.isArray(value)) return value.map(scrubbedData);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [scrub(name), scrubbedData(member)]));
}

export function credentialName(kind: CredentialKind, id: string): string {
  return `${kind} ${id}`;
}

/** As it is stored; due rounded up, since a wait never ends early. */
export function storedDelivery(given: Delivery): Delivery {
  const { id, createdMs, dueMs, settledMs, error, ...rest } = given;
  return JSON.parse(
    canonicalJson({
      id,
      ...(scrubbed(rest) as typeof rest),
      createdMs: Math.round(createdMs),
      dueMs: Math.ceil(dueMs),
      ...(settledMs === undefined ? {} : { settledMs: Math.round(settledMs) }),
      ...(error === undefined ? {} : { error: oneLine(error) }),
    }),
  );
}

const LONGEST_LINE = 500;

/** What somebody else's server answered, in one line without a secret. */
export function oneLine(text: string): string {
  return scrub(text).toWellFormed().replaceAll('\0', '\ufffd').replace(/\s+/g, ' ').trim().slice(0, LONGEST_LINE);
}
