import { encodeRdata, type TYPES, typeNumber } from '../../src/dns/wire.ts';
import { corpusFiles } from './corpus.ts';

/** One record to be written: owner, type, rdata in presentation form or as bytes. */
export interface Written {
  readonly owner: string;
  readonly type: string;
  readonly rdata: string | readonly number[];
  readonly class?: number;
  readonly ttl?: number;
}

export interface Layout {
  readonly flags?: number;
  readonly question?: readonly [name: string, type: string];
  readonly answer?: readonly Written[];
  readonly authority?: readonly Written[];
  readonly additional?: readonly Written[];
}

/** Types whose rdata begins with so many octets and then names that servers compress (RFC 1035 §3.3, RFC 3597 §4). */
const COMPRESSED: Readonly<Record<string, number>> = { NS: 0, CNAME: 0, PTR: 0, MX: 2, SOA: 0 };

/** A message as servers write it, with pointers wherever they are allowed: our own encoder writes none. */
export function packet(layout: Layout): Uint8Array {
  const sections = [layout.answer ?? [], layout.authority ?? [], layout.additional ?? []];
  const counts = [layout.question === undefined ? 0 : 1, ...sections.map(({ length }) => length)];
  const bytes: number[] = [0, 7, ...u16(layout.flags ?? 0x8400), ...counts.flatMap(u16)];
  const seen = new Map<string, number>();
  const putName = (name: string): void => {
    for (let rest = name; rest !== '.' && rest !== ''; rest = rest.slice(rest.indexOf('.') + 1)) {
      const at = seen.get(rest);
      if (at !== undefined) return void bytes.push(0xc0 | (at >> 8), at & 255);
      if (bytes.length < 0x4000) seen.set(rest, bytes.length);
      const label = Buffer.from(rest.slice(0, rest.indexOf('.')), 'latin1');
      bytes.push(label.length, ...label);
    }
    bytes.push(0);
  };
  if (layout.question !== undefined) {
    putName(layout.question[0]);
    bytes.push(...u16(typeNumber(layout.question[1])), 0, 1);
  }
  for (const { owner, type, rdata, class: group, ttl } of sections.flat()) {
    putName(owner);
    bytes.push(
      ...u16(typeNumber(type)),
      ...u16(group ?? 1),
      ...u16((ttl ?? 3600) >>> 16),
      ...u16((ttl ?? 3600) & 0xffff),
    );
    const lengthAt = bytes.length;
    bytes.push(0, 0);
    const fixed = COMPRESSED[type];
    if (typeof rdata !== 'string') for (const octet of rdata) bytes.push(octet);
    else if (fixed === undefined) for (const octet of encodeRdata(type, rdata)) bytes.push(octet);
    else {
      const words = rdata.split(' ');
      if (fixed === 2) bytes.push(...u16(Number(words.shift())));
      for (const word of words) {
        if (word.endsWith('.')) putName(word);
        else bytes.push(...u16(Math.floor(Number(word) / 0x10000)), ...u16(Number(word) % 0x10000));
      }
    }
    bytes.splice(lengthAt, 2, ...u16(bytes.length - lengthAt - 2));
  }
  return Uint8Array.from(bytes);
}

const KEY = 'mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==';
const DIGEST = '49fd46e6c4b45c55d4ac49fd46e6c4b45c55d4ac49fd46e6c4b45c55d4ac0011';

/** Rdata of every type that golive has a name for; as octets where golive carries them unread. */
export const SAMPLES: Readonly<Record<keyof typeof TYPES | 'TYPE65534', string | readonly number[]>> = {
  A: '192.0.2.1',
  NS: 'ns1.klant.nl.',
  CNAME: 'www.elders.example.',
  SOA: 'ns1.klant.nl. hostmaster.klant.nl. 2026112001 10800 3600 604800 3600',
  PTR: 'mail.klant.nl.',
  HINFO: '"RFC8482" ""',
  MX: '10 mail.klant.nl.',
  TXT: `"v=spf1 include:_spf.elders.example -all ${'x'.repeat(300)}"`,
  RP: 'jan.klant.nl. .',
  AAAA: '2001:db8::1',
  LOC: octets('00121613 89172dd0 70be15f0 00988d20'),
  SRV: '0 5 5060 sip.klant.nl.',
  NAPTR: '100 10 "u" "E2U+sip" "!^.*$!sip:info@klant.nl!" .',
  CERT: octets('0001 0001 08 01020304'),
  DNAME: 'elders.example.',
  OPT: octets(''),
  DS: `12345 13 2 ${DIGEST}`,
  SSHFP: `4 2 ${DIGEST}`,
  RRSIG: `A 13 2 3600 1767225600 1764547200 12345 klant.nl. ${KEY}`,
  NSEC: octets('036e7331 056b6c616e74 026e6c 00  00 06 400100080003'),
  DNSKEY: `257 3 13 ${KEY}`,
  NSEC3: octets('01 00 0000 04aabbccdd 14a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4  00 06 620180080002'),
  NSEC3PARAM: '1 0 0 aabbccdd',
  TLSA: `3 1 1 ${DIGEST}`,
  SMIMEA: `3 0 0 ${DIGEST}`,
  CDS: `12345 13 2 ${DIGEST}`,
  CDNSKEY: `257 3 13 ${KEY}`,
  OPENPGPKEY: KEY,
  CSYNC: octets('00000042 0003  00 04 60000008'),
  ZONEMD: octets(`00000001 01 01 ${'ab'.repeat(48)}`),
  SVCB: octets('0001 03737663 056b6c616e74 026e6c 00'),
  HTTPS: octets('0001 00  0001 0006 026832 026833  0004 0004 c0000201'),
  SPF: '"v=spf1 -all"',
  AXFR: octets(''),
  ANY: octets(''),
  URI: '10 1 "https://klant.nl/"',
  CAA: '0 issue "letsencrypt.org"',
  TYPE65534: octets('0102030405'),
};

const APEX = 'klant.nl.';
const SOA: Written = { owner: APEX, type: 'SOA', rdata: SAMPLES.SOA };
/** What resolvers send with an answer: our own size, and an extended error (RFC 8914). */
const OPT: Written = { owner: '.', type: 'OPT', class: 1232, ttl: 0, rdata: octets('000f 0008 0016 74696d656f75') };

/** Messages of every shape that golive meets: each type, answer, NODATA, NXDOMAIN, referral with glue, alias chain, cut off, a whole zone. */
function ownPackets(): Uint8Array[] {
  const single = Object.entries(SAMPLES).map(([type, rdata]) =>
    packet({ question: [APEX, type], answer: type === 'OPT' ? [] : [{ owner: APEX, type, rdata }], additional: [OPT] }),
  );
  const all = Object.entries(SAMPLES).filter(([type]) => type !== 'OPT');
  const hops = (count: number): Written[] =>
    Array.from({ length: count }, (_, hop) => ({
      owner: `h${hop}.klant.nl.`,
      type: 'CNAME',
      rdata: `h${hop + 1}.klant.nl.`,
    }));
  const referral: Layout = {
    flags: 0x8000,
    question: ['www.klant.nl.', 'A'],
    authority: [1, 2, 3].map((n) => ({ owner: APEX, type: 'NS', rdata: `ns${n}.elders.example.` })),
    additional: [...[1, 2, 3].map((n) => ({ owner: `ns${n}.elders.example.`, type: 'A', rdata: `192.0.2.${n}` })), OPT],
  };
  return [
    ...single,
    packet({ question: [APEX, 'ANY'], answer: all.map(([type, rdata]) => ({ owner: APEX, type, rdata })) }),
    packet({ question: [APEX, 'MX'], authority: [SOA] }),
    packet({ flags: 0x8403, question: ['niet.klant.nl.', 'A'], authority: [SOA] }),
    packet({ flags: 0x8182, question: [APEX, 'A'], additional: [OPT] }),
    packet({ flags: 0x8205, question: [APEX, 'TXT'] }),
    packet({ flags: 0x0100, question: [APEX, 'A'], additional: [OPT] }),
    packet(referral),
    packet({ question: ['h0.klant.nl.', 'A'], answer: hops(20) }),
    packet({
      question: [`${'a.'.repeat(126)}`, 'A'],
      answer: [{ owner: 'a.'.repeat(126), type: 'A', rdata: SAMPLES.A }],
    }),
  ];
}

/** Messages near the 64 KiB that TCP can carry: many small records, long names, one long text. */
export function bigPackets(): Uint8Array[] {
  const many = (count: number, record: (index: number) => Written): Uint8Array =>
    packet({ question: [APEX, 'ANY'], answer: Array.from({ length: count }, (_, index) => record(index)) });
  const long = 'a.'.repeat(120);
  return [
    many(3500, (index) => ({ owner: APEX, type: 'A', rdata: `192.0.${index >> 8}.${index & 255}` })),
    many(1000, (index) => ({ owner: `h${index}.klant.nl.`, type: 'CNAME', rdata: `h${index + 1}.klant.nl.` })),
    many(4000, (index) => ({ owner: long.slice((index % 60) * 2), type: 'TYPE65534', rdata: [] })),
    many(200, () => ({ owner: APEX, type: 'TXT', rdata: `"${'tekst '.repeat(45)}"` })),
    many(1, () => ({ owner: APEX, type: 'TXT', rdata: Array<number>(60_000).fill(0) })),
    many(1, () => ({ owner: APEX, type: 'TYPE65534', rdata: pointers(60_000, 40) })),
  ];
}

/** The packets that are mutated: ours, and those of others where they are here. */
export function basePackets(): Uint8Array[] {
  const others = [...corpusFiles('fuzzinput').values()].filter(({ length }) => length < 4096);
  return [...ownPackets(), ...others.map((bytes) => Uint8Array.from(bytes))];
}

/** Pointers that each lead to the one before, where these octets begin at `start`. */
export function pointers(length: number, start: number): number[] {
  const found = [0, 0];
  while (found.length < length) found.push(...u16(0xc000 | (start + Math.min(found.length, 16_000) - 2)));
  return found;
}

function octets(hex: string): number[] {
  return [...Buffer.from(hex.replaceAll(' ', ''), 'hex')];
}

function u16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}
