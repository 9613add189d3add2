import { z } from 'zod';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { askOnWord, has, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { FqdnJson } from './json-types.ts';
import { observeSite, SiteSeen } from './site-copy.ts';

const Params = z.strictObject({});
const Change = z.object({ domain: FqdnJson, left: z.number() });

/** Brings the database's tables into the new one. */
export const importDatabase: Step<z.infer<typeof Params>, SiteSeen, z.infer<typeof Change>> = {
  id: 'import-database',
  phase: 'prepare',
  params: Params,
  observed: SiteSeen,
  change: Change,
  needs: () => ['siteCopier'],
  observe: observeSite,
  plan: (ctx, { tables, tablesLeft }) => {
    if (!has(ctx, 'siteCopier')) return askOnWord(message('task.import-database', { domain: shown(ctx) }));
    if (tablesLeft === 0) return { kind: 'done', facts: { tables } };
    return { kind: 'act', changes: [{ domain: ctx.domain, left: tablesLeft }] };
  },
  describe: ({ domain }) => message('task.import-database', { domain: displayName(domain) }),
  apply: (ctx, _changes, { siteCopier }, effects, signal) =>
    effects.absolute('import', { domain: ctx.domain }, 0, () => siteCopier!.importDatabase(ctx.domain, signal)),
};
