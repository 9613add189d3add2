import { z } from 'zod';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { askOnWord, has, hasActedSince, ownFacts, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { FqdnJson } from './json-types.ts';
import { observeSite, SiteSeen } from './site-copy.ts';

const Params = z.strictObject({ pass: z.enum(['full', 'delta']).default('full') });
type Params = z.infer<typeof Params>;

const Change = z.object({ kind: z.enum(['files', 'database']), domain: FqdnJson, left: z.number() });
type Change = z.infer<typeof Change>;

const BY_HAND = { full: 'task.copy-site.full', delta: 'task.copy-site.delta' } as const;

/**
 * Compares, copies, compares again. `delta` is the pass just before the cutover, with the content frozen: it brings the files that changed
 * and the database once more. Copying leaves nothing behind that outlives the new hosting, so there is nothing to take back.
 */
export const copySite: Step<Params, SiteSeen, Change> = {
  id: 'copy-site',
  phase: 'prepare',
  params: Params,
  observed: SiteSeen,
  change: Change,
  needs: () => ['siteCopier'],
  observe: observeSite,
  plan: (ctx, seen) => {
    const { pass } = ctx.params;
    if (!has(ctx, 'siteCopier')) return askOnWord(message(BY_HAND[pass], { domain: shown(ctx) }));
    const own = ownFacts(ctx);
    const withDatabase = pass === 'delta' && ctx.answers.site?.database === true && seen.tables > 0;
    const changes: Change[] = [];
    if (seen.filesLeft > 0) changes.push({ kind: 'files', domain: ctx.domain, left: seen.filesLeft });
    if (withDatabase && (seen.tablesLeft > 0 || (!seen.tablesComparable && !hasActedSince(ctx, own['importedAfter']))))
      changes.push({ kind: 'database', domain: ctx.domain, left: seen.tablesLeft });

    if (changes.length === 0) {
      // A copier that cannot compare rows leaves one question that only a look at the newest entry answers.
      if (withDatabase && !seen.tablesComparable)
        return askOnWord(message('task.copy-site.check-database', { domain: shown(ctx) }));
      return { kind: 'done', facts: { files: seen.files } };
    }
    const left = seen.filesLeft + seen.tablesLeft;
    // Copied already and nothing became less: files that change all the time, or that cannot be read. A person judges.
    if (typeof own['left'] === 'number' && left > 0 && left >= own['left'] && hasActedSince(ctx, own['actedBefore']))
      return askOnWord(message('task.copy-site.left', { domain: shown(ctx), left }));
    return {
      kind: 'act',
      changes,
      facts: {
        left,
        actedBefore: ctx.acted,
        ...(changes.some(({ kind }) => kind === 'database') ? { importedAfter: ctx.acted } : {}),
      },
    };
  },
  describe: ({ kind, domain, left }) =>
    kind === 'files'
      ? message('task.copy-site.files', { domain: displayName(domain), left })
      : message('task.import-database', { domain: displayName(domain) }),
  apply: async (ctx, changes, { siteCopier }, effects, signal) => {
    for (const { kind } of changes)
      await effects.absolute(kind, { domain: ctx.domain }, 0, () =>
        kind === 'files' ? siteCopier!.copyFiles(ctx.domain, signal) : siteCopier!.importDatabase(ctx.domain, signal),
      );
  },
};
