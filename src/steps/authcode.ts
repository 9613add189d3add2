import type { Fqdn } from '../domain/name.ts';
import { endingShown } from '../domain/name.ts';
import { Secret } from '../domain/secret.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY, SECOND } from '../domain/time.ts';
import type { CodeForm, TldOverrides } from '../registration/tld-rules.ts';
import { known, tldRuleOf } from '../registration/tld-rules.ts';

/** The vault's field. */
export const AUTHCODE = 'authcode';

/** A code whose end nobody names is kept this long; the longest lifetime that a registry names is 40 days. */
export const LONGEST_KEPT_MS = 60 * DAY;

/**
 * A code as it is kept: without the white space around it, which comes with copying and belongs to no code. Inside nothing is changed; codes
 * are case-sensitive, and what looks like a fault is told, never mended.
 */
export function trimmedAuthcode(text: string): string {
  return text.trim();
}

/** The same of a code in its wrapping. */
export function trimmedSecret(code: Secret): Secret {
  const text = code.reveal();
  const trimmed = trimmedAuthcode(text);
  return trimmed === text ? code : new Secret(trimmed);
}

export interface CodeOf {
  readonly domain: Fqdn;
  /** It came from the registrar's API, or a person says that it is so: a form that only resellers tell of does not count. */
  readonly asGiven?: boolean;
  /** The registrar's own rules. */
  readonly overrides?: TldOverrides;
}

/**
 * What is wrong with a transfer code as text, `undefined` for nothing. RFC 5731 leaves the form to the registry; every registry's codes are
 * printable ASCII without blanks, and 4 to 64 characters hold them all. With a domain also by the form of its ending. The sentence names the
 * kind and the place of what is wrong (characters, from 1) and never shows one.
 */
export function authcodeFault(text: string, of?: CodeOf): string | undefined {
  const form = of === undefined ? undefined : formOf(of);
  return (
    (form && groupsFault(text, form)) ??
    pastedFault(text) ??
    characterFault(text, form) ??
    (form && formFault(text, form))
  );
}

/** Whether `--as-given` would help: all that is wrong is a form which no registry says it has. */
export function isOnlyUnusual(text: string, domain: Fqdn): boolean {
  return authcodeFault(text, { domain }) !== undefined && authcodeFault(text, { domain, asGiven: true }) === undefined;
}

/** What people write before a code: `AuthCode:`, `EPP-code =`, `Verhuistoken:`. Letters and blanks only, so that a code is not taken for one. */
const LABEL =
  /^(?=[^:=：]*(?:auth|epp|transfer|verhuis|umzug|token|code|schlüssel|sleutel|clé|cle|key))[\p{L}\s._/()'’-]{2,60}[:=：]/iu;

const TOO_LONG = 'it is longer than 64 characters';

/** More was pasted than the code, or something in its place. */
function pastedFault(text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (text.length > 2000) return TOO_LONG;
  if (LABEL.test(text)) return 'it begins with a label; give only what stands behind the colon';
  const words = text.split(/\s+/u).filter((word) => word !== '').length;
  if (words >= 4) return `it is a text of ${words} words; give the code alone`;
  if (/^(?:"[^"]*"|'[^']*'|“[^”]*”|„[^“”]*[“”]|«[^»]*»|‘[^’]*’)$/u.test(text))
    return 'it stands in quotation marks; give it without them';
  return /^[*•●∙·⬤█]+$/u.test(text)
    ? 'it is what a field shows that hides its content, and not the content'
    : undefined;
}

/** What no code has, the first that matches. */
const KINDS: readonly (readonly [is: RegExp, what: string])[] = [
  [/^[\n\r\u0085\u2028\u2029]$/u, 'a line break'],
  [/^\s$/u, 'a blank'],
  [/^\p{Cc}$/u, 'a control character'],
  [/^[\p{Cf}\p{DI}]$/u, 'an invisible character'],
  [/^[\uff01-\uff5e]$/u, 'a full-width form of a character'],
  [/^[‘’‚‛“”„‟′″‹›«»´`]$/u, 'a typographic quotation mark'],
  [/^[\u2010-\u2015\u2212\u00ad\ufe58\ufe63\u2043]$/u, 'a typographic dash; codes have the hyphen of the keyboard'],
  [/^\p{Script=Cyrillic}$/u, 'a Cyrillic letter, which may look like a Latin one'],
  [/^\p{Script=Greek}$/u, 'a Greek letter, which may look like a Latin one'],
  [/^[\p{L}\p{M}]$/u, 'a letter that is none of A to Z'],
  [/^\p{N}$/u, 'a digit that is none of 0 to 9'],
];

function characterFault(text: string, form: Form | undefined): string | undefined {
  const letters = [...text];
  const wrong = letters.flatMap((letter, at) => (/^[\x21-\x7e]$/.test(letter) ? [] : [{ letter, place: at + 1 }]));
  const [first, ...others] = wrong;
  if (first !== undefined) {
    const kind = KINDS.find(([is]) => is.test(first.letter))?.[1] ?? 'a character that no transfer code has';
    const more = others.length === 0 ? '' : ` (and ${others.length} more of its characters cannot be)`;
    const like = form?.example === undefined ? '' : `; codes of ${form.ending} are like ${form.example}`;
    return `its character ${first.place} is ${kind}${more}${like}`;
  }
  if (text.length < 4) return 'it is shorter than 4 characters';
  return text.length > 64 ? TOO_LONG : undefined;
}

/** What is read for another, by what may be meant. */
const LOOK_ALIKES: readonly Readonly<Record<string, string>>[] = [
  { O: '0', o: '0', Q: '0', D: '0', I: '1', l: '1', '|': '1', i: '1', Z: '2', S: '5', s: '5', B: '8', g: '9', q: '9' },
  { '0': 'O', '1': 'I', '5': 'S', '8': 'B' },
];

interface Form extends CodeForm {
  /** `.be` */
  readonly ending: string;
}

function formOf({ domain, asGiven, overrides }: CodeOf): Form | undefined {
  const cell = tldRuleOf(domain, overrides).codeForm;
  if (!('value' in cell) || (asGiven === true && cell.by !== 'registry')) return undefined;
  return { ...cell.value, ending: `.${endingShown(domain)}` };
}

/** A code as a mail or a letter may print it, in groups with blanks between. */
function groupsFault(text: string, { pattern, example, ending }: Form): string | undefined {
  if (text.length > 200 || !/\s/u.test(text) || pattern?.test(text.trim().replace(/\s+/gu, '-')) !== true)
    return undefined;
  return `it has blanks where codes of ${ending} have hyphens between their groups${example === undefined ? '' : `, like ${example}`}`;
}

function formFault(
  text: string,
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, example, ending }: Form,
): string | undefined {
  const like = example === undefined ? '' : `, like ${example}`;
  if (text.length < minLength || text.length > maxLength) {
    const usual = minLength === maxLength ? String(minLength) : `${minLength} to ${maxLength}`;
    return `it has ${text.length} characters, and codes of ${ending} have ${usual}${like}`;
  }
  if (pattern === undefined || pattern.test(text)) return undefined;
  for (const meant of example === undefined ? [] : LOOK_ALIKES) {
    const letters = [...text];
    const places = letters.flatMap((letter, at) => (letter in meant ? [at + 1] : []));
    if (places.length === 0 || !pattern.test(letters.map((letter) => meant[letter] ?? letter).join(''))) continue;
    const which =
      places.length === 1
        ? `its character ${places[0]} is none that codes of ${ending} have, but looks like one`
        : `its characters ${places.join(', ')} are none that codes of ${ending} have, but look like some`;
    return `${which} (a letter for a digit, or the other way round)${like}`;
  }
  return `it has not the form that codes of ${ending} have${like}`;
}

/** Until when a code holds that was issued (or, at the latest, stored) then; `undefined`: no registry names an end. */
export function codeExpiresMs(domain: Fqdn, issuedMs: EpochMs, overrides?: TldOverrides): EpochMs | undefined {
  const seconds = known(tldRuleOf(domain, overrides).codeLifetimeSeconds);
  return seconds === undefined ? undefined : issuedMs + seconds * SECOND;
}
