/** IANA "DNS Security Algorithm Numbers"; zone files may give the word in the place of the number (RFC 4034 §2.2, §A.1). */
const ALGORITHMS: Readonly<Record<string, number>> = {
  RSAMD5: 1,
  DH: 2,
  DSA: 3,
  RSASHA1: 5,
  'DSA-NSEC3-SHA1': 6,
  NSEC3DSA: 6,
  'RSASHA1-NSEC3-SHA1': 7,
  NSEC3RSASHA1: 7,
  RSASHA256: 8,
  RSASHA512: 10,
  'ECC-GOST': 12,
  ECCGOST: 12,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
  INDIRECT: 252,
  PRIVATEDNS: 253,
  PRIVATEOID: 254,
};

/** RFC 4398 §2.1. */
const CERTIFICATES: Readonly<Record<string, number>> = {
  PKIX: 1,
  SPKI: 2,
  PGP: 3,
  IPKIX: 4,
  ISPKI: 5,
  IPGP: 6,
  ACPKIX: 7,
  IACPKIX: 8,
  URI: 253,
  OID: 254,
};

export const algorithmNumber = (word: string): string => numberOf(ALGORITHMS, word);
export const certificateNumber = (word: string): string => numberOf(CERTIFICATES, word);

/** The number that a word stands for; what is no such word stays. */
function numberOf(table: Readonly<Record<string, number>>, word: string): string {
  const known = word.toUpperCase();
  return Object.hasOwn(table, known) ? String(table[known]) : word;
}
