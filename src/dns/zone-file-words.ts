import type { Fqdn } from '../domain/name.ts';
import { fqdn, isName } from '../domain/name.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of a TTL or timer: `3600`, or with BIND's units `1h30m`, `1W`. `undefined`: it is none. */
export function ttlSecondsOf(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return inRange(Number(text));
  if (text.length > 60 || !/^(?:\d{1,10}[smhdw])+$/i.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([smhdw])/gi))
    seconds += Number(amount) * UNITS[unit!.toLowerCase()]!;
  return inRange(seconds);
}

const inRange = (seconds: number): number | undefined => (seconds <= 0xffffffff ? seconds : undefined);

/** Ends with a dot that is no part of a label. */
export function isAbsolute(name: string): boolean {
  if (!name.endsWith('.')) return false;
  let backslashes = 0;
  for (let at = name.length - 2; at >= 0 && name[at] === '\\'; at--) backslashes++;
  return backslashes % 2 === 0;
}

/** As it stands in the file, made absolute; escapes stay. */
export function absoluteText(name: string, origin: Fqdn): string {
  if (name === '@') return origin;
  if (isAbsolute(name)) return name;
  return origin === '.' ? `${name}.` : `${name}.${origin}`;
}

/** An owner with its escapes resolved, where it is a name that can be carried; `undefined`: it is not. */
export function ownerOf(absolute: string): Fqdn | undefined {
  if (absolute.length > 1100) return undefined;
  const plain = absolute.includes('\\') ? unescaped(absolute) : absolute;
  return plain !== undefined && isName(plain) ? fqdn(plain) : undefined;
}

/** `\095dmarc` is `_dmarc`; `undefined`: what is escaped must stay so, as a dot inside a label. */
function unescaped(name: string): string | undefined {
  let odd = false;
  const text = name.replace(/\\(\d{3})|\\([\s\S])/g, (_whole, code: string | undefined, single: string | undefined) => {
    const character = code === undefined ? single! : String.fromCharCode(Number(code));
    odd ||= !/^[A-Za-z0-9_*-]$/.test(character);
    return character;
  });
  return odd ? undefined : text;
}
