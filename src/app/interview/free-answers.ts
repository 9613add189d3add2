import { GoLiveError } from '../../domain/errors.ts';
import type { Style } from '../../texts/render.ts';
import { render } from '../../texts/render.ts';
import { questionNamed } from './questions.ts';
import type { Asked } from './read.ts';
import { readAnswer } from './read.ts';

/** Free answers that the calendar goes by: they are read as the interview reads them, wherever they come from. */
export const CALENDAR_ANSWERS = ['region', 'tags', 'preferredHalfDays', 'notOn', 'shopFreeze'] as const;
const READ: ReadonlySet<string> = new Set(CALENDAR_ANSWERS);

/** @throws GoLiveError `answer-invalid`: it is no region, no tag, no date … */
export function calendarAnswer(name: string, text: string, asked: Asked, style: Style): string {
  const read = readAnswer(questionNamed(name)!, text, asked);
  if ('value' in read) return read.value;
  throw new GoLiveError('answer-invalid', {
    subject: `${name}=${JSON.stringify(text.slice(0, 40))}`,
    fix: render(read.wrong, style),
  });
}

/** Free answers of a file, those of the calendar as they are kept. @throws GoLiveError `answer-invalid` */
export function readFree(free: Readonly<Record<string, string>>, asked: Asked, style: Style): Record<string, string> {
  return Object.fromEntries(
    Object.entries(free).map(([name, text]) => [
      name,
      READ.has(name) ? calendarAnswer(name, text, asked, style) : text,
    ]),
  );
}
