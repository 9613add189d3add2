import { message } from '../../domain/message.ts';
import type { Delivery, StoreFault } from '../../ports/store.ts';
import { render } from '../../texts/render.ts';
import type { App } from '../app.ts';
import type { StatusEntry } from '../documents.ts';
import { styleOf } from '../voice.ts';

/** Reads no more than this of what was given up; more is more of the same. */
const SHOWN = 100;
const LOOKED_THROUGH = 500;

/** What was given up and not sent once more since. */
async function lost({ store }: Pick<App, 'store'>): Promise<readonly Delivery[]> {
  const givenUp = (await store.deliveries({ limit: SHOWN, state: 'given-up' })).filter(({ event }) => event !== 'test');
  if (givenUp.length === 0) return [];
  const newest = await store.deliveries({ limit: LOOKED_THROUGH });
  const again = new Map(
    newest.flatMap(({ id, createdMs }) => (id.includes('~') ? [[firstId(id), createdMs] as const] : [])),
  );
  return givenUp.filter(({ id, createdMs }) => createdMs >= (again.get(firstId(id)) ?? 0));
}

/** Without what was added when it was sent once more. */
export const firstId = (id: string): string => id.replace(/~\d+$/, '');

/** The entries, those with a note about which somebody should have heard and did not. */
export async function withUndelivered(app: App, entries: readonly StatusEntry[]): Promise<StatusEntry[]> {
  const byMigration = Object.groupBy(await lost(app), ({ migrationId }) => migrationId ?? '');
  return entries.map((entry) => {
    const count = byMigration[entry.id]?.length ?? 0;
    if (count === 0) return entry;
    const note = render(message('notify.given-up', { count }), styleOf(app));
    return { ...entry, notes: [...(entry.notes ?? []), note] };
  });
}

/** What doctor says of it: each receiver that did not get what it should have. */
export async function undelivered(app: Pick<App, 'store'>): Promise<StoreFault[]> {
  return Object.entries(Object.groupBy(await lost(app), ({ target }) => target)).map(([target, all]) => ({
    where: target,
    what: `${all!.length === 1 ? 'a message was' : `${all!.length} messages were`} given up: ${all![0]!.error ?? 'nobody took it'}`,
    fix: 'See golive notify list; mend it, try golive notify test, then golive notify retry ID.',
  }));
}
