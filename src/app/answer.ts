import type { Answers } from '../domain/answers.ts';
import { PROVIDER_PARTS } from '../domain/answers.ts';
import { didYouMean, GoLiveError } from '../domain/errors.ts';
import type { JournalEvent } from '../domain/journal.ts';
import { stepsOf } from '../domain/migration.ts';
import type { Secret } from '../domain/secret.ts';
import { CUTS_ANSWERS } from '../steps/ask-losing-registrar.ts';
import { AXES, asAnswers, parseAnswers, SomeAnswers } from './answers-file.ts';
import type { App } from './app.ts';
import { findOne } from './find.ts';
import type { Loaded } from './record.ts';
import { load, record } from './record.ts';
import type { Who } from './say.ts';
import { checkWho } from './say.ts';
import { secretFieldsOf } from './secret-fields.ts';

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');
const yes = (text: string): unknown => ({ yes: true, true: true, no: false, false: false })[text.toLowerCase()] ?? text;

/** How an answer that golive knows by name is read from the text `key=value`. */
const KNOWN: Readonly<Record<string, (text: string, old: Answers) => Record<string, unknown>>> = {
  ...Object.fromEntries(Object.keys(AXES).map((axis) => [axis, (text: string) => ({ [axis]: text })])),
  newNameServers: (text) => ({ newNameServers: words(text) }),
  nameServersWithTransfer: (text) => ({ nameServersWithTransfer: yes(text) }),
  mailTo: (text) => ({ mailTo: text }),
  mailboxes: (text) => ({ mailboxes: words(text) }),
  'site.source': (text, old) => ({ site: { ...siteOf(old), source: text } }),
  'site.canonicalHost': (text, old) => ({ site: { ...siteOf(old), canonicalHost: text } }),
  'site.redirects': (text, old) => ({ site: { ...siteOf(old), redirects: words(text) } }),
  'site.database': (text, old) => ({ site: { ...siteOf(old), database: yes(text) } }),
  ...Object.fromEntries(
    PROVIDER_PARTS.map((part) => [
      `providers.${part}`,
      (text: string, old: Answers) => ({ providers: { ...old.providers, [part]: text } }),
    ]),
  ),
};

const siteOf = (old: Answers) => old.site ?? {};

/** Free answers that steps look for whenever they run, with the values that mean something to them; an empty list takes any. */
const FREE: Readonly<Record<string, readonly string[]>> = {
  losingRegistrarCuts: CUTS_ANSWERS,
  acceptNotAsked: ['yes', 'no'],
  newAddresses: [],
  siteAddresses: [],
};

export interface Given {
  /** `key=value`, as typed. */
  readonly pairs: readonly (readonly [string, string])[];
  /** A whole answers file, parsed. */
  readonly file?: unknown;
}

/**
 * Records answers: the four axes, what golive knows by name, and what a step asked for.
 *
 * @throws GoLiveError `answer-unknown`: a name nobody asked for, or a value it cannot have; `usage`: a secret among the pairs
 */
export async function answer(app: App, domain: string, given: Given, who: Who): Promise<Loaded> {
  checkWho(who);
  const header = await findOne(app.store, domain);
  return record(app, header.id, who, (loaded) => [answered(loaded, given)]);
}

function answered(loaded: Loaded, { pairs, file }: Given): JournalEvent {
  let merged: Record<string, unknown> =
    file === undefined ? {} : { ...(parseAnswers(SomeAnswers, file, 'the answers file') as object) };
  const free: Record<string, string> = { ...(merged['free'] as Record<string, string> | undefined) };
  for (const [key, text] of pairs) {
    if (secretFields(loaded).has(key)) throw secretOnCommandLine(key, loaded);
    const read = KNOWN[key];
    if (read !== undefined) merged = { ...merged, ...read(text, { ...loaded.state.answers, ...merged } as Answers) };
    else if (askedFor(loaded).has(key)) free[key] = freeAnswer(key, text);
    else throw unknownAnswer(key, loaded);
  }
  if (Object.keys(free).length > 0) merged['free'] = free;
  if (Object.keys(merged).length === 0)
    throw new GoLiveError('usage', {
      subject: 'golive answer',
      why: 'there is no answer in it',
      fix: 'Write key=value, or --file FILE.',
    });
  const answers = asAnswers(parseAnswers(SomeAnswers, merged, 'the answer') as never);
  return { type: 'answered', answers };
}

function freeAnswer(key: string, text: string): string {
  const values = FREE[key] ?? [];
  const meant = values.find((value) => value === text.trim().toLowerCase());
  if (values.length === 0 || meant !== undefined) return meant ?? text;
  throw new GoLiveError('answer-unknown', {
    subject: `${key}=${text.slice(0, 40)}`,
    fix: `Write one of ${values.join(', ')}.`,
  });
}

/** Stores a secret that a step asked for. Its value is encrypted; the journal says only that it was given. */
export async function answerSecret(app: App, domain: string, field: string, secret: Secret, who: Who): Promise<Loaded> {
  checkWho(who);
  const migrationId = await checkSecretField(app, domain, field);
  if (secret.reveal().trim() === '') throw new GoLiveError('usage', { subject: field, why: 'the value is empty' });
  return record(app, migrationId, who, async () => {
    await app.store.putSecret(migrationId, field, secret);
    return [{ type: 'secret-stored', field }];
  });
}

/** Before anybody is asked to type it. @throws GoLiveError `answer-unknown` with the way to write an answer that is no secret */
export async function checkSecretField(app: App, domain: string, field: string): Promise<string> {
  const header = await findOne(app.store, domain);
  const loaded = await load(app, header.id);
  if (secretFields(loaded).has(field)) return header.id;
  if (KNOWN[field] !== undefined || askedFor(loaded).has(field))
    throw new GoLiveError('usage', { subject: field, why: 'its value is missing', fix: `Write ${field}=….` });
  throw unknownAnswer(field, loaded);
}

function secretFields({ playbook, state }: Loaded): ReadonlySet<string> {
  return secretFieldsOf(stepsOf(playbook, state));
}

/** The names that steps ask answers for, and the free ones that were given before. */
function askedFor({ playbook, state }: Loaded): ReadonlySet<string> {
  const asked = stepsOf(playbook, state).flatMap((step) => [state.steps[step.id]?.task?.wants]);
  return new Set([
    ...Object.keys(FREE),
    ...asked.filter((name): name is string => typeof name === 'string'),
    ...Object.keys(state.answers.free ?? {}),
  ]);
}

function secretOnCommandLine(key: string, { state }: Loaded): GoLiveError {
  return new GoLiveError('usage', {
    subject: `${key}=…`,
    why: 'a secret on the command line stays in the history and shows in the process list',
    fix: `Write golive answer ${state.domain.slice(0, -1)} ${key}, and give it when asked or on standard input.`,
  });
}

function unknownAnswer(key: string, loaded: Loaded): GoLiveError {
  const known = [...Object.keys(KNOWN), ...secretFields(loaded), ...askedFor(loaded)];
  const meant = didYouMean(key, known);
  return new GoLiveError('answer-unknown', {
    subject: key.slice(0, 80),
    fix: meant === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${meant}?`,
  });
}
