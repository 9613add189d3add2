import { type Fqdn, fqdn, isName } from '../../domain/name.ts';
import type { EpochMs } from '../../domain/time.ts';
import { readDate, type SlashOrder, slashOrder } from './dates.ts';
import { readDs, readSigned } from './ds.ts';
import { type Family, familyOf } from './keys.ts';
import { type Field, type Line, OTHER_OBJECT, PEOPLE, readLines, TEXT_CHARACTERS } from './lines.ts';
import { nameServersOf, readReferral, readRegistrar } from './parties.ts';
import type { Verdict, WhoisReading } from './reading.ts';
import { eppStatus, statusWords } from './statuses.ts';
import { verdictOfLine, verdictOfStatus } from './verdicts.ts';

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
  const { lines, fields: all } = readLines(known);
  const bare = (domain ?? firstDomain(all) ?? '').replace(/\.$/, '');
  const topLevelDomain = bare.slice(bare.lastIndexOf('.') + 1);
  const order = slashOrder(known, topLevelDomain);
  const meant = meaning(all);
  const { fields, elsewhere } = aboutTheDomain(meant, domain);

  const nameServers = nameServersOf(fields, domain ?? firstDomain(all));
  const status = statusesOf(fields, topLevelDomain);
  const registrar = readRegistrar(all, fields);
  const created = dateOf(fields, 'created', order);
  const updated = dateOf(fields, 'updated', order);
  const expires = dateOf(fields, 'expires', order) ?? dateInStatus(fields, order);
  const ds = readDs(all);
  const signed = ds.length > 0 ? true : readSigned(fields, all);
  const referral = readReferral(elsewhere === undefined ? fields : meant);

  const told: string[] = [];
  if (nameServers.length > 0) told.push(lineOf(fields, 'name-server'));
  if (created ?? expires) told.push((created ?? expires)!.line);
  if (registrar !== undefined) told.push(lineOf(fields, 'registrar'));
  if (status.held) told.push(status.line);
  const holder = fields.some(({ family }) => family === 'holder');
  const named = fields.find((field) => field.family === 'domain');
  const { verdict, evidence } = judge({
    lines, told, elsewhere, named, holder, servers: nameServers.length, updated: updated !== undefined, status, html: isHtml(known), domain,
  }); // biome-ignore format: one thing

  const found = verdict === 'registered';
  const data = found || verdict === 'reserved';
  return {
    outcome: found ? 'found' : verdict === 'free' ? 'not-found' : 'unknown',
    verdict,
    evidence: [...new Set(evidence)].slice(0, 5).map((line) => line.slice(0, 200)),
    statuses: data ? status.epp : [],
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

/** Fields with a meaning. Blocks about people and sets keep little, dates below people count second. */
function meaning(fields: readonly Field[]): readonly Meant[] {
  const opened = new Map<number, string>();
  for (const { key, block } of fields) if (!opened.has(block)) opened.set(block, key);
  return fields.flatMap((field) => {
    const other = OTHER_OBJECT.has(opened.get(field.block)!) && field.key !== 'domain';
    const meant = familyOf(field.key);
    if (meant === undefined) return [];
    if (other && !OF_A_SET.has(meant.family)) return [];
    const person = field.section !== '' && !field.below && PEOPLE.test(field.section);
    if (person && (meant.family === 'status' || meant.family === 'registrar')) return [];
    const beside = meant.family === 'domain' ? /^\S{1,253} is (\w{3,20})$/.exec(field.value)?.[1] : undefined;
    const more: readonly Meant[] =
      beside === undefined ? [] : [{ ...field, value: beside, family: 'status', second: false }];
    return [
      ...more,
      { ...field, family: meant.family, second: meant.loose || person || field.section === 'registrar' },
    ];
  });
}

function domainIn(value: string): Fqdn | undefined {
  const word = value
    .trim()
    .split(/[\s(]/, 1)[0]!
    .replace(/^["[]+|["\],;]+$/g, '');
  return isName(word) ? fqdn(word) : undefined;
}

function firstDomain(fields: readonly Field[]): Fqdn | undefined {
  for (const field of fields) {
    if (familyOf(field.key)?.family !== 'domain') continue;
    const name = domainIn(field.value);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The fields from where the answer names the domain to where it names another; `elsewhere` is the name it speaks of instead. */
function aboutTheDomain(
  fields: readonly Meant[],
  domain: Fqdn | undefined,
): { readonly fields: readonly Meant[]; readonly elsewhere: Meant | undefined } {
  if (domain === undefined) return { fields, elsewhere: undefined };
  const label = `${domain.split('.', 1)[0]}.`;
  const kept: Meant[] = [];
  let here = true;
  let seen = false;
  let seenIn = -1;
  let elsewhere: Meant | undefined;
  for (const field of fields) {
    const name = field.family === 'domain' ? domainIn(field.value) : undefined;
    // A second name in the same block is another spelling of the first.
    if (name !== undefined && field.block !== seenIn) {
      here = name === domain || (name === label && domain.split('.').length > 2);
      if (here) {
        seen = true;
        seenIn = field.block;
      }
      if (!here) elsewhere ??= field;
    }
    if (here) kept.push(field);
  }
  return { fields: kept, elsewhere: seen ? undefined : elsewhere };
}

interface Dated {
  readonly atMs: EpochMs;
  readonly line: string;
}

/** The first of the family that is a date; what counts second only where there is no first. */
function dateOf(fields: readonly Meant[], family: Family, order: SlashOrder | undefined): Dated | undefined {
  let second: Dated | undefined;
  for (const field of fields) {
    if (field.family !== family) continue;
    const atMs = readDate(field.value, order);
    if (atMs === undefined) continue;
    if (!field.second) return { atMs, line: field.line };
    second ??= { atMs, line: field.line };
  }
  return second;
}

/** `Connected (2020/05/31)`: a status that is paid for until then. */
function dateInStatus(fields: readonly Meant[], order: SlashOrder | undefined): Dated | undefined {
  for (const { family, value, line } of fields) {
    if (family !== 'status') continue;
    const inside = /\((\d[^()]{7,30})\)/.exec(value.slice(0, 200))?.[1];
    const atMs = inside === undefined ? undefined : readDate(inside, order);
    if (atMs !== undefined) return { atMs, line };
  }
  return undefined;
}

interface Statuses {
  readonly epp: readonly string[];
  readonly words: readonly string[];
  /** A word that only a registered name has. */
  readonly held: boolean;
  readonly line: string;
  readonly says: { readonly verdict: Verdict; readonly line: string } | undefined;
}

function statusesOf(fields: readonly Meant[], topLevelDomain: string): Statuses {
  const epp = new Set<string>();
  const words = new Set<string>();
  let line = '';
  let says: Statuses['says'];
  for (const field of fields) {
    if (field.family !== 'status') continue;
    const verdict = verdictOfStatus(field.value);
    if (verdict !== undefined) says ??= { verdict, line: field.line };
    for (const word of statusWords(field.value.slice(0, 300))) {
      words.add(word);
      const name = eppStatus(word.replace(/^\d{3} /, ''), topLevelDomain);
      if (name === undefined || verdict !== undefined) continue;
      epp.add(name);
      if (line === '') line = field.line;
    }
  }
  return { epp: [...epp].slice(0, 40), words: [...words].slice(0, 40), held: epp.size > 0, line, says };
}

function lineOf(fields: readonly Meant[], family: Family): string {
  return fields.find((field) => field.family === family)?.line ?? '';
}

interface Case {
  readonly lines: readonly Line[];
  /** The lines that only the record of a registration has, one for each kind. */
  readonly told: readonly string[];
  readonly elsewhere: Meant | undefined;
  readonly named: Meant | undefined;
  readonly holder: boolean;
  readonly servers: number;
  readonly updated: boolean;
  readonly status: Statuses;
  readonly html: boolean;
  readonly domain: Fqdn | undefined;
}

/**
 * The order of judgement. A record that names the domain and tells something of it outweighs any sentence around it. Without one a refusal
 * outweighs "free", because an error page that contains "no match" is the costlier mistake.
 */
function judge(the: Case): { readonly verdict: Verdict; readonly evidence: readonly string[] } {
  const { told, named, status } = the;
  const filled = told.filter((line) => line !== '');
  if (the.html) return { verdict: 'unclear', evidence: the.lines.slice(0, 1).map(({ text }) => text) };
  if (the.lines.length === 0) return { verdict: 'empty', evidence: [] };
  const kinds = filled.length + (the.holder ? 1 : 0) + (the.updated ? 1 : 0);
  const says = status.says;
  if (says?.verdict === 'reserved') return { verdict: 'reserved', evidence: [says.line] };
  // Someone holds it: a record with two kinds, or with the domain and one.
  const record = kinds >= 2 || the.servers >= 2 || (named !== undefined && kinds >= 1);
  if (record && the.elsewhere === undefined && (says === undefined || filled.length >= 2))
    return { verdict: 'registered', evidence: named === undefined ? filled : [named.line, ...filled] };

  const opening = the.lines.find(({ comment }) => !comment);
  const sentences = the.lines.flatMap((line) => {
    const { text } = line;
    const verdict = verdictOfLine(text, (name) => isAsked(name, the.domain), line === opening);
    return verdict === undefined ? [] : [{ verdict, line: text }];
  });
  if (says !== undefined) sentences.push(says as (typeof sentences)[number]);
  for (const verdict of ['rate-limited', 'refused', 'reserved', 'free'] as const) {
    const evidence = sentences.filter((sentence) => sentence.verdict === verdict).map(({ line }) => line);
    if (evidence.length === 0) continue;
    if (verdict === 'free' && the.elsewhere !== undefined && says === undefined) break;
    return { verdict, evidence };
  }
  if (the.elsewhere !== undefined) return { verdict: 'elsewhere', evidence: [the.elsewhere.line] };
  if (record) return { verdict: 'registered', evidence: filled };
  return {
    verdict: 'unclear',
    evidence: the.lines
      .filter(({ comment }) => !comment)
      .slice(0, 2)
      .map(({ text }) => text),
  };
}

/** A name within a sentence: the one we asked for, or its first label with part of the ending. */
function isAsked(name: string, domain: Fqdn | undefined): boolean {
  if (domain === undefined) return true;
  return isName(name) ? fqdn(name) === domain : false;
}

function isHtml(text: string): boolean {
  return /^\s{0,100}<(?:!doctype|html|head|\?xml|body|script)/i.test(text);
}
