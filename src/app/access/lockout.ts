import type { EpochMs } from '../../domain/time.ts';
import { HOUR, MINUTE, SECOND } from '../../domain/time.ts';

/** Wrong passwords that cost no wait: people mistype. */
const FREE = 5;
const FIRST_WAIT_MS = 5 * SECOND;
const LONGEST_WAIT_MS = 15 * MINUTE;
const FORGOTTEN_AFTER_MS = HOUR;
/** An office has one address for many people: from one address more may go wrong. */
const FREE_OF_ADDRESS = 30;
const MOST_REMEMBERED = 10_000;

/** Which budget a try is paid from. */
export interface Try {
  /** The name that was typed, in its one spelling, whether there is such a user or not. */
  readonly name: string;
  /** The browser, where this very user was signed in with it before: it has a budget of its own, and no stranger can use it up. */
  readonly device?: string;
  /** Where the caller's own address is known; behind a web server everybody has that one's. */
  readonly address?: string;
}

export interface Lockout {
  /** Milliseconds until this may be tried; 0: now. */
  waitMs(attempt: Try): number;
  /** Before the password is looked at: many tries at once are as many tries. */
  began(attempt: Try): void;
  /** The try came to nothing for a reason of ours. */
  withdrawn(attempt: Try): void;
  succeeded(attempt: Try): void;
  /** How many names, browsers and addresses are remembered. */
  readonly size: number;
}

interface Budget {
  failures: number;
  lastMs: EpochMs;
}

/**
 * Slows guessing down without shutting anybody out. A stranger who tries a name's passwords makes strangers wait, twice as long each time and 15
 * minutes at most; browsers that were signed in as that user are counted by themselves, and sessions and links are not touched at all. It lives in
 * memory: a start of golive forgives.
 */
export function lockout(wallNow: () => EpochMs): Lockout {
  const budgets = new Map<string, Budget>();
  const keysOf = ({ name, device, address }: Try): readonly (readonly [key: string, free: number])[] =>
    device !== undefined
      ? [[`device ${device}`, FREE]]
      : [[`name ${name}`, FREE], ...(address === undefined ? [] : [[`address ${address}`, FREE_OF_ADDRESS] as const])];
  const current = (key: string): Budget | undefined => {
    const budget = budgets.get(key);
    const age = budget === undefined ? 0 : wallNow() - budget.lastMs;
    if (age < FORGOTTEN_AFTER_MS && age >= 0) return budget;
    budgets.delete(key);
    return undefined;
  };
  const oneLess = (key: string): void => {
    const budget = budgets.get(key);
    if (budget !== undefined && --budget.failures <= 0) budgets.delete(key);
  };
  return {
    waitMs(attempt) {
      const now = wallNow();
      const until = keysOf(attempt).map(([key, free]) => {
        const budget = current(key);
        return budget === undefined || budget.failures < free ? 0 : budget.lastMs + waitAfter(budget.failures - free);
      });
      return Math.max(0, ...until.map((at) => at - now));
    },
    began(attempt) {
      for (const [key] of keysOf(attempt)) {
        const failures = (current(key)?.failures ?? 0) + 1;
        budgets.delete(key); // the newest stand last
        budgets.set(key, { failures, lastMs: wallNow() });
      }
      // Longest unused goes first. To push a name out, as many passwords must be tried, which takes longer than any wait.
      for (const key of budgets.keys()) {
        if (budgets.size <= MOST_REMEMBERED) break;
        budgets.delete(key);
      }
    },
    withdrawn(attempt) {
      for (const [key] of keysOf(attempt)) oneLess(key);
    },
    succeeded(attempt) {
      const [own, address] = keysOf(attempt).map(([key]) => key);
      budgets.delete(own!);
      // An address may be many people's: one who knows a password does not speak for the others.
      if (address !== undefined) oneLess(address);
    },
    get size() {
      return budgets.size;
    },
  };
}

const waitAfter = (beyond: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(beyond, 20));
