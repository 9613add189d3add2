import { GoLiveError } from './errors.ts';
import { domainToASCII, domainToUnicode } from './idna.ts';

/** An absolute domain name: A-labels, lower case, with its final dot (RFC 9499 §2). Made only by `fqdn`. */
export type Fqdn = string & { readonly _brand: 'Fqdn' };

const LABEL = /^(?:\*|[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)$/;

/**
 * Reads a name as a person writes it: with or without its dot, any case, U-labels or A-labels (UTS 46).
 * `café-dezon.be`, `CAFÉ-DEZON.be.` and `xn--caf-dezon-d4a.be` are one name.
 *
 * @throws GoLiveError `name-invalid`: empty, a label over 63 octets, over 253 in all (RFC 1035 §2.3.4), or a character no host or
 * service name has. A dot inside a label cannot be written here, on purpose.
 */
export function fqdn(text: string): Fqdn {
  const name = fqdnOrNone(text);
  if (name === undefined) throw new GoLiveError('name-invalid', { subject: text.slice(0, 80) });
  return name;
}

export function isName(text: string): boolean {
  return fqdnOrNone(text) !== undefined;
}

/** What `fqdn` reads; `undefined` where it would throw. */
export function fqdnOrNone(text: string): Fqdn | undefined {
  if (text === '.') return '.' as Fqdn;
  const trimmed = text.endsWith('.') ? text.slice(0, -1) : text;
  if (trimmed === '' || trimmed.length > 1000 || /[\s/\\@:?#%[\]]/.test(trimmed)) return undefined;
  // domainToASCII knows hosts, not wildcards; and it reads 127.1 or 0x7f as an address, which is no name.
  const ascii =
    /^[\x21-\x7e]+$/.test(trimmed) && !/xn--/i.test(trimmed) ? trimmed.toLowerCase() : domainToASCII(trimmed);
  if (ascii === '' || ascii.length > 253) return undefined;
  if (/(^|\.)\d+$/.test(ascii)) return undefined; // an address, not a name: no top-level domain is all digits (RFC 3696 §2)
  return ascii.split('.').every((label) => LABEL.test(label)) ? (`${ascii}.` as Fqdn) : undefined;
}

/** For people: U-labels, no final dot. */
export function displayName(name: Fqdn): string {
  if (name === '.') return '.';
  const shown = name.slice(0, -1);
  return (shown.includes('xn--') && domainToUnicode(shown)) || shown;
}

/** The last label, as it is asked for: `nl` of `klant.nl.`; empty for the root. */
export function endingOf(name: Fqdn): string {
  return name.slice(0, -1).split('.').at(-1)!;
}

/** The last label as people write it. */
export function endingShown(name: Fqdn): string {
  return displayName(name).split('.').at(-1)!;
}

/** A word that is a name of two labels or more with its final dot, as it stands in a list or a sentence. */
const ABSOLUTE = /(?<=^|[\s,;(])((?:[^\s,;()."]+\.)+[^\s,;()."]+)\.(?=$|[\s,;):])/g;

/** For people: names inside a text without their final dot. What is quoted (TXT data) stays as it is. */
export function withoutFinalDots(text: string): string {
  return text.includes('"') ? text : text.replace(ABSOLUTE, '$1');
}

export function isUnder(name: Fqdn, zone: Fqdn): boolean {
  return name === zone || zone === '.' || name.endsWith(`.${zone}`);
}

/** The name one label up; the root's parent is the root. */
export function parentOf(name: Fqdn): Fqdn {
  const dot = name.indexOf('.');
  return (name === '.' || dot === name.length - 1 ? '.' : name.slice(dot + 1)) as Fqdn;
}

/** `child('www', 'klant.nl.')` is `www.klant.nl.`; `'@'` and `''` are the apex. */
export function child(label: string, zone: Fqdn): Fqdn {
  return label === '@' || label === '' ? zone : fqdn(`${label}.${zone}`);
}

/**
 * Reads what a person gives as the domain to look at: a name with its ending that somebody can hold, no wildcard and no service name. A label
 * that mixes scripts is refused, because it usually imitates another name; whoever means it writes it with A-labels.
 *
 * @throws GoLiveError `name-invalid`, saying which of these it is instead and what to write
 */
export function domainName(text: string): Fqdn {
  const subject = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  const refuse = (why: string, fix = 'Write the name alone, like klant.nl.'): GoLiveError =>
    new GoLiveError('name-invalid', { subject, why, fix });
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  if (bare === '') throw refuse(text === '' ? 'it is empty' : 'it is the root');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) throw refuse('it is a web address', hostOf(text));
  if (text.includes('@')) throw refuse('it is a mail address', hostOf(text));
  if (isAddress(bare)) throw refuse('it is an IP address');
  if (bare.startsWith('.')) throw refuse('it begins with a dot');
  const octets = octetsOf(bare);
  if (octets > 255) throw refuse(`its ${octets} octets are more than the 255 that a name can have`);
  const label = bare.split('.').find((one) => octetsOf(one) - 2 > 63);
  if (label !== undefined)
    throw refuse(`a label of ${octetsOf(label) - 2} octets is longer than the 63 that it can have`);
  const name = fqdnOrNone(text);
  if (name === undefined) throw refuse(whyNone(bare));
  if (!bare.includes('.') && parentOf(name) === '.')
    throw refuse('it is a top-level domain alone', 'Write a name with its ending, like klant.nl.');
  if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){2,}$/.test(name))
    throw refuse('it is a wildcard or a service name', 'Write a name with its ending, like klant.nl.');
  const mixed = bare.split('.').flatMap((one) => mixedScripts(one) ?? [])[0];
  if (mixed !== undefined)
    throw refuse(`it mixes scripts: ${mixed}`, `If this very name is meant, write it as ${name.slice(0, -1)}.`);
  return name;
}

/** What makes a text no name: its first character that no name has and its place (from 1), else what is wrong with its dots and hyphens. */
function whyNone(text: string): string {
  const letters = [...text];
  const at = letters.findIndex((letter) => letter !== '.' && !isName(`a${letter}a.nl`) && !isName(`${letter}.nl`));
  const letter = letters[at];
  if (letter !== undefined) return `its character ${at + 1} is ${shown(letter)}, which no domain name has`;
  if (text.includes('..')) return 'there is nothing between two of its dots';
  if (/(?:^|\.)-|-(?:\.|$)/.test(text)) return 'a part of it begins or ends with a hyphen';
  return 'it holds something that no domain name has';
}

function shown(letter: string): string {
  if (/^\s$/u.test(letter)) return 'a blank';
  const number = `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return /^[\p{C}\p{M}\p{DI}]$/u.test(letter) ? `${number}, invisible` : `"${letter}"`;
}

/** A way out for who pasted more than the name. */
function hostOf(text: string): string | undefined {
  const host = text
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/s, '')
    .replace(/:\d+$/, '');
  return isName(host) && host.includes('.') ? `Write the name alone: ${displayName(fqdn(host))}.` : undefined;
}

function isAddress(text: string): boolean {
  const bare = text.replace(/^\[(.*)\]$/s, '$1').replace(/%.*$/s, '');
  if (/^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(bare)) return true;
  if (/[\s/@?#\\]/.test(bare) || bare.length > 100) return false;
  // What UTS 46 and a browser read as one: full-width digits, 127.1, 0x7f.1.
  const ascii = domainToASCII(bare.replace(/:\d+$/, ''));
  return /^\d+\.\d+\.\d+\.\d+$/.test(ascii) || (/^[\d.]+$/.test(bare) && bare.includes('.'));
}

/** As on the wire, with the root (RFC 1035 §3.1): a length before each label and a zero at the end. */
function octetsOf(text: string): number {
  let octets = 1;
  for (const label of text.split('.')) {
    const short = label.length <= 1000 && !/^[\x20-\x7e]*$/.test(label) ? domainToASCII(label) : '';
    octets += 1 + (short === '' ? label : short).length;
  }
  return octets;
}

/** Scripts that names are written in; what every script uses (digits, hyphen) is `Common` and counts for none. */
const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Telugu',
  'Thai',
  'Georgian',
  'Cherokee',
  'Ethiopic',
  'Khmer',
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Hangul',
] as const;
const LETTERS = SCRIPTS.map((script) => ({ script, has: new RegExp(`\\p{Script=${script}}`, 'u') }));
/** Scripts that one language writes together (UTS 39 §5.2, "highly restrictive"). */
const TOGETHER: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

/** `Latin with Cyrillic: а (U+0430)`; the letters are those of the rarer script. `undefined`: one script, or scripts that belong together. */
function mixedScripts(label: string): string | undefined {
  const found = new Map<string, string[]>();
  for (const letter of label) {
    const script = LETTERS.find(({ has }) => has.test(letter))?.script;
    if (script !== undefined) found.set(script, [...(found.get(script) ?? []), letter]);
  }
  const scripts = [...found.keys()];
  if (scripts.length < 2 || TOGETHER.some((set) => scripts.every((script) => set.includes(script)))) return undefined;
  const [most, ...others] = [...found].sort((a, b) => b[1].length - a[1].length);
  const letters = others.flatMap(([, of]) => of);
  const named = [...new Set(letters)]
    .slice(0, 5)
    .map((letter) => `${letter} (U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')})`);
  return `${most![0]} with ${others.map(([script]) => script).join(', ')}: ${named.join(', ')}`;
}
