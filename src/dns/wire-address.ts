/** Four octets, or `undefined`. Only the dotted form of four plain decimals: `127.1` and `0x7f` are not addresses here. */
export function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return Uint8Array.from(parts.map(Number));
}

/** Sixteen octets, or `undefined`. No zone, no brackets (RFC 4291 §2.2). */
export function parseIpv6(text: string): Uint8Array | undefined {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const mapped = tail === null ? undefined : parseIpv4(tail[2]!);
  if (tail !== null && mapped === undefined) return undefined;
  const written =
    mapped === undefined
      ? text
      : `${tail![1]}${hextet(mapped[0]!, mapped[1]!).toString(16)}:${hextet(mapped[2]!, mapped[3]!).toString(16)}`;
  const halves = written.split('::');
  if (halves.length > 2) return undefined;
  const [head, rest] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = head!.length + (rest?.length ?? 0);
  if (rest === undefined ? given !== 8 : given > 7) return undefined;
  const groups = [...head!, ...Array<string>(8 - given).fill('0'), ...(rest ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]),
  );
}

/** RFC 5952 §4: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
export function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) => hextet(bytes[index * 2]!, bytes[index * 2 + 1]!));
  let best = { at: 0, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  const text = groups.map((group) => group.toString(16));
  if (best.length < 2) return text.join(':');
  return `${text.slice(0, best.at).join(':')}::${text.slice(best.at + best.length).join(':')}`;
}

function hextet(high: number, low: number): number {
  return high * 256 + low;
}
