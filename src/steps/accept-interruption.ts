import { z } from 'zod';
import { readDelegation } from '../checks/delegation.ts';
import { RuleSeen, ruleFor, transferDays } from '../checks/registration-sight.ts';
import { message } from '../domain/message.ts';
import { clampTtlSeconds, DAY, HOUR, SECOND } from '../domain/time.ts';
import { ask, ownFacts, shown } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { acceptanceOf } from './transfer-gate.ts';

const Params = z.strictObject({
  /** How long the transfer takes at worst, where there is one; default: by the top-level domain. */
  transferHours: z.number().positive().optional(),
});
type Params = z.infer<typeof Params>;
/** The longest TTL of the delegation that a parent gives; absent: no parent answered. */
const Observed = z.object({ nsTtlSeconds: z.number().optional(), rule: RuleSeen.exactOptional() });

/** RFC 2181 lets a TTL be long; two days is what registries publish at most today, and stands in where no parent answered. */
const USUAL_LONGEST_TTL_SECONDS = 172_800;

/**
 * A named person sees how long site and mail may be away, and accepts it, before anything starts. The window is the time of the transfer,
 * in which the old servers may be silent, and the life of the delegation in caches after the name servers were changed behind it. Where the
 * registration does not move there is no transfer, and nothing is counted for one.
 */
export const acceptInterruption: Step<Params, z.infer<typeof Observed>, never> = {
  id: 'accept-interruption',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: z.never(),
  needs: () => [],
  observe: async (ctx, ports, signal) => {
    if (ctx.interruption !== 'accepted') return {};
    const { parents } = await readDelegation(ports.dns, ctx.domain, signal);
    const ttls = parents.flatMap(({ nsTtlSeconds }) => (nsTtlSeconds === null ? [] : [clampTtlSeconds(nsTtlSeconds)]));
    const rule = ruleFor(ctx.domain, ports);
    return ttls.length === 0 ? { rule } : { rule, nsTtlSeconds: Math.max(...ttls) };
  },
  plan: (ctx, { nsTtlSeconds, rule = ruleFor(ctx.domain) }, now) => {
    if (ctx.interruption !== 'accepted') return { kind: 'done' };
    const ttlSeconds = nsTtlSeconds ?? USUAL_LONGEST_TTL_SECONDS;
    const { days, assumed } = transferOf(ctx, rule);
    const transferSeconds = Math.round((days * DAY) / SECOND);
    const outageSeconds = transferSeconds + ttlSeconds;
    const own = ownFacts(ctx);
    // A longer outage than the one that was accepted has to be shown and accepted anew.
    const known = typeof own['outageSeconds'] === 'number' && outageSeconds <= own['outageSeconds'];
    const accepted = known ? acceptanceOf(ctx) : undefined;
    if (accepted !== undefined) return { kind: 'done', facts: { acceptedBy: accepted.by } };
    return ask(
      transferSeconds === 0
        ? message('task.accept-interruption.no-transfer', {
            domain: shown(ctx),
            hours: Math.ceil(outageSeconds / 3600),
          })
        : message(assumed ? 'task.accept-interruption.assumed' : 'task.accept-interruption', {
            domain: shown(ctx),
            hours: Math.ceil(outageSeconds / 3600),
            transferHours: Math.ceil(transferSeconds / 3600),
            ttlHours: Math.ceil(ttlSeconds / 3600),
          }),
      { wants: 'approval', facts: known ? {} : { outageSeconds, transferSeconds, ttlSeconds, shownMs: now } },
    );
  },
  describe: () => message('task.nothing'),
  apply: async () => undefined,
};

/** How long its transfer takes at worst; the playbook's word before the ending's. */
function transferOf({ answers, params: { transferHours } }: StepContext<Params>, rule: RuleSeen) {
  if (answers.registration !== 'moves') return { days: 0, assumed: false };
  return transferHours === undefined ? transferDays(rule) : { days: (transferHours * HOUR) / DAY, assumed: false };
}
