import { z } from 'zod';
import { message } from '../domain/message.ts';
import { ask, askOnWord, has, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { wantedMailboxes } from './mailbox-list.ts';

const Params = z.strictObject({});
const Observed = z.object({
  /** Absent: nobody knows which. */
  wanted: z.array(z.string()).optional(),
  there: z.array(z.string()),
  /** Per mailbox that is at both ends: how many messages only the new service has. Absent: cannot be compared. */
  onlyThere: z.record(z.string(), z.number()).optional(),
});
type Observed = z.infer<typeof Observed>;
const Change = z.object({ kind: z.enum(['create', 'delete']), address: z.string() });

/** The same addresses at the new service, spelled exactly as they are: a mailbox that is called otherwise gets no mail. */
export const recreateMailboxes: Step<z.infer<typeof Params>, Observed, z.infer<typeof Change>> = {
  id: 'recreate-mailboxes',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => ['newMailHost'],
  observe: async (ctx, ports, signal) => {
    const wanted = await wantedMailboxes(ctx, ports, signal);
    const there = [...((await ports.newMailHost?.mailboxes(ctx.domain, signal)) ?? [])].sort();
    const both = there.filter((address) => wanted?.includes(address));
    const compared = both.length === 0 ? [] : await ports.mailCopier?.compare(both, signal);
    return {
      ...(wanted === undefined ? {} : { wanted }),
      there,
      ...(compared === undefined
        ? {}
        : { onlyThere: Object.fromEntries(compared.map(({ address, onlyAtTarget }) => [address, onlyAtTarget])) }),
    };
  },
  plan: (ctx, { wanted, there }) => {
    if (wanted === undefined)
      return ask(message('task.mailboxes-unknown', { domain: shown(ctx) }), { wants: 'mailboxes' });
    if (!has(ctx, 'newMailHost'))
      return askOnWord(message('task.recreate-mailboxes', { domain: shown(ctx), addresses: wanted.join(', ') }));
    const missing = wanted.filter((address) => !there.includes(address));
    const other = missing.flatMap((address) =>
      there.filter((candidate) => candidate.toLowerCase() === address.toLowerCase()),
    );
    if (other.length > 0)
      return ask(
        message('task.recreate-mailboxes.spelling', { addresses: other.join(', '), wanted: missing.join(', ') }),
      );
    if (missing.length === 0) return { kind: 'done', facts: { mailboxes: wanted } };
    return { kind: 'act', changes: missing.map((address) => ({ kind: 'create', address }) as const) };
  },
  describe: ({ kind, address }) =>
    message(kind === 'create' ? 'task.recreate-mailboxes.create' : 'task.recreate-mailboxes.delete', { address }),
  apply: async (_ctx, changes, { newMailHost }, effects, signal) => {
    const mail = newMailHost!;
    for (const { kind, address } of changes)
      await effects.absolute(`${kind}/${address}`, { address }, mail.consistencyMs, () =>
        kind === 'create' ? mail.createMailbox(address, signal) : mail.deleteMailbox(address, signal),
      );
  },
  undo: (ctx, before, { wanted, there, onlyThere }) => {
    const made = there.filter((address) => !before.there.includes(address) && wanted?.includes(address));
    if (!has(ctx, 'newMailHost'))
      return askOnWord(
        message('task.recreate-mailboxes.remove', {
          domain: shown(ctx),
          addresses: wanted === undefined ? `@${shown(ctx)}` : wanted.join(', '),
        }),
      );
    if (made.length === 0) return { kind: 'done' };
    // A mailbox goes only when nothing in it would be lost; what cannot be compared is a person's decision.
    const unsafe = made.filter((address) => onlyThere?.[address] !== 0);
    if (unsafe.length > 0)
      return ask(message('task.recreate-mailboxes.remove', { domain: shown(ctx), addresses: unsafe.join(', ') }));
    return { kind: 'act', changes: made.map((address) => ({ kind: 'delete', address }) as const) };
  },
};
