import { DateTime } from 'luxon';
import { givenAddresses } from '../dns/given-data.ts';
import type { Answers } from '../domain/answers.ts';
import { PROVIDER_PARTS } from '../domain/answers.ts';
import { didYouMean, GoLiveError } from '../domain/errors.ts';
import { isOver } from '../domain/lifecycle.ts';
import { stepsOf } from '../domain/migration.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName, fqdn, isName } from '../domain/name.ts';
import type { Secret } from '../domain/secret.ts';
import { statusOf } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { CUTS_ANSWERS } from '../steps/ask-losing-registrar.ts';
import { AUTHCODE, authcodeFault, codeExpiresMs, isOnlyUnusual, trimmedSecret } from '../steps/authcode.ts';
import { gainingTagOf } from '../steps/transfer-sight.ts';
import type { Style } from '../texts/render.ts';
import { ADDRESS_ANSWERS, AXES, asAnswers, parseAnswers, SomeAnswers, WRITE_ADDRESSES } from './answers-file.ts';
import type { App } from './app.ts';
import { refuseHalfWay } from './axis-begun.ts';
import { keptUntilMs } from './engine/vault.ts';
import { findOne } from './find.ts';
import { CALENDAR_ANSWERS, calendarAnswer, readFree } from './interview/free-answers.ts';
import type { Answered } from './leads-along.ts';
import { leadAlong } from './leads-along.ts';
import type { Loaded } from './record.ts';
import { applied, load, record } from './record.ts';
import type { Who } from './say.ts';
import { checkWho } from './say.ts';
import { secretFieldsOf } from './secret-fields.ts';
import { isoAt, styleOf } from './voice.ts';

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');
const YES = new Map([
  ['yes', true],
  ['true', true],
  ['no', false],
  ['false', false],
]);
const yes = (text: string): unknown => YES.get(text.toLowerCase()) ?? text;

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
/** Not what every object inherits: `constructor` is no answer. */
const readerOf = (key: string) => (Object.hasOwn(KNOWN, key) ? KNOWN[key] : undefined);

/** Free answers that steps and the calendar look for, with the values that mean something to them. `calendar`: as the interview reads them. */
const FREE: Readonly<
  Record<string, readonly string[] | 'addresses' | 'domain' | 'calendar' | 'host' | 'tag' | 'token'>
> = {
  losingRegistrarCuts: CUTS_ANSWERS,
  acceptNotAsked: ['yes', 'no'],
  ...Object.fromEntries(ADDRESS_ANSWERS.map((name) => [name, 'addresses' as const])),
  overrideDs: 'domain',
  certificateAuthority: 'host',
  devServerHost: 'host',
  mailSourceHost: 'host',
  siteSourceHost: 'host',
  confirmPlan: 'token',
  gainingTag: 'tag',
  ...Object.fromEntries(CALENDAR_ANSWERS.map((name) => [name, 'calendar' as const])),
};

const LONGEST_ANSWER = 4000;

export interface Given {
  /** `key=value`, as typed. */
  readonly pairs: readonly (readonly [string, string])[];
  /** A whole answers file, parsed. */
  readonly file?: unknown;
}

/**
 * Records answers: the four axes, what golive knows by name, and what a step asked for. Where the main domain's site will be is recorded for
 * the domains that lead to it as well, and before: see `leadAlong`.
 *
 * @throws GoLiveError `answer-unknown`: a name nobody asked for; `answer-invalid`: a value it cannot have; `usage`: a secret among the pairs;
 *   `not-allowed`: another plan than the one that is half carried out; `store-corrupt`: one that leads to it is damaged, and all others have it
 */
export async function answer(app: App, domain: string, given: Given, who: Who): Promise<Loaded> {
  checkWho(who);
  const header = await findOne(app.store, domain);
  let damaged: GoLiveError | undefined;
  const after = await record(app, header.id, who, async (loaded) => {
    const event = answered(loaded, given, styleOf(app));
    damaged = await leadAlong(app, loaded, event, who);
    return [event];
  });
  if (damaged !== undefined) throw damaged;
  return after;
}

function answered(loaded: Loaded, { pairs, file }: Given, style: Style): Answered {
  let merged: Record<string, unknown> =
    file === undefined ? {} : { ...(parseAnswers(SomeAnswers, file, 'the answers file') as object) };
  const { domain } = loaded.state;
  const written = (merged['free'] ?? {}) as Record<string, string>;
  const free = readFree(written, { domain, language: style.language }, style);
  for (const [key, text] of pairs) {
    if (secretFields(loaded).has(key)) throw secretOnCommandLine(key, loaded);
    const read = readerOf(key);
    if (read !== undefined) merged = { ...merged, ...read(text, { ...loaded.state.answers, ...merged } as Answers) };
    else if (askedFor(loaded).has(key)) free[key] = freeAnswer(key, text, domain, style);
    else throw unknownAnswer(key, loaded);
  }
  if (Object.keys(free).length > 0) merged['free'] = free;
  if (Object.keys(merged).length === 0)
    throw new GoLiveError('usage', {
      subject: 'golive answer',
      why: 'there is no answer in it',
      fix: 'Write key=value, or --file FILE.',
    });
  const answers = asAnswers(parseAnswers(SomeAnswers, merged, 'the answer') as never, domain);
  refuseHalfWay(loaded, answers);
  return { type: 'answered', answers };
}

function freeAnswer(key: string, text: string, domain: Fqdn, style: Style): string {
  const values = Object.hasOwn(FREE, key) ? FREE[key] : undefined;
  const refused = (fix: string) =>
    new GoLiveError('answer-invalid', { subject: `${key}=${JSON.stringify(text.slice(0, 40))}`, fix });
  if (text.trim() === '') throw refused('Write something after the =.');
  if (text.length > LONGEST_ANSWER) throw refused(`Write at most ${LONGEST_ANSWER} characters.`);
  if (values === undefined) return text;
  if (values === 'calendar') return calendarAnswer(key, text, { domain, language: style.language }, style);
  if (values === 'domain') {
    // Typed out, so that nobody waives a gate by habit, or for another customer's domain.
    if (text === domain.slice(0, -1)) return text;
    throw refused(`It stands only with the name of the domain itself: ${key}=${domain.slice(0, -1)}.`);
  }
  if (values === 'host') {
    if (isName(text.trim()) && text.trim() !== '.') return fqdn(text.trim()).slice(0, -1);
    throw refused('Write a host name, like mail.example.net.');
  }
  if (values === 'tag') {
    const tag = gainingTagOf({ answers: { free: { [key]: text } } });
    if (tag !== undefined) return tag;
    throw refused('Write the tag of the new registrar: 2 to 16 letters, digits and hyphens.');
  }
  if (values === 'token') {
    if (/^[0-9a-f]{8}$/.test(text.trim())) return text.trim();
    throw refused('Write the token as golive preflight shows it.');
  }
  if (values === 'addresses') {
    const addresses = givenAddresses(text);
    if (addresses === undefined) throw refused(WRITE_ADDRESSES);
    return addresses.join(',');
  }
  const meant = values.find((value) => value === text.trim().toLowerCase());
  if (meant !== undefined) return meant;
  throw refused(`Write one of ${values.join(', ')}.`);
}

/** What a person may say of a transfer code. */
export interface AboutCode {
  /** When it was issued: a date in the agency's zone, or a moment. Else its life counts from now. */
  readonly issued?: string;
  /** It is so, although codes of this ending usually look otherwise. */
  readonly asGiven?: boolean;
}

/**
 * Stores a secret that a step asked for. Its value is encrypted; the journal says only that it was given, and until when it holds.
 *
 * @throws GoLiveError `answer-invalid`: no transfer code can be like this, or it has run out; `not-allowed`: the migration is over
 */
export async function answerSecret(
  app: App,
  domain: string,
  field: string,
  given: Secret,
  who: Who,
  about: AboutCode = {},
): Promise<Loaded> {
  checkWho(who);
  const migrationId = await checkSecretField(app, domain, field);
  if (field !== AUTHCODE && (about.issued !== undefined || about.asGiven === true))
    throw new GoLiveError('usage', {
      subject: about.issued === undefined ? '--as-given' : '--issued',
      why: `it is about a transfer code, and ${field} is none`,
    });
  const secret = field === AUTHCODE ? trimmedSecret(given) : given;
  if (secret.reveal().trim() === '')
    throw new GoLiveError('usage', {
      subject: field,
      why: 'the value is empty',
      fix: 'Type it when asked, or give it on standard input.',
    });
  return record(app, migrationId, who, async (loaded) => {
    const { domain: name } = loaded.state;
    if (isOver(statusOf(loaded.playbook, loaded.state)))
      throw new GoLiveError('not-allowed', {
        subject: `a secret for ${displayName(name)}`,
        why: 'the migration is over, and what is over keeps no secrets',
      });
    const now = app.clock.now();
    const life = field === AUTHCODE ? lifeOfCode(app, name, secret, about) : {};
    const event = { type: 'secret-stored', field, ...life } as const;
    applied(loaded, [{ ...who, atMs: app.clock.now(), event }]); // what is refused leaves nothing behind
    await app.store.putSecret(migrationId, field, secret, keptUntilMs(field, life.expiresAtMs, now));
    return [event];
  });
}

/** Until when a code holds, after a look at its form. @throws GoLiveError `answer-invalid` without any of the code's characters */
function lifeOfCode(
  app: App,
  domain: Fqdn,
  code: Secret,
  { issued, asGiven = false }: AboutCode,
): { readonly issuedMs?: EpochMs; readonly expiresAtMs?: EpochMs } {
  const subject = `the transfer code of ${displayName(domain)}`;
  const text = code.reveal();
  const fault = authcodeFault(text, { domain, asGiven });
  if (fault !== undefined)
    throw new GoLiveError('answer-invalid', {
      subject,
      why: fault,
      fix: isOnlyUnusual(text, domain)
        ? 'Copy it once more; if the registrar gave it like this, add --as-given.'
        : 'Copy the code alone, exactly as the registrar gave it.',
    });
  const now = app.clock.now();
  const issuedMs = issued === undefined ? undefined : issuedAtMs(app, issued);
  const expiresAtMs = codeExpiresMs(domain, issuedMs ?? now);
  if (expiresAtMs !== undefined && expiresAtMs <= now)
    throw new GoLiveError('answer-invalid', {
      subject,
      why: `it ran out on ${isoAt(expiresAtMs, app.config.agency.timeZone).slice(0, 16).replace('T', ' ')}`,
      fix: 'Ask the registrar for a new one.',
    });
  return {
    ...(issuedMs === undefined ? {} : { issuedMs }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}

/** A date is its first moment in the agency's zone: rather too early an end than too late a one. @throws GoLiveError `answer-invalid` */
function issuedAtMs({ clock, config }: App, text: string): EpochMs {
  const read = /^\d{4}-\d{2}-\d{2}/.test(text)
    ? DateTime.fromISO(text, { zone: config.agency.timeZone })
    : DateTime.invalid('no date');
  const refused = (why: string) =>
    new GoLiveError('answer-invalid', {
      subject: `--issued ${JSON.stringify(text.slice(0, 40))}`,
      why,
      fix: 'Write the day on which the code was made, like 2026-12-01.',
    });
  if (!read.isValid) throw refused('it is no date');
  if (read.toMillis() > clock.now()) throw refused('it lies ahead');
  return read.toMillis();
}

/** Whether a secret is the code that a transfer is asked for with. */
export function isTransferCode(field: string): boolean {
  return field === AUTHCODE;
}

/** Before anybody is asked to type it. @throws GoLiveError `answer-unknown` with the way to write an answer that is no secret */
export async function checkSecretField(app: App, domain: string, field: string): Promise<string> {
  const header = await findOne(app.store, domain);
  const loaded = await load(app, header.id);
  if (secretFields(loaded).has(field)) return header.id;
  if (readerOf(field) !== undefined || askedFor(loaded).has(field))
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
  const known = [...Object.keys(KNOWN), 'zoneExport', ...secretFields(loaded), ...askedFor(loaded)];
  const meant = didYouMean(key, known);
  return new GoLiveError('answer-unknown', {
    subject: JSON.stringify(key.slice(0, 80)),
    fix: meant === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${meant}?`,
  });
}
