const OCTETS = 16;
/** Thousandths of a second of arc are counted from the equator and the prime meridian, centimetres from 100 km below the sea (RFC 1876 §2). */
const MIDDLE = 2 ** 31;
const DEEPEST_CM = 10_000_000;
/** Of the place itself, and how far off it may be sideways and upwards: metres where nothing is said (RFC 1876 §3). */
const USUAL = ['1', '10000', '10'] as const;

const ANGLE = String.raw`(\d{1,3})(?: (\d{1,2})(?: (\d{1,2}(?:\.\d{1,3})?))?)?`;
const METRES = String.raw`(\d{1,8}(?:\.\d{1,2})?)m?`;
const PLACE = new RegExp(
  String.raw`^${ANGLE} ([NS]) ${ANGLE} ([EW]) (-?\d{1,8}(?:\.\d{1,2})?)m?(?: ${METRES}(?: ${METRES}(?: ${METRES})?)?)?$`,
  'i',
);

/** LOC (RFC 1876) from its presentation form, in words one blank apart. `undefined`: it is none. */
export function writeLoc(text: string): Uint8Array | undefined {
  const said = PLACE.exec(text);
  if (said === null) return undefined;
  const [, ...parts] = said;
  const latitude = arcOf(parts.slice(0, 3), 90, /s/i.test(parts[3]!));
  const longitude = arcOf(parts.slice(4, 7), 180, /w/i.test(parts[7]!));
  const altitude = Math.round(Number(parts[8]) * 100) + DEEPEST_CM;
  const sizes = USUAL.map((usual, index) => sizeOf(Number(parts[9 + index] ?? usual)));
  if (latitude === undefined || longitude === undefined || altitude < 0 || altitude > 0xffff_ffff) return undefined;
  const bytes = new Uint8Array(OCTETS);
  bytes.set(sizes, 1);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of [latitude, longitude, altitude].entries()) view.setUint32(4 + 4 * index, value);
  return bytes;
}

/** `52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000.00m 10.00m`. `undefined`: of another version, or nothing that this form can say. */
export function readLoc(bytes: Uint8Array): string | undefined {
  if (bytes.length !== OCTETS) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, OCTETS);
  const metres = (cm: number): string => `${(cm / 100).toFixed(2)}m`;
  const text = [
    arcText(view.getUint32(4) - MIDDLE, 'N', 'S'),
    arcText(view.getUint32(8) - MIDDLE, 'E', 'W'),
    metres(view.getUint32(12) - DEEPEST_CM),
    ...[...bytes.subarray(1, 4)].map((size) => metres((size >> 4) * 10 ** (size & 0xf))),
  ].join(' ');
  const again = writeLoc(text);
  return again?.every((byte, index) => byte === bytes[index]) === true ? text : undefined;
}

function arcOf(parts: readonly (string | undefined)[], mostDegrees: number, isNegative: boolean): number | undefined {
  const [degrees, minutes, seconds] = parts.map((part) => Number(part ?? 0)) as [number, number, number];
  const thousandths = Math.round((degrees * 3600 + minutes * 60 + seconds) * 1000);
  if (minutes >= 60 || seconds >= 60 || thousandths > mostDegrees * 3_600_000) return undefined;
  return MIDDLE + (isNegative ? -thousandths : thousandths);
}

function arcText(thousandths: number, positive: string, negative: string): string {
  const all = Math.abs(thousandths);
  const seconds = ((all % 60_000) / 1000).toFixed(3);
  return `${Math.floor(all / 3_600_000)} ${Math.floor(all / 60_000) % 60} ${seconds} ${thousandths < 0 ? negative : positive}`;
}

/** One digit and a power of ten of centimetres; what is finer is left away, as servers do. */
function sizeOf(metres: number): number {
  let digit = Math.round(metres * 100);
  let power = 0;
  for (; digit > 9; power++) digit = Math.floor(digit / 10);
  return (digit << 4) | power;
}
