import { elements, member, textOf } from './json-walk.ts';

const MOST_PROPERTIES = 200;
const MOST_PARTS = 20;

/**
 * Who a jCard (RFC 7095) is about: its formatted name, else its organisation. Everything else in it (addresses, telephones, mail) stays unread.
 * Cards are broken in many ways; what cannot be read is passed over.
 */
export function organisationOf(vcardArray: unknown): string | undefined {
  let properties = elements(elements(vcardArray, 2)[1], MOST_PROPERTIES);
  // A card within a list of cards.
  if (Array.isArray(elements(vcardArray, 1)[0]))
    properties = elements(elements(elements(vcardArray, 1)[0], 2)[1], MOST_PROPERTIES);
  return textNamed(properties, 'fn') ?? textNamed(properties, 'org');
}

/** Property: `[name, parameters, type, value]`; a value with parts is an array of them, of languages an object. */
function textNamed(properties: readonly unknown[], name: string): string | undefined {
  for (const property of properties) {
    const [its, , , value] = elements(property, 4);
    if (textOf(its)?.toLowerCase() !== name) continue;
    const text = firstText(value, 3);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The first text in a value, its parts and its languages that is not empty. */
function firstText(value: unknown, depth: number): string | undefined {
  const text = textOf(value);
  if (text !== undefined) return text.trim() === '' ? undefined : text;
  if (depth === 0 || typeof value !== 'object' || value === null) return undefined;
  const parts = Array.isArray(value) ? elements(value, MOST_PARTS) : Object.values(value).slice(0, MOST_PARTS);
  for (const part of parts) {
    const found = firstText(part, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Who a JSContact card (RFC 9553) is about; some servers send it beside or instead of a jCard. */
export function cardName(card: unknown): string | undefined {
  const organisations = member(card, 'organizations');
  const organisation =
    typeof organisations === 'object' && organisations !== null ? Object.values(organisations)[0] : undefined;
  return (
    firstText(member(organisation, 'name'), 1) ??
    firstText(member(member(card, 'name'), 'full'), 1) ??
    firstText(member(card, 'fullName'), 1)
  );
}
