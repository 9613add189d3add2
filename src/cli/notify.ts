import { outcomesOf, tellTests } from '../app/notices/hear-outcome.ts';
import { LONGEST_PAGE, noticesDocument, sendOnceMore } from '../app/notices/outbox.ts';
import { GoLiveError } from '../domain/errors.ts';
import { formatMoment } from '../texts/render.ts';
import type { Colour, Piece } from './print.ts';
import { table } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';
import { wholeNumber } from './whole-number.ts';

interface ListOptions extends CommonOptions {
  readonly state?: string;
  readonly after?: string;
  readonly limit?: string;
}

const STATES = ['waiting', 'sent', 'dropped', 'given-up'] as const;
const COLOURS: Readonly<Record<(typeof STATES)[number], Colour>> = {
  waiting: 'yellow',
  sent: 'green',
  dropped: 'dim',
  'given-up': 'red',
};

/** Goes the way of every message: into the outbox, and from there to the courier; 1 when somebody did not get theirs. */
export function notifyTest(
  shell: Shell,
  [target]: readonly (string | undefined)[],
  options: CommonOptions,
): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const style = styleOf(app.config);
    const courier = await shell.courierOf(app.config);
    const ids = await tellTests(app, courier, target, whoOf(shell, options), shell.signal);
    const { document, taken, unknown } = await outcomesOf(app, ids);
    if (options.json) shell.json(document);
    else
      for (const { target: to, state, error } of document.deliveries) {
        const key = state === 'sent' ? 'taken' : state === 'waiting' ? 'unknown' : 'failed';
        shell.line(words(style, `notify.test.${key}`, { target: to.replace(/^\w+:/, ''), why: error ?? state }));
      }
    return taken && !unknown ? undefined : 1;
  });
}

export function notifyList(shell: Shell, _args: readonly string[], options: ListOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const { state, after, limit } = options;
    const wanted = STATES.find((one) => one === state);
    if (state !== undefined && wanted === undefined)
      throw new GoLiveError('usage', {
        subject: `--state ${state.slice(0, 40)}`,
        fix: `There are: ${STATES.join(', ')}.`,
      });
    const document = await noticesDocument(app, {
      ...(wanted === undefined ? {} : { state: wanted }),
      ...(after === undefined ? {} : { after }),
      ...(limit === undefined ? {} : { limit: wholeNumber('--limit', limit, 1, LONGEST_PAGE) }),
    });
    const style = styleOf(app.config);
    if (options.json) shell.json(document);
    else if (document.deliveries.length === 0) shell.line(words(style, 'notify.none'));
    else {
      const rows = document.deliveries.flatMap((one): Piece[][] => [
        [
          formatMoment(Date.parse(one.createdAt), style),
          { text: words(style, `notify.state.${one.state}`), colour: COLOURS[one.state] },
          one.target.replace(/^\w+:/, ''),
          one.error === undefined ? one.subject : `${one.subject} (${one.error})`,
        ],
        // For golive notify retry; on a line of its own, so that it is whole.
        ...(one.error === undefined ? [] : [['', '', '', { text: one.id, colour: 'dim' as const }]]),
      ]);
      shell.write(...table(rows, shell.colours, shell.columns));
      if (document.next !== undefined) shell.line(words(style, 'notify.more', { after: document.next }));
    }
    return undefined;
  });
}

export function notifyRetry(shell: Shell, [id]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const again = await sendOnceMore(app, id!);
    if (options.json) shell.json(await noticesDocument(app, { limit: 1 }));
    else shell.line(words(styleOf(app.config), 'notify.retried', { id: again.id }));
    return undefined;
  });
}
