/** A number as it is written, and as a telephone wants it (RFC 3966): digits with the plus in front. */
export function displayPhone(text: string): { readonly shown: string; readonly dialled: string } {
  const plus = text.trim().startsWith('+') ? '+' : '';
  return { shown: text.trim(), dialled: `${plus}${text.replace(/\(0\)/, '').replace(/\D/g, '')}` };
}
