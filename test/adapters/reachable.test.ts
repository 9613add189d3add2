import { describe, expect, test } from 'vitest';
import { parseTarget, refusal } from '../../src/adapters/reachable.ts';

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
  test.each(PUBLIC)('%s may', (address) => expect(refusal(address, false)).toBeUndefined());
  test.each(OURS)('%s may not', (address) => expect(refusal(address, false)).toMatch(/address/));
  test('leave opens every address, and nothing that is none', () => {
    expect(refusal('127.0.0.1', true)).toBeUndefined();
    expect(refusal('2130706433', true)).toBe('not an address');
  });
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
