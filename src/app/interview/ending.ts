import type { SlotOffer } from '../../../scheduler/slot.ts';
import { dateAt, MOST_DAYS } from '../../../scheduler/slot.ts';
import type { Inspection } from '../../checks/inspection.ts';
import type { Option } from '../../domain/answers.ts';
import { cutoverKindOf, optionOf } from '../../domain/answers.ts';
import type { Finding, Severity } from '../../domain/finding.ts';
import { stepsOf } from '../../domain/migration.ts';
import type { Fqdn } from '../../domain/name.ts';
import { displayName } from '../../domain/name.ts';
import { severityOf } from '../../domain/severity.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY } from '../../domain/time.ts';
import { keepingEndingOf } from '../../registration/registrable.ts';
import { known, tldRuleOf } from '../../registration/tld-rules.ts';
import type { Style } from '../../texts/render.ts';
import { render } from '../../texts/render.ts';
import type { App } from '../app.ts';
import type { ForProject } from '../calendar.ts';
import { earliestFor, forProject, offeredSlots } from '../calendar.ts';
import type { Loaded } from '../record.ts';
import { titleOf } from '../step-title.ts';
import { titleIn } from '../voice.ts';
import type { Question } from './questions.ts';

/** What `golive new` says when the drafts are there; its sentences are in the given language. */
export interface Ending {
  readonly option: Option | undefined;
  readonly optionText: string;
  readonly cutoverKind: ReturnType<typeof cutoverKindOf>;
  /** The first half-day that is safe as far as is known and suits; absent: none is needed, or none is free. */
  readonly slot?: { readonly slot: string; readonly startsAtMs: EpochMs };
  /** Why that one and none before it, or why there is none. */
  readonly slotWhy: string;
  /** Domains whose caches nobody has measured: it may become later. */
  readonly unmeasured: readonly Fqdn[];
  /** What stands in the way, as far as it was seen from outside. */
  readonly findings: readonly Finding[];
  readonly transfer?: { readonly atMs: EpochMs; readonly why: string };
  /** Work that follows from the answers and from what stayed open. */
  readonly tasks: readonly { readonly id: string; readonly title: string }[];
  readonly warnings: readonly string[];
}

const LOOK_AHEAD_DAYS = 60;
/** Lead times that are how long caches keep something. */
const CACHES: ReadonlySet<string> = new Set(['ttl', 'ds']);

/** What only informs stands in nobody's way. */
const IN_THE_WAY: ReadonlySet<Severity> = new Set(['warning', 'error', 'critical']);

/** How the interview ends: read from the drafts as they are stored, and from the look from outside where there was one. */
export async function endingOf(
  app: App,
  migrations: readonly Loaded[],
  { inspection, open, style }: { inspection?: Inspection; open: readonly Question[]; style: Style },
): Promise<Ending> {
  const main = migrations[0]!;
  const { answers } = main.state;
  const option = optionOf(answers);
  const slot = await slotFor(app, migrations, style);
  const earliest = answers.registration === 'moves' ? inspection?.earliestTransfer : undefined;
  return {
    option,
    optionText: optionText(main, style),
    cutoverKind: cutoverKindOf(answers),
    ...slot,
    findings: (inspection?.findings ?? []).filter((finding) => IN_THE_WAY.has(severityOf(finding))),
    ...(earliest === undefined ? {} : { transfer: { atMs: earliest.atMs, why: render(earliest.reason, style) } }),
    tasks: tasksOf(main, open, style),
    warnings: [
      ...dsWarning(main, inspection, style),
      ...contractWarning(main, slot.slot, style),
      ...migrations.flatMap((one) => apartWarning(one, style)),
    ],
  };
}

/** The option in words; a mix that is no option as its four parts. */
export function optionText({ state }: Pick<Loaded, 'state'>, style: Style): string {
  const option = optionOf(state.answers);
  const axes = ['registration', 'nameServers', 'hosting', 'mail'] as const;
  const mix = axes
    .map((axis) => {
      const answer = said(`interview.value.${axis}.${state.answers[axis]}`, style);
      return said('interview.mix.part', style, { part: said(`interview.mix.${axis}`, style), answer });
    })
    .reduce((one, more) => said('interview.mix.and', style, { one, more }));
  return said(`interview.option.${option ?? 'none'}`, style, { mix });
}

const said = (text: string, style: Style, values: Readonly<Record<string, string | number>> = {}): string =>
  render({ text, values }, style);

type SlotFound = Pick<Ending, 'slot' | 'slotWhy' | 'unmeasured'>;

async function slotFor(app: App, migrations: readonly Loaded[], style: Style): Promise<SlotFound> {
  const now = app.clock.now();
  const main = migrations[0]!;
  const needsSlot = migrations.some(({ playbook, state }) =>
    stepsOf(playbook, state).some(({ step }) => step === 'wait-for-slot'),
  );
  if (!needsSlot) return { slotWhy: said('interview.end.slot-by-third-party', style), unmeasured: [] };
  const project = forProject({ project: main.project, migrations }, now);
  const unmeasured = migrations.flatMap(({ state: { domain } }) =>
    project.customer.unmeasured.some(({ rule, subject }) => CACHES.has(rule) && subject === displayName(domain))
      ? [domain]
      : [],
  );
  const { slot: first } = await earliestFor(app, project);
  if (first === undefined) return { slotWhy: said('interview.end.none-slot', style, { days: MOST_DAYS }), unmeasured };
  const suits = (await firstLiked(app, project, first)) ?? first;
  const chosen = { slot: { slot: suits.slot, startsAtMs: suits.startsAtMs }, unmeasured };
  if (suits.slot !== first.slot)
    return { ...chosen, slotWhy: said('interview.end.slot-suits', style, { slot: suits.slot, first: first.slot }) };
  const today = dateAt(now, app.config.agency.timeZone);
  const before = decisive(
    (await offeredSlots(app, today, daysUntil(today, first.slot), project)).filter(({ slot }) => slot < first.slot),
  );
  const why = before?.refusedBy.map((refusal) => render(refusal.why, style)).join(' ');
  return {
    ...chosen,
    slotWhy:
      before === undefined || why === undefined
        ? said('interview.end.slot-first', style, { slot: first.slot })
        : said('interview.end.slot-why', style, { slot: first.slot, before: before.slot, why }),
  };
}

/** Days from a date on, up to and with that of a half-day. */
function daysUntil(date: string, slot: string): number {
  return (Date.parse(`${slot.slice(0, 10)}T00:00:00Z`) - Date.parse(`${date}T00:00:00Z`)) / DAY + 1;
}

/** The first from the earliest on that the customer likes; within what people plan ahead. */
async function firstLiked(app: App, project: ForProject, first: SlotOffer): Promise<SlotOffer | undefined> {
  const isLikedOne = ({ free, warnings }: SlotOffer): boolean =>
    free && !warnings.some(({ rule }) => rule === 'not-preferred');
  if (isLikedOne(first)) return first;
  return (await offeredSlots(app, first.slot.slice(0, 10), LOOK_AHEAD_DAYS, project)).find(isLikedOne);
}

/** Of the half-days that are too early, the last that is refused for more than the day of the week says most. */
function decisive(early: readonly SlotOffer[]): SlotOffer | undefined {
  const isOrdinary = ({ refusedBy }: SlotOffer): boolean =>
    refusedBy.every(({ rule }) => rule === 'weekday' || rule === 'closed');
  return early.findLast((offer) => !isOrdinary(offer)) ?? early.at(-1);
}

function takesDsOut({ playbook, state }: Loaded, inspection: Inspection | undefined): boolean {
  return (inspection?.ds.length ?? 0) > 0 && stepsOf(playbook, state).some(({ step }) => step === 'remove-ds');
}

/** Where not even a usual time is known. */
function dsWarning(main: Loaded, inspection: Inspection | undefined, style: Style): string[] {
  const { domain } = main.state;
  if (!takesDsOut(main, inspection) || known(tldRuleOf(domain).dsTtlSeconds) !== undefined) return [];
  return [said('interview.end.ds-unmeasured', style, { domain: displayName(domain) })];
}

function tasksOf({ playbook, state }: Loaded, open: readonly Question[], style: Style): Ending['tasks'] {
  const steps = stepsOf(playbook, state);
  const asks = new Set(open.flatMap((question) => (typeof question.open === 'object' ? [question.open.step] : [])));
  return [
    ...state.tasks.filter(({ id }) => !id.startsWith('checklist-')).map(({ id, title }) => ({ id, title })),
    ...steps
      .filter(({ step }) => asks.has(step))
      .map((step) => ({ id: step.id, title: titleIn(titleOf(step), style) })),
  ];
}

/** Below an ending that another registry keeps than that of its top-level domain, nobody here knows whether there are transfers at all. */
function apartWarning({ state: { answers, domain } }: Loaded, style: Style): string[] {
  const ending = displayName(keepingEndingOf(domain));
  if (answers.registration !== 'moves' || !ending.includes('.')) return [];
  return [said('interview.end.transfer-apart', style, { domain: displayName(domain), ending })];
}

/** The old service is still needed for a while after the switch. */
const KEPT_DAYS = 7;

function contractWarning({ state }: Loaded, slot: Ending['slot'], style: Style): string[] {
  const date = state.answers.free?.['oldContractEnds'];
  if (date === undefined || slot === undefined) return [];
  const endsMs = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(endsMs) || endsMs >= slot.startsAtMs + KEPT_DAYS * DAY) return [];
  return [said('interview.end.contract-ends', style, { date, slot: slot.slot })];
}
