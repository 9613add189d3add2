import { isSpf } from './rdata.ts';

/** At most so many terms may make a receiver ask the DNS, all included policies together (RFC 7208 §4.6.4) … */
export const SPF_MOST_LOOKUPS = 10;
/** … and so many of those questions may come back empty. */
export const SPF_MOST_VOID = 2;

/** A name and what may stand around it; what is longer names nothing. */
const LONGEST_TERM = 600;

/** A term of a policy that matters here: those that ask the DNS, and `all`, which ends the policy. */
export interface SpfTerm {
  readonly kind: 'include' | 'a' | 'mx' | 'ptr' | 'exists' | 'redirect' | 'all';
  /** Absolute, lower case; absent: the domain whose policy it is. With a macro in it the name cannot be known beforehand. */
  readonly target?: string;
  readonly hasMacro: boolean;
}

/** Terms in order; what follows `all` is never looked at, and `redirect` only where there is no `all` (RFC 7208 §5.1, §6.1). */
export function spfTerms(txt: string): SpfTerm[] {
  const words = txt.replace(/^"|"$/g, '').trim().split(/\s+/).slice(1);
  const terms: SpfTerm[] = [];
  let redirect: SpfTerm | undefined;
  for (const word of words) {
    if (word.length > LONGEST_TERM) continue;
    const match = /^[+\-~?]?(all|include|a|mx|ptr|exists)(?:[:](.*?))?(?:\/[\d/]+)?$/i.exec(word);
    const modifier = /^redirect=(.+)$/i.exec(word);
    if (modifier !== null) redirect ??= termOf('redirect', modifier[1]!);
    if (match === null) continue;
    const kind = match[1]!.toLowerCase() as SpfTerm['kind'];
    if (kind === 'all') return [...terms, { kind, hasMacro: false }];
    terms.push(termOf(kind, match[2]));
  }
  return redirect === undefined ? terms : [...terms, redirect];
}

function termOf(kind: SpfTerm['kind'], target: string | undefined): SpfTerm {
  if (target === undefined || target === '') return { kind, hasMacro: false };
  const hasMacro = target.includes('%');
  return { kind, target: `${target.toLowerCase().replace(/\.$/, '')}.`, hasMacro };
}

/** The policies among a name's TXT records. */
export function spfPolicies(txts: readonly string[]): string[] {
  return txts.filter(isSpf);
}

const SPEC = '(?:%\\{[slodiphcrtv]\\d*r?[.+,/_=-]*\\}|%[%_-]|[!-$&-~])+';
const CIDR = '(?:/\\d{1,2})?(?://\\d{1,3})?';
/** RFC 7208 §12: mechanisms with their qualifier; then `redirect`, `exp`, and modifiers that nobody knows yet, which are allowed. */
const TERM = new RegExp(
  `^(?:[+?~-]?(?:all|include:${SPEC}|(?:a|mx)(?::${SPEC})?${CIDR}|ptr(?::${SPEC})?|exists:${SPEC}` +
    `|ip4:\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d{1,2})?|ip6:[0-9a-f:.]+(?:/\\d{1,3})?)|[a-z][a-z0-9._-]*=(?:${SPEC})?)$`,
  'i',
);

/** The first term that is none: receivers take the whole policy for invalid then (RFC 7208 §4.6). `undefined`: all are. */
export function spfFault(txt: string): string | undefined {
  const words = txt.replace(/^"|"$/g, '').trim().split(/ +/).slice(1);
  const twice = ['redirect', 'exp'].find(
    (name) => words.filter((word) => word.toLowerCase().startsWith(`${name}=`)).length > 1,
  );
  // In presentation form an octet that is no visible ASCII shows as `\DDD`, and none of those may stand here.
  return twice ?? words.find((word) => word.includes('\\') || !TERM.test(word));
}
