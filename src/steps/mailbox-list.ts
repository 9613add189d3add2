import type { StepPorts } from '../ports/step-ports.ts';
import type { StepContext } from './contract.ts';

/**
 * The addresses that must exist at the new service, spelled as they are: from the answers, else from a person's free answer `mailboxes`,
 * else as the old service lists them. `undefined`: nobody knows.
 */
export async function wantedMailboxes(
  ctx: StepContext<unknown>,
  { oldMailHost }: StepPorts,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  if (ctx.answers.mailboxes !== undefined) return unique(ctx.answers.mailboxes);
  const told = ctx.answers.free?.['mailboxes'];
  if (told !== undefined) return unique(told.split(/[\s,;]+/).filter((address) => address.includes('@')));
  return oldMailHost === undefined ? undefined : unique(await oldMailHost.mailboxes(ctx.domain, signal));
}

const unique = (addresses: readonly string[]): string[] => [...new Set(addresses)].sort();
