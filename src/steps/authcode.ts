/**
 * What is wrong with a transfer code as text, `undefined` for nothing. RFC 5731 leaves the form to the registry; every registry's codes are
 * printable ASCII without blanks, and 4 to 64 characters hold them all.
 */
export function authcodeFault(text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (/\s/.test(text)) return 'it has a blank or a line break in it';
  if (!/^[\x21-\x7e]+$/.test(text)) return 'it has a character that no transfer code has';
  if (text.length < 4) return 'it is shorter than 4 characters';
  return text.length > 64 ? 'it is longer than 64 characters' : undefined;
}

/** The vault's field. */
export const AUTHCODE = 'authcode';
