import { z } from 'zod';
import { namesAnyOf, readDelegation } from '../checks/delegation.ts';
import { DelegationSchema, Names } from '../checks/schemas.ts';
import {
  cutoverMemory,
  judgingOf,
  memoryOf,
  newNameServersOf,
  oldNameServersOf,
  waitingSince,
} from '../checks/zone-memory.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { DAY, MINUTE } from '../domain/time.ts';
import type { Step } from './contract.ts';

/** Days beyond the computed deadline: for caches that break the rules, and for mail that was queued (RFC 5321 §4.5.4.1: 4 to 5 days). */
const Params = z.strictObject({ graceDays: z.number().min(0).default(5) });
type Params = z.infer<typeof Params>;
const Observed = z.object({ delegation: DelegationSchema, oldNameServers: Names });
type Observed = z.infer<typeof Observed>;

/** The old contract ends on a person's word, not before nobody can need it any more, and never while a parent names its servers. */
export const closeOldService: Step<Params, Observed, never> = {
  id: 'close-old-service',
  phase: 'aftercare',
  params: Params,
  observed: Observed,
  change: z.never(),
  needs: () => [],
  observe: async (ctx, ports, signal) => {
    const delegation = await readDelegation(ports.dns, ctx.domain, signal);
    const switched = ctx.answers.nameServers === 'switch';
    const newNameServers = switched ? await newNameServersOf(ctx, ports, signal) : null;
    const oldNameServers = switched ? (oldNameServersOf(ctx, delegation, newNameServers) ?? []) : [];
    return { delegation, oldNameServers: oldNameServers.filter((name) => !newNameServers?.includes(name)) };
  },
  plan: (ctx, o, now) => {
    const zone = displayName(ctx.domain);
    if (ctx.answers.nameServers === 'switch') {
      const named = namesAnyOf(o.delegation, o.oldNameServers, judgingOf(ctx));
      if (named !== 'no')
        return {
          kind: 'blocked',
          reason: message(named === 'yes' ? 'dns.close.still-delegated' : 'dns.wait.parents', { zone }),
          untilMs: now + 15 * MINUTE,
        };
    }
    const watched = memoryOf(ctx, 'watch-propagation').worstCaseAtMs ?? cutoverMemory(ctx)?.worstCaseAtMs;
    // Nobody measured when caches forget: then the longest TTL that counts, from this step's first look.
    const waitingSinceMs = waitingSince(ctx, now);
    const base = watched ?? waitingSinceMs + 7 * DAY;
    const untilMs = base + ctx.params.graceDays * DAY;
    if (now < untilMs)
      return {
        kind: 'wait',
        for: 'time',
        untilMs,
        reason: message('dns.close.grace', { zone, until: untilMs }),
        facts: { waitingSinceMs },
      };
    return { kind: 'ask', task: message('dns.close.task', { zone }), closesOnWord: true };
  },
  describe: () => message('dns.close.title'),
  apply: async () => undefined,
};
