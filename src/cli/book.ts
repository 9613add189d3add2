import { book as bookSlot, unbook as unbookSlot } from '../app/book.ts';
import { earliestSlot } from '../app/earliest-slot.ts';
import type { Loaded } from '../app/record.ts';
import { saidDocument } from '../app/said-document.ts';
import { domainPair } from '../app/voice.ts';
import { nameShown, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly slot: string;
}

export const book = booking(false);
export const reschedule = booking(true);

function booking(again: boolean) {
  return (shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> =>
    withApp(shell, options, async (app) => {
      const after = await bookSlot(app, domain!, options.slot, whoOf(shell, options), again);
      const { unmeasured } = earliestSlot(after, app.clock.now());
      const notes = unmeasured.map((name) =>
        words(styleOf(app.config), 'slot.not-measured', { domain: nameShown(domainPair(name)) }),
      );
      if (options.json) shell.json(saidDocument(app, after, notes));
      else {
        for (const loaded of after) shell.line(sentence(loaded));
        for (const note of notes) shell.write(...wrapped(note, shell.columns, '  '));
      }
      return undefined;

      function sentence({ state }: Loaded): string {
        const { slot, startsAtMs } = state.slot ?? { slot: options.slot, startsAtMs: 0 };
        return words(styleOf(app.config), 'cli.booked', {
          domain: nameShown(domainPair(state.domain)),
          slot,
          at: startsAtMs,
        });
      }
    });
}

export async function unbook(shell: Shell, [domain]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const after = await unbookSlot(app, domain!, whoOf(shell, options));
    if (options.json) shell.json(saidDocument(app, after));
    else
      for (const { state } of after)
        shell.line(words(styleOf(app.config), 'cli.unbooked', { domain: nameShown(domainPair(state.domain)) }));
    return undefined;
  });
}
