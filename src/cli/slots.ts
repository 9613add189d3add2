import { MOST_DAYS, slotsDocument } from '../app/slots-document.ts';
import type { Piece } from './print.ts';
import { table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';
import { wholeNumber } from './whole-number.ts';

interface Options extends CommonOptions {
  readonly from?: string;
  readonly days?: string;
}

export async function slots(shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const document = await slotsDocument(app, {
      ...(domain === undefined ? {} : { domain }),
      ...(options.from === undefined ? {} : { from: options.from }),
      ...(options.days === undefined ? {} : { days: wholeNumber('--days', options.days, 1, MOST_DAYS) }),
    });
    if (options.json) {
      shell.json(document);
      return undefined;
    }
    const free = words(styleOf(app.config), 'cli.free');
    const rows = document.slots.map((slot): Piece[] => [
      slot.slot,
      slot.free
        ? { text: free, colour: 'green' }
        : { text: (slot.refusedBy ?? []).map(({ why }) => why).join(' '), colour: 'dim' },
    ]);
    shell.write(...table(rows, shell.colours, shell.columns));
    for (const name of document.unmeasured ?? [])
      shell.write(...wrapped(words(styleOf(app.config), 'slot.not-measured', { domain: name }), shell.columns, ''));
    return undefined;
  });
}
