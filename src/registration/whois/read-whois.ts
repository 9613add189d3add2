import { type Fqdn, fqdnOrNone } from '../../domain/name.ts';
import type { EpochMs } from '../../domain/time.ts';
import { readDate, type SlashOrder, slashOrder } from './dates.ts';
import { readDs, readSigned } from './ds.ts';
import { judge } from './judge.ts';
import { type Family, familyOf } from './keys.ts';
import { type Field, type Line, OF_THE_SERVER, OTHER_OBJECT, PEOPLE, readLines, TEXT_CHARACTERS } from './lines.ts';
import { nameServersOf, readReferral, readRegistrar } from './parties.ts';
import type { Verdict, WhoisReading } from './reading.ts';
import { eppStatus, statusInSentence, statusWords } from './statuses.ts';
import { verdictOfStatus } from './verdicts.ts';

/** A field with its meaning. */
export interface Meant extends Field {
  readonly family: Family;
  /** Told by a part of its key, or dated below a person: used where nothing better says it. */
  readonly second: boolean;
}

/**
 * Reads the text of a WHOIS server (RFC 3912), whatever registry or registrar wrote it. Never throws; time is linear in the text, of which the
 * first 64 K characters are read.
 *
 * @param domain the name that was asked for; an answer about another name decides nothing. Without it the answer is taken to be about
 * whatever it names.
 */
export function readWhois(text: string, domain?: Fqdn): WhoisReading {
  const known = text.slice(0, TEXT_CHARACTERS);
  const { lines, fields: written } = readLines(known);
  const all = fromTheDomain(written, domain);
  const bare = (domain ?? firstDomain(all) ?? '').replace(/\.$/, '');
  const topLevelDomain = bare.slice(bare.lastIndexOf('.') + 1);
  const order = slashOrder(known, topLevelDomain);
  const meant = meaning(all);
  const { fields, elsewhere } = aboutTheDomain(meant, domain);

  const nameServers = nameServersOf(fields, domain ?? firstDomain(all));
  const status = statusesOf(fields, lines, topLevelDomain);
  const registrar = readRegistrar(all, fields);
  const created = dateOf(fields, 'created', order);
  const updated = dateOf(fields, 'updated', order);
  const deleted = dateOf(fields, 'deleted', order);
  const expires = earliest(dateOf(fields, 'expires', order) ?? dateInStatus(fields, order), deleted);
  const ds = readDs(all);
  const signed = ds.length > 0 ? true : readSigned(fields, all);
  const referral = readReferral(elsewhere === undefined ? fields : meant);

  const told: string[] = [];
  if (nameServers.length > 0) told.push(lineOf(fields, 'name-server'));
  if (created ?? expires) told.push((created ?? expires)!.line);
  if (registrar !== undefined)
    told.push(lineOf(fields, 'registrar') || (all.find(({ section }) => section === 'registrar')?.line ?? ''));
  if (status.held) told.push(status.line);
  const holder = fields.some(({ family }) => family === 'holder');
  const named = fields.find((field) => field.family === 'domain');
  const { verdict, evidence } = judge({
    lines, told, elsewhere, named, holder, servers: nameServers.length, fields: written.filter(({ below, value }) => !below && value.length <= 80).length, updated: updated !== undefined, status, html: isHtml(known), domain,
  }); // biome-ignore format: one thing

  const found = verdict === 'registered';
  const data = found || verdict === 'reserved';
  return {
    outcome: found ? 'found' : verdict === 'free' ? 'not-found' : 'unknown',
    verdict,
    evidence: [...new Set(evidence)].slice(0, 5).map((line) => line.slice(0, 200)),
    // `Delete date:` on a name that is Active (.dk): it is marked for deletion before it runs out.
    statuses: data ? [...new Set([...status.epp, ...(deleted === undefined ? [] : ['pendingDelete'])])] : [],
    statusWords: data ? status.words : [],
    nameServers: data ? nameServers : [],
    ds: data ? ds : [],
    ...(data && registrar !== undefined ? { registrar } : {}),
    ...(data && signed !== undefined ? { signed } : {}),
    ...(data && created !== undefined ? { createdMs: created.atMs } : {}),
    ...(data && updated !== undefined ? { updatedMs: updated.atMs } : {}),
    ...(data && expires !== undefined ? { expiresMs: expires.atMs } : {}),
    ...(referral === undefined ? {} : { referral }),
  };
}

/** What blocks about sets of servers or keys tell of the domain. */
const OF_A_SET: ReadonlySet<Family> = new Set(['name-server', 'ds', 'signed']);

/** By its key; a name below the heading of the name servers is one of them. */
function meaningOf({ key, section, below }: Field): ReturnType<typeof familyOf> {
  const meant = familyOf(key);
  if (meant !== undefined || below || (key !== 'name' && key !== 'fqdn')) return meant;
  return familyOf(section)?.family === 'name-server' ? { family: 'name-server', loose: false } : undefined;
}

/** It keeps everybody from changing anything, the registrar too. */
const REGISTRY_LOCK = 'serverTransferProhibited, serverUpdateProhibited';

/** Statuses by a key and what it holds: under a key of their own beside the status, and those that are more than one. */
const BY_KEY: readonly (readonly [key: RegExp, holds: RegExp, status: string])[] = [
  // `RegistryLock: locked` (.fi), `registry-lock: locked` (.se, .nu), `Registry Lock: Yes` (.sg), `Domain status: Registry lock` (.rs).
  [/^registry[- ]?lock$/, /^(?:yes|locked)\b/i, REGISTRY_LOCK],
  [/^(?:domain )?status$/, /^registry[- ]?lock(?:ed)?\b/i, REGISTRY_LOCK],
  // It stays in the zone, and no operation is possible (.fr).
  [/^status$/, /^frozen$/i, REGISTRY_LOCK],
  // `Locked: Yes` (.ug), `Locked status: YES` (.ie).
  [/^locked(?: status)?$/, /^yes\b/i, 'locked'],
  // `pending: TRANSFER` (.fr); a trade changes the holder, with or without the registrar.
  [/^pending$/, /^(?:transfer|trade)\b/i, 'pendingTransfer'],
  [/^pending$/, /^delete\b/i, 'pendingDelete'],
];

/** What a block about one server, or a line about the database, does not tell of the domain. */
const OF_THE_NAME: ReadonlySet<Family> = new Set(['status', 'registrar', 'created', 'updated', 'expires', 'deleted']);

/** What the fields of one block are about. */
interface Block {
  readonly first: Family | undefined;
  readonly of: Map<Family, number>;
}

function blocksOf(fields: readonly Field[]): ReadonlyMap<number, Block> {
  const blocks = new Map<number, Block>();
  for (const field of fields) {
    const family = meaningOf(field)?.family;
    const block = blocks.get(field.block) ?? { first: family, of: new Map() };
    blocks.set(field.block, block);
    if (family !== undefined) block.of.set(family, (block.of.get(family) ?? 0) + 1);
  }
  return blocks;
}

/** It begins with its one server and names no domain: the object of a host, with statuses of its own (RFC 5732 §2.3). */
const isOfAServer = ({ first, of }: Block): boolean =>
  first === 'name-server' && of.get('name-server') === 1 && !of.has('domain');

/** `Last updated on …` at the foot of an answer dates the database (.ru); a sentence that says of what, or stands among others, dates the record. */
function isOfTheDatabase({ section, sentence, key }: Field, { of }: Block): boolean {
  if (OF_THE_SERVER.test(section)) return true;
  return sentence && !/^(?:domain|record|registration)\b/.test(key) && of.size === 1 && of.get('updated') === 1;
}

const FIRST_CHANGE = /\((?:assigned|created|registered)\)\s*$/i;

/** Fields with a meaning. Blocks about people and sets keep little, dates below people count second. */
function meaning(fields: readonly Field[]): readonly Meant[] {
  const opened = new Map<number, string>();
  for (const { key, block } of fields) if (!opened.has(block)) opened.set(block, key);
  const blocks = blocksOf(fields);
  // A record may tell its only date below its only server.
  const elsewhere = new Set([...blocks.values()].flatMap((block) => (isOfAServer(block) ? [] : [...block.of.keys()])));
  return fields.flatMap((written) => {
    const status = BY_KEY.find(([key, holds]) => key.test(written.key) && holds.test(written.value))?.[2];
    const field = status === undefined ? written : { ...written, value: status };
    const other = OTHER_OBJECT.has(opened.get(field.block)!) && field.key !== 'domain';
    const meant = status === undefined ? meaningOf(field) : { family: 'status' as const, loose: false };
    if (meant === undefined) return [];
    if (other && !OF_A_SET.has(meant.family)) return [];
    const inServers = !field.below && familyOf(field.section)?.family === 'name-server';
    const block = blocks.get(field.block)!;
    const isTheirs = inServers || (isOfAServer(block) && elsewhere.has(meant.family));
    if (OF_THE_NAME.has(meant.family) && isTheirs) return [];
    if (meant.family === 'updated' && isOfTheDatabase(written, block)) return [];
    const person = field.section !== '' && !field.below && PEOPLE.test(field.section);
    if (person && (meant.family === 'status' || meant.family === 'registrar')) return [];
    const beside = meant.family === 'domain' ? /^\S{1,253} is (\w{3,20})$/.exec(field.value)?.[1] : undefined;
    const more: readonly Meant[] =
      beside === undefined ? [] : [{ ...field, value: beside, family: 'status', second: false }];
    // `changed: … 20010821 (Assigned)`: the first of a history.
    const family = meant.family === 'updated' && FIRST_CHANGE.test(field.value) ? 'created' : meant.family;
    return [...more, { ...field, family, second: meant.loose || person || field.section === 'registrar' }];
  });
}

function domainIn({ value, below }: Field): Fqdn | undefined {
  // A sentence below a word that reads like a heading names nothing.
  if (below && !/^\S{1,253}$/.test(value.trim())) return undefined;
  const word = value
    .trim()
    .split(/[\s(]/, 1)[0]!
    .replace(/^["[]+|["\],;]+$/g, '');
  return fqdnOrNone(word);
}

function firstDomain(fields: readonly Field[]): Fqdn | undefined {
  for (const field of fields) {
    if (familyOf(field.key)?.family !== 'domain') continue;
    const name = domainIn(field);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Some registries leave the ending out. */
function isOwn(name: Fqdn, domain: Fqdn | undefined): boolean {
  return domain !== undefined && (name === domain || name === `${domain.split('.', 1)[0]}.`);
}

/** Without the blocks before it where they are about another name: some servers tell of the ending first. */
function fromTheDomain(fields: readonly Field[], domain: Fqdn | undefined): readonly Field[] {
  const names = fields.flatMap((field) => {
    const name = familyOf(field.key)?.family === 'domain' ? domainIn(field) : undefined;
    return name === undefined ? [] : [{ name, block: field.block }];
  });
  const own = names.find(({ name }) => isOwn(name, domain));
  return own === undefined || names[0] === own ? fields : fields.filter(({ block }) => block >= own.block);
}

/** The fields from where the answer names the domain to where it names another; `elsewhere` is the name it speaks of instead. */
function aboutTheDomain(
  fields: readonly Meant[],
  domain: Fqdn | undefined,
): { readonly fields: readonly Meant[]; readonly elsewhere: Meant | undefined } {
  if (domain === undefined) return { fields, elsewhere: undefined };
  const kept: Meant[] = [];
  let here = true;
  let seen = false;
  let seenIn = -1;
  let elsewhere: Meant | undefined;
  let waiting: Meant[] = [];
  for (const field of fields) {
    if (waiting[0]?.block !== field.block) waiting = [];
    const name = field.family === 'domain' ? domainIn(field) : undefined;
    // A second name in the same block is another spelling of the first.
    if (name !== undefined && field.block !== seenIn) {
      here = isOwn(name, domain);
      if (here) {
        seen = true;
        seenIn = field.block;
        // A block may tell more before it gives its name.
        kept.push(...waiting);
      }
      if (!here) elsewhere ??= field;
    }
    if (here) kept.push(field);
    else waiting.push(field);
  }
  return { fields: kept, elsewhere: seen ? undefined : elsewhere };
}

interface Dated {
  readonly atMs: EpochMs;
  readonly line: string;
}

/** The first of the family that is a date, of a history its last; what counts second only where there is no first. */
function dateOf(fields: readonly Meant[], family: Family, order: SlashOrder | undefined): Dated | undefined {
  let second: Dated | undefined;
  for (const field of fields) {
    if (field.family !== family) continue;
    const atMs = readDate(field.value, order);
    if (atMs === undefined) continue;
    if (!field.second) return family === 'updated' ? lastOf(fields, field, atMs, order) : { atMs, line: field.line };
    second ??= { atMs, line: field.line };
  }
  return second;
}

function earliest(one: Dated | undefined, other: Dated | undefined): Dated | undefined {
  return one === undefined || (other !== undefined && other.atMs < one.atMs) ? other : one;
}

/** `changed:` once for each change, oldest or newest first; ends with the next other line. */
function lastOf(fields: readonly Meant[], first: Meant, atMs: EpochMs, order: SlashOrder | undefined): Dated {
  let last: Dated = { atMs, line: first.line };
  if (first.key !== 'changed') return last;
  for (const field of fields.slice(fields.indexOf(first) + 1)) {
    if (field.key !== first.key || field.block !== first.block) break;
    const thenMs = readDate(field.value, order);
    if (thenMs !== undefined && thenMs > last.atMs) last = { atMs: thenMs, line: field.line };
  }
  return last;
}

/** `Connected (2020/05/31)`: a status that is paid for until then. */
function dateInStatus(fields: readonly Meant[], order: SlashOrder | undefined): Dated | undefined {
  for (const { family, value, line } of fields) {
    if (family !== 'status') continue;
    const said = value.slice(0, 200);
    const inside = /\((\d[^()]{7,30})\)/.exec(said)?.[1] ?? /\buntil:? (\d.{7,30})$/i.exec(said)?.[1];
    const atMs = inside === undefined ? undefined : readDate(inside, order);
    if (atMs !== undefined) return { atMs, line };
  }
  return undefined;
}

export interface Statuses {
  readonly epp: readonly string[];
  readonly words: readonly string[];
  /** A word that only a registered name has. */
  readonly held: boolean;
  readonly line: string;
  readonly says: { readonly verdict: Verdict; readonly line: string } | undefined;
}

function statusesOf(fields: readonly Meant[], lines: readonly Line[], topLevelDomain: string): Statuses {
  const epp = new Set<string>();
  const words = new Set<string>();
  let line = '';
  let says: Statuses['says'];
  for (const field of fields) {
    if (field.family !== 'status') continue;
    const verdict = verdictOfStatus(field.value);
    if (verdict !== undefined) says ??= { verdict, line: field.line };
    for (const word of statusWords(field.value, topLevelDomain)) {
      words.add(word);
      const name = eppStatus(word.replace(/^\d{3} /, ''), topLevelDomain);
      // What is blocked, or reserved in its registry's words, may be somebody's all the same.
      if (name === undefined || (verdict !== undefined && verdict !== 'reserved')) continue;
      epp.add(name);
      if (line === '') line = field.line;
    }
  }
  for (const { text } of lines) {
    const name = statusInSentence(text, topLevelDomain);
    if (name === undefined) continue;
    epp.add(name);
    if (line === '') line = text;
  }
  return { epp: [...epp].slice(0, 40), words: [...words].slice(0, 40), held: epp.size > 0, line, says };
}

function lineOf(fields: readonly Meant[], family: Family): string {
  return fields.find((field) => field.family === family)?.line ?? '';
}

function isHtml(text: string): boolean {
  return /^\s{0,100}(?:<(?:!doctype|html|head|\?xml|body|script)|http\/\d)/i.test(text);
}
