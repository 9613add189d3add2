import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a ciphertext belongs to; it opens nowhere else. */
export interface Place {
  readonly migrationId: string;
  readonly field: string;
  readonly version: number;
}

/** AES-256-GCM with a random nonce (NIST SP 800-38D §8.2.2); base64 of nonce, ciphertext and tag. */
export function encrypt(key: Uint8Array, place: Place, plain: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(place));
  return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** `undefined`: another key, another place, or changed bytes; which of them cannot be told. */
export function decrypt(key: Uint8Array, place: Place, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  // Other spellings of the same bytes are refused too: whatever changed in the row is seen.
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64') !== sealed) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(boundTo(place))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function boundTo({ migrationId, field, version }: Place): Buffer {
  return Buffer.from(JSON.stringify([migrationId, field, version]), 'utf8');
}
