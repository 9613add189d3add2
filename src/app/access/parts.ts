import { hash } from 'node:crypto';
import type { EpochMs } from '../../domain/time.ts';

/** What access stands on beside the application. Its moments are the wall's: a laboratory's clock may run a thousand times as fast. */
export interface AccessParts {
  wallNow(): EpochMs;
  /** 192 bits of chance, in letters, digits, `-` and `_`. */
  newToken(): string;
}

/** As the store keeps what somebody carries: whoever reads the store cannot get in. */
export function hashOfToken(token: string): string {
  return hash('sha256', token, 'hex');
}

const LONGEST_TOKEN = 200;

/** Whether a text can be a token at all; nothing else is looked up. */
export function isTokenShaped(text: string): boolean {
  return text.length <= LONGEST_TOKEN && /^[A-Za-z0-9_-]+$/.test(text);
}
