import { BlockList } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  addressBlock,
  addressOctets,
  isGlobalUnicast,
  isWithin,
  plainAddress,
  whyNotGlobal,
} from '../../src/dns/global-unicast.ts';
import fc from '../fast-check.ts';

const RUNS = 500;

// The border of each block, from IANA's registries: the first and last address inside, and the neighbours outside.
const CASES: readonly (readonly [string, boolean])[] = [
  ['0.0.0.0', false],
  ['0.255.255.255', false],
  ['1.0.0.0', true],
  ['9.255.255.255', true],
  ['10.0.0.0', false],
  ['10.255.255.255', false],
  ['11.0.0.0', true],
  ['100.63.255.255', true],
  ['100.64.0.0', false],
  ['100.127.255.255', false],
  ['100.128.0.0', true],
  ['126.255.255.255', true],
  ['127.0.0.0', false],
  ['127.255.255.255', false],
  ['128.0.0.0', true],
  ['169.253.255.255', true],
  ['169.254.169.254', false],
  ['169.255.0.0', true],
  ['172.15.255.255', true],
  ['172.16.0.0', false],
  ['172.31.255.255', false],
  ['172.32.0.0', true],
  ['191.255.255.255', true],
  ['192.0.0.9', false],
  ['192.0.1.0', true],
  ['192.0.2.1', false],
  ['192.88.99.1', false],
  ['192.31.196.1', true],
  ['192.52.193.1', true],
  ['192.175.48.1', true],
  ['192.167.255.255', true],
  ['192.168.0.0', false],
  ['192.168.255.255', false],
  ['192.169.0.0', true],
  ['198.17.255.255', true],
  ['198.18.0.0', false],
  ['198.19.255.255', false],
  ['198.20.0.0', true],
  ['198.51.100.7', false],
  ['203.0.113.7', false],
  ['223.255.255.255', true],
  ['224.0.0.1', false],
  ['239.255.255.255', false],
  ['240.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['::2', false],
  ['::7f00:1', false],
  ['::8.8.8.8', false],
  ['::ffff:8.8.8.8', true],
  ['::ffff:7f00:1', false],
  ['::ffff:127.0.0.1', false],
  ['0:0:0:0:0:ffff:7f00:1', false],
  ['::ffff:0:8.8.8.8', false],
  ['::ffff:0:127.0.0.1', false],
  ['64:ff9b::8.8.8.8', true],
  ['64:ff9b::127.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['64:ff9b:1::8.8.8.8', false],
  ['64:ff9b:0:1::1', false],
  ['100::1', false],
  ['100:0:0:1::1', false],
  ['1fff:ffff::1', false],
  ['2000::1', true],
  ['2001::1', false],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', false],
  ['2001:1::1', false],
  ['2001:2::1', false],
  ['2001:10::1', false],
  ['2001:1ff:ffff::1', false],
  ['2001:200::1', true],
  ['2001:db7:ffff::1', true],
  ['2001:db8::1', false],
  ['2001:db9::1', true],
  ['2001:ffff::1', true],
  ['2002:808:808::1', false],
  ['2002:7f00:1::', false],
  ['2003::1', true],
  ['2606:4700:4700::1111', true],
  ['2a00:1450::1', true],
  ['2620:4f:8000::1', true],
  ['3ffe::1', false],
  ['3fff::1', false],
  ['3fff:fff:ffff::1', false],
  ['3fff:1000::1', true],
  ['4000::1', false],
  ['5f00::1', false],
  ['fc00::1', false],
  ['fdff::1', false],
  ['fe80::1', false],
  ['febf::1', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['ffff::1', false],
  // No plain spelling of an address.
  ['', false],
  ['8.8.8', false],
  ['134744072', false],
  ['0x8.8.8.8', false],
  ['08.8.8.8', false],
  ['8.8.8.8.', false],
  ['[2606:4700::1]', false],
  ['2606:4700::1%eth0', false],
  ['2606:4700::1/64', false],
  ['８.８.８.８', false],
  [' 8.8.8.8', false],
];

describe('the public Internet', () => {
  test.each(CASES)('%s: %s', (address, expected) => expect(isGlobalUnicast(address)).toBe(expected));

  test('a refusal says what the address is', () => {
    expect(whyNotGlobal('127.0.0.1')).toBe('loopback');
    expect(whyNotGlobal('::ffff:10.0.0.1')).toBe('private use');
    expect(whyNotGlobal('64:ff9b::127.0.0.1')).toBe('translated loopback');
    expect(whyNotGlobal('4000::1')).toBe('not global unicast');
    expect(whyNotGlobal('2130706433')).toBe('not an address');
  });

  test('an IPv4 address means the same in every form that carries it, or is refused there', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const alone = isGlobalUnicast(address);
        const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        expect(isGlobalUnicast(`::ffff:${address}`)).toBe(alone);
        expect(isGlobalUnicast(`0:0:0:0:0:FFFF:${hex}`)).toBe(alone);
        expect(isGlobalUnicast(`64:ff9b::${hex}`)).toBe(alone);
        for (const form of [`::${hex}`, `2002:${hex}::`, `64:ff9b:1::${hex}`, `2001:0:${hex}::`, `::ffff:0:${hex}`])
          expect(isGlobalUnicast(form), form).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('blocks', () => {
  test('are read as Node reads them', () => {
    const family = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4');
    const inFour = fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }));
    const inSix = fc.tuple(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 }));
    fc.assert(
      fc.property(fc.oneof(inFour, inSix), fc.boolean(), ([network, other, prefix], same) => {
        const address = same ? network : other;
        const oracle = new BlockList();
        oracle.addSubnet(network, prefix, family(network));
        const block = addressBlock(`${network}/${prefix}`)!;
        const octets = addressOctets(address)!;
        if (block.octets.length === octets.length)
          expect(isWithin(octets, block)).toBe(oracle.check(address, family(address)));
      }),
      { numRuns: RUNS },
    );
  });
  test.each(['', 'x', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/-1', '10/8', '10.0.0.0/8/8'])(
    '%j is none',
    (text) => expect(addressBlock(text)).toBeUndefined(),
  );
  test('a mapped block holds IPv4 addresses', () => {
    expect(isWithin(addressOctets('127.77.0.1')!, addressBlock('::ffff:127.77.0.0/112')!)).toBe(true);
    expect(isWithin(addressOctets('127.78.0.1')!, addressBlock('::ffff:127.77.0.0/112')!)).toBe(false);
  });
  test('an address keeps its meaning through its octets', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const octets = addressOctets(address)!;
        expect(addressOctets(plainAddress(octets))).toEqual(octets);
      }),
      { numRuns: RUNS },
    );
  });
});
