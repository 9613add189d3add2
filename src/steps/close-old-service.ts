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
import type { Answers } from '../domain/answers.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { DAY, HOUR, MINUTE } from '../domain/time.ts';
import type { Sibling, Step, StepContext } from './contract.ts';

/** Days beyond the computed deadline: for caches that break the rules, and for mail that was queued (RFC 5321 §4.5.4.1: 4 to 5 days). */
const Params = z.strictObject({ graceDays: z.number().min(0).default(5) });
type Params = z.infer<typeof Params>;
const Observed = z.object({ delegation: DelegationSchema, oldNameServers: Names });
type Observed = z.infer<typeof Observed>;

/**
 * The old contract ends on a person's word, not before nobody can need it any more, and never while a parent names its servers. One provider
 * often carries all domains of a customer: the last of them counts.
 */
export const closeOldService: Step<Params, Observed, never> = {
  id: 'close-old-service',
  phase: 'aftercare',
  params: Params,
  observed: Observed,
  change: z.never(),
  wholeProject: true,
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
    const others = (ctx.siblings ?? []).filter((sibling) => isCarriedToo(ctx, sibling));
    const open = others.filter(({ earlier }) => earlier[WATCH]?.state !== 'done');
    if (open.length > 0)
      return {
        kind: 'wait',
        for: 'outside',
        untilMs: now + HOUR,
        reason: message('dns.close.other-domains', {
          domains: open.map(({ domain }) => displayName(domain)).join(', '),
        }),
      };
    const watched = memoryOf(ctx, WATCH).worstCaseAtMs ?? cutoverMemory(ctx)?.worstCaseAtMs;
    // Nobody measured when caches forget: then the longest TTL that counts, from this step's first look.
    const waitingSinceMs = waitingSince(ctx, now);
    const base = watched ?? waitingSinceMs + 7 * DAY;
    const theirs = others.map(({ earlier }) => Number(earlier[WATCH]?.facts['worstCaseAtMs'] ?? 0));
    const untilMs = Math.max(base, ...theirs) + ctx.params.graceDays * DAY;
    if (now < untilMs)
      return {
        kind: 'wait',
        for: 'time',
        untilMs,
        reason: message('dns.close.grace', { zone, until: untilMs }),
        facts: { waitingSinceMs, untilMs },
      };
    return { kind: 'ask', task: message(TASKS[leavingOf(ctx.answers)], { zone }), closesOnWord: true };
  },
  describe: () => message('dns.close.title'),
  apply: async () => undefined,
};

/** By what leaves the old provider, what may be cancelled there. */
const TASKS = {
  'hosting-mail-dns': 'dns.close.task',
  'hosting-mail': 'dns.close.hosting-mail',
  'hosting-dns': 'dns.close.hosting-dns',
  'mail-dns': 'dns.close.mail-dns',
  hosting: 'dns.close.hosting',
  mail: 'dns.close.mail',
  dns: 'dns.close.dns',
  nothing: 'dns.close.nothing',
} as const;
export type Leaving = keyof typeof TASKS;

/** What leaves the old provider for good; all else that is there stays in use. */
export function leavingOf({ hosting, mail, nameServers }: Answers): Leaving {
  const parts = [
    ...(hosting === 'moves' ? ['hosting'] : []),
    ...(mail === 'moves' ? ['mail'] : []),
    ...(nameServers === 'switch' ? ['dns'] : []),
  ];
  return parts.length === 0 ? 'nothing' : (parts.join('-') as Leaving);
}

const WATCH = 'watch-propagation';

/** A domain that moves away from a provider that may be the same one. One that was cancelled or went back is still carried there. */
function isCarriedToo(ctx: StepContext<Params>, { answers }: Sibling): boolean {
  const moves = answers.nameServers === 'switch' || answers.hosting === 'moves' || answers.mail === 'moves';
  const elsewhere = OLD_PARTS.every((part) => {
    const ours = ctx.answers.providers?.[part];
    const theirs = answers.providers?.[part];
    return ours !== undefined && theirs !== undefined && ours !== theirs;
  });
  return moves && !elsewhere;
}

const OLD_PARTS = ['oldDnsHost', 'oldHosting', 'oldMailHost'] as const;
