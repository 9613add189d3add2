import type { Fqdn } from '../domain/name.ts';
import { child, isName, isUnder, parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';

/** What stands in the way of walking a zone: no signatures, hashed names (RFC 5155), proofs made for each question (RFC 4470, 9824). */
export type NoWalk = 'unsigned' | 'nsec3' | 'minimal';

interface Link {
  readonly next: Fqdn;
  /** Types that the name has (RFC 4034 §4.1.2). */
  readonly types: readonly string[];
}

/** The NSEC records of a zone as they become known: each names its owner, the owner's types, and the next owner (RFC 4034 §4). */
export class NsecChain {
  readonly #zone: Fqdn;
  readonly #links = new Map<Fqdn, Link>();
  /** Names whose record could not be had. */
  readonly #stuck = new Set<Fqdn>();

  constructor(zone: Fqdn) {
    this.#zone = zone;
  }

  /** Takes what an authoritative answer holds. A proof that is made for the question leads nowhere, and is told. */
  learn(sets: readonly Rrset[]): NoWalk | undefined {
    let hindrance: NoWalk | undefined;
    for (const { name, type, rdatas } of sets) {
      if (type === 'NSEC3') hindrance = 'nsec3';
      if (type !== 'NSEC' || !isUnder(name, this.#zone)) continue;
      const [next, ...types] = rdatas[0]!.split(' ');
      // `\000.` before the name, or letters that no owner has: the server makes its proofs on the spot.
      if (next!.includes('\\') || !isName(next!)) hindrance = 'minimal';
      // Another zone below, on the same server: that chain is not ours.
      else if (types.includes('SOA') && name !== this.#zone) continue;
      else if (isUnder(next as Fqdn, this.#zone)) this.#links.set(name, { next: next as Fqdn, types });
    }
    return hindrance;
  }

  /** Names that are known to exist and whose own record is not known: the next to be asked. */
  frontier(): Fqdn[] {
    const names = new Set([this.#zone, ...[...this.#links.values()].map(({ next }) => next)]);
    return [...names].filter((name) => !this.#links.has(name) && !this.#stuck.has(name));
  }

  giveUpOn(name: Fqdn): void {
    this.#stuck.add(name);
  }

  has(name: Fqdn): boolean {
    return this.#links.has(name);
  }

  get length(): number {
    return this.#links.size;
  }

  /** The chain leads from the apex through every known name back to it. */
  isWhole(): boolean {
    let name: Fqdn | undefined = this.#zone;
    for (let steps = 0; steps < this.#links.size; steps++) {
      name = this.#links.get(name)?.next;
      if (name === undefined) return false;
      if (name === this.#zone) return steps === this.#links.size - 1;
    }
    return false;
  }

  names(): readonly { readonly name: Fqdn; readonly types: readonly string[] }[] {
    return [...this.#links].map(([name, { types }]) => ({ name, types }));
  }
}

/**
 * A name that nobody has, as close behind another as our names allow (RFC 4034 §6.1): behind all that lies below it. Its proof of absence is
 * the other's record, also where that one is a delegation and answers with a referral. `undefined`: there is none.
 */
export function nameBehind(name: Fqdn, zone: Fqdn): Fqdn | undefined {
  if (name === zone) return undefined;
  const label = name.slice(0, name.indexOf('.'));
  const padding = Math.min(63 - label.length, 252 - name.length);
  if (padding < 2 || label === '*') return undefined;
  const behind = `${label}${'-'.repeat(padding - 1)}0.${parentOf(name)}`;
  return isName(behind) ? (behind as Fqdn) : undefined;
}

/** Names spread over the alphabet, so that a chain is walked from many places at once. */
export function scatteredNames(zone: Fqdn): Fqdn[] {
  return [...'abcdefghijklmnopqrstuvwxyz0369_'].flatMap((letter) =>
    isName(`${letter}0golive.${zone}`) ? [child(`${letter}0golive`, zone)] : [],
  );
}
