import type { Half } from '../../../scheduler/calendar.ts';
import { dayOf, halfOf, wordsApart } from '../../../scheduler/half-day-words.ts';
import type { Language } from '../../domain/message.ts';

/** `tue morning`, `dinsdag`, `nachmittags`: as `tue/morning`, `tue` or `afternoon`. `undefined`: it is neither a day nor a half of one. */
export function readHalfDay(text: string, language: Language): string | undefined {
  const words = wordsApart(text).replaceAll('/', ' ').split(/\s+/).filter(Boolean);
  const found: { day?: string; half?: Half } = {};
  for (const word of words) {
    const day = dayOf(word, language);
    const half = halfOf(word, language);
    if (half !== undefined && found.half === undefined) found.half = half;
    else if (day !== undefined && found.day === undefined) found.day = day;
    else return undefined;
  }
  const kept = [found.day, found.half].filter((part) => part !== undefined).join('/');
  return kept === '' ? undefined : kept;
}
