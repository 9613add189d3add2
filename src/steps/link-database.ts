import { z } from 'zod';
import { message } from '../domain/message.ts';
import { MINUTE } from '../domain/time.ts';
import { askOnWord, blocked, has, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { DatabaseParams, DatabasesSeen, databaseName, observeDatabases } from './site-database.ts';

const Change = z.object({ name: z.string(), domain: z.string() });

/** The copied configuration still names the old database; the site at the new host must use its own. */
export const linkDatabase: Step<DatabaseParams, DatabasesSeen, z.infer<typeof Change>> = {
  id: 'link-database',
  phase: 'prepare',
  params: DatabaseParams,
  observed: DatabasesSeen,
  change: Change,
  needs: () => ['newHosting'],
  observe: observeDatabases,
  plan: (ctx, { databases }, now) => {
    const change = { name: databaseName(ctx.params, ctx.domain), domain: shown(ctx) };
    if (!has(ctx, 'newHosting')) return askOnWord(linkDatabase.describe(change));
    const database = databases.find(({ name }) => name === change.name);
    if (database === undefined) return blocked(message('task.link-database.absent', change), now + 5 * MINUTE);
    return database.linked ? { kind: 'done' } : { kind: 'act', changes: [change] };
  },
  describe: ({ name, domain }) => message('task.link-database', { name, domain }),
  apply: async (ctx, changes, { newHosting }, effects, signal) => {
    const hosting = newHosting!;
    for (const { name } of changes)
      await effects.absolute(`link/${name}`, { name }, hosting.consistencyMs, () =>
        hosting.linkDatabase(ctx.domain, name, signal),
      );
  },
  undoCost: () => message('task.goes-with-hosting'),
};
