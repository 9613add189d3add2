const HEXADECIMAL = /^[0-9A-Fa-f]+$/;
/** As many digits as 96 bits have; a digest, a UUID or a random key has more. */
const SHORTEST_DIGEST = 24;
/** 48 bits: so many digits of a thousand secrets stand in one digest of a hundred million by chance. */
const TELLING_DIGITS = 12;
const LONGEST_UUID = 36;

/**
 * Few hexadecimal digits among many stand there by chance: each has four bits only, and every journal is full of digests. Taken out of a DS,
 * of a provider's number or of the name of a kept document, what is left would be another one.
 */
export function isInDigest(text: string, from: number, to: number): boolean {
  if (to - from >= TELLING_DIGITS || !HEXADECIMAL.test(text.slice(from, to))) return false;
  const before = /[0-9A-Fa-f-]*$/.exec(text.slice(Math.max(0, from - LONGEST_UUID), from))![0];
  const behind = /^[0-9A-Fa-f-]*/.exec(text.slice(to, to + LONGEST_UUID))![0];
  return `${before}${behind}`.replaceAll('-', '').length + to - from >= SHORTEST_DIGEST;
}
