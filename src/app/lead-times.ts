import { memoryOf, WATCHER } from '../checks/zone-memory.ts';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { decisiveTerms, worstCaseSeconds } from '../dns/deadline.ts';
import { sumText } from '../dns/sum-text.ts';
import { behindHalfDay, stepsOf } from '../domain/migration.ts';
import { displayName } from '../domain/name.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import type { EpochMs } from '../domain/time.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import { AUTHCODE } from '../steps/authcode.ts';
import type { LeadTimes } from './earliest-slot.ts';
import { rememberedOf } from './engine/context.ts';
import type { Loaded } from './record.ts';

/** What has to be done, and what still has to hold, beside the caches: the certificate, the first copy of the mailboxes, the transfer code. */
export function workLeads(loaded: Loaded, now: EpochMs): LeadTimes {
  const each = [certificateLead(loaded, now), ...mailboxLeads(loaded, now), codeLead(loaded)];
  return { leads: each.flatMap(({ leads }) => leads), unmeasured: each.flatMap(({ unmeasured }) => unmeasured) };
}

const NONE: LeadTimes = { leads: [], unmeasured: [] };

/** The kinds' steps that come before the half-day and are not over. */
function aheadOf({ playbook, state }: Loaded, kind: string): readonly PlaybookStep[] {
  const steps = stepsOf(playbook, state);
  const behind = behindHalfDay(steps);
  return steps.filter(
    ({ id, step }) =>
      step === kind && !behind.has(id) && !['done', 'skipped'].includes(state.steps[id]?.state ?? 'waiting'),
  );
}

function certificateLead(loaded: Loaded, now: EpochMs): LeadTimes {
  const [step] = aheadOf(loaded, 'prepare-certificate');
  if (step === undefined) return NONE;
  const subject = displayName(loaded.state.domain);
  const untilMs = loaded.state.steps[step.id]?.waitsFor?.untilMs;
  if (untilMs === undefined || untilMs <= now) return { leads: [], unmeasured: [{ rule: 'certificate', subject }] };
  const minutes = Math.ceil((untilMs - now) / MINUTE);
  return {
    leads: [{ rule: 'certificate', subject, untilMs, sum: `asked for, up to ${minutes} min`, isEstimate: true }],
    unmeasured: [],
  };
}

/** How long a first copy takes nobody can know; the playbook says what it took elsewhere. */
function mailboxLeads(loaded: Loaded, now: EpochMs): LeadTimes[] {
  const subject = displayName(loaded.state.domain);
  return aheadOf(loaded, 'copy-mail').map(({ id, minutes }) => {
    const { startedMs, facts } = loaded.state.steps[id] ?? {};
    const fromMs = startedMs ?? now;
    const untilMs = fromMs + (minutes ?? 0) * MINUTE;
    if (minutes === undefined || untilMs <= now) return { leads: [], unmeasured: [{ rule: 'mailboxes', subject }] };
    const left = Object.values((facts?.['left'] as Record<string, number> | undefined) ?? {});
    const messages = left.length === 0 ? '' : `${left.reduce((sum, count) => sum + count, 0)} messages: `;
    return {
      leads: [{ rule: 'mailboxes', subject, untilMs, sum: `${messages}${id} ${minutes} min`, isEstimate: true }],
      unmeasured: [],
    };
  });
}

/**
 * A code that was given must still hold when the transfer is asked for: only after every cache has forgotten the old name servers. It counts
 * where the transfer comes after the half-day.
 */
function codeLead(loaded: Loaded): LeadTimes {
  const { playbook, state } = loaded;
  const expiresAtMs = state.secrets[AUTHCODE]?.expiresAtMs;
  const steps = stepsOf(playbook, state);
  const behind = behindHalfDay(steps);
  const request = steps.find(({ id, step }) => step === 'request-transfer' && behind.has(id));
  const isAsked = request !== undefined && ['done', 'skipped'].includes(state.steps[request.id]?.state ?? '');
  if (expiresAtMs === undefined || request === undefined || isAsked) return NONE;
  const subject = displayName(state.domain);
  const terms = switchTerms(loaded, steps);
  const needed = terms ?? [];
  const sum = terms === undefined ? 'until the code runs out' : `code runs out − (${sumText(decisiveTerms(terms))})`;
  return {
    leads: [{ rule: 'code', subject, beforeMs: expiresAtMs - worstCaseSeconds(needed) * SECOND, sum }],
    unmeasured: terms === undefined ? [{ rule: 'code', subject }] : [],
  };
}

/** What caches may keep from the switch on, with TTLs lowered as the plan has it; `undefined`: nobody has looked. */
function switchTerms({ state }: Loaded, steps: readonly PlaybookStep[]): readonly DeadlineTerm[] | undefined {
  const { delegationTtlSeconds, longestTtl } = memoryOf(rememberedOf(state), WATCHER);
  if (state.answers.nameServers === 'switch' && delegationTtlSeconds === undefined) return undefined;
  const lowered = steps.find(({ id }) => id === 'lower-ttl')?.params['ttlSeconds'];
  const content: DeadlineTerm | undefined =
    typeof lowered === 'number'
      ? { what: 'rrset', seconds: lowered, source: `${state.domain} lowered TTL` }
      : longestTtl;
  return [
    ...(state.answers.nameServers === 'switch' && delegationTtlSeconds !== undefined
      ? [{ what: 'delegation' as const, seconds: delegationTtlSeconds, source: `${state.domain} NS at the parent` }]
      : []),
    ...(content === undefined ? [] : [content]),
  ];
}
