import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Fqdn, fqdn, isName } from '../../src/domain/name.ts';
import { readRdap, withRegistrarData } from '../../src/registration/rdap.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import { mustBePrintable, type ReadAll, readAll, type Sample, UNITS } from './mutations.ts';
import { beDomain, comDomain, comThick, NOT_FOUND, nlDomain, ukDomain } from './rdap-documents.ts';

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpora/rdap');
/** What the client takes of an answer. */
const MOST_CHARACTERS = 1_000_000;
const KLANT = fqdn('klant.com');

/** Reads `count` answers, each of a real shape after 1…4 faults of value, key or character. `seed` makes it repeatable. */
export function readMutatedRdap(count: number, seed = 1): ReadAll {
  return readAll(mutated(count, seed));
}

/** Reads documents in which one place holds one thing over and over; every `step`-th of the table, from `from` on. */
export function readRdapShapes(step = 1, from = 0): ReadAll {
  return readAll(shapes(step, from));
}

/** Reads the documents of ours with another thing in the place of each value. */
export function readReplacedRdap(): ReadAll {
  return readAll(replaced());
}

/** As the adapter does, and what must hold of every answer. */
function sample(name: string, domain: Fqdn, status: number, body: string): Sample {
  const answer = { url: 'https://rdap.registry.test/domain/x', status, body, atMs: 0 };
  const read = (): void => {
    const { registration, related } = readRdap(domain, answer);
    const { outcome } = registration;
    // The status alone is anybody's: the answer says so itself, or says at least that it is RDAP's.
    if (outcome === 'not-found' && (status !== 404 || !/404|rdap_level/.test(body))) throw new Error('called free');
    if (outcome === 'found' && status !== 200) throw new Error(`found with status ${status}`);
    if ((related?.length ?? 0) > 2000) throw new Error('a link without end');
    mustBePrintable(withRegistrarData(registration, registration));
  };
  return { name, octets: body.length, read };
}

const JUNK: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 1e300, '', ' ', 'x', '404', '\ud800', '\u0000', '\u001b[31m', '\u202e', [], {}, [[]], [null], [{}], [[[[]]]], { '': '' },
  { toString: 1, valueOf: 1 }, { toString: null }, [{ toString: 1, valueOf: 1 }], { toJSON: 1 }, { length: 9 }, { constructor: 1 }, { get: 1, set: 1 }, 'constructor', '__proto__', 'toString',
  'KLANT.COM', 'klant.com', 'xn--', `${'a.'.repeat(200)}nl`, 'x'.repeat(5000), ['registrar'], ['x'.repeat(3000)], 'https://x/', 'related', 'application/rdap+json', '2027-03-01T10:00:00Z', '9999-99-99', -8.64e15, 'domain',
]; // biome-ignore format: a list
const KEYS = ['__proto__', 'constructor', 'toString', 'ldhName', 'objectClassName', 'errorCode', 'status', 'entities', 'events', 'links', 'nameservers', 'secureDNS', 'title', '', '\u0000', 'then']; // biome-ignore format: a list

type Fault = (text: string, random: () => number, other: string) => string;

const below = (random: () => number, most: number): number => Math.floor(random() * most);
const among = <T>(random: () => number, from: readonly T[]): T => from[below(random, from.length)]!;

/** The n-th value of a document is another, wherever it stands; text that is no JSON stays as it is. */
const otherValue: Fault = (text, random) => {
  let left = below(random, 150);
  const junk = among(random, JUNK);
  return rewritten(text, (value) => (left-- === 0 ? junk : value));
};
/** The n-th object has one more member; what it has already it has twice, and the last counts (RFC 8259 §4). */
const otherMember: Fault = (text, random) => {
  const member = `${JSON.stringify(among(random, KEYS))}:${JSON.stringify(among(random, JUNK))},`;
  const places = [...text.matchAll(/\{(?=")/g)];
  const place = places[below(random, places.length)]?.index;
  return place === undefined ? text : `${text.slice(0, place + 1)}${member}${text.slice(place + 1)}`;
};
/** One of its lists, much longer. */
const longer: Fault = (text, random) => {
  const times = 1 + below(random, 40) ** 2;
  let left = below(random, 40);
  return rewritten(text, (value) =>
    Array.isArray(value) && value.length > 0 && left-- === 0
      ? Array.from({ length: times }, (_none, at): unknown => value[at % value.length])
      : value,
  );
};
const deeper: Fault = (text, random) => {
  const place = below(random, text.length + 1);
  const times = 1 + below(random, 100);
  return `${text.slice(0, place)}${'['.repeat(times)}${text.slice(place)}${']'.repeat(times)}`;
};
const otherCharacters: Fault = (text, random) => {
  const place = below(random, text.length + 1);
  return text.slice(0, place) + among(random, UNITS) + text.slice(place + below(random, 8));
};
const cutOff: Fault = (text, random) => text.slice(0, below(random, text.length + 1));
const mixed: Fault = (text, random, other) =>
  text.slice(0, below(random, text.length + 1)) + other.slice(below(random, other.length + 1));

/** Values and members come often: what is broken JSON ends in one place. */
const FAULTS = [otherValue, otherValue, otherValue, otherMember, otherMember, longer, otherCharacters, otherCharacters, deeper, cutOff, mixed]; // biome-ignore format: a list

function rewritten(text: string, rewrite: (value: unknown) => unknown): string {
  try {
    return JSON.stringify(JSON.parse(text, (_key, value: unknown) => rewrite(value))) ?? 'null';
  } catch {
    return text;
  }
}

function* mutated(count: number, seed: number): Generator<Sample> {
  const random = seededRandom(seed);
  const seeds = documents();
  for (let turn = 0; turn < count; turn++) {
    const [domain, text] = among(random, seeds);
    let body = text;
    for (let faults = 1 + below(random, 4); faults > 0; faults--)
      body = among(random, FAULTS)(body, random, among(random, seeds)[1]).slice(0, MOST_CHARACTERS);
    const status = random() < 0.7 ? 200 : among(random, [200, 400, 404, 404, 429, 500, 503]);
    yield sample(`seed ${seed}, answer ${turn}`, domain, status, body);
  }
}

/** Each value of each document of ours, wherever it stands, replaced by each piece of junk. */
function* replaced(): Generator<Sample> {
  for (const [domain, text] of documents(false)) {
    let values = 0;
    rewritten(text, (value) => {
      values++;
      return value;
    });
    for (let at = 0; at < values; at++)
      for (const junk of JUNK) {
        let left = at;
        const body = rewritten(text, (value) => (left-- === 0 ? junk : value));
        const status = text.includes('errorCode') ? 404 : 200;
        yield sample(`value ${at} of ${domain} is ${JSON.stringify(junk)}`.slice(0, 100), domain, status, body);
      }
  }
}

/** Each place of a document that is read, with the text in it. */
const PLACES: Readonly<Record<string, (text: string) => object>> = {
  ldhName: (text) => ({ ldhName: text }),
  unicodeName: (text) => ({ ldhName: undefined, unicodeName: text }),
  objectClassName: (text) => ({ objectClassName: text }),
  status: (text) => ({ status: [text] }),
  'each status': (text) => ({ status: pieces(text, 50) }),
  'each name server': (text) => ({ nameservers: pieces(text, 100).map((ldhName) => ({ ldhName })) }),
  'each date': (text) => ({ events: pieces(text, 200).map((eventDate) => ({ eventAction: 'expiration', eventDate })) }),
  'each action': (text) => ({
    events: pieces(text, 200).map((eventAction) => ({ eventAction, eventDate: '2027-03-01' })),
  }),
  'each digest': (text) => ({ secureDNS: { dsData: pieces(text, 50).map((digest) => ({ keyTag: 1, algorithm: 1, digestType: 1, digest })) } }), // biome-ignore format: one row
  'each link': (text) => ({ links: pieces(text, 200).map((href) => ({ rel: 'related', href, type: 'application/rdap+json' })) }), // biome-ignore format: one row
  'type of a link': (text) => ({ links: pieces(text, 200).map((type) => ({ rel: 'related', href: 'https://x/', type })) }), // biome-ignore format: one row
  'name of the registrar': (text) => ({ entities: [{ roles: ['registrar'], vcardArray: ['vcard', [['fn', {}, 'text', text]]] }] }), // biome-ignore format: one row
  'handle of the registrar': (text) => ({ entities: [{ roles: ['registrar'], handle: text }] }),
  'each role': (text) => ({ entities: pieces(text, 200).map((role) => ({ roles: [role] })) }),
  'each kind of id': (text) => ({ entities: [{ roles: ['registrar'], publicIds: pieces(text, 20).map((type) => ({ type, identifier: type })) }] }), // biome-ignore format: one row
  error: (text) => ({ errorCode: text, title: text }),
  'number of the error': (text) => ({ errorCode: 400, title: text }),
};
/** Characters of the text as JSON; the last is nearly as much as the client takes. */
const LENGTHS = [600, 64 * 1024, 450_000];

function pieces(text: string, most: number): readonly string[] {
  const each = Math.max(1, Math.ceil(text.length / most));
  return Array.from({ length: most }, (_none, at) => text.slice(at * each, (at + 1) * each));
}

function* shapes(step: number, from: number): Generator<Sample> {
  const rest = { objectClassName: 'domain', ldhName: 'klant.co.uk' };
  const domain = fqdn('klant.co.uk');
  let at = 0;
  for (const length of LENGTHS)
    for (const [place, put] of Object.entries(PLACES))
      for (const unit of UNITS) {
        if (at++ % step !== from) continue;
        const text = unit.repeat(Math.ceil(length / (JSON.stringify(unit).length - 2)));
        const body = JSON.stringify({ ...rest, ...put(text) });
        yield sample(`${place}: ${JSON.stringify(unit)} to ${length}`, domain, 200, body);
      }
  for (const unit of UNITS) {
    if (at++ % step !== from) continue;
    yield sample(`${JSON.stringify(unit)} alone`, domain, 200, unit.repeat(Math.ceil(MOST_CHARACTERS / unit.length)));
  }
}

function documents(withRecorded = true): readonly (readonly [Fqdn, string])[] {
  const own = [comDomain('https://r.test/'), comThick(), NOT_FOUND].map((one) => [KLANT, JSON.stringify(one)] as const);
  const other = [
    [fqdn('klant.nl'), JSON.stringify(nlDomain())],
    [fqdn('café-dezon.be'), JSON.stringify(beDomain())],
    [fqdn('klant.co.uk'), JSON.stringify(ukDomain('A-B', 'x [Tag = EXAMPLE]'))],
  ] as const;
  if (!withRecorded || !existsSync(CORPUS)) return [...own, ...other];
  const recorded = readdirSync(CORPUS, { recursive: true, withFileTypes: true }).flatMap((file) => {
    if (!file.isFile() || !file.name.endsWith('.json')) return [];
    const text = readFileSync(resolve(file.parentPath, file.name), 'utf8');
    if (!/"objectClassName"\s*:\s*"domain"|"errorCode"/.test(text)) return [];
    const name = /"ldhName"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? '';
    return [[isName(name) ? fqdn(name) : KLANT, text] as const];
  });
  return [...own, ...other, ...recorded];
}
