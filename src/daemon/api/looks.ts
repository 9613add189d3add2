import type { App } from '../../app/app.ts';
import type { Checked } from '../../app/check.ts';
import { check } from '../../app/check.ts';
import { checkDocument } from '../../app/check-document.ts';
import type { DocumentOf } from '../../app/documents.ts';
import { findOne } from '../../app/find.ts';
import { SECOND } from '../../domain/time.ts';
import { Refused } from '../problem.ts';
import type { Remembered } from '../remembered.ts';
import { remembering } from '../remembered.ts';
import type { Serving } from '../serving.ts';

/** Looks at the world that somebody with a browser can ask for. They cost questions to servers of others, so they are few. */
export interface Looks {
  /** One look of that name in ten seconds; who asks while it is on its way, or soon after, gets its answer. @throws Refused `too-many` */
  look<T>(key: string, make: () => Promise<T>): Promise<T>;
  /** Only of a domain that is moved here: golive asks no servers that a visitor names. @throws GoLiveError `domain-unknown` */
  check(app: App, domain: string): Promise<DocumentOf<'check'>>;
  /** The same look, before it has a language. */
  checked(app: App, domain: string): Promise<readonly Checked[]>;
}

const STAYS_MS = 10 * SECOND;
const AT_ONCE = 4;
const MOST_WAITING = 20;
const WAIT_SECONDS = 10;

export function looksFor(serving: Pick<Serving, 'wallNow' | 'dns' | 'signal'>): Looks {
  const kept: Remembered = remembering(() => serving.wallNow());
  const waiting: (() => void)[] = [];
  let running = 0;

  async function inTurn<T>(make: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) {
      if (waiting.length >= MOST_WAITING)
        throw new Refused('too-many', 'a look at the world', { retryAfterSeconds: WAIT_SECONDS });
      await new Promise<void>((go) => waiting.push(go));
    } else running += 1;
    try {
      return await make();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next(); // its place is handed on
    }
  }

  const look: Looks['look'] = (key, make) => kept.get(key, STAYS_MS, () => inTurn(make));
  const partsFor = async (app: App) => ({ config: app.config, clock: app.clock, dns: await serving.dns(), app });
  const checked: Looks['checked'] = async (app, asked) => {
    const { id } = await findOne(app.store, asked);
    return look(`check ${id}`, async () => check(await partsFor(app), { domains: [id], cwd: '/' }, serving.signal));
  };
  return {
    look,
    checked,
    check: async (app, asked) => {
      const seen = await checked(app, asked);
      return checkDocument(await partsFor(app), seen);
    },
  };
}

const OF = new WeakMap<Serving, Looks>();

/** One queue for the process. */
export function looksOf(serving: Serving): Looks {
  const known = OF.get(serving) ?? looksFor(serving);
  OF.set(serving, known);
  return known;
}
