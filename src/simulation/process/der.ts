/** ASN.1 in DER (X.690), as much as a certificate needs. Each function answers one encoded value. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return Buffer.of(0x80 + bytes.length, ...bytes);
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => der(0x30, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => der(0x31, ...items);
export const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.of(unused), bytes);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text, 'utf8'));
export const yes = (): Buffer => der(0x01, Buffer.of(0xff));
/** [n], constructed or primitive. */
export const tagged = (number: number, constructed: boolean, ...items: readonly Uint8Array[]): Buffer =>
  der((constructed ? 0xa0 : 0x80) + number, ...items);

/** A positive INTEGER of these octets. */
export function integer(bytes: Uint8Array): Buffer {
  const lead = bytes.findIndex((byte) => byte !== 0);
  const short = lead < 0 ? Buffer.of(0) : Buffer.from(bytes.subarray(lead));
  return der(0x02, short[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short);
}

export function objectId(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const parts = [first! * 40 + second!, ...rest].flatMap((part) => {
    const groups = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(128 + (left % 128));
    return groups;
  });
  return der(0x06, Buffer.from(parts));
}

/** UTCTime through 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
export function moment(epochMs: number): Buffer {
  const text = `${new Date(epochMs).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return Number(text.slice(0, 4)) < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}
