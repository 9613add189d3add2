import { describe, expect, test } from 'vitest';
import { mtaStsAllows, readMtaSts } from '../../src/dns/mta-sts.ts';
import fc from '../fast-check.ts';

const POLICY = 'version: STSv1\nmode: enforce\nmx: mail.klant.nl\nmx: *.elders.nl\nmax_age: 604800\n';

describe('an MTA-STS policy', () => {
  test('is read, whatever ends its lines', () => {
    const policy = { mode: 'enforce', mx: ['mail.klant.nl', '*.elders.nl'], maxAgeSeconds: 604_800 };
    expect(readMtaSts(POLICY)).toEqual(policy);
    expect(readMtaSts(POLICY.replaceAll('\n', '\r\n'))).toEqual(policy);
  });
  test.each([
    ['no version', POLICY.replace('STSv1', 'STSv2')],
    ['no mode', POLICY.replace('enforce', 'hard')],
    ['no max_age', POLICY.replace('604800', 'a week')],
    ['no mx', POLICY.replaceAll(/mx:.*\n/g, '')],
    ['a page', '<!doctype html><title>404</title>'],
    ['nothing', ''],
  ])('%s: none', (_title, text) => expect(readMtaSts(text)).toBeUndefined());
  test('one that takes itself back needs no mx', () =>
    expect(readMtaSts('version: STSv1\nmode: none\nmax_age: 60')).toEqual({ mode: 'none', mx: [], maxAgeSeconds: 60 }));
  test('a hostile age is held to a year', () =>
    expect(readMtaSts(POLICY.replace('604800', '99999999999'))!.maxAgeSeconds).toBe(31_557_600));
  test.each([
    ['mail.klant.nl.', true],
    ['MAIL.klant.nl', true],
    ['mx.elders.nl.', true],
    ['elders.nl.', false],
    ['a.mx.elders.nl.', false],
    ['klant.nl.', false],
    ['notmail.klant.nl', false],
  ])('%s is allowed: %s', (host, allowed) => expect(mtaStsAllows(readMtaSts(POLICY)!, host)).toBe(allowed));
  test('a hostile text takes no time', () => {
    const began = process.cpuUsage();
    for (const text of [`mx:${' '.repeat(262_144)}x`, ' '.repeat(262_144), 'mx:'.repeat(80_000), ':\n'.repeat(130_000)])
      readMtaSts(text);
    expect(process.cpuUsage(began).user).toBeLessThan(1_000_000);
  });
  test('any text is read', () => {
    fc.assert(fc.property(fc.string(), (text) => readMtaSts(text) === undefined || text !== ''));
  });
});
