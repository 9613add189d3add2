import { z } from 'zod';
import type { StepPorts } from '../ports/step-ports.ts';
import type { StepContext } from './contract.ts';

/** What the two sides of the site look like. `known: false`: there is no copier, nothing can be seen. */
export const SiteSeen = z.object({
  known: z.boolean(),
  files: z.number(),
  /** Files that the target lacks or has otherwise. */
  filesLeft: z.number(),
  tables: z.number(),
  /** Tables that the target lacks or has otherwise. */
  tablesLeft: z.number(),
  /** Whether the copier can tell that a table has other rows. */
  tablesComparable: z.boolean(),
});
export type SiteSeen = z.infer<typeof SiteSeen>;

export async function observeSite(
  ctx: StepContext<unknown>,
  { siteCopier }: StepPorts,
  signal: AbortSignal,
): Promise<SiteSeen> {
  if (siteCopier === undefined)
    return { known: false, files: 0, filesLeft: 0, tables: 0, tablesLeft: 0, tablesComparable: false };
  const { files, missing, differing, database } = await siteCopier.compare(ctx.domain, signal);
  return {
    known: true,
    files,
    filesLeft: missing + differing,
    tables: database.tables,
    tablesLeft: database.missing,
    tablesComparable: database.rowsUnseen !== true,
  };
}
