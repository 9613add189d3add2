import type { Lead } from '../../scheduler/slot.ts';
import { dsClearOf, watchedDsTerms } from '../checks/ds-clear.ts';
import type { Remembering } from '../checks/zone-memory.ts';
import { memoryOf, WATCHER } from '../checks/zone-memory.ts';
import type { Wait } from '../dns/earliest-switch.ts';
import { cachedWait, policyWait, publishSecondsOf } from '../dns/earliest-switch.ts';
import { stepsOf } from '../domain/migration.ts';
import { displayName, fqdn, isName } from '../domain/name.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import { MOVERS } from '../domain/playbook.ts';
import type { EpochMs } from '../domain/time.ts';
import { SECOND } from '../domain/time.ts';
import { known, tldRuleOf } from '../registration/tld-rules.ts';
import { isAway } from './booking/party.ts';
import { rememberedOf } from './engine/context.ts';
import { workLeads } from './lead-times.ts';
import type { Loaded } from './record.ts';

/** What a move must have behind it before its half-day, and what of that nobody has measured. */
export interface LeadTimes {
  readonly leads: readonly Lead[];
  readonly unmeasured: readonly { readonly rule: Lead['rule']; readonly subject: string }[];
}

/** When the traffic of these domains can safely be moved, as far as it was measured. */
export function leadTimesOf(all: readonly Loaded[], now: EpochMs): LeadTimes {
  const each = all.flatMap((loaded) => (isStillToMove(loaded) ? [dnsLeads(loaded, now), workLeads(loaded, now)] : []));
  return { leads: each.flatMap(({ leads }) => leads), unmeasured: each.flatMap(({ unmeasured }) => unmeasured) };
}

const DNS_MOVERS: ReadonlySet<string> = new Set(['change-delegation', 'change-records']);

/** Whether a step is still to move traffic: none where it has begun. */
function isStillToMove(loaded: Loaded): boolean {
  return !isAway(loaded) && moverOf(loaded, MOVERS) !== undefined;
}

function moverOf({ playbook, state }: Loaded, movers: ReadonlySet<string>): PlaybookStep | undefined {
  return stepsOf(playbook, state).find(({ id, step }) => {
    const record = state.steps[id];
    return movers.has(step) && record?.startedMs === undefined && !['done', 'skipped'].includes(record?.state ?? '');
  });
}

const NONE: LeadTimes = { leads: [], unmeasured: [] };

/** What has to be out of caches before the DNS is changed. */
function dnsLeads(loaded: Loaded, now: EpochMs): LeadTimes {
  if (moverOf(loaded, DNS_MOVERS) === undefined) return NONE;
  const { playbook, state } = loaded;
  const ctx = rememberedOf(state);
  const seen = memoryOf(ctx, WATCHER);
  const lower = memoryOf(ctx, 'lower-ttl');
  const steps = stepsOf(playbook, state);
  const isAhead = (id: string): boolean =>
    steps.some((step) => step.id === id) && !['done', 'skipped'].includes(state.steps[id]?.state ?? '');
  if (seen.switchedAtMs !== undefined) return NONE;
  const subject = displayName(state.domain);
  const hasLooked = seen.oldNameServers !== undefined || lower.oldNameServers !== undefined;
  const goesForDs = steps.some(({ id }) => id === 'remove-ds') && state.steps['remove-ds']?.state !== 'skipped';
  const policies = policyWaits(state, now).map((wait) => leadOf('policy', wait));
  const policyUnknown = hasNoPreflight(steps, state) ? [{ rule: 'policy' as const, subject }] : [];
  if (!hasLooked) {
    const expected = goesForDs && isAhead('remove-ds') ? expectedDs(ctx, now).map((wait) => leadOf('ds', wait)) : [];
    return {
      leads: [...expected.map((lead): Lead => ({ ...lead, isEstimate: true })), ...policies],
      unmeasured: [
        ...(isAhead('lower-ttl') ? [{ rule: 'ttl' as const, subject }] : []),
        ...(goesForDs && isAhead('remove-ds') ? [{ rule: 'ds' as const, subject }] : []),
        ...policyUnknown,
      ],
    };
  }
  return {
    leads: [
      ...(isAhead('lower-ttl') ? contentWaits(steps, ctx, now).map((wait) => leadOf('ttl', wait)) : []),
      ...(goesForDs ? dsWaits(ctx, isAhead('remove-ds'), now).map((wait) => leadOf('ds', wait)) : []),
      ...policies,
    ],
    unmeasured: policyUnknown,
  };

  function leadOf(rule: Lead['rule'], { what, fromMs, seconds, sum }: Wait): Lead {
    const about = what.includes(subject) ? what : `${subject} ${what}`;
    return { rule, subject: about, untilMs: fromMs + seconds * SECOND, sum };
  }
}

/** Long TTLs that are lowered first: until then caches take them anew. */
function contentWaits(steps: readonly PlaybookStep[], ctx: Remembering, now: EpochMs): Wait[] {
  const { longestTtl } = memoryOf(ctx, WATCHER);
  const { oldTtlSeconds, loweredAtMs } = isTakenBack(ctx, 'lower-ttl') ? {} : memoryOf(ctx, 'lower-ttl');
  const wanted = steps.find(({ id }) => id === 'lower-ttl')?.params['ttlSeconds'];
  const term =
    oldTtlSeconds === undefined || oldTtlSeconds === 0
      ? longestTtl
      : { what: 'rrset' as const, seconds: oldTtlSeconds, source: `${ctx.domain} TTL at the old servers` };
  if (term === undefined || term.seconds <= (typeof wanted === 'number' ? wanted : 300)) return [];
  return [cachedWait(whatOf(term.source), loweredAtMs ?? now, [term])];
}

/** `klant.nl A` of `klant.nl. A at the old servers`. */
function whatOf(source: string): string {
  const [name = '', type = ''] = source.split(' ');
  return `${isName(name) ? displayName(fqdn(name)) : name} ${type}`;
}

/** The free answer that names a domain that was seen signed before anything was measured. */
export const SIGNED = 'signed';

/** How long the ending's registry usually lets a DS be kept, where it says so. */
function expectedDs({ answers, domain }: Remembering, now: EpochMs): Wait[] {
  const seconds = known(tldRuleOf(domain).dsTtlSeconds);
  if (seconds === undefined || answers.free?.[SIGNED] !== domain.slice(0, -1)) return [];
  const source = `${displayName(domain)} DS`;
  return [cachedWait('DS', now, [{ what: 'ds', seconds, source }], publishSecondsOf(domain))];
}

function dsWaits(ctx: Remembering, isAhead: boolean, now: EpochMs): Wait[] {
  const kept = ctx.earlier['remove-ds']?.facts['kept'] === true;
  const isThere = memoryOf(ctx, WATCHER).dsAbsentSinceMs === null;
  if (kept) return [];
  const isGone = typeof memoryOf(ctx, 'remove-ds').goneAtMs === 'number' && !isTakenBack(ctx, 'remove-ds');
  // Still at the parent: it has to be taken out first, and the registry takes its time.
  if (isThere && isAhead && !isGone) return [cachedWait('DS', now, watchedDsTerms(ctx), publishSecondsOf(ctx.domain))];
  const clear = dsClearOf(ctx, now);
  if (clear === undefined || clear.untilMs <= now) return [];
  const { sum, seconds } = cachedWait('DS', clear.goneAtMs, clear.terms);
  return [
    {
      what: 'DS',
      fromMs: clear.goneAtMs,
      sum,
      seconds: Math.max(seconds, (clear.untilMs - clear.goneAtMs) / SECOND),
    },
  ];
}

/** What it did is no more, and is done again before the half-day: what it measured then says nothing of that. */
function isTakenBack({ earlier }: Remembering, id: string): boolean {
  return ['undoing', 'undone'].includes(earlier[id]?.state ?? '');
}

/** Only a check before the cutover looks for a policy; it matters where the mail moves. */
function hasNoPreflight(steps: readonly PlaybookStep[], { answers, steps: records }: Loaded['state']): boolean {
  const checks = steps.filter(({ step }) => step === 'preflight');
  return answers.mail === 'moves' && checks.length > 0 && checks.every(({ id }) => records[id]?.observed === undefined);
}

/** What a check before the cutover has found of the policy; its evidence says how long senders keep it. */
function policyWaits(state: Loaded['state'], now: EpochMs): Wait[] {
  return Object.values(state.steps).flatMap(({ findings }) =>
    (findings ?? []).flatMap(({ tag, message }) => {
      const seconds = message.values?.['seconds'];
      return tag === 'MTA_STS_PINS_OLD_MX' && typeof seconds === 'number' ? [policyWait(now, seconds)] : [];
    }),
  );
}
