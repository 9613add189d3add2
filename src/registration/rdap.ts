import { printable } from '../dns/wire-text.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName, fqdnOrNone } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Registration } from '../ports/registry.ts';
import { cardName, organisationOf } from './jcard.ts';
import { elements, listed, member, parseBounded, textOf } from './json-walk.ts';
import { isAboutName } from './rdap-absence.ts';
import { datesOf } from './rdap-dates.ts';
import { eppStatus } from './rdap-status.ts';
import { unlikeNumber } from './registrar-id.ts';
import { statusWords } from './whois/statuses.ts';

/** What a server said, once redirects are behind us. */
export interface RdapAnswer {
  /** Where it said so. */
  readonly url: string;
  readonly status: number;
  readonly body: string;
  readonly atMs: EpochMs;
}

export interface RdapReading {
  readonly registration: Registration;
  /** Where more is known, as the answer says (RFC 9083 §4.2, `related`): the registrar's server. Not yet judged. */
  readonly related?: string;
}

/** In UTF-16 units; the client stops at as many octets. */
const MOST_CHARACTERS = 1_000_000;
const MOST_ELEMENTS = { status: 50, nameservers: 100, dsData: 50, entities: 200, links: 200 } as const;
const MOST_RESULTS = 50;
const MOST_TEXT = 200;
const MOST_URL = 2000;
/** Over twice all of EPP's statuses, each with its address. */
const MOST_STATUS_TEXT = 4000;

/**
 * Reads the answer to a query for a domain (RFC 9083 §5.3). Never throws. `found`: the server holds this very domain. `not-found`: status 404 and
 * an RDAP error that says so as well; a web page with status 404 is anybody's. Everything else is `unknown`, and `why` says what came instead.
 */
export function readRdap(domain: Fqdn, answer: RdapAnswer): RdapReading {
  const { status, body } = answer;
  if (status === 429) return { registration: unknownTo(answer, 'too many questions (status 429)') };
  const parsed = parseBounded(body, MOST_CHARACTERS);
  if ('why' in parsed) return { registration: unknownTo(answer, `status ${status} with ${parsed.why}`) };
  const document = onlyResult(parsed.value, domain);
  const errorCode = member(document, 'errorCode') ?? (isAbsence(document, status) ? status : undefined);
  if (errorCode !== undefined) {
    // Anything may stand there, also what cannot be made a text.
    const code = typeof errorCode === 'number' || typeof errorCode === 'string' ? String(errorCode) : 'of no number';
    const title = shown(member(document, 'title')) ?? '';
    const more = listed(member(document, 'description'), 5).map((one) => shown(one) ?? '');
    const saysAbsent = status === 404 && code === '404' && [title, ...more].every((text) => isAboutName(text, domain));
    if (saysAbsent)
      return { registration: { ...nothing(answer, `${title || 'no such domain'} (404)`), outcome: 'not-found' } };
    return {
      registration: unknownTo(answer, `status ${status} with the error ${printable(code, 20)} ${title}`.trim()),
    };
  }
  if (status !== 200) return { registration: unknownTo(answer, `status ${status}`) };
  const kind = textOf(member(document, 'objectClassName'))?.toLowerCase();
  if (kind !== 'domain' && !(kind === undefined && nameOf(document) === domain && tells(document))) {
    const why =
      kind === undefined ? 'something that is no RDAP object' : `an object of the class ${printable(kind, 40)}`;
    return { registration: unknownTo(answer, why) };
  }
  const name = nameOf(document);
  if (name !== domain) {
    const why = name === undefined ? 'a domain without a readable name' : `another domain, ${displayName(name)}`;
    return { registration: unknownTo(answer, why) };
  }
  if (isKeptBack(document, answer.atMs))
    return { registration: unknownTo(answer, 'says that the name is reserved or blocked: nobody holds it') };
  const related = relatedOf(document, answer.url);
  return { registration: found(document, domain, answer), ...(related === undefined ? {} : { related }) };
}

const SAYS_ABSENT = /\b(?:not found|no match|no such|does not exist|not registered)\b/i;

/** An error without its code, known by what every RDAP answer has (RFC 9083 §4.1) and by its words. */
function isAbsence(document: unknown, status: number): boolean {
  const conforms = elements(member(document, 'rdapConformance'), 50).some((one) =>
    /^rdap_level_\d/.test(textOf(one) ?? ''),
  );
  const words = [member(document, 'title'), ...listed(member(document, 'description'), 5)];
  return (
    status === 404 &&
    conforms &&
    member(document, 'objectClassName') === undefined &&
    words.some((one) => SAYS_ABSENT.test(shown(one) ?? ''))
  );
}

/** The domain of a search (RFC 9083 §8) that has the name asked for; anything else is itself. */
function onlyResult(document: unknown, domain: Fqdn): unknown {
  const results = member(document, 'domainSearchResults');
  return elements(results, MOST_RESULTS).find((one) => nameOf(one) === domain) ?? document;
}

/** Something that only a domain's record has, where its class is left out. */
function tells(document: unknown): boolean {
  return ['events', 'nameservers', 'entities'].some((name) => elements(member(document, name), 1).length > 0);
}

const KEPT_BACK =
  /^(?:reserved|blocked|restricted|prohibited|available|free|unassigned|not registered|unregistered|withheld)$/i;

/** A record of a name nobody holds: no registrar, no servers, no dates, and each status says why. */
function isKeptBack(document: unknown, askedMs: EpochMs): boolean {
  const statuses = listed(member(document, 'status'), MOST_ELEMENTS.status).flatMap((one) => shown(one) ?? []);
  if (statuses.length === 0 || !statuses.every((text) => KEPT_BACK.test(text))) return false;
  const held = withRole(listed(member(document, 'entities'), MOST_ELEMENTS.entities), 'registrar') !== undefined;
  return (
    !held &&
    elements(member(document, 'nameservers'), 1).length === 0 &&
    Object.keys(datesOf(document, askedMs)).length === 0
  );
}

/**
 * The registry's answer with what only the registrar says (thick data). What both say is the registry's: it is the one that publishes the
 * delegation and decides about transfers. Until when it was sold the registrar knows: that is its end where it is earlier.
 */
export function withRegistrarData(registry: Registration, registrar: Registration): Registration {
  const evidence = [...(registry.evidence ?? []), ...(registrar.evidence ?? [])];
  if (registry.outcome !== 'found' || registrar.outcome !== 'found') return { ...registry, evidence };
  const { reseller, createdMs, expiresMs, soldUntilMs, updatedMs, transferredMs } = registrar;
  const more = { reseller, createdMs, expiresMs, updatedMs, transferredMs, registrar: registrar.registrar };
  const whole = { ...withoutAbsent(more), ...registry, evidence };
  if (soldUntilMs === undefined) return whole;
  return { ...whole, soldUntilMs, expiresMs: Math.min(whole.expiresMs ?? soldUntilMs, soldUntilMs) };
}

export function unknownTo({ url, atMs }: Pick<RdapAnswer, 'url' | 'atMs'>, why: string): Registration {
  return { ...nothing({ url, atMs }, why), outcome: 'unknown', why };
}

function nothing({ url, atMs }: Pick<RdapAnswer, 'url' | 'atMs'>, said: string) {
  return {
    statuses: [],
    nameServers: [],
    ds: [],
    source: hostOf(url),
    evidence: [{ asked: printable(url, MOST_TEXT), answered: said, atMs }],
    atMs,
  };
}

function found(document: unknown, domain: Fqdn, answer: RdapAnswer): Registration {
  const told = listed(member(document, 'status'), MOST_ELEMENTS.status).flatMap(statusesIn);
  const statuses = [...new Set(told)].slice(0, MOST_ELEMENTS.status);
  const nameServers = listed(member(document, 'nameservers'), MOST_ELEMENTS.nameservers).flatMap(
    (one) => serverOf(one) ?? [],
  );
  const secure = member(document, 'secureDNS');
  const ds = listed(member(secure, 'dsData'), MOST_ELEMENTS.dsData).flatMap((one) => dsRdata(one) ?? []);
  const signed = signedIn(secure, ds);
  const entities = listed(member(document, 'entities'), MOST_ELEMENTS.entities);
  const said = `registered, ${statuses.join(', ') || 'no status'}`;
  return {
    ...nothing(answer, printable(said, MOST_TEXT)),
    outcome: 'found',
    statuses,
    nameServers: [...new Set(nameServers)],
    ds: [...new Set(ds)].sort(),
    ...withoutAbsent({
      registrar: registrarOf(entities, domain),
      reseller: nameIn(withRole(entities, 'reseller')),
      delegationSigned: signed,
      ...datesOf(document, answer.atMs),
    }),
  };
}

/** Some servers put all of them into one text: it is taken apart as in WHOIS, and only then cut to what may be shown. */
function statusesIn(value: unknown): readonly string[] {
  const text = (textOf(value) ?? '').slice(0, MOST_STATUS_TEXT).replace(/\s+/g, ' ').trim();
  const words = statusWords(text);
  return (words.length > 0 ? words : [text]).flatMap((word) => shown(word) ?? []).map(eppStatus);
}

function registrarOf(entities: readonly unknown[], domain: Fqdn): Registration['registrar'] {
  const entity = withRole(entities, 'registrar');
  if (entity === undefined) return undefined;
  const handle = shown(member(entity, 'handle'));
  const iana = listed(member(entity, 'publicIds'), 20).find((one) =>
    /^\s*iana[\s_-]*(?:registrar[\s_-]*)?id\b/i.test(textOf(member(one, 'type')) ?? ''),
  );
  const said = member(iana, 'identifier');
  const number = typeof said === 'number' ? String(said) : (textOf(said) ?? '').trim();
  // `not applicable`, `0`: registrars who have none would all be one.
  const given = /^0{0,3}[1-9]\d{0,8}$/.test(number) ? String(Number(number)) : undefined;
  const name = nameIn(entity) ?? deskOf(entity) ?? handle ?? given;
  if (name === undefined) return undefined;
  const id = given ?? unlikeNumber(handle ?? name);
  const tag = domain.endsWith('.uk.') ? tagOf(handle, name) : undefined;
  return { id, name, ...(tag === undefined ? {} : { tag }) };
}

/** .uk: capitals, digits and hyphens; stands as the handle or behind the name, `Example Ltd [Tag = EXAMPLE]`. */
function tagOf(handle: string | undefined, name: string): string | undefined {
  const written = /\[tag\s*=\s*([a-z0-9-]{2,16})\]/i.exec(name)?.[1] ?? handle;
  return written !== undefined && /^[A-Z0-9][A-Z0-9-]{1,15}$/.test(written.toUpperCase())
    ? written.toUpperCase()
    : undefined;
}

/** The first with the role; else the first within another of them, as some servers nest the registrar in the holder. */
function withRole(entities: readonly unknown[], role: string, depth = 2): unknown {
  const own = entities.find((one) =>
    listed(member(one, 'roles'), 20).some((text) => textOf(text)?.trim().toLowerCase() === role),
  );
  if (own !== undefined || depth === 0) return own;
  for (const one of entities) {
    const nested = withRole(listed(member(one, 'entities'), 20), role, depth - 1);
    if (nested !== undefined) return nested;
  }
  return undefined;
}

function nameIn(entity: unknown): string | undefined {
  return (
    shown(organisationOf(member(entity, 'vcardArray'))) ??
    shown(cardName(member(entity, 'jscard') ?? member(entity, 'jscard_0')))
  );
}

/** A registrar without a name of its own is told by its abuse desk. */
function deskOf(registrar: unknown): string | undefined {
  return nameIn(withRole(listed(member(registrar, 'entities'), 20), 'abuse', 0));
}

/** `undefined`: it does not say. A registry that keeps keys publishes those instead of a DS (RFC 5910 §4). */
function signedIn(secure: unknown, ds: readonly string[]): boolean | undefined {
  const said = member(secure, 'delegationSigned');
  if (typeof said === 'boolean') return said;
  if (said === 'true' || said === 'false') return said === 'true';
  return ds.length > 0 || listed(member(secure, 'keyData'), 1).length > 0 ? true : undefined;
}

/** RFC 4034 §5.3 from RFC 9083 §5.3's members; `undefined`: not a DS. */
function dsRdata(value: unknown): string | undefined {
  const keyTag = wholeNumber(member(value, 'keyTag'), 0xffff);
  const algorithm = wholeNumber(member(value, 'algorithm'), 0xff);
  const digestType = wholeNumber(member(value, 'digestType'), 0xff);
  const digest = (textOf(member(value, 'digest')) ?? '').slice(0, 600).replace(/\s+/g, '').toLowerCase();
  if (keyTag === undefined || algorithm === undefined || digestType === undefined) return undefined;
  return /^(?:[0-9a-f]{2}){16,128}$/.test(digest) ? `${keyTag} ${algorithm} ${digestType} ${digest}` : undefined;
}

function wholeNumber(value: unknown, most: number): number | undefined {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= most ? number : undefined;
}

/** `ldhName`, else `unicodeName` (RFC 9083 §3); with or without its dot. */
function nameOf(value: unknown): Fqdn | undefined {
  return nameFrom(member(value, 'ldhName')) ?? nameFrom(member(value, 'unicodeName'));
}

function nameFrom(value: unknown): Fqdn | undefined {
  const text = (textOf(value) ?? '').trim();
  return text === '.' ? undefined : fqdnOrNone(text);
}

/** As `nameOf`; also a bare text, and a name with its addresses behind it. */
function serverOf(value: unknown): Fqdn | undefined {
  const written = textOf(value) ?? textOf(member(value, 'ldhName')) ?? '';
  return (
    nameOf(value) ??
    nameFrom(
      written
        .slice(0, 1000)
        .trim()
        .replace(/\s+[\d[(:].*$/s, ''),
    )
  );
}

function relatedOf(document: unknown, self: string): string | undefined {
  for (const link of elements(member(document, 'links'), MOST_ELEMENTS.links)) {
    const href = textOf(member(link, 'href'));
    const type = textOf(member(link, 'type')) ?? 'application/rdap+json';
    if (textOf(member(link, 'rel'))?.toLowerCase() !== 'related' || !/\brdap\+json\b/i.test(type)) continue;
    if (href !== undefined && href.length <= MOST_URL && /^https?:\/\//i.test(href) && href !== self) return href;
  }
  return undefined;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : printable(url, 100);
}

/** One line that may be shown, or nothing. */
function shown(value: unknown): string | undefined {
  const text = textOf(value)
    ?.slice(0, 4 * MOST_TEXT)
    .replace(/\s+/g, ' ')
    .trim();
  return text === undefined || text === '' ? undefined : printable(text, MOST_TEXT);
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutAbsent<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
