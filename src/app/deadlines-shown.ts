import { deadlinePerRrset, decisiveTerms, worstCaseSeconds } from '../dns/deadline.ts';
import type { TurnOutcome } from '../dns/propagation.ts';
import { isOver } from '../domain/lifecycle.ts';
import { message } from '../domain/message.ts';
import { stepsOf } from '../domain/migration.ts';
import { withoutFinalDots } from '../domain/name.ts';
import { statusOf } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { AUTHCODE } from '../steps/authcode.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import { expectationOf } from './expectation.ts';
import type { MigrationShown, StepShown } from './migration-schema.ts';
import { oldServiceUntilMs } from './old-service.ts';
import type { Loaded } from './record.ts';
import { isoAt } from './voice.ts';

type Deadline = MigrationShown['deadlines'][number];
type Kind = Deadline['kind'];

/** Kinds that are over as soon as their moment is: nobody is waited for. */
const PASSES_BY: ReadonlySet<Kind> = new Set(['slot', 'slot-end', 'hold', 'caches', 'wait']);

/** Every moment that matters of what is not over yet, the earliest first. */
export function deadlinesShown(
  loaded: Loaded,
  steps: readonly StepShown[],
  propagation: MigrationShown['propagation'],
  style: Style,
  now: EpochMs,
): Deadline[] {
  const { playbook, state } = loaded;
  if (isOver(statusOf(playbook, state))) return [];
  const found: Deadline[] = [];
  const add = (kind: Kind, atMs: EpochMs | undefined, step?: StepShown) => {
    if (atMs === undefined || (PASSES_BY.has(kind) && atMs < now)) return;
    found.push({
      what: render(message(`deadline.${kind}`, step === undefined ? {} : { title: step.title }), style),
      at: isoAt(atMs, style.timeZone),
      kind,
      ...(step === undefined ? {} : { step: step.step, who: step.who }),
      isPast: atMs < now,
    });
  };
  add('slot', state.slot?.startsAtMs);
  add('slot-end', state.slot?.endsAtMs);
  add('hold', state.slot?.heldUntilMs);
  add('old-service', oldServiceUntilMs(stepsOf(playbook, state), state));
  add('code', state.secrets[AUTHCODE]?.expiresAtMs);
  if (propagation?.propagatedAt === undefined && propagation?.worstCaseAt !== undefined)
    add('caches', Date.parse(propagation.worstCaseAt));
  for (const step of steps) {
    if (step.status === 'done' || step.status === 'skipped' || step.kind === 'watch-propagation') continue;
    const record = state.steps[step.step];
    const untilMs = step.until === undefined ? undefined : Date.parse(step.until);
    const isWait = record?.waitsFor !== undefined;
    if (step.kind !== 'wait-for-slot') add(isWait ? 'wait' : 'task', untilMs, step);
    if (record?.waitsFor?.deadlineMs !== untilMs) add('deadline', record?.waitsFor?.deadlineMs, step);
  }
  return found.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

interface SeenResolver {
  readonly name?: string;
  readonly gate?: boolean;
  readonly outcome?: TurnOutcome;
  readonly turnedAtMs?: number;
  readonly clearsAtMs?: number;
}

/** The switch in the caches: the arithmetic, and each resolver as the step that watches them last saw it. */
export function propagationShown(loaded: Loaded, style: Style): MigrationShown['propagation'] {
  const { state } = loaded;
  const { terms, switchedAtMs, worstCaseAtMs } = expectationOf(loaded);
  const facts = state.steps['watch-propagation']?.facts ?? {};
  if (terms === undefined && switchedAtMs === undefined) return undefined;
  const at = (name: string, moment: unknown) =>
    typeof moment === 'number' ? { [name]: isoAt(moment, style.timeZone) } : {};
  const decisive = decisiveTerms(terms ?? []);
  const rows = deadlinePerRrset({ switchedAtMs: switchedAtMs ?? 0, terms: terms ?? [] });
  const resolvers = (Array.isArray(facts['resolvers']) ? facts['resolvers'] : []) as readonly SeenResolver[];
  return {
    ...at('switchedAt', switchedAtMs),
    ...at('worstCaseAt', worstCaseAtMs),
    ...(terms === undefined ? {} : { seconds: worstCaseSeconds(terms) }),
    terms: decisive.map((term) => ({ ...term, source: withoutFinalDots(term.source) })),
    rrsets: rows
      .filter(({ source }) => source !== '')
      .map(({ source, seconds, atMs }) => ({
        source: withoutFinalDots(source),
        seconds,
        ...(switchedAtMs === undefined ? {} : at('at', atMs)),
      })),
    resolvers: resolvers.flatMap(({ name, gate, outcome, turnedAtMs, clearsAtMs }) =>
      name === undefined || outcome === undefined
        ? []
        : [{ name, outcome, gate: gate === true, ...at('turnedAt', turnedAtMs), ...at('clearsAt', clearsAtMs) }],
    ),
    ...at('earlyAt', facts['earlyAtMs']),
    ...at('propagatedAt', facts['propagatedAtMs']),
  };
}
