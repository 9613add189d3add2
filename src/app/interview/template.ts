import type { Language, Message } from '../../domain/message.ts';
import { message } from '../../domain/message.ts';
import type { Fqdn } from '../../domain/name.ts';
import { displayName } from '../../domain/name.ts';
import { CATALOG } from '../../texts/catalog.ts';
import type { Style } from '../../texts/render.ts';
import { render } from '../../texts/render.ts';
import type { Found } from './found.ts';
import { FOUND_MARK } from './from-file.ts';
import type { Question } from './questions.ts';
import { BLOCKS, QUESTIONS } from './questions.ts';

const WIDTH = 78;

/**
 * Every question as a YAML file that somebody can fill in and `golive new --answers` reads: the reasons are comments, and what was seen from outside
 * stands there already, marked as not confirmed.
 */
export function answersTemplate(
  domain: Fqdn,
  language: Language,
  found: ReadonlyMap<string, Found>,
  timeZone: string,
): string {
  const style: Style = { language, timeZone };
  const say = (text: string, values?: Message['values']): string => render(message(text, values), style);
  const head = [
    'head',
    'when',
    ...([...found.values()].some(({ value }) => value !== undefined) ? ['found'] : []),
    'secrets',
  ];
  const lines = head.flatMap((one) => comment(say(`interview.file.${one}`, { domain: displayName(domain) }), ''));
  lines.push(
    `# golive new ${displayName(domain)} --answers FILE --language ${language}`,
    `language: ${language}`,
    'interview:',
  );
  for (const block of BLOCKS) {
    lines.push('', `  # ${say(`interview.block.${block}`).toUpperCase()}`);
    for (const question of QUESTIONS.filter((one) => one.block === block)) {
      const seen = found.get(question.id);
      lines.push('');
      for (const text of aboutQuestion(question, say)) lines.push(...comment(text, '  '));
      if (seen !== undefined) lines.push(...comment(render(seen.seen, style), '  '));
      lines.push(`  ${question.id}:${seen?.value === undefined ? '' : ` ${quoted(`${seen.value} ${FOUND_MARK}`)}`}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function aboutQuestion({ id, kind }: Question, say: (text: string, values?: Message['values']) => string) {
  const values =
    kind.kind === 'one-of'
      ? say('interview.file.choose', {
          values: kind.values
            .map((value) => `${value} = ${say(`interview.value.${id}.${value}`)}`)
            .reduce((one, more) => say('interview.mix.and', { one, more })),
        })
      : say('interview.file.form', { form: say(formOf(kind)) });
  return [say(`interview.ask.${id}`), say(`interview.why.${id}`), values];
}

/** The text that says what can be written. */
export function formOf(kind: Question['kind']): string {
  const key = `interview.form.${kind.kind === 'list' ? `list.${kind.of}` : kind.kind}`;
  return key in CATALOG ? key : 'interview.form.text';
}

const quoted = (text: string): string => (/^[\p{L}\d][\p{L}\d .,()@/-]*$/u.test(text) ? text : JSON.stringify(text));

function comment(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = `${indent}#`;
  for (const word of text.replaceAll(/\s+/g, ' ').split(' ')) {
    if (line.length + 1 + word.length > WIDTH && line.length > indent.length + 1) {
      lines.push(line);
      line = `${indent}#`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
