import type { Found } from '../app/interview/found.ts';
import type { Answered, Interview } from '../app/interview/interview.ts';
import { back, nextQuestion, progressOf, proposed, withAnswer } from '../app/interview/interview.ts';
import { mailboxesFromFile } from '../app/interview/mailbox-file.ts';
import type { Question } from '../app/interview/questions.ts';
import { readAnswer } from '../app/interview/read.ts';
import { formOf } from '../app/interview/template.ts';
import type { Message } from '../domain/message.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { Colour } from './print.ts';
import { short, wrapped } from './print.ts';
import type { Shell } from './shell.ts';
import { words } from './shell.ts';

const INDENT = '   ';
/** Of a proposal in the prompt; the whole of it is taken. */
const LONGEST_SHOWN = 48;

/** What a question offers to Enter, and where it comes from. */
interface Offer {
  readonly answered: Answered;
}

/** How somebody leaves a question. */
type Left = { readonly answered: Answered } | 'back' | 'enough';

/**
 * Asks on the terminal until nothing is open that was not left open on purpose. `keep` is called after every answer; what it keeps is what a crash
 * leaves.
 */
export async function holdInterview(
  shell: Shell,
  begun: Interview,
  found: ReadonlyMap<string, Found>,
  style: Style,
  keep: (interview: Interview) => void,
): Promise<Interview> {
  let interview = begun;
  let block: string | undefined;
  let was: Readonly<Record<string, Answered>> = {};
  say(shell, words(style, 'interview.keys'), '', 'dim');
  for (let question = nextQuestion(interview); question !== undefined; question = nextQuestion(interview)) {
    if (question.block !== block) {
      shell.say();
      shell.say({ text: words(style, `interview.block.${question.block}`), colour: 'bold' });
    }
    block = question.block;
    const left = await askOne(shell, interview, question, found.get(question.id), was[question.id], style);
    if (left === 'back') {
      const gone = back(interview);
      if (gone === undefined) complain(shell, { text: 'interview.wrong.first' }, style);
      else {
        was = { ...was, [gone.id]: gone.was };
        interview = gone.interview;
      }
    } else if (left === 'enough') {
      for (let rest = nextQuestion(interview); rest !== undefined; rest = nextQuestion(interview))
        interview = withAnswer(interview, rest.id, { value: null, origin: 'said' });
    } else interview = withAnswer(interview, question.id, left.answered);
    keep(interview);
  }
  return interview;
}

async function askOne(
  shell: Shell,
  interview: Interview,
  question: Question,
  found: Found | undefined,
  was: Answered | undefined,
  style: Style,
): Promise<Left> {
  const offer = offerOf(interview, question, found, was);
  show(shell, interview, question, found, style);
  const prompt = promptOf(offer, style);
  for (;;) {
    const typed = (await shell.ask(prompt)).trim();
    if (typed === '?') showReason(shell, question, style);
    else if (typed === '<') return 'back';
    else if (typed === '.' || typed === '-') {
      const isNeeded = question.open === 'needed';
      if (!isNeeded && typed === '.') return 'enough';
      if (!isNeeded) return { answered: { value: null, origin: 'said' } };
      complain(shell, { text: 'interview.wrong.needed' }, style);
    } else if (typed === '' && offer !== undefined) return offer;
    else {
      const read = readTyped(shell, question, typed, interview, style);
      if (read !== undefined) return { answered: { value: read, origin: 'said' } };
    }
  }
}

/** What was said before one went back, what was seen, what is usual; what may stay open stays open. */
function offerOf(
  interview: Interview,
  question: Question,
  found: Found | undefined,
  was: Answered | undefined,
): Offer | undefined {
  if (was !== undefined) return { answered: was };
  const value = found?.value ?? proposed(question, interview);
  if (value !== undefined) {
    const read = readAnswer(question, value, interview.setting);
    if ('value' in read) return { answered: { value: read.value, origin: 'confirmed' } };
  }
  return question.open === 'needed' ? undefined : { answered: { value: null, origin: 'said' } };
}

function promptOf(offer: Offer | undefined, style: Style): string {
  if (offer === undefined) return `${INDENT}> `;
  const { value } = offer.answered;
  const shown = value === 'yes' || value === 'no' ? words(style, `interview.word.${value}`) : (value ?? '-');
  return `${INDENT}[${short(shown, LONGEST_SHOWN)}] > `;
}

function readTyped(
  shell: Shell,
  question: Question,
  typed: string,
  interview: Interview,
  style: Style,
): string | undefined {
  let text = typed;
  if (question.kind.kind === 'list' && question.kind.of === 'mail' && typed.startsWith('@')) {
    const file = typed.slice(1).trim();
    const read = mailboxesFromFile(file, shell.surroundings.cwd);
    if ('wrong' in read) return complain(shell, read.wrong, style);
    text = read.text;
    say(shell, words(style, 'interview.note.addresses', { count: read.count, file }), INDENT, 'green');
  }
  const read = readAnswer(question, text, interview.setting);
  if ('wrong' in read) return complain(shell, read.wrong, style);
  if (read.warning !== undefined) say(shell, render(read.warning, style), INDENT, 'yellow');
  return read.value;
}

function show(shell: Shell, interview: Interview, question: Question, found: Found | undefined, style: Style): void {
  const { at, of } = progressOf(interview, question.id);
  shell.say();
  // How many there are is known when the four axes are.
  const number = question.open === 'needed' ? `${at}. ` : `${at}/${of} `;
  const width = shell.columns - Math.max(0, number.length - INDENT.length);
  const [first = '', ...more] = wrapped(words(style, `interview.ask.${question.id}`), width, INDENT);
  shell.say({ text: number, colour: 'dim' }, { text: first.trimStart(), colour: 'bold' });
  for (const line of more) shell.say({ text: line, colour: 'bold' });
  showReason(shell, question, style);
  if (found !== undefined) say(shell, render(found.seen, style), INDENT, 'blue');
  if (question.kind.kind === 'one-of') {
    const widest = Math.max(...question.kind.values.map((value) => value.length));
    for (const [index, value] of question.kind.values.entries())
      shell.say(
        `${INDENT}${index + 1} ${value.padEnd(widest)}  ${words(style, `interview.value.${question.id}.${value}`)}`,
      );
  } else say(shell, `(${words(style, formOf(question.kind))})`, INDENT, 'dim');
}

function showReason(shell: Shell, question: Question, style: Style): void {
  const why = words(style, `interview.why.${question.id}`);
  say(shell, words(style, 'interview.reason', { why }), INDENT, 'dim');
}

function complain(shell: Shell, wrong: Message, style: Style): undefined {
  say(shell, render(wrong, style), INDENT, 'red');
}

function say(shell: Shell, text: string, indent: string, colour: Colour): void {
  for (const line of wrapped(text, shell.columns, indent)) shell.say({ text: line, colour });
}
