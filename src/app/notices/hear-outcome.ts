import type { Courier } from '../../ports/courier.ts';
import type { Delivery } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { DocumentOf } from '../documents.ts';
import type { Who } from '../say.ts';
import { deliver } from './deliver.ts';
import { deliveriesDocument, putTests } from './outbox.ts';

/** Another process may have taken it; it has its outcome soon, or never. */
const LOOKS = 60;
const LOOK_SHARE = 1 / 5;

/** Puts tests into the outbox, sends what is due, and waits until each has its outcome. Answers their ids. */
export async function tellTests(
  app: App,
  courier: Courier,
  target: string | undefined,
  who: Who,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ids = await putTests(app, target, who);
  for (let looks = 0; looks < LOOKS && !signal.aborted; looks++) {
    await deliver(app, courier, signal);
    if ((await rowsOf(app, ids)).every(({ state }) => state !== 'waiting')) break;
    await app.clock.sleepUntil(app.clock.now() + app.pollMs * LOOK_SHARE, signal);
  }
  return ids;
}

/** Far more than can come in between. */
const MOST_BETWEEN = 500;

async function rowsOf(app: App, ids: readonly string[]): Promise<readonly Delivery[]> {
  const rows = await app.store.deliveries({ limit: MOST_BETWEEN });
  return rows.filter(({ id }) => ids.includes(id));
}

export async function outcomesOf(
  app: App,
  ids: readonly string[],
): Promise<{ readonly document: DocumentOf<'notices'>; readonly taken: boolean; readonly unknown: boolean }> {
  const rows = await rowsOf(app, ids);
  return {
    document: deliveriesDocument(app, rows),
    taken: rows.length === ids.length && rows.every(({ state }) => state === 'sent'),
    unknown: rows.some(({ state }) => state === 'waiting'),
  };
}
