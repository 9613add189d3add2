import { letterDocument } from '../app/letters/document.ts';
import { languageOf } from './language.ts';
import { painted, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly language?: string;
}

/** On stdout stands the letter and nothing else, so that it can go into a file or a mail program. */
export async function letter(
  shell: Shell,
  [domain, which]: readonly (string | undefined)[],
  options: Options,
): Promise<Outcome> {
  const language = languageOf(options.language);
  return withApp(shell, options, async (app) => {
    const style = styleOf(app.config);
    const document = await letterDocument(app, domain!, {
      ...(which === undefined ? {} : { which }),
      ...(language === undefined ? {} : { language }),
    });
    if (options.json) {
      shell.json(document);
      return undefined;
    }
    if (document.letter !== undefined) {
      for (const line of document.letter.text.trimEnd().split('\n')) shell.line(line);
      const { gaps, addressee } = document.letter;
      if (addressee?.mail !== undefined) shell.say(words(style, 'cli.letter.mail-to', { mail: addressee.mail }));
      if (gaps.length > 0) shell.say(words(style, 'cli.letter.gaps', { gaps: gaps.join(', ') }));
      return undefined;
    }
    if (document.fitting.length === 0) {
      shell.write(...wrapped(words(style, 'cli.letter.none', { domain: document.domain }), shell.columns, ''));
      return undefined;
    }
    for (const { which: id, to, step, subject } of document.fitting) {
      const about = words(style, id === 'customer-keep' ? 'cli.letter.until' : 'cli.letter.for', {
        to: words(style, `cli.letter.to.${to}`),
        step,
      });
      shell.write(painted({ text: id, colour: 'bold' }, shell.colours));
      shell.write(...[subject, about].flatMap((text) => wrapped(text, shell.columns, '  ')));
    }
    const { domain: name, fitting } = document;
    shell.say(words(style, 'cli.letter.print', { domain: name, which: fitting[0]!.which }));
    return undefined;
  });
}
