import type { Language } from '../../domain/message.ts';
import { message } from '../../domain/message.ts';
import { scrub } from '../../domain/scrub.ts';
import type { Style } from '../../texts/render.ts';
import { render } from '../../texts/render.ts';
import type { LetterFacts } from './facts.ts';
import type { LetterId } from './ids.ts';
import { lines } from './lay-out.ts';
import type { Block, Gap, Sentence } from './letters.ts';
import { LETTER_KINDS } from './letters.ts';

export interface Letter {
  readonly subject: string;
  /** Plain text: the subject line, an empty line, then the letter in lines of at most 72 characters. */
  readonly text: string;
  readonly addressee?: { readonly name: string; readonly mail?: string };
  /** What a person must fill in before it leaves, as it stands in the letter. */
  readonly gaps: readonly string[];
}

/** One letter, ready to be sent but for its gaps. Pure. A secret that somebody wrote into a name is taken out. */
export function writeLetter(which: LetterId, facts: LetterFacts, style: Style): Letter {
  const { to, parts, body } = LETTER_KINDS[which];
  const { domain, customer, owner, agency } = facts;
  const write = (key: string, values: Record<string, string> = {}) =>
    render(message(`letter.${key}`, { domain, ...values }), style);
  const addressee = to === 'customer' ? addresseeOf(facts, parts) : undefined;
  const gaps = new Set<string>();
  const signature = (): readonly string[] => {
    const named = [owner, agency].filter((name) => name !== undefined);
    if (named.length > 0) return named;
    const gap = gapIn('name', style);
    gaps.add(gap);
    return [gap];
  };
  const subject = write(`${which}.subject`);
  const text = [
    ...lines(write('subject', { subject }), '', '  '),
    '',
    ...lines(addressee === undefined ? write('dear') : write('dear-name', { name: addressee.name })),
    '',
    ...body(facts).flatMap((block) => blockLines(block, style, gaps)),
    ...lines(write('regards')),
    '',
    ...signature().flatMap((name) => lines(name)),
    ...(to === 'customer'
      ? []
      : lines(customer === undefined ? write('for-holder-unnamed') : write('for-holder', { customer }))),
  ];
  return {
    subject: scrub(subject),
    text: scrub(`${text.join('\n').trimEnd()}\n`),
    ...(addressee === undefined ? {} : { addressee }),
    gaps: [...gaps],
  };
}

function addresseeOf({ contacts }: LetterFacts, parts: LetterKindParts): Letter['addressee'] {
  const found = parts
    .map((part) => contacts.find((contact) => contact.parts.includes(part)))
    .find((contact) => contact !== undefined);
  if (found === undefined) return undefined;
  return { name: found.name, ...(found.mail === undefined ? {} : { mail: found.mail }) };
}
type LetterKindParts = (typeof LETTER_KINDS)[LetterId]['parts'];

/** A block and the empty line behind it; nothing for one that has nothing to say. */
function blockLines(block: Block, style: Style, gaps: Set<string>): string[] {
  if ('list' in block)
    return block.list.length === 0
      ? []
      : [...block.list.flatMap((item) => lines(sentence(item, style, gaps), '- ', '  ')), ''];
  if (block.length === 0) return [];
  return [...lines(block.map((one) => sentence(one, style, gaps)).join(' ')), ''];
}

function sentence({ text, gaps = {}, hours = {} }: Sentence, style: Style, found: Set<string>): string {
  const filled: Record<string, string | number> = { ...text.values };
  for (const [name, gap] of Object.entries(gaps)) {
    filled[name] = gapIn(gap, style);
    found.add(String(filled[name]));
  }
  for (const [name, seconds] of Object.entries(hours)) filled[name] = hoursIn(seconds, style.language);
  return render(message(text.text, filled), style);
}

function gapIn(gap: Gap, style: Style): string {
  return render(message(`letter.gap.${gap}`), style);
}

/** `49 uur`, `1 Stunde`; what has begun counts as a whole one. */
function hoursIn(seconds: number, language: Language): string {
  const hours = Math.ceil(seconds / 3600);
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'hour', unitDisplay: 'long' }).format(hours);
}
