/** What a packet is to the query whose id it carries; kept as numbers because every packet passes here. */
export const PACKET = {
  /** Of the right form and with the very question; what its records say was not looked at. */
  ours: 0,
  /** The question, with letters in another case than they were sent. */
  otherCase: 1,
  /** FORMERR or NOTIMP: the server does not understand the query, and it may be EDNS that it does not know (RFC 6891 §7, RFC 2671 §5.3). */
  noEdns: 2,
  otherQuestion: 3,
  /** No response to a query at all. */
  garbage: 4,
  /** Ours, but its header announces more records than its octets can hold. */
  impossible: 5,
} as const;
export type Packet = (typeof PACKET)[keyof typeof PACKET];

const [FORMERR, NOTIMP, REFUSED] = [1, 4, 5];
/** Octets of the header, behind which the question begins. */
const HEADER_BYTES = 12;
/** A record is at least a root name, type, class, TTL and RDLENGTH. */
const SMALLEST_RECORD = 11;

/** QR set, opcode QUERY. Twelve octets at least, so that id and counts are there. */
export function isResponse(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && (bytes[2]! & 0xf8) === 0x80;
}

/**
 * Holds a response against the query with its id, octet by octet, before anything of it is decoded. The header's counts are held against
 * its length: twelve octets of 0xff must cost nothing.
 *
 * @param sent the query as it went out
 * @param questionEnd behind its class
 */
export function judgePacket(sent: Uint8Array, questionEnd: number, bytes: Uint8Array): Packet {
  if (!isResponse(bytes)) return PACKET.garbage;
  const rcode = bytes[3]! & 0x0f;
  const isNotUnderstood = rcode === FORMERR || rcode === NOTIMP;
  const questions = bytes[4]! * 0x100 + bytes[5]!;
  if (questions === 0 && isNotUnderstood) return PACKET.noEdns;
  // Who will not serve a name may leave it out of the refusal. Nothing is learned of it but that, so id and port are proof enough.
  if (questions === 0 && rcode === REFUSED) return fits(bytes, HEADER_BYTES) ? PACKET.ours : PACKET.impossible;
  if (questions !== 1) return PACKET.garbage;
  if (bytes.length < questionEnd) return PACKET.otherQuestion;
  let otherCase = false;
  for (let at = HEADER_BYTES; at < questionEnd; at++) {
    const difference = sent[at]! ^ bytes[at]!;
    if (difference === 0) continue;
    const letter = sent[at]! | 0x20;
    if (difference !== 0x20 || letter < 0x61 || letter > 0x7a || at >= questionEnd - 4) return PACKET.otherQuestion;
    otherCase = true;
  }
  if (otherCase) return PACKET.otherCase;
  if (isNotUnderstood) return PACKET.noEdns;
  // A truncated response may be cut anywhere; nothing but its flag is used.
  const truncated = (bytes[2]! & 0x02) !== 0;
  return truncated || fits(bytes, questionEnd) ? PACKET.ours : PACKET.impossible;
}

function fits(bytes: Uint8Array, questionEnd: number): boolean {
  const records = (bytes[6]! + bytes[8]! + bytes[10]!) * 0x100 + bytes[7]! + bytes[9]! + bytes[11]!;
  return questionEnd + records * SMALLEST_RECORD <= bytes.length;
}
