/** Deeper than any RDAP answer; jCards, the deepest, come to a dozen. */
const MOST_DEPTH = 64;

/** How deep arrays and objects are nested, up to `most + 1`; strings are skipped. Reads no grammar: what is broken is found by the parser. */
function depthOf(text: string, most: number): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length && deepest <= most; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      for (index++; index < text.length && text.charCodeAt(index) !== 0x22; index++)
        if (text.charCodeAt(index) === 0x5c) index++;
    } else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}

/** A JSON value from outside, or why it is none. */
export function parseBounded(
  text: string,
  mostCharacters: number,
): { readonly value: unknown } | { readonly why: string } {
  if (text.length > mostCharacters) return { why: `more than ${mostCharacters} characters` };
  if (depthOf(text, MOST_DEPTH) > MOST_DEPTH) return { why: `JSON nested deeper than ${MOST_DEPTH}` };
  try {
    return { value: JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text) as unknown };
  } catch {
    return { why: /^\s*</.test(text) ? 'a web page, not JSON' : text.trim() === '' ? 'nothing' : 'broken JSON' };
  }
}

/** An object's own member; `undefined` for everything that has none, whatever it is. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** The first `most` elements; none of what is no array. */
export function elements(value: unknown, most: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

/** As `elements`; a single thing where a list belongs is a list of one. */
export function listed(value: unknown, most: number): readonly unknown[] {
  if (Array.isArray(value)) return value.slice(0, most);
  return value === undefined || value === null ? [] : [value];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
