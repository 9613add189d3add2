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
  const name = parse(text);
  if (name === undefined) throw new GoLiveError('name-invalid', { subject: text.slice(0, 80) });
  return name;
}

export function isName(text: string): boolean {
  return parse(text) !== undefined;
}

function parse(text: string): Fqdn | undefined {
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
  return name === '.' ? '.' : domainToUnicode(name.slice(0, -1)) || name.slice(0, -1);
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
