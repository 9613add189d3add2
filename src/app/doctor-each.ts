import type { StoreFault } from '../ports/store.ts';
import type { App } from './app.ts';

const PAGE = 100;

/** The faults of every migration, page by page; of each what is there twice in a row: between two questions somebody may have been writing. */
export async function faultsOfEach(
  app: App,
  seen: (app: App, migrationId: string) => Promise<StoreFault[]>,
): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  for (let after: string | undefined; ; ) {
    const page = await app.store.listProjections({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { id } of page) if ((await seen(app, id)).length > 0) faults.push(...(await seen(app, id)));
    if (page.length < PAGE) return faults;
    after = page.at(-1)!.id;
  }
}
