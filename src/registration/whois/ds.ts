import { familyOf } from './keys.ts';
import type { Field } from './lines.ts';

/** A parent publishes a handful. */
const DS_RECORDS = 20;

/** Parts of a DS that come one to a line, by key: tag, algorithm, digest type, digest. */
const PARTS: readonly (readonly [RegExp, 0 | 1 | 2 | 3])[] = [
  [/^(?:key\d{0,3}-tag|ds key tag|ds-key-tag|key tag|keytag|ds keytag|dnssec ds keytag)$/, 0],
  [/^(?:key\d{0,3}-algo|algorithm|ds algorithm|ds-algorithm|ds alg)$/, 1],
  [/^(?:key\d{0,3}-dgst-t|digest type|ds digest type|ds-digest-type|ds digesttype)$/, 2],
  [/^(?:key\d{0,3}-dgst|digest|ds digest|ds-digest)$/, 3],
];

/** DS rdatas (RFC 4034 §5.3): whole lines, and those told in parts. */
export function readDs(fields: readonly Field[]): readonly string[] {
  const found = new Set<string>();
  let parts: (string | undefined)[] = [];
  let open = '';
  for (const field of fields) {
    if (found.size >= DS_RECORDS) break;
    const place = PARTS.find(([key]) => key.test(field.key))?.[1];
    if (place !== undefined) {
      if (place === 0) parts = [];
      // `8-RSASHA256`, `2-SHA256` (.ro).
      parts[place] = place === 3 ? field.value : field.value.replace(/^(\d{1,5})-[\w-]{1,40}$/, '$1');
      if (place === 3) {
        add(found, parts.join(' '));
        parts = [];
      }
      continue;
    }
    if (familyOf(field.key)?.family === 'ds') {
      // A digest may go on in the next line.
      open = field.below && open !== '' && /^[0-9a-f\s)]+$/i.test(field.value) ? `${open} ${field.value}` : field.value;
      add(found, open);
    } else open = '';
  }
  return longest([...found]);
}

const LENGTHS: Readonly<Record<string, number>> = { '1': 40, '2': 64, '3': 64, '4': 96 };

function add(found: Set<string>, text: string): void {
  const plain = text
    .slice(0, 600)
    .replace(/\[[^\]]{0,40}\]|[()]/g, ' ')
    .replace(/[\s,]+/g, ' ')
    .replace(/^\s*\S{0,253}\s+(?:\d+\s+)?IN\s+DS\s/i, ' ');
  const match = /^\s*(\d{1,5})\s+(\d{1,3})\s+(\d{1,3})\s+([0-9a-f\s]+)\s*$/i.exec(plain);
  if (match === null) return;
  const [, tag, algorithm, type, digest] = match;
  const hex = digest!.replace(/\s+/g, '').toLowerCase();
  const length = LENGTHS[type!];
  if (Number(tag) > 65535 || Number(algorithm) > 255 || (length !== undefined && hex.length !== length)) return;
  found.add(`${Number(tag)} ${Number(algorithm)} ${Number(type)} ${hex}`);
}

/** A digest that was read before its next line was does not count beside the whole. */
function longest(rdatas: readonly string[]): readonly string[] {
  return rdatas.filter((one) => !rdatas.some((other) => other !== one && other.startsWith(one)));
}

const YES = /^(?:yes|y|true|signed|signeddelegation|signed delegation|active|enabled|secure|1|ja|oui|[0-9]+ )/i;
const NO =
  /^(?:no|n|false|unsigned|inactive|disabled|insecure|unsigned delegation|0|nee|nein|non|not signed|미서명)\b|^미서명/i;

/** Whether the text says that the delegation is signed. */
export function readSigned(
  fields: readonly (Field & { readonly family: string })[],
  all: readonly Field[],
): boolean | undefined {
  for (const { family, key, value } of fields) {
    if (family !== 'signed') continue;
    if (key === 'dnskey' || key === 'keys') return true;
    if (NO.test(value)) return false;
    if (YES.test(value)) return true;
  }
  // A DS in words of its own (.br) tells that there is one.
  const keeps = all.some(
    ({ section, key, value }) => section === 'keys' || (familyOf(key)?.family === 'ds' && /[0-9a-f]{40}/i.test(value)),
  );
  return keeps ? true : undefined;
}
