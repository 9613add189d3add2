import { raw } from 'hono/html';
import type { Markup } from './html.ts';

/** Strokes on a field of 16 by 16, drawn in the colour of the text beside them; what they say stands there in words. */
const STROKES = {
  check: 'M3 8.5 6.5 12 13 4.5',
  circle: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z',
  clock: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM8 5v3.2l2.2 1.4',
  hand: 'M8 2.5a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8ZM3 13.5c.4-2.9 2.3-4.4 5-4.4s4.6 1.5 5 4.4',
  play: 'M5 3.5v9l7.5-4.5Z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  stop: 'M5.4 2.5h5.2l2.9 2.9v5.2l-2.9 2.9H5.4l-2.9-2.9V5.4ZM8 5.2v3.6M8 11v.2',
  warning: 'M8 2.8 14 13H2ZM8 6.4v3.2M8 11.3v.2',
  back: 'M6.5 3.5 3 7l3.5 3.5M3 7h6.2a3.3 3.3 0 0 1 0 6.5H7',
  skip: 'M3.5 4l4 4-4 4M9 4l4 4-4 4',
  cross: 'M4 4l8 8M12 4l-8 8',
  pencil: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3Z',
  info: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM8 7.4v3.4M8 5.1v.2',
  question: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM6.4 6.5c.1-2 3.3-1.9 3.2 0 0 1.2-1.6 1.2-1.6 2.5M8 11v.1',
  dots: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
} as const;
export type IconName = keyof typeof STROKES;

export function icon(name: IconName): Markup {
  return raw(
    `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="${STROKES[name]}"/></svg>`,
  ) as unknown as Markup;
}
