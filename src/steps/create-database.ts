import { z } from 'zod';
import { message } from '../domain/message.ts';
import { MINUTE } from '../domain/time.ts';
import { askOnWord, blocked, has, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { DatabaseParams, DatabasesSeen, databaseName, observeDatabases } from './site-database.ts';

const Change = z.object({ name: z.string(), domain: z.string() });

/** An empty database at the new host. It goes with the hosting, so going back leaves it to the order's cancellation. */
export const createDatabase: Step<DatabaseParams, DatabasesSeen, z.infer<typeof Change>> = {
  id: 'create-database',
  phase: 'prepare',
  params: DatabaseParams,
  observed: DatabasesSeen,
  change: Change,
  needs: () => ['newHosting'],
  observe: observeDatabases,
  plan: (ctx, { service, databases }, now) => {
    const change = { name: databaseName(ctx.params, ctx.domain), domain: shown(ctx) };
    if (!has(ctx, 'newHosting')) return askOnWord(createDatabase.describe(change));
    if (!service) return blocked(message('task.no-hosting', { domain: shown(ctx) }), now + 5 * MINUTE);
    if (databases.some(({ name }) => name === change.name)) return { kind: 'done', facts: { database: change.name } };
    return { kind: 'act', changes: [change] };
  },
  describe: ({ name, domain }) => message('task.create-database', { name, domain }),
  apply: async (ctx, changes, { newHosting }, effects, signal) => {
    const hosting = newHosting!;
    for (const { name } of changes)
      await effects.absolute(`create/${name}`, { name }, hosting.consistencyMs, () =>
        hosting.createDatabase(ctx.domain, name, signal),
      );
  },
  undoCost: () => message('task.goes-with-hosting'),
};
