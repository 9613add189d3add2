import type { Lockout } from '../../app/access/lockout.ts';
import { lockout } from '../../app/access/lockout.ts';
import type { Passwords } from '../../app/access/passwords.ts';
import { passwords } from '../../app/access/passwords.ts';
import type { Serving } from '../serving.ts';
import type { Visitors } from './visitors.ts';
import { visitors } from './visitors.ts';

/** What access remembers while it serves. */
export interface Gate {
  readonly visitors: Visitors;
  readonly lockout: Lockout;
  readonly passwords: Passwords;
}

const GATES = new WeakMap<Serving, Gate>();

/** One for each serving golive: who signs out is out wherever it is asked. */
export function gateOf(serving: Serving): Gate {
  const known = GATES.get(serving);
  if (known !== undefined) return known;
  const gate = { visitors: visitors(serving), lockout: lockout(() => serving.wallNow()), passwords: passwords() };
  GATES.set(serving, gate);
  return gate;
}
