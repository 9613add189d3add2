import { raw } from 'hono/html';
import type { StepShown } from '../app/migration-schema.ts';
import type { Style } from '../texts/render.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { toneOfState, words } from './parts.ts';

// What comes after what, as a picture of numbered dots; the list beside it says the same in words.

type Node = Pick<StepShown, 'step' | 'title' | 'status' | 'after'>;

const COLUMN = 52;
const ROW = 40;
const RADIUS = 13;

interface Placed {
  readonly node: Node;
  /** As in the list, from 1. */
  readonly number: number;
  readonly column: number;
  /** In rows from the middle line. */
  readonly lane: number;
}

/** In which column and lane each step stands: behind all that it comes after, as near to their height as its neighbours let it. */
export function placed(steps: readonly Node[]): readonly Placed[] {
  const column = new Map<string, number>();
  for (const { step, after } of steps) column.set(step, Math.max(0, ...after.map((id) => (column.get(id) ?? -1) + 1)));
  const lane = new Map<string, number>();
  const places: Placed[] = [];
  for (let at = 0; at <= Math.max(0, ...column.values()); at++) {
    const here = steps.filter(({ step }) => column.get(step) === at);
    const height = ({ after }: Node) => {
      const known = after.flatMap((id) => lane.get(id) ?? []);
      return known.length === 0 ? 0 : known.reduce((sum, one) => sum + one, 0) / known.length;
    };
    const ordered = here.map((node) => ({ node, height: height(node) })).toSorted((a, b) => a.height - b.height);
    ordered.forEach(({ node }, index) => {
      lane.set(node.step, index - (ordered.length - 1) / 2);
      places.push({ node, number: steps.indexOf(node) + 1, column: at, lane: lane.get(node.step)! });
    });
  }
  return places;
}

/** Only edges that say something: what another way of edges says already is left out. */
export function edges(steps: readonly Node[]): readonly (readonly [from: string, to: string])[] {
  const before = new Map<string, ReadonlySet<string>>();
  for (const { step, after } of steps)
    before.set(step, new Set(after.flatMap((id) => [id, ...(before.get(id) ?? [])])));
  return steps.flatMap(({ step, after }) =>
    after
      .filter((id) => before.has(id) && !after.some((other) => other !== id && before.get(other)?.has(id) === true))
      .map((id) => [id, step] as const),
  );
}

export function stepGraph(steps: readonly Node[], style: Style): Markup {
  const places = placed(steps);
  const lowest = Math.min(0, ...places.map(({ lane }) => lane));
  const highest = Math.max(0, ...places.map(({ lane }) => lane));
  const x = (place: Placed) => place.column * COLUMN + COLUMN / 2;
  const y = (place: Placed) => (place.lane - lowest) * ROW + ROW / 2;
  const width = (Math.max(0, ...places.map(({ column }) => column)) + 1) * COLUMN;
  const height = (highest - lowest + 1) * ROW;
  const byId = new Map(places.map((place) => [place.node.step, place]));
  const lines = edges(steps).map(([from, to]) => {
    const [a, b] = [byId.get(from)!, byId.get(to)!];
    const [fromX, fromY, toX, toY] = [x(a) + RADIUS, y(a), x(b) - RADIUS, y(b)];
    const bend = Math.min(COLUMN, (toX - fromX) / 2);
    return `<path class="edge" d="M${fromX} ${fromY}C${fromX + bend} ${fromY} ${toX - bend} ${toY} ${toX} ${toY}"/>`;
  });
  const dots = places.map(
    (place) =>
      html`<g class="dot ${toneOfState(place.node.status)} state-${place.node.status}"><title>${place.number}. ${
        place.node.title
      }: ${words(style, `state.${place.node.status}`)}</title><circle cx="${x(place)}" cy="${y(place)}" r="${RADIUS}"/><text x="${x(
        place,
      )}" y="${y(place) + 4}">${place.number}</text></g>`,
  );
  return html`<figure class="graph"><div class="table" tabindex="0" role="group" aria-label="${words(style, 'web.graph')}"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${words(
    style,
    'web.graph',
  )}">${raw(lines.join('')) as unknown as Markup}${dots}</svg></div><figcaption class="quiet small">${words(style, 'web.graph')}</figcaption></figure>`;
}
