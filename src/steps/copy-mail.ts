import { z } from 'zod';
import { message } from '../domain/message.ts';
import { MINUTE } from '../domain/time.ts';
import { ask, askOnWord, has, hasActedSince, ownFacts, shown } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { wantedMailboxes } from './mailbox-list.ts';

const Params = z.strictObject({
  pass: z.enum(['full', 'delta', 'final']).default('full'),
  /** The step whose `worstCaseAtMs` says until when mail can still arrive at the old service. */
  after: z.string().default('watch-propagation'),
});
type Params = z.infer<typeof Params>;
const Observed = z.object({
  /** Absent: nobody knows which mailboxes there are. */
  mailboxes: z
    .array(z.object({ address: z.string(), missing: z.number(), source: z.number(), onlyAtTarget: z.number() }))
    .optional(),
});
type Observed = z.infer<typeof Observed>;
const Change = z.object({ address: z.string(), direction: z.enum(['forward', 'back']), count: z.number() });

const BY_HAND = {
  full: 'task.copy-mail.full',
  delta: 'task.copy-mail.delta',
  final: 'task.copy-mail.final',
} as const;

/**
 * Copies the messages that the new service lacks; the old one is only read. `full` before the cutover, `delta` after it, `final` when no
 * cache can lead a sender to the old service any more: only then does "nothing missing" mean that nothing will be.
 */
export const copyMail: Step<Params, Observed, z.infer<typeof Change>> = {
  id: 'copy-mail',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => ['mailCopier'],
  observe: async (ctx, ports, signal) => {
    const wanted = await wantedMailboxes(ctx, ports, signal);
    if (wanted === undefined || ports.mailCopier === undefined) return {};
    const compared = await ports.mailCopier.compare(wanted, signal);
    return {
      mailboxes: compared.map(({ address, missing, source, onlyAtTarget }) => ({
        address,
        missing,
        source,
        onlyAtTarget,
      })),
    };
  },
  plan: (ctx, { mailboxes }, now) => {
    const { pass } = ctx.params;
    if (pass === 'final') {
      const untilMs = oldStillReachableUntil(ctx);
      if (untilMs !== undefined && now < untilMs)
        return {
          kind: 'wait',
          for: 'time',
          untilMs,
          reason: message('task.copy-mail.not-yet', { domain: shown(ctx), until: untilMs }),
        };
    }
    if (!has(ctx, 'mailCopier')) return askOnWord(message(BY_HAND[pass], { domain: shown(ctx) }));
    if (mailboxes === undefined)
      return ask(message('task.mailboxes-unknown', { domain: shown(ctx) }), { wants: 'mailboxes' });
    const behind = mailboxes.filter(({ missing }) => missing > 0);
    if (behind.length === 0)
      return { kind: 'done', facts: { messages: mailboxes.reduce((sum, { source }) => sum + source, 0) } };
    const changes = behind.map(({ address, missing }) => ({ address, direction: 'forward', count: missing }) as const);
    const left = Object.fromEntries(behind.map(({ address, missing }) => [address, missing]));
    const before = ownFacts(ctx)['left'];
    if (
      isRecord(before) &&
      // One mailbox that could not be copied just now says nothing about what a copy leaves behind.
      hasActedSince(ctx, Number(ownFacts(ctx)['actedBefore']) + Object.keys(before).length - 1) &&
      behind.every(({ address, missing }) => missing >= Number(before[address] ?? Infinity))
    ) {
      const task = message('task.copy-mail.left', { addresses: behind.map(({ address }) => address).join(', ') });
      // Before the last pass a message that cannot be copied holds nothing up; in the last one only a `skip` with its reason does.
      return pass === 'final' ? ask(task, { lookAgainMs: now + 60 * MINUTE }) : askOnWord(task);
    }
    return { kind: 'act', changes, facts: { left, actedBefore: ctx.acted } };
  },
  describe: ({ address, direction, count }) =>
    message(direction === 'forward' ? 'task.copy-mail.forward' : 'task.copy-mail.back', { address, count }),
  apply: async (_ctx, changes, { mailCopier }, effects, signal) => {
    for (const { address, direction } of changes)
      await effects.absolute(`${direction}/${address}`, { address, direction }, 0, () =>
        mailCopier!.copy(address, direction, signal),
      );
  },
  undo: (ctx, _before, { mailboxes }) => {
    if (!has(ctx, 'mailCopier') || (mailboxes === undefined && ctx.acted > 0))
      return askOnWord(message('task.copy-mail.all-back', { domain: shown(ctx) }));
    const onlyThere = (mailboxes ?? []).filter(({ onlyAtTarget }) => onlyAtTarget > 0);
    if (onlyThere.length === 0) return { kind: 'done' };
    return {
      kind: 'act',
      changes: onlyThere.map(
        ({ address, onlyAtTarget }) => ({ address, direction: 'back', count: onlyAtTarget }) as const,
      ),
    };
  },
};

function oldStillReachableUntil(ctx: StepContext<Params>): number | undefined {
  const watched = ctx.earlier[ctx.params.after]?.facts['worstCaseAtMs'];
  return typeof watched === 'number' ? watched : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
