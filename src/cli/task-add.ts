import { dueMoment } from '../app/due-date.ts';
import { addTask } from '../app/say.ts';
import { didYouMean, GoLiveError } from '../domain/errors.ts';
import type { Part } from '../domain/project.ts';
import { PARTS } from '../domain/project.ts';
import { showSaid } from './say.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { whoOf, withApp } from './shell.ts';

interface Options extends CommonOptions {
  readonly owner: string;
  readonly due?: string;
  readonly after?: readonly string[];
  readonly before?: readonly string[];
  readonly request?: boolean;
}

export async function taskAdd(shell: Shell, [domain, title]: readonly string[], options: Options): Promise<Outcome> {
  const given = {
    title: titled(title!),
    owner: partOf(options.owner),
    after: options.after ?? [],
    before: options.before ?? [],
    ...(options.request === true ? { request: true as const } : {}),
  };
  return withApp(shell, options, async (app) => {
    const due = options.due === undefined ? {} : { dueMs: momentOf(options.due, app.config.agency.timeZone) };
    const task = { ...given, ...due };
    showSaid(shell, app, await addTask(app, domain!, task, whoOf(shell, options)), options);
    return undefined;
  });
}

function titled(title: string): string {
  if (title.trim() === '' || title.length > 200)
    throw new GoLiveError('usage', {
      subject: 'the title',
      why: 'it is empty or longer than 200 characters',
      fix: 'Say in a few words what is to be done; golive note takes more.',
    });
  return title;
}

function partOf(text: string): Part {
  const part = PARTS.find((known) => known === text);
  if (part !== undefined) return part;
  const meant = didYouMean(text, PARTS);
  throw new GoLiveError('usage', {
    subject: `--owner ${JSON.stringify(text.slice(0, 40))}`,
    fix: meant === undefined ? `Write one of ${PARTS.join(', ')}.` : `Did you mean ${meant}?`,
  });
}

function momentOf(text: string, timeZone: string): number {
  const moment = dueMoment(text, timeZone);
  if (moment === undefined)
    throw new GoLiveError('usage', {
      subject: `--due ${JSON.stringify(text.slice(0, 40))}`,
      fix: 'Write a date, like 2026-12-01 or 2026-12-01T12:00+01:00.',
    });
  return moment;
}
