import { journalDocument } from '../app/journal-document.ts';
import { nameShown, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';
import { wholeNumber } from './whole-number.ts';

/** No journal grows this long. */
const MOST_EVENTS = 1_000_000_000;

interface Options extends CommonOptions {
  readonly after?: string;
  readonly limit?: string;
}

export async function journal(shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const document = await journalDocument(app, domain!, {
      ...(options.after === undefined ? {} : { after: wholeNumber('--after', options.after, 0, MOST_EVENTS) }),
      ...(options.limit === undefined ? {} : { limit: wholeNumber('--limit', options.limit, 1, MOST_EVENTS) }),
    });
    if (options.json) {
      shell.json(document);
      return undefined;
    }
    shell.line({ text: `${nameShown(document)} (${document.id})`, colour: 'bold' });
    for (const event of document.events) {
      shell.line(
        { text: `${String(event.seq).padStart(4)}  ${event.at.slice(0, 19).replace('T', ' ')}  `, colour: 'dim' },
        event.by,
      );
      const text = event.why === undefined ? event.text : `${event.text} (${event.why})`;
      shell.write(...wrapped(text, shell.columns, '      '));
    }
    if (document.next !== undefined)
      shell.line(words(styleOf(app.config), 'cli.next-events', { after: document.next }));
    return undefined;
  });
}
