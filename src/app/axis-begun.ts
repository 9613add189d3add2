import type { Answers } from '../domain/answers.ts';
import { factsOf } from '../domain/answers.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { StepRecord } from '../domain/migration.ts';
import { pointOfNoReturnReached, stepsOf } from '../domain/migration.ts';
import { displayName } from '../domain/name.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import { MOVERS } from '../domain/playbook.ts';
import type { Loaded } from './record.ts';

/** What a plan is built on. The host that the site ends on, its redirects and where mail goes are no part of it. */
const AXES = ['registration', 'hosting', 'mail', 'nameServers', 'nameServersWithTransfer'] as const;

/** These only ask and look: whatever came of them, nothing was done yet. */
const ONLY_ASK: ReadonlySet<string> = new Set([
  'collect-access',
  'watch-parents',
  'ask-losing-registrar',
  'preflight',
  'accept-limits',
  'accept-interruption',
  'approve',
  'wait-for-slot',
  'day-before',
]);

/**
 * Half-way, another plan is none that golive can carry out: what was done for the old one would stay, and what the new one wants before the
 * switch would be done after it, or never. So a change of the plan is taken only while nothing that it adds or takes away has begun, nor
 * the new zone or the switch, which were made for all axes together, nor short TTLs where the change says that another zone is the one in
 * use: `raise-ttl` would look there, and they would stay.
 *
 * @throws GoLiveError `not-allowed`
 */
export function refuseHalfWay({ playbook, state }: Loaded, given: Partial<Answers>): void {
  if (state.rollingBack || state.cancelled) return; // says so itself
  const answers: Answers = { ...state.answers, ...given };
  const changed: readonly string[] = AXES.filter((axis) => (answers[axis] ?? false) !== (state.answers[axis] ?? false));
  const facts = [factsOf(state.answers, state.role), factsOf(answers, state.role)] as const;
  const ofSite = (['site', 'database'] as const).filter((fact) => facts[0][fact] !== facts[1][fact]);
  if (changed.length + ofSite.length === 0) return;
  const [before, after] = [stepsOf(playbook, state), stepsOf(playbook, { ...state, answers })];
  const differing = [...without(before, after), ...without(after, before)];
  if (changed.length === 0 && differing.length === 0) return;
  const otherZone = (state.answers.nameServers === 'ours') !== (answers.nameServers === 'ours');
  const made = playbook.steps.filter(
    ({ step }) =>
      MOVERS.has(step) || (changed.length > 0 && step === 'create-zone') || (otherZone && step === 'lower-ttl'),
  );
  const begun = [...made, ...differing].find(({ id, step }) => !ONLY_ASK.has(step) && hasBegun(state.steps[id]));
  if (begun === undefined) return;
  const domain = displayName(state.domain);
  const past = pointOfNoReturnReached(playbook.steps, state);
  throw new GoLiveError('not-allowed', {
    subject: `Changing ${[...changed, ...ofSite.map((fact) => (fact === 'site' ? 'site.source' : 'site.database'))].join(', ')} of ${domain}`,
    why: `${begun.id} has begun${past === undefined ? '' : `, and there is no way back since ${past}`}`,
    fix:
      past === undefined
        ? `Roll back first: golive rollback ${domain}.`
        : 'Let it end as it was planned; what is to be otherwise is a move of its own.',
  });
}

function without(steps: readonly PlaybookStep[], others: readonly PlaybookStep[]): PlaybookStep[] {
  const ids = new Set(others.map(({ id }) => id));
  return steps.filter(({ id }) => !ids.has(id));
}

/** Something was done, or may have been: also by the hands of somebody who was told what to change. */
export function hasBegun(record: StepRecord | undefined): boolean {
  if (record === undefined || record.state === 'undone') return false;
  if (record.startedMs !== undefined || record.claimed !== undefined || record.state === 'done') return true;
  return record.askedMs !== undefined && record.changes !== undefined && record.state !== 'skipped';
}
