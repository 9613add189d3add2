import type { StatusEntry } from '../app/documents.ts';
import type { StepState } from '../domain/lifecycle.ts';
import type { Style } from '../texts/render.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { moment, since, until, words } from './parts.ts';

type Now = StatusEntry['now'][number];

/** What a person should hear of first where several steps are under way. */
const LOUDEST: readonly StepState[] = [
  'failed',
  'unknown',
  'blocked',
  'undoing',
  'needs-you',
  'working',
  'ready',
  'waiting',
  'skipped',
  'undone',
  'done',
];

/**
 * The step that says most of where a migration is: the loudest, of those the one that is so for longest. Of those that merely wait the one
 * that began last: what watches from beginning to end says least.
 */
export function mainStep({ now }: Pick<StatusEntry, 'now'>): Now | undefined {
  const [loudest] = now.toSorted((a, b) => LOUDEST.indexOf(a.status) - LOUDEST.indexOf(b.status));
  if (loudest === undefined) return undefined;
  const alike = now
    .filter(({ status }) => status === loudest.status)
    .toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since));
  return loudest.status === 'waiting' ? alike.at(-1) : alike[0];
}

/** Where it is, in one sentence without a moment in it. */
export function sentence(entry: StatusEntry, style: Style): string {
  const { status } = entry;
  const step = mainStep(entry);
  const say = (key: string, values: Record<string, string> = {}) => words(style, `web.where.${key}`, values);
  if (status === 'rolling-back') return say(status, { what: step?.title ?? entry.next[0]?.title ?? entry.domain });
  if (step === undefined || !(status in WITH_STEP))
    return say(status === 'waiting' ? 'waiting-for-nothing' : (AS_IT_IS[status] ?? status));
  const what = step.title;
  if (status === 'waiting') return say('waiting', { what: step.waitsFor ?? what });
  if (status === 'running') return say('running', { what });
  const who = step.who ?? entry.project.owner;
  return status === 'halted' ? say('halted', { who, what }) : say('person', { who, what });
}

const WITH_STEP = { waiting: true, running: true, halted: true, 'needs-you': true } as const;
/** A status that can be there without a step that explains it. */
const AS_IT_IS: Readonly<Partial<Record<StatusEntry['status'], string>>> = {
  running: 'planned',
  halted: 'waiting-for-nothing',
  'needs-you': 'waiting-for-nothing',
};

/** Since when, and until when; late is said as such. `nowMs`: of the document. */
export function moments(entry: StatusEntry, nowMs: number, style: Style): Markup | undefined {
  const step = mainStep(entry);
  if (step === undefined || !(entry.status in WITH_STEP || entry.status === 'rolling-back')) return undefined;
  const { until: end } = step;
  return html`${since(step.since, style)}${
    end !== undefined &&
    html`, ${
      step.who !== undefined && Date.parse(end) < nowMs
        ? html`<strong class="late">${words(style, 'web.late-since')} ${moment(end, style)}</strong>`
        : until(end, style)
    }`
  }`;
}
