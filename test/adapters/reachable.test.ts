import { describe, expect, test } from 'vitest';
import { addressGuard } from '../../src/adapters/net/address-guard.ts';
import { parseTarget } from '../../src/adapters/reachable.ts';

const PUBLIC = ['8.8.8.8', '::ffff:8.8.8.8', '2001:4860:4860::8888', '2a01:4f8::1', '2001:500:2::c'];
const OURS = [
  '127.0.0.1',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  'fe80::1',
  'fe80::1%eth0',
  'fd00::1',
  'ff02::1',
  '4000::1',
  '3fff::1',
];

describe('what may be asked without leave', () => {
  test.each(PUBLIC)('%s may', (address) => expect(addressGuard()(address)).toBeUndefined());
  test.each(OURS)('%s may not', (address) => expect(addressGuard()(address)).toMatch(/address/));
  test('leave opens every address, and nothing that is none', () => {
    expect(addressGuard(true)('127.0.0.1')).toBeUndefined();
    expect(addressGuard(true)('2130706433')).toBe('not an address');
  });
  test.each<[readonly string[], string, string | undefined, boolean]>([
    [['10.1.0.0/16'], '10.1.2.3', undefined, true],
    [['10.1.0.0/16'], '::ffff:10.1.2.3', undefined, true],
    [['10.1.0.0/16'], '10.2.0.1', undefined, false],
    [['fd00::/8'], 'fd12::1', undefined, true],
    [['mx.lab.test'], '10.2.0.1', 'mx.lab.test', true],
    [['mx.lab.test'], '10.2.0.1', 'MX.lab.test.', true],
    [['mx.lab.test'], '10.2.0.1', 'a.mx.lab.test', false],
    [['mx.lab.test'], '10.2.0.1', undefined, false],
    [['mx.lab.test'], 'localhost', 'mx.lab.test', false],
    [[], '127.0.0.1', undefined, false],
  ])('the list %j opens %s of %s: %s', (list, address, host, opens) =>
    expect(addressGuard(list)(address, host) === undefined).toBe(opens),
  );
  test('a list that cannot be read is a fault of the configuration', () =>
    expect(() => addressGuard(['10.0.0.0/40'])).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: expect.stringContaining('dns.allowPrivateAddresses'),
      }),
    ));
});

test.each([
  ['192.0.2.1', { address: '192.0.2.1', port: 53 }],
  ['192.0.2.1:5353', { address: '192.0.2.1', port: 5353 }],
  ['[2001:db8::1]:5353', { address: '2001:db8::1', port: 5353 }],
  ['2001:db8::1', { address: '2001:db8::1', port: 53 }],
  ['0x7f.1', undefined],
  ['127.1', undefined],
  ['192.0.2.1:0', undefined],
  ['192.0.2.1:65536', undefined],
])('%s is read as a target', (text, target) => expect(parseTarget(text, 53)).toEqual(target));
