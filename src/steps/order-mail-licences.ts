import { z } from 'zod';
import { message } from '../domain/message.ts';
import { ask, askOnWord, has, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { wantedMailboxes } from './mailbox-list.ts';

const Params = z.strictObject({ count: z.number().int().positive().optional() });
type Params = z.infer<typeof Params>;
const Observed = z.object({
  /** Seats that are there. */
  total: z.number(),
  /** The last order is this migration's. */
  ours: z.boolean(),
  /** Mailboxes that need one; absent: nobody knows. */
  needed: z.number().optional(),
});
type Observed = z.infer<typeof Observed>;
const Change = z.object({
  kind: z.enum(['order', 'cancel']),
  domain: z.string(),
  count: z.number(),
  /** Seats before the change: an order on top of others is another order. */
  have: z.number(),
});

/** One seat for each mailbox at the new service. */
export const orderMailLicences: Step<Params, Observed, z.infer<typeof Change>> = {
  id: 'order-mail-licences',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => ['newMailHost'],
  observe: async (ctx, ports, signal) => {
    const needed = ctx.params.count ?? (await wantedMailboxes(ctx, ports, signal))?.length;
    const licences = await ports.newMailHost?.licences(ctx.domain, signal);
    return {
      total: licences?.total ?? 0,
      ours: licences?.key?.startsWith(`${ctx.migrationId}/`) === true,
      ...(needed === undefined ? {} : { needed }),
    };
  },
  plan: (ctx, { total, needed }) => {
    if (needed === undefined)
      return ask(message('task.mailboxes-unknown', { domain: shown(ctx) }), { wants: 'mailboxes' });
    const change = { kind: 'order', domain: shown(ctx), count: needed - total, have: total } as const;
    if (!has(ctx, 'newMailHost')) return askOnWord(orderMailLicences.describe(change));
    return change.count <= 0 ? { kind: 'done', facts: { licences: total } } : { kind: 'act', changes: [change] };
  },
  describe: ({ kind, domain, count }) =>
    message(kind === 'order' ? 'task.order-mail-licences' : 'task.order-mail-licences.cancel', { domain, count }),
  apply: async (ctx, changes, { newMailHost }, effects, signal) => {
    const mail = newMailHost!;
    for (const { kind, count, have } of changes) {
      if (kind === 'order')
        await effects.once(`licences/${have}`, { domain: ctx.domain, count }, mail.consistencyMs, (key) =>
          mail.orderLicences({ domain: ctx.domain, count, key: `${ctx.migrationId}/${key}` }, signal),
        );
      else
        await effects.absolute('cancel-licences', { domain: ctx.domain }, mail.consistencyMs, () =>
          mail.cancelLicences(ctx.domain, signal),
        );
    }
  },
  undo: (ctx, before, { total, ours }) => {
    const cancel = { kind: 'cancel', domain: shown(ctx), count: total - before.total, have: total } as const;
    if (!has(ctx, 'newMailHost')) return askOnWord(orderMailLicences.describe(cancel));
    if (cancel.count <= 0) return { kind: 'done' };
    // Seats that somebody had before would go with ours: then a person sorts them out.
    if (!ours && before.total > 0) return askOnWord(orderMailLicences.describe(cancel));
    return { kind: 'act', changes: [cancel] };
  },
  undoCost: () => message('task.order-mail-licences.undo-cost'),
};
