import { isOver } from '../domain/lifecycle.ts';
import type { App } from './app.ts';
import { record } from './record.ts';

const PAGE = 100;

/**
 * Pauses every migration that is under way: after a restore the store does not know what was done since, and nothing may be ordered again
 * before a person looked. Answers how many.
 */
export async function pauseAll(
  app: Pick<App, 'clock' | 'store'>,
  who: { readonly by: string; readonly why: string },
): Promise<number> {
  let paused = 0;
  for (let after: string | undefined; ; ) {
    const page = await app.store.listProjections({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { id, projection } of page) {
      if (isOver(projection.status)) continue;
      const { state } = await record(app, id, who, ({ state }) =>
        state.started && !state.paused ? [{ type: 'paused' }] : [],
      );
      if (state.paused) paused++;
    }
    if (page.length < PAGE) return paused;
    after = page.at(-1)!.id;
  }
}
