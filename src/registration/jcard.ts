import { elements, textOf } from './json-walk.ts';

const MOST_PROPERTIES = 200;

/**
 * Who a jCard (RFC 7095) is about: its formatted name, else its organisation. Everything else in it (addresses, telephones, mail) stays unread.
 * Cards are broken in many ways; what cannot be read is passed over.
 */
export function organisationOf(vcardArray: unknown): string | undefined {
  const properties = elements(elements(vcardArray, 2)[1], MOST_PROPERTIES);
  return textNamed(properties, 'fn') ?? textNamed(properties, 'org');
}

/** Property: `[name, parameters, type, value]`; a value with parts is an array of them. */
function textNamed(properties: readonly unknown[], name: string): string | undefined {
  for (const property of properties) {
    const [its, , , value] = elements(property, 4);
    if (textOf(its)?.toLowerCase() !== name) continue;
    const text = textOf(value) ?? textOf(elements(value, 20).find((one) => textOf(one)?.trim()));
    if (text?.trim()) return text;
  }
  return undefined;
}
