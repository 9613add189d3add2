import type { Fqdn } from '../domain/name.ts';
import type { ZoneFileIssues, ZoneFilePlace } from './zone-file-issues.ts';
import { shownPiece } from './zone-file-issues.ts';
import type { Entry, Word } from './zone-file-lines.ts';
import { isAbsolute } from './zone-file-words.ts';

/** An RRset of the file while it is read. */
export interface Building {
  readonly name: Fqdn;
  readonly type: string;
  /** Of its first record. */
  readonly place: ZoneFilePlace;
  readonly rdatas: Set<string>;
  readonly strings: { [rdata: string]: string };
  ttlSeconds: number;
  ttlsDiffer?: ZoneFilePlace;
}

/** A relative target that ends so was most likely meant as absolute. */
const USUAL_ENDINGS = /\.(?:com|net|org|nl|be|de|eu|fr|at|ch|uk|io|info|cloud|email)$/i;
const MOST_SUSPECTS = 1000;
const DOT_BEHIND = 'write a dot behind a name that is whole';

/** What a file may well say and hardly mean: it is read as it stands, and told. */
export class ZoneFileDoubts {
  readonly #doubled: string;
  readonly #issues: ZoneFileIssues;
  readonly #suspects: { readonly place: ZoneFilePlace; readonly written: string; readonly target: string }[] = [];
  #proxied: ZoneFilePlace | undefined;

  constructor(zone: Fqdn, issues: ZoneFileIssues) {
    this.#doubled = zone === '.' ? '' : `${zone}${zone}`;
    this.#issues = issues;
  }

  /** `mail.klant.nl.klant.nl.`: somebody forgot the final dot. */
  name(name: string, place: ZoneFilePlace): boolean {
    if (this.#doubled === '' || (name !== this.#doubled && !name.endsWith(`.${this.#doubled}`))) return false;
    this.#issues.warn(place, `${shownPiece(name)} has the zone's name twice`, DOT_BEHIND);
    return true;
  }

  /** @param target the name as it is read, lower case */
  target(target: string, word: Word): void {
    if (this.name(target, word) || isAbsolute(word.text) || !USUAL_ENDINGS.test(word.text)) return;
    if (this.#suspects.length < MOST_SUSPECTS) this.#suspects.push({ place: word, written: word.text, target });
  }

  text(entry: Entry, data: readonly Word[]): void {
    const bare = data.find(({ quoted }) => !quoted);
    if (bare === undefined || bare.text === '\\#') return;
    if (entry.cut !== undefined)
      this.#issues.warn(entry.cut, 'what follows this ; is read as a comment', 'put the whole text in quotes');
    else if (data.length > 1)
      this.#issues.warn(bare, 'words without quotes are joined without blanks', 'put the whole text in quotes');
  }

  comment(comment: string, place: ZoneFilePlace): void {
    if (comment.includes('cf-proxied:true')) this.#proxied ??= place;
  }

  /** What only shows when all is read. */
  judge(sets: readonly Building[]): void {
    for (const { ttlsDiffer, name, type, ttlSeconds } of sets)
      if (ttlsDiffer !== undefined)
        this.#issues.warn(ttlsDiffer, `the TTLs of ${name} ${type} differ; the lowest, ${ttlSeconds} s, is taken`);
    this.#judgeAliases(sets);
    const names = new Set<string>(this.#suspects.length === 0 ? [] : sets.map(({ name }) => name));
    for (const { place, written, target } of this.#suspects)
      if (!names.has(target)) this.#issues.warn(place, `${shownPiece(written)} is read as ${target}`, DOT_BEHIND);
    if (this.#proxied !== undefined)
      this.#issues.warn(
        this.#proxied,
        'this export marks names as proxied: the world sees the proxy’s addresses, the file has those behind it',
      );
  }

  /** RFC 1034 §3.6.2: beside a CNAME stands nothing else, and it is one. Panels that flatten aliases export them all the same. */
  #judgeAliases(sets: readonly Building[]): void {
    const aliases = new Map(sets.filter(({ type }) => type === 'CNAME').map((set) => [set.name, set]));
    if (aliases.size === 0) return;
    const told = new Set<Fqdn>();
    for (const { name, type } of sets) {
      const alias = aliases.get(name);
      if (alias === undefined || told.has(name) || ['CNAME', 'RRSIG', 'NSEC'].includes(type)) continue;
      told.add(name);
      this.#issues.warn(alias.place, `${name} has a CNAME and other data (${type})`);
    }
    for (const { name, rdatas, place } of aliases.values())
      if (rdatas.size > 1) this.#issues.warn(place, `${name} has ${rdatas.size} CNAMEs`);
  }
}
