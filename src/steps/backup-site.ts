import { z } from 'zod';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { askOnWord, has, ownFacts, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { FqdnJson } from './json-types.ts';

const Params = z.strictObject({});
/** `undefined` fields: there is no copier, nothing can be seen. */
const Observed = z.object({
  files: z.number(),
  tables: z.number(),
  backups: z.array(z.object({ id: z.string(), files: z.number(), tables: z.number() })),
});
const Change = z.object({ domain: FqdnJson });

/** A full backup of files and database, made now: one that lay there before says nothing about the site as it is today. */
export const backupSite: Step<z.infer<typeof Params>, z.infer<typeof Observed>, z.infer<typeof Change>> = {
  id: 'backup-site',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => ['siteCopier'],
  observe: async (ctx, { siteCopier }, signal) => {
    if (siteCopier === undefined) return { files: 0, tables: 0, backups: [] };
    const { files, database, backups } = await siteCopier.compare(ctx.domain, signal);
    return { files, tables: database.tables, backups: backups.map((backup) => ({ ...backup })) };
  },
  plan: (ctx, { files, tables, backups }) => {
    if (!has(ctx, 'siteCopier')) return askOnWord(message('task.backup-site', { domain: shown(ctx) }));
    const own = ownFacts(ctx)['olderBackups'];
    const older = Array.isArray(own) ? own : backups.map((backup) => backup.id);
    const made = backups.find(
      (backup) => !older.includes(backup.id) && backup.files >= files && backup.tables >= tables,
    );
    if (made !== undefined) return { kind: 'done', facts: { backup: made.id } };
    return { kind: 'act', changes: [{ domain: ctx.domain }], facts: { olderBackups: older } };
  },
  describe: ({ domain }) => message('task.backup-site', { domain: displayName(domain) }),
  apply: (ctx, changes, { siteCopier }, effects, signal) =>
    effects.absolute('back-up', changes, 0, () => siteCopier!.backUp(ctx.domain, signal)),
};
