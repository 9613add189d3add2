import { letterDocument } from '../app/letters/document.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { Language } from '../domain/message.ts';
import { LANGUAGES } from '../domain/message.ts';
import type { Piece } from './print.ts';
import { table, wrapped } from './print.ts';
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
      const { gaps } = document.letter;
      if (gaps.length > 0) shell.say(words(style, 'cli.letter.gaps', { gaps: gaps.join(', ') }));
      return undefined;
    }
    if (document.fitting.length === 0) {
      shell.write(...wrapped(words(style, 'cli.letter.none', { domain: document.domain }), shell.columns, ''));
      return undefined;
    }
    const rows = document.fitting.map(({ which: id, to, step, subject }): Piece[] => [
      { text: id, colour: 'bold' },
      words(style, `cli.letter.to.${to}`),
      step,
      { text: subject, colour: 'dim' },
    ]);
    shell.write(...table(rows, shell.colours, shell.columns));
    return undefined;
  });
}

function languageOf(text: string | undefined): Language | undefined {
  if (text === undefined) return undefined;
  const language = LANGUAGES.find((one) => one === text.trim().toLowerCase());
  if (language === undefined)
    throw new GoLiveError('usage', {
      subject: `--language ${JSON.stringify(text.slice(0, 20))}`,
      fix: `Write one of ${LANGUAGES.join(', ')}.`,
    });
  return language;
}
