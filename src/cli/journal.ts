import { journalDocument } from '../app/journal-document.ts';
import { zoneBackup } from '../app/zone-backup.ts';
import { GoLiveError } from '../domain/errors.ts';
import { nameShown, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';
import { wholeNumber } from './whole-number.ts';

/** No journal grows this long. */
const MOST_EVENTS = 1_000_000_000;

interface Options extends CommonOptions {
  readonly after?: string;
  readonly limit?: string;
  /** `true`: no step was named. */
  readonly zoneFile?: string | true;
}

export async function journal(shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> {
  if (options.zoneFile !== undefined) return zoneFile(shell, domain!, options.zoneFile, options);
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

/** On stdout stands a zone file and nothing else, so that it can go into a file or to another server. */
async function zoneFile(shell: Shell, domain: string, step: string | true, options: Options): Promise<Outcome> {
  if (options.json)
    throw new GoLiveError('usage', { subject: '--zone-file', why: 'it prints a zone file, which is no JSON' });
  return withApp(shell, options, async (app) => {
    const backup = await zoneBackup(app, domain, step === true ? undefined : step);
    const { zone, atMs } = backup;
    shell.line(`; ${words(styleOf(app.config), 'journal.zone-file', { zone, step: backup.step, at: atMs })}`);
    for (const line of backup.zoneFile.trimEnd().split('\n')) shell.line(line);
    return undefined;
  });
}
