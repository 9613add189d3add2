import { inspect } from 'node:util';

// Ten ways in which a value may stand in a text, written with Node's own coders: nothing here is golive's.

/** What a text in this encoding holds, for a value between whatever stands around it. */
export const ENCODINGS = {
  raw: (value) => [value],
  'in a URL': (value) => [
    encodeURIComponent(value),
    new URLSearchParams({ v: value }).toString().slice(2),
    [...Buffer.from(value)].map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join(''),
  ],
  base64: (value) => [Buffer.from(value).toString('base64'), Buffer.from(value).toString('base64url')],
  'base64 of user:password': (value) =>
    ['u', 'us', 'use'].map((user) => Buffer.from(`${user}:${value}`).toString('base64')),
  'JSON in JSON': (value) => {
    const once = JSON.stringify(value).slice(1, -1);
    return [once, JSON.stringify(once).slice(1, -1)];
  },
  'in HTML': (value) => [
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
    Array.from(value, (letter) => `&#${letter.codePointAt(0)};`).join(''),
  ],
  hexadecimal: (value) => {
    const digits = Buffer.from(value).toString('hex');
    return [digits, digits.toUpperCase(), inspect(Buffer.from(value)).slice(8, -1)];
  },
  'other case': (value) => [value.toUpperCase(), value.toLowerCase()],
  'octets in a list': (value) => [
    JSON.stringify(Buffer.from(value)),
    [...Buffer.from(value)].join(', '),
    inspect(new Uint8Array(Buffer.from(value))),
  ],
  'quoted-printable': (value) => [
    [...Buffer.from(value)]
      .map((octet) =>
        octet > 32 && octet < 127 && octet !== 61
          ? String.fromCharCode(octet)
          : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`,
      )
      .join(''),
    `${value.slice(0, 7)}=\r\n${value.slice(7)}`,
  ],
  'an SQL literal': (value) => [`'${value.replaceAll("'", "''")}'`, `X'${Buffer.from(value).toString('hex')}'`],
} as const satisfies Record<string, (value: string) => readonly string[]>;

export type Encoding = keyof typeof ENCODINGS;
export const ENCODING_NAMES = Object.keys(ENCODINGS) as readonly Encoding[];

export interface Hit {
  readonly kind: string;
  readonly encoding: Encoding;
}

/** What to look for of one value: the base64 of an octet string that begins in the middle of a group lacks its first digits. */
function tracesOf(value: string): readonly (readonly [Encoding, string])[] {
  // In a document or a database each of them stands in JSON.
  return bareTracesOf(value).flatMap(([encoding, text]) => {
    const once = JSON.stringify(text).slice(1, -1);
    return [...new Set([text, once, JSON.stringify(once).slice(1, -1)])].map((form) => [encoding, form] as const);
  });
}

function bareTracesOf(value: string): readonly (readonly [Encoding, string])[] {
  return ENCODING_NAMES.flatMap((encoding) =>
    ENCODINGS[encoding](value).flatMap((form): (readonly [Encoding, string])[] => {
      if (encoding === 'octets in a list')
        return [
          [encoding, [...Buffer.from(value)].join(',')],
          [encoding, [...Buffer.from(value)].join(', ')],
        ];
      if (encoding.startsWith('base64')) return [[encoding, form.replace(/=+$/, '').slice(6, -2)]];
      return [[encoding, form]];
    }),
  );
}

/** Without blanks and soft line breaks, as they are and as JSON writes them. */
const bareOf = (text: string): string => text.replaceAll(/=?(?:\\+r)?\\+n|=\r?\n|\s/g, '');

/** Looks through bytes for values in every encoding; blanks and line breaks do not hide them. */
export function finder(values: Readonly<Record<string, string>>) {
  const traces = Object.entries(values).flatMap(([kind, value]) =>
    tracesOf(value).map(([encoding, text]) => ({ kind, encoding, text, bare: bareOf(text) })),
  );
  return (where: string | Uint8Array): readonly Hit[] => {
    const text = typeof where === 'string' ? where : Buffer.from(where).toString('utf8');
    const bare = bareOf(text);
    const found = traces.filter((trace) => text.includes(trace.text) || bare.includes(trace.bare));
    const seen = new Set<string>();
    return found.flatMap(({ kind, encoding }) => {
      const key = `${kind} ${encoding}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ kind, encoding }];
    });
  };
}
