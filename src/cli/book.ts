import type { App } from '../app/app.ts';
import type { BookingDone } from '../app/book.ts';
import { book as bookSlot, confirmBooking, reschedule as moveSlot, unbook as unbookSlot } from '../app/book.ts';
import { bookedDocument } from '../app/booked-document.ts';
import type { Taken } from '../app/booking/stands.ts';
import { takeAllBack } from '../app/booking/stands.ts';
import { takeBackLater } from '../app/booking/take-back.ts';
import { nextFreeSlots, projectOf } from '../app/calendar.ts';
import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import { showBooked, showGivenBack, showStanding } from './booked-lines.ts';
import { sayFailure } from './failure.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly slot?: string;
  readonly hold?: boolean;
  readonly confirm?: boolean;
  readonly owner?: string;
  readonly key?: string;
  readonly undo?: boolean;
  readonly keep?: boolean;
}

/** What a booking command does, and what is said when it is refused or leaves something to decide. */
interface Deed {
  readonly does: (app: App) => Promise<BookingDone>;
  /** The command that would book one of the half-days that are free instead. */
  readonly instead: string;
  /** What becomes of what was done ahead, where a half-day is given up. */
  readonly ahead?: { readonly said: Taken | undefined; readonly undoing: string };
}

export function book(shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> {
  const who = whoOf(shell, options);
  if (options.confirm) {
    refuseBeside('--confirm', options, ['hold', 'slot', 'owner'], 'It takes what is held; golive reschedule moves it.');
    return done(shell, domain!, options, {
      does: (app) => confirmBooking(app, domain!, who, options.key),
      instead: `golive book ${domain}`,
    });
  }
  const asked = { ...askedOf(domain!, options), ...(options.hold ? { hold: true } : {}) };
  return done(shell, domain!, options, {
    does: (app) => bookSlot(app, domain!, asked, who),
    instead: `golive book ${domain}${options.hold ? ' --hold' : ''}`,
  });
}

export function reschedule(shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> {
  const asked = askedOf(domain!, options);
  const said = takenOf(options);
  const taken = said === undefined ? {} : { taken: said };
  return done(shell, domain!, options, {
    does: (app) => moveSlot(app, domain!, { ...asked, ...taken }, whoOf(shell, options)),
    instead: `golive reschedule ${domain}`,
    ahead: { said, undoing: `golive reschedule ${domain} --slot ${asked.slot} --undo` },
  });
}

export function unbook(shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> {
  const who = whoOf(shell, options);
  const said = takenOf(options);
  const given = {
    ...(options.key === undefined ? {} : { key: options.key }),
    ...(said === undefined ? {} : { taken: said }),
  };
  return done(shell, domain!, options, {
    // Who kept it when the half-day was given back may think better of it.
    does: async (app) =>
      (said === 'undo' ? await takeBackLater(app, domain!, who) : undefined) ?? unbookSlot(app, domain!, given, who),
    instead: `golive book ${domain}`,
    ahead: { said, undoing: `golive unbook ${domain} --undo` },
  });
}

/** @throws GoLiveError `usage`: no half-day is named */
function askedOf(domain: string, { slot, owner, key }: Options) {
  if (slot === undefined)
    throw new GoLiveError('usage', {
      subject: 'a booking without --slot',
      fix: `Name a half-day, like --slot 2026-12-01/morning; golive slots ${domain} shows the free ones.`,
    });
  return {
    slot,
    ...(owner === undefined ? {} : { onDuty: owner }),
    ...(key === undefined ? {} : { key }),
  };
}

function takenOf({ undo, keep }: Options): Taken | undefined {
  if (undo && keep)
    throw new GoLiveError('usage', { subject: '--undo with --keep', fix: 'Give one of them; --keep is the default.' });
  return undo ? 'undo' : keep ? 'keep' : undefined;
}

function refuseBeside(flag: string, options: Options, others: readonly (keyof Options)[], fix: string): void {
  const other = others.find((name) => options[name] !== undefined);
  if (other !== undefined) throw new GoLiveError('usage', { subject: `${flag} with --${other}`, fix });
}

const SUGGESTIONS = 3;

async function done(shell: Shell, domain: string, options: Options, deed: Deed): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    let after: BookingDone;
    try {
      after = await deed.does(app);
    } catch (thrown) {
      const failure = asGoLiveError(thrown, 'golive');
      // A script has its one line; a person has commands to choose from.
      if (failure.code !== 'slot-refused' || options.json || !shell.interactive) throw thrown;
      sayFailure(shell, failure);
      for (const slot of await nextFreeSlots(app, SUGGESTIONS, await projectOf(app, domain), failure.subject))
        shell.say(`  ${deed.instead} --slot ${slot}`);
      return failure.row.exit;
    }
    const document = await bookedDocument(app, domain, after);
    const style = styleOf(app.config);
    if (options.json) shell.json(document);
    else if (document.booking === undefined) showGivenBack(shell, after, style);
    else showBooked(shell, document, after, style);
    if (!options.json && deed.ahead !== undefined) await decide(shell, app, after, options, deed.ahead);
    return undefined;
  });
}

/** What was done ahead of the half-day stays unless somebody says otherwise: keeping changes nothing. On a terminal it is asked once. */
async function decide(
  shell: Shell,
  app: App,
  after: BookingDone,
  options: Options,
  { said, undoing }: NonNullable<Deed['ahead']>,
): Promise<void> {
  if (after.standing.length === 0 || after.isRepeat) return;
  const style = styleOf(app.config);
  showStanding(shell, after, style);
  let taken = said;
  if (taken === undefined && shell.interactive) {
    const typed = (await shell.ask(words(style, 'booked.question'))).trim().toLowerCase();
    taken = typed.startsWith(words(style, 'booked.undo-letter')) ? 'undo' : 'keep';
    if (taken === 'undo') await takeAllBack(app, after, whoOf(shell, options));
  }
  shell.line(taken === 'undo' ? words(style, 'booked.undone') : words(style, 'booked.kept', { command: undoing }));
}
