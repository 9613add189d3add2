import type { CellState } from '../app/board-document.ts';
import type { Span } from '../app/board-history.ts';
import type { Style } from '../texts/render.ts';
import { formatMoment } from '../texts/render.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { words } from './parts.ts';

// How things went, as a strip of time: drawn with classes and attributes alone, and said in words beside it.

/** The time that all strips of a page span. */
export interface Axis {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  readonly switchedAtMs?: number;
  readonly worstCaseAtMs?: number;
}

const WIDTH = 600;
const HEIGHT = 20;

/** Each state has a height of its own, so that a strip is read without its colours. */
const TOP: Readonly<Record<CellState, number>> = {
  new: 2,
  mixed: 7,
  old: 12,
  other: 9,
  negative: 15,
  error: 17,
  'not-asked': 18,
};

/** From a little before the switch to the computed end, and to now where that is later. `undefined`: nothing has happened that could be drawn. */
export function axisOf(
  spans: readonly (readonly Span[])[],
  known: { readonly nowMs: number; readonly switchedAtMs?: number; readonly worstCaseAtMs?: number },
): Axis | undefined {
  const seen = spans.flatMap((own) => own.map(({ fromMs }) => fromMs));
  if (seen.length === 0) return undefined;
  const fromMs = Math.min(...seen, known.switchedAtMs ?? Number.POSITIVE_INFINITY);
  const latest = Math.max(...spans.flatMap((own) => own.map(({ toMs }) => toMs)));
  const overMs = known.worstCaseAtMs !== undefined && known.worstCaseAtMs > fromMs ? known.worstCaseAtMs : latest;
  const toMs = known.nowMs > overMs ? Math.max(latest, overMs) : overMs;
  return toMs > fromMs ? { fromMs, toMs, ...known } : undefined;
}

/** One thing's strip: what it was in is drawn until it was seen otherwise. */
export function strip(name: string, spans: readonly Span[], axis: Axis, style: Style): Markup {
  const at = (moment: number): number => {
    const share = (moment - axis.fromMs) / (axis.toMs - axis.fromMs);
    return Math.round(Math.min(1, Math.max(0, share)) * WIDTH * 10) / 10;
  };
  const endMs = Math.min(axis.nowMs, axis.toMs);
  const bars = spans.map(({ fromMs, state }, index) => {
    const x = at(fromMs);
    const width = Math.max(2, Math.round((at(spans[index + 1]?.fromMs ?? endMs) - x) * 10) / 10);
    const y = TOP[state as CellState] ?? TOP.error;
    return html`<rect class="cell-${state}" x="${x}" y="${y}" width="${width}" height="${HEIGHT - y}"/>`;
  });
  const line = (moment: number | undefined, kind: string) =>
    moment !== undefined && moment >= axis.fromMs && moment <= axis.toMs
      ? html`<line class="${kind}" x1="${at(moment)}" x2="${at(moment)}" y1="0" y2="${HEIGHT}"/>`
      : false;
  return html`<svg class="strip" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${words(
    style,
    'board.strip',
    { name, history: historyText(spans, style) },
  )}"><line class="base" x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"/>${bars}${line(
    axis.worstCaseAtMs,
    'end',
  )}${line(axis.nowMs, 'now')}</svg>`;
}

/** `old from … ; new from …` */
export function historyText(spans: readonly Span[], style: Style): string {
  if (spans.length === 0) return words(style, 'board.never-seen');
  return spans
    .map(({ fromMs, state }) =>
      words(style, 'board.span', { state: stateWord(state as CellState, style), from: fromMs }),
    )
    .join('; ');
}

export function stateWord(state: CellState, style: Style, kind?: string): string {
  if (state === 'not-asked') return words(style, 'board.not-asked');
  return words(style, state === 'new' && kind === 'agreement' ? 'check.outcome.agrees' : `check.outcome.${state}`);
}

/** A state as a strip has it, beside its word. */
export function legendKey(state: CellState): Markup {
  const y = TOP[state];
  return html`<svg class="strip key" viewBox="0 0 20 20" aria-hidden="true"><rect class="cell-${state}" x="0" y="${y}" width="20" height="${HEIGHT - y}"/></svg>`;
}

/** What the strip's two ends and its lines are. */
export function scale(axis: Axis, style: Style): Markup {
  const end = axis.worstCaseAtMs !== undefined && axis.worstCaseAtMs === axis.toMs ? 'board.axis-end' : 'board.axis-to';
  return html`<p class="scale quiet"><span>${formatMoment(axis.fromMs, style)}</span><span>${words(style, end, { at: axis.toMs })}</span></p>`;
}
