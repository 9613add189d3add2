import { z } from 'zod';
import { readApiZone, stayingHost } from '../checks/zone-memory.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';
import { MINUTE } from '../domain/time.ts';
import type { DnsHost } from '../ports/dns-host.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import { ask, askOnWord, has, shown } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { RrsetJson } from './json-types.ts';
import { putDeed, writeZone, zoneCalls } from './zone-write.ts';

const Params = z.strictObject({});
const Observed = z.object({
  /** What the service wants to see; absent: it wants nothing. */
  wanted: z.object({ record: RrsetJson, verified: z.boolean() }).optional(),
  /** The TXT RRset at that name in the zone that is live now, where its host has an API; absent: none, or not to be seen. */
  live: RrsetJson.optional(),
});
type Observed = z.infer<typeof Observed>;
const Change = z.discriminatedUnion('kind', [
  /** The whole RRset as it will be: other TXT of that name (SPF) stays. */
  z.object({ kind: z.literal('put'), rrset: RrsetJson, record: z.string(), before: RrsetJson.exactOptional() }),
  z.object({ kind: z.literal('verify'), domain: z.string(), saidMs: z.number() }),
]);
type Change = z.infer<typeof Change>;

/** The zone the world asks today: the old one until the cutover is done, then the new one. */
function livePort(ctx: StepContext<unknown>): 'oldDnsHost' | 'newDnsHost' {
  return ctx.earlier['change-delegation']?.state === 'done' ? 'newDnsHost' : stayingHost(ctx);
}

function liveHost(ctx: StepContext<unknown>, ports: StepPorts): DnsHost | undefined {
  return ports[livePort(ctx)];
}

/** The new mail service must see its TXT record before it takes the domain's mail, so the record goes into the zone that is live now. */
export const verifyMailDomain: Step<z.infer<typeof Params>, Observed, Change> = {
  id: 'verify-mail-domain',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => [],
  observe: async (ctx, ports, signal) => {
    const wanted = await ports.newMailHost?.verification(ctx.domain, signal);
    if (wanted === undefined) return {};
    const zone = await readApiZone(liveHost(ctx, ports), ctx.domain, signal);
    const live = zone?.find((set) => set.name === wanted.record.name && set.type === wanted.record.type);
    return { wanted: { ...wanted }, ...(live === undefined ? {} : { live }) };
  },
  plan: (ctx, { wanted, live }, now) => {
    if (!has(ctx, 'newMailHost')) return askOnWord(message('task.verify-mail-domain', { domain: shown(ctx) }));
    if (wanted === undefined || wanted.verified) return { kind: 'done' };
    const { record } = wanted;
    const verify = { kind: 'verify', domain: shown(ctx), saidMs: ctx.claimed?.atMs ?? 0 } as const;
    if (has(ctx, livePort(ctx))) {
      const stands = record.rdatas.every((data) => live?.rdatas.includes(data));
      return {
        kind: 'act',
        changes: [stands ? verify : put(record, [...(live?.rdatas ?? []), ...record.rdatas], live, live)],
      };
    }
    if (ctx.claimed !== undefined) return { kind: 'act', changes: [verify] };
    return ask(verifyMailDomain.describe(put(record, record.rdatas, undefined, undefined)), {
      lookAgainMs: now + 60 * MINUTE,
    });
  },
  describe: (change) =>
    change.kind === 'verify'
      ? message('task.verify-mail-domain.verify', { domain: change.domain })
      : change.rrset.rdatas.includes(change.record)
        ? message('task.verify-mail-domain.put', { name: displayName(change.rrset.name), data: change.record })
        : message('task.verify-mail-domain.remove', { name: displayName(change.rrset.name), data: change.record }),
  apply: async (ctx, changes, ports, effects, signal) => {
    for (const change of changes) {
      if (change.kind === 'verify') {
        const mail = ports.newMailHost!;
        await effects.absolute('verify', { domain: ctx.domain }, mail.consistencyMs, () =>
          mail.verify(ctx.domain, signal),
        );
      } else {
        const host = liveHost(ctx, ports)!;
        const write = { effect: 'put-txt', zone: ctx.domain, rrsets: [change.rrset], before: beforeOf(change) };
        await writeZone(host, write, effects, signal);
      }
    }
  },
  calls: (ctx, changes, ports) =>
    zoneCalls(
      liveHost(ctx, ports),
      changes.flatMap((change) => (change.kind === 'put' ? putDeed(ctx.domain, [change.rrset], beforeOf(change)) : [])),
    ),
  undo: (ctx, before, { wanted, live }) => {
    if (!has(ctx, livePort(ctx)) || !has(ctx, 'newMailHost'))
      return askOnWord(message('task.verify-mail-domain.take-away', { domain: shown(ctx) }));
    const ours = wanted?.record.rdatas.filter((data) => !before.live?.rdatas.includes(data)) ?? [];
    if (wanted === undefined || live === undefined || !ours.some((data) => live.rdatas.includes(data)))
      return { kind: 'done' };
    const left = live.rdatas.filter((data) => !ours.includes(data));
    return { kind: 'act', changes: [put(wanted.record, left, before.live ?? live, live)] };
  },
};

/** @param like whose TTL it gets; @param live what stands there now */
function put(record: Rrset, rdatas: readonly string[], like: Rrset | undefined, live: Rrset | undefined): Change {
  const ttlSeconds = like?.ttlSeconds ?? record.ttlSeconds;
  return {
    kind: 'put',
    rrset: rrset(record.name, record.type, ttlSeconds, rdatas, { ...like?.strings, ...live?.strings }),
    record: record.rdatas.join(' '),
    before: live ?? rrset(record.name, record.type, 0, []),
  };
}

/** A change that was stored by an older golive does not say what it saw. */
function beforeOf({ before }: Extract<Change, { kind: 'put' }>): readonly Rrset[] | undefined {
  return before === undefined ? undefined : [before];
}
