import { describe, expect, test } from 'vitest';
import { decodeRdata, TYPES } from '../../src/dns/wire.ts';
import { Malformed, PacketNames, walk } from '../../src/dns/wire-reader.ts';
import { fqdn, isName } from '../../src/domain/name.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import { below } from './mutations.ts';
import { packet, pointers, SAMPLES } from './mutations-base.ts';

describe('rdata is read inside its RDLENGTH', () => {
  const before = [...Array<number>(12).fill(0), 5, 0x6b, 0x6c, 0x61, 0x6e, 0x74, 2, 0x6e, 0x6c, 0, 63];
  const read = (type: number, bytes: Uint8Array, end: number): string => {
    try {
      return decodeRdata(type, bytes, before.length, end);
    } catch (thrown) {
      if (thrown instanceof Malformed) return `malformed: ${thrown.message}`;
      throw thrown;
    }
  };

  for (const [name, type] of [...Object.entries(TYPES), ['TYPE65534', 65_534] as const])
    test(`${name}: what lies behind it changes nothing`, () => {
      const random = seededRandom(type);
      const sample = [
        ...walk(packet({ answer: [{ owner: '.', type: name, rdata: SAMPLES[name as keyof typeof SAMPLES] }] })).records,
      ];
      let readable = 0;
      for (let round = 0; round < 300; round++) {
        const rdata = oddRdata(name, random);
        const end = before.length + rdata.length;
        const [zeros, full, pointing] = [0, 0xff, 0xc0].map((octet) =>
          read(type, Uint8Array.from([...before, ...rdata, ...Array<number>(300).fill(octet)]), end),
        );
        expect(full, rdata.join(' ')).toBe(zeros);
        expect(pointing, rdata.join(' ')).toBe(zeros);
        expect(read(type, Uint8Array.from([...before, ...rdata]), end), rdata.join(' ')).toBe(zeros);
        if (!zeros!.startsWith('malformed')) readable++;
      }
      expect(sample).toHaveLength(1);
      expect(readable).toBeGreaterThan(0);
    });

  /** The type's sample, cut short, made longer, with octets replaced, with pointers into the name before it and into the octets around. */
  function oddRdata(name: string, random: () => number): number[] {
    const written = packet({ answer: [{ owner: '.', type: name, rdata: SAMPLES[name as keyof typeof SAMPLES] }] });
    const { start, end } = walk(written).records[0]!;
    const rdata = [...written.subarray(start, end)];
    const odd = below(6, random);
    if (odd === 1) rdata.length = below(rdata.length + 1, random);
    if (odd === 2) rdata.push(...Array.from({ length: 1 + below(9, random) }, () => below(256, random)));
    if (odd >= 3 && rdata.length > 0) rdata[below(rdata.length, random)] = [255, 64, 63, 1, 0xc0][below(5, random)]!;
    if (odd >= 4 && rdata.length > 1) rdata.splice(below(rdata.length, random), 2, 0xc0, 10 + below(16, random));
    return rdata;
  }
});

describe('names', () => {
  const at = 12;
  const message = (...octets: number[]): Uint8Array => Uint8Array.from([...Array<number>(at).fill(0), ...octets]);
  const whole = (bytes: Uint8Array, start: number): string => new PacketNames(bytes).read(start, bytes.length).text;
  const a63 = [63, ...Array<number>(63).fill(0x61)];
  const long = [...a63, ...a63, ...a63, 61, ...Array<number>(61).fill(0x61), 0];

  test('255 octets are a name, by pointer too; 256 are none', () => {
    expect(long).toHaveLength(255);
    expect(whole(message(...long), at)).toHaveLength(254);
    expect(whole(message(...long, 0xc0, at), at + 255)).toHaveLength(254);
    expect(() => whole(message(...long, 1, 0x62, 0xc0, at), at + 255)).toThrow('a name over 255 octets');
    expect(() => whole(message(...a63, ...a63, ...a63, 62, ...Array<number>(62).fill(0x61), 0), at)).toThrow(Malformed);
  });

  test('127 labels of one octet are a name', () =>
    expect(whole(message(...Array<number[]>(127).fill([1, 0x61]).flat(), 0), at)).toBe('a.'.repeat(127)));

  for (const [what, octets, start, why] of [
    ['a pointer to itself', [0xc0, at], at, 'points forward'],
    ['two pointers to each other', [0xc0, at + 2, 0xc0, at], at, 'points forward'],
    ['a pointer forward', [0xc0, at + 2, 0], at, 'points forward'],
    ['a pointer behind the packet', [0xff, 0xff], at, 'points forward'],
    ['a label and a pointer to that label', [1, 0x61, 0xc0, at], at, 'points forward'],
    ['a pointer to a label that runs over the pointer', [3, 0x61, 0xc0, at, 0], at + 2, 'cut short'],
    ['half a pointer', [0xc0], at, 'cut short'],
    ['a label without its end', [5, 0x61], at, 'cut short'],
    ['a label without the root', [1, 0x61], at, 'cut short'],
    ['a label of kind 10', [0x80, 0], at, 'unknown kind'],
    ['thousands of pointers in a row', pointers(8000, at), at + 7998, 'more pointers than labels'],
  ] as const)
    test(`${what} is malformed`, () => expect(() => whole(message(...octets), start)).toThrow(why));

  test('a name that was read as the end of another is held to its own bounds again', () => {
    const bytes = message(3, 0x61, 0x62, 0x63, 0, 0xc0, at);
    const names = new PacketNames(bytes);
    expect(names.read(at + 5, bytes.length)).toEqual({ text: 'abc.', end: at + 7 });
    expect(() => names.read(at, at + 4)).toThrow('cut short');
    expect(names.read(at, at + 5)).toEqual({ text: 'abc.', end: at + 5 });
  });

  test('is a name an Fqdn: the same answer as reading its text', () => {
    const random = seededRandom(9);
    const parts = [
      'a',
      'www',
      '1',
      '-a',
      'a-',
      '_dmarc',
      '*',
      'xn--caf-dma',
      'xn--p1ai',
      'xn--4dbrk0ce',
      'xn--',
      'axn--b',
      'a\\.b',
      '\\200',
      'x'.repeat(63),
      '42',
    ];
    const names = new PacketNames(new Uint8Array(0));
    let yes = 0;
    for (let round = 0; round < 20_000; round++) {
      const text = `${Array.from({ length: 1 + below(6, random) }, () => parts[below(parts.length, random)]).join('.')}.`;
      const expected = isName(text) && fqdn(text) === text;
      expect(names.asFqdn(text) !== undefined, text).toBe(expected);
      if (expected) yes++;
    }
    expect(yes).toBeGreaterThan(1000);
  });
});
