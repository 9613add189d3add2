import { didYouMean, GoLiveError } from '../../domain/errors.ts';
import type { Style } from '../../texts/render.ts';
import { render } from '../../texts/render.ts';
import type { Answered, Interview, Setting } from './interview.ts';
import { newInterview } from './interview.ts';
import { QUESTIONS, questionNamed } from './questions.ts';
import { readAnswer } from './read.ts';

/** Behind a value that golive saw and nobody has confirmed: a person who confirms it takes the word away. */
export const FOUND_MARK = '(found)';
const MARKED = /\s*\(found\)\s*$/i;

/**
 * The answers under `interview:` of an answers file, by the question's id; what is empty there is left open.
 *
 * @param what the file, as it is called in a complaint
 * @throws GoLiveError `answer-invalid` with every fault
 */
export function interviewFromFile(written: unknown, setting: Setting, style: Style, what: string): Interview {
  const faults: string[] = [];
  const answers: Record<string, Answered> = {};
  for (const [id, value] of Object.entries((written ?? {}) as Record<string, unknown>)) {
    const question = questionNamed(id);
    const text = textOf(value);
    if (question === undefined) faults.push(unknownQuestion(id));
    else if (text === '') answers[id] = { value: null, origin: 'file' };
    else {
      const isMarked = MARKED.test(text);
      const read = readAnswer(question, text.replace(MARKED, ''), setting);
      if ('wrong' in read) faults.push(`interview.${id}: ${render(read.wrong, style)}`);
      else answers[id] = { value: read.value, origin: isMarked ? 'proposed' : 'file' };
    }
  }
  if (faults.length > 0) throw new GoLiveError('answer-invalid', { subject: what, why: faults.join(' ') });
  return { ...newInterview(setting), answers, asked: Object.keys(answers) };
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return (Array.isArray(value) ? value.map(String).join(', ') : String(value)).trim();
}

function unknownQuestion(id: string): string {
  const meant = didYouMean(
    id,
    QUESTIONS.map((question) => question.id),
  );
  return `interview.${id.slice(0, 40)}: there is no such question${meant === undefined ? '' : ` (did you mean ${meant}?)`}.`;
}
