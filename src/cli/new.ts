import { resolve } from 'node:path';
import type { AnswersGiven } from '../app/answers-file.ts';
import { readAnswersFile } from '../app/answers-file.ts';
import type { App } from '../app/app.ts';
import { personOnDuty } from '../app/booking/on-duty.ts';
import { inspectAll } from '../app/inspect.ts';
import {
  beginInterview,
  createdDocument,
  domainToMove,
  originsGiven,
  refuseLive,
  refuseMissing,
} from '../app/interview/begin.ts';
import { endingOf } from '../app/interview/ending.ts';
import type { Found } from '../app/interview/found.ts';
import { foundIn, withSeen } from '../app/interview/found.ts';
import type { Interview } from '../app/interview/interview.ts';
import { leftOpen, resumed } from '../app/interview/interview.ts';
import { forgetInterview, keepInterview, keptFile, readKept } from '../app/interview/kept-interview.ts';
import { landed, originsOf } from '../app/interview/land.ts';
import { answersTemplate } from '../app/interview/template.ts';
import { newProject } from '../app/new-project.ts';
import { withZoneFiles } from '../app/zone-export.ts';
import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import type { Language } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Style } from '../texts/render.ts';
import { languageOf } from './language.ts';
import { showEnding } from './new-ending.ts';
import { holdInterview } from './new-interview.ts';
import { wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly answers?: string;
  readonly answersTemplate?: boolean;
  readonly language?: string;
  readonly registration?: string;
  readonly hosting?: string;
  readonly mail?: string;
  readonly nameServers?: string;
  readonly customer?: string;
  readonly owner?: string;
  readonly playbook?: string;
  readonly region?: string;
  readonly tag?: string;
  readonly inspect?: boolean;
  readonly restart?: boolean;
}

const FROM_OPTIONS = [
  'registration',
  'hosting',
  'mail',
  'nameServers',
  'customer',
  'owner',
  'playbook',
  'language',
] as const;
/** The look from outside ends by itself before; this is for one that does not. */
const LONGEST_LOOK_MS = 60_000;
/** As the look itself says. */
const LOOK_SECONDS = 45;

type Inspection = NonNullable<Awaited<ReturnType<typeof inspectAll>>[number]>;
type Parts = Parameters<typeof inspectAll>[0];

export async function newMigration(
  shell: Shell,
  [domains]: readonly (readonly string[])[],
  options: Options,
): Promise<Outcome> {
  const language = languageOf(options.language);
  if (options.answersTemplate === true) return template(shell, domains![0]!, language, options);
  return withApp(shell, options, async (app) => {
    const file = options.answers === undefined ? {} : readAnswers(shell, options.answers, domains![0]!);
    const given = { ...file };
    for (const name of FROM_OPTIONS) if (options[name] !== undefined) given[name] = options[name];
    if (options.owner !== undefined) given['owner'] = personOnDuty(app, options.owner);
    const asked = withFlags(given['interview'], options);
    if (asked !== undefined) given['interview'] = asked;
    const begun = await beginInterview(app, domains!, given as AnswersGiven, shell.interactive ? 'asked' : 'open');
    const style: Style = { ...styleOf(app.config), language: begun.setting.language };
    const held = shell.interactive
      ? await heldOnTerminal(shell, app, begun, style, options)
      : { interview: begun, inspection: undefined, done: () => undefined };
    if (!shell.interactive) refuseMissing(begun);

    const open = leftOpen(held.interview).filter(({ id }) => held.interview.answers[id] !== undefined);
    const openIds = open.map(({ id }) => id);
    const origins = {
      ...originsGiven(held.interview, file, new Set(FROM_OPTIONS.filter((name) => options[name] !== undefined))),
      ...originsOf(held.interview),
      ...(options.region === undefined ? {} : { region: 'said' as const }),
      ...(options.tag === undefined ? {} : { tags: 'said' as const }),
    };
    const answered = withSeen(landed(held.interview), begun.setting.domain, held.inspection);
    const { migrations } = await newProject(app, domains!, answered, whoOf(shell, options), {
      origins,
      open: openIds,
    });
    held.done();
    const inspected = held.inspection === undefined ? {} : { inspection: held.inspection };
    const ending = await endingOf(app, migrations, { ...inspected, open, style });
    const document = createdDocument(app, migrations, ending, openIds, held.inspection);
    if (options.json) shell.json(document);
    else showEnding(shell, document, style);
    return undefined;
  });
}

/** What the command line says of the customer, as answers to the questions it is asked by. */
function withFlags(interview: unknown, { region, tag }: Options): unknown {
  if (region === undefined && tag === undefined) return interview;
  return {
    ...(interview as object | null),
    ...(region === undefined ? {} : { region }),
    ...(tag === undefined ? {} : { tags: tag }),
  };
}

/** Looks, goes on where somebody stopped, and asks. `done` forgets what was kept. */
async function heldOnTerminal(shell: Shell, app: App, begun: Interview, style: Style, options: Options) {
  const { domain } = begun.setting;
  await refuseLive(app, domain);
  const file = keptFile(domain, shell.surroundings);
  if (options.restart === true) forgetInterview(file);
  const interview = await goneOn(shell, begun, file, style);
  const clock = app.clock;
  const look = async (): Promise<Parts> => ({ config: app.config, clock, views: await shell.viewsOf(app.config) });
  const inspection = await lookedAt(shell, domain, style, options, look);
  const found: ReadonlyMap<string, Found> = inspection === undefined ? new Map() : foundIn(inspection);
  let keeps = true;
  const held = await holdInterview(shell, interview, found, style, (now) => {
    if (!keeps) return;
    try {
      keepInterview(file, domain, now, clock.now());
    } catch (thrown) {
      keeps = false;
      tell(shell, words(style, 'interview.not-kept', { why: (thrown as NodeJS.ErrnoException).code ?? '?' }));
    }
  });
  return { interview: held, inspection, done: () => forgetInterview(file) };
}

/** What was answered before somebody stopped, where he wants to go on with it. */
async function goneOn(shell: Shell, begun: Interview, file: string, style: Style): Promise<Interview> {
  const kept = readKept(file, begun.setting.domain);
  if (kept === undefined) return begun;
  if ('damaged' in kept) {
    tell(shell, words(style, 'interview.damaged', { file: kept.damaged }));
    return begun;
  }
  const interview = resumed(begun, kept);
  const count = Object.keys(interview.answers).length - Object.keys(begun.answers).length;
  if (count <= 0) return begun;
  tell(shell, words(style, 'interview.resume', { at: kept.savedMs, count }));
  const anew = /^n/i.test((await shell.ask('> ')).trim());
  if (anew) forgetInterview(file);
  return anew ? begun : interview;
}

/** What anybody can see of the domain; without it the questions are asked all the same. */
async function lookedAt(
  shell: Shell,
  domain: Fqdn,
  style: Style,
  { inspect }: Options,
  parts: () => Promise<Parts>,
): Promise<Inspection | undefined> {
  if (inspect === false) return undefined;
  tell(shell, words(style, 'interview.looking', { domain, most: LOOK_SECONDS }));
  try {
    const tooLong = AbortSignal.timeout(LONGEST_LOOK_MS);
    const late = new Promise<never>((_resolve, reject) => {
      tooLong.addEventListener('abort', () => reject(tooLong.reason));
    });
    late.catch(() => undefined);
    const looking = parts().then((views) => inspectAll(views, [domain], tooLong));
    const [inspection] = await Promise.race([looking, late]);
    return inspection;
  } catch (thrown) {
    const { why, message } = asGoLiveError(thrown, domain);
    tell(shell, words(style, 'interview.look-failed', { why: (why ?? message).replace(/\.$/, '') }));
    return undefined;
  }
}

function tell(shell: Shell, text: string): void {
  for (const line of wrapped(text, shell.columns, '')) shell.say(line);
}

/** A file for somebody who is not at this terminal. */
async function template(shell: Shell, asked: string, language: Language | undefined, options: Options) {
  const { config } = await shell.loadConfig(options.config);
  const domain = domainToMove(config, asked);
  const style: Style = { ...styleOf(config), language: language ?? config.agency.language };
  const inspection = await lookedAt(shell, domain, style, options, async () => {
    const [clock, views] = await Promise.all([shell.clockOf(config), shell.viewsOf(config)]);
    return { config, clock, views };
  });
  const found: ReadonlyMap<string, Found> = inspection === undefined ? new Map() : foundIn(inspection);
  const text = answersTemplate(domain, style.language, found, style.timeZone);
  for (const line of text.trimEnd().split('\n')) shell.line(line);
  return undefined;
}

/** The answers file, with the zone files that it names. */
function readAnswers(shell: Shell, file: string, domain: string): Record<string, unknown> {
  const { cwd } = shell.surroundings;
  const written = objectIn(readAnswersFile(file, cwd), file);
  const { given, warnings } = withZoneFiles(written, resolve(cwd, file), domain);
  for (const warning of warnings) shell.say(warning);
  return given;
}

function objectIn(value: unknown, file: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new GoLiveError('answer-invalid', {
    subject: file,
    why: 'it holds no answers by name',
    fix: 'Write lines like "hosting: moves".',
  });
}
