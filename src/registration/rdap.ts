import { printable } from '../dns/wire-text.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName, fqdn, isName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Registration } from '../ports/registry.ts';
import { organisationOf } from './jcard.ts';
import { elements, member, parseBounded, textOf } from './json-walk.ts';
import { eppStatus } from './rdap-status.ts';

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
const MOST_ELEMENTS = { status: 50, nameservers: 100, dsData: 50, events: 200, entities: 200, links: 200 } as const;
const MOST_TEXT = 200;
const MOST_URL = 2000;

/**
 * Reads the answer to a query for a domain (RFC 9083 §5.3). Never throws. `found`: the server holds this very domain. `not-found`: status 404 and
 * an RDAP error that says so as well; a web page with status 404 is anybody's. Everything else is `unknown`, and `why` says what came instead.
 */
export function readRdap(domain: Fqdn, answer: RdapAnswer): RdapReading {
  const { status, body } = answer;
  if (status === 429) return { registration: unknownTo(answer, 'too many questions (status 429)') };
  const parsed = parseBounded(body, MOST_CHARACTERS);
  if ('why' in parsed) return { registration: unknownTo(answer, `status ${status} with ${parsed.why}`) };
  const document = parsed.value;
  const errorCode = member(document, 'errorCode');
  if (errorCode !== undefined) {
    const saysAbsent = status === 404 && String(errorCode) === '404';
    const title = shown(member(document, 'title')) ?? '';
    if (saysAbsent)
      return { registration: { ...nothing(answer, `${title || 'no such domain'} (404)`), outcome: 'not-found' } };
    return {
      registration: unknownTo(
        answer,
        `status ${status} with the error ${printable(String(errorCode), 20)} ${title}`.trim(),
      ),
    };
  }
  if (status !== 200) return { registration: unknownTo(answer, `status ${status}`) };
  const kind = textOf(member(document, 'objectClassName'))?.toLowerCase();
  if (kind !== 'domain') {
    const why =
      kind === undefined ? 'something that is no RDAP object' : `an object of the class ${printable(kind, 40)}`;
    return { registration: unknownTo(answer, why) };
  }
  const name = nameOf(document);
  if (name !== domain) {
    const why = name === undefined ? 'a domain without a readable name' : `another domain, ${displayName(name)}`;
    return { registration: unknownTo(answer, why) };
  }
  const related = relatedOf(document, answer.url);
  return { registration: found(document, domain, answer), ...(related === undefined ? {} : { related }) };
}

/**
 * The registry's answer with what only the registrar says (thick data). What both say is the registry's: it is the one that publishes the
 * delegation and decides about transfers.
 */
export function withRegistrarData(registry: Registration, registrar: Registration): Registration {
  const evidence = [...(registry.evidence ?? []), ...(registrar.evidence ?? [])];
  if (registry.outcome !== 'found' || registrar.outcome !== 'found') return { ...registry, evidence };
  const { reseller, createdMs, expiresMs, updatedMs, transferredMs } = registrar;
  const more = { reseller, createdMs, expiresMs, updatedMs, transferredMs, registrar: registrar.registrar };
  return { ...withoutAbsent(more), ...registry, evidence };
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
  const statuses = elements(member(document, 'status'), MOST_ELEMENTS.status).flatMap((one) => {
    const text = shown(one);
    return text === undefined ? [] : [eppStatus(text)];
  });
  const nameServers = elements(member(document, 'nameservers'), MOST_ELEMENTS.nameservers).flatMap(
    (one) => nameOf(one) ?? [],
  );
  const secure = member(document, 'secureDNS');
  const ds = elements(member(secure, 'dsData'), MOST_ELEMENTS.dsData).flatMap((one) => dsRdata(one) ?? []);
  const signed = member(secure, 'delegationSigned');
  const entities = elements(member(document, 'entities'), MOST_ELEMENTS.entities);
  const said = `registered, ${[...new Set(statuses)].join(', ') || 'no status'}`;
  return {
    ...nothing(answer, printable(said, MOST_TEXT)),
    outcome: 'found',
    statuses: [...new Set(statuses)],
    nameServers: [...new Set(nameServers)],
    ds: [...new Set(ds)].sort(),
    ...withoutAbsent({
      registrar: registrarOf(entities, domain),
      reseller: nameIn(withRole(entities, 'reseller')),
      delegationSigned: typeof signed === 'boolean' ? signed : ds.length > 0 ? true : undefined,
      ...datesOf(document),
    }),
  };
}

function registrarOf(entities: readonly unknown[], domain: Fqdn): Registration['registrar'] {
  const entity = withRole(entities, 'registrar');
  if (entity === undefined) return undefined;
  const handle = shown(member(entity, 'handle'));
  const iana = elements(member(entity, 'publicIds'), 20).find((one) =>
    /iana registrar id/i.test(textOf(member(one, 'type')) ?? ''),
  );
  const number = member(iana, 'identifier');
  const id = shown(typeof number === 'number' ? String(number) : number) ?? handle;
  const name = nameIn(entity) ?? handle ?? id;
  if (name === undefined) return undefined;
  const tag = domain.endsWith('.uk.') ? tagOf(handle, name) : undefined;
  return { id: id ?? name, name, ...(tag === undefined ? {} : { tag }) };
}

/** .uk: capitals, digits and hyphens; stands as the handle or behind the name, `Example Ltd [Tag = EXAMPLE]`. */
function tagOf(handle: string | undefined, name: string): string | undefined {
  const written = /\[tag\s*=\s*([a-z0-9-]{2,16})\]/i.exec(name)?.[1] ?? handle;
  return written !== undefined && /^[A-Z0-9][A-Z0-9-]{1,15}$/.test(written.toUpperCase())
    ? written.toUpperCase()
    : undefined;
}

function withRole(entities: readonly unknown[], role: string): unknown {
  return entities.find((one) =>
    elements(member(one, 'roles'), 20).some((text) => textOf(text)?.toLowerCase() === role),
  );
}

function nameIn(entity: unknown): string | undefined {
  return shown(organisationOf(member(entity, 'vcardArray')));
}

/** RFC 9083 §10.2.3. Of two with one name the cautious one counts: the earliest beginning and end, the latest change. */
const DATES = {
  registration: ['createdMs', Math.min],
  expiration: ['expiresMs', Math.min],
  'last changed': ['updatedMs', Math.max],
  transfer: ['transferredMs', Math.max],
} as const satisfies Readonly<Record<string, readonly [keyof Registration, (a: number, b: number) => number]>>;

function datesOf(document: unknown): Partial<Record<(typeof DATES)[keyof typeof DATES][0], EpochMs>> {
  const dates: Partial<Record<(typeof DATES)[keyof typeof DATES][0], EpochMs>> = {};
  for (const event of elements(member(document, 'events'), MOST_ELEMENTS.events)) {
    const action = textOf(member(event, 'eventAction'))?.trim().toLowerCase() ?? '';
    const atMs = dateOf(member(event, 'eventDate'));
    if (atMs === undefined || !Object.hasOwn(DATES, action)) continue;
    const [key, choose] = DATES[action as keyof typeof DATES];
    dates[key] = dates[key] === undefined ? atMs : choose(dates[key], atMs);
  }
  return dates;
}

/** RFC 3339. Without an offset it counts as UTC, without a time as its first moment. */
function dateOf(value: unknown): EpochMs | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?\s?([Zz]|[+-]\d\d:?\d\d)?)?$/.exec(
    textOf(value)?.trim() ?? '',
  );
  if (match === null) return undefined;
  const [, day, time = '00:00:00', fraction = '0', offset = 'Z'] = match;
  const zone = offset.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const atMs = Date.parse(`${day}T${time}.${fraction.slice(0, 3)}${zone}`);
  // Some engines read 31 February as 3 March.
  const isDay = new Date(Date.parse(`${day}T00:00:00Z`) || 0).toISOString().startsWith(day!);
  return Number.isNaN(atMs) || !isDay ? undefined : atMs;
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
  const text = textOf(member(value, 'ldhName')) ?? textOf(member(value, 'unicodeName'));
  const trimmed = text?.trim();
  return trimmed !== undefined && trimmed !== '.' && isName(trimmed) ? fqdn(trimmed) : undefined;
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
