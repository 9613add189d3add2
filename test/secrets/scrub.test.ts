import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { forgetSecrets, holdsMark, knowSecret, MARK, scrub, scrubbed } from '../../src/domain/scrub.ts';
import { Secret } from '../../src/domain/secret.ts';
import fc from '../fast-check.ts';
import { ENCODING_NAMES, ENCODINGS, finder } from './encodings.ts';

beforeEach(forgetSecrets);
afterEach(forgetSecrets);

const AWKWARD = `Zw8-f7"q'<&>/+\\ é%=x`;

describe('the scrubber', () => {
  test.each(ENCODING_NAMES)('finds a value %s, at the start, inside and at the end', (encoding) => {
    for (const value of [AWKWARD, 'kanarie-7Hq2Xw', '8f14e45fceea167a5a36dedd4bea2543', 'Passphrase with 4 words']) {
      forgetSecrets();
      knowSecret(value);
      for (const form of ENCODINGS[encoding](value))
        for (const text of [form, `key=${form}`, `{"a":"x ${form} y"}`, `${form}\n`]) {
          const clean = scrub(text);
          expect([text, finder({ value })(clean)]).toEqual([text, []]);
          expect(clean).toContain(MARK);
        }
    }
  });

  const anyValue = fc
    .string({ minLength: 8, maxLength: 60, unit: 'grapheme-ascii' })
    .map((text) => `aB3${text}`.trim())
    .filter((text) => text.length >= 8);
  const anyText = fc.string({ maxLength: 60 });

  test('whatever the value, its encoding and what stands around it', () => {
    fc.assert(
      fc.property(anyValue, fc.constantFrom(...ENCODING_NAMES), anyText, anyText, (value, encoding, before, after) => {
        forgetSecrets();
        knowSecret(value);
        const clean = ENCODINGS[encoding](value).map((form) => scrub(`${before} ${form} ${after}`));
        expect(clean.filter((text) => finder({ value: value })(text).length > 0)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('leaves every other text as it is, and the same object', () => {
    knowSecret('kanarie-7Hq2Xw');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const document = { value };
        expect(scrubbed(document)).toBe(document);
      }),
    );
  });

  test('is done after one time', () => {
    knowSecret(AWKWARD);
    fc.assert(
      fc.property(anyText, fc.constantFrom(...ENCODING_NAMES), (around, encoding) => {
        const once = scrub(around + ENCODINGS[encoding](AWKWARD).join(around));
        expect(scrub(once)).toBe(once);
      }),
    );
  });

  test('knows every Secret that was made', () => {
    const secret = new Secret('kanarie-7Hq2Xw');
    expect(scrub(`401: the key ${secret.reveal()} is not known`)).toBe(`401: the key ${MARK} is not known`);
  });

  test.each([
    ['broken off', 'status 401, {"key":"kanarie-7Hq2Xw-9'],
    ['broken off with dots', 'key kanarie-7Hq2Xw… was'],
    ['broken off and quoted', '"kanarie-7Hq2Xw"'],
    ['broken by a terminal', 'the key kanarie-7H\n    q2Xw-9dkE is'],
  ])('finds a value that was %s', (_how, text) => {
    knowSecret('kanarie-7Hq2Xw-9dkE3');
    expect(scrub(text)).toContain(MARK);
    expect(scrub(text)).not.toMatch(/kanarie|q2Xw/);
  });

  describe('a code of hexadecimal digits', () => {
    const code = 'cb8ca651d0c4f1e7';
    const digest = (middle: string) => `46dec2dcaea7ff578b42641f931ede8b1db0e93440bb27${middle}`;
    beforeEach(() => knowSecret(code));

    test.each([
      ['in the middle of a DS', `25087 13 2 ${digest('cb8ca651d5a939be6d')}`],
      ['in one with capitals', `25087 13 2 ${digest('cb8ca651d5a939be6d').toUpperCase()}`],
      ['at the end of a digest', `{"observed":"${digest('cb8ca651')}"}`],
      ['in a UUID', 'order cb8ca651-7f1e-4c3b-9a55-0d2f6b8e1c47 is there'],
      ['at its start', `{"before":"cb8ca651${digest('')}"}`],
    ])('may begin as a digest goes on by chance: %s', (_where, text) => expect(scrub(text)).toBe(text));

    test.each([
      ['in the middle of other digits', digest(`${code}d5a9`)],
      ['with most of it', digest('cb8ca651d0c4')],
      ['broken off', 'the code cb8ca651… is wrong'],
      ['between lines', `${'-'.repeat(60)}cb8ca651d0${'-'.repeat(60)}`],
      ['broken off, behind a percent sign', 'authInfo%3Dcb8ca651d0'],
    ])('goes from where it is: %s', (_where, text) => expect(scrub(text)).toContain(MARK));

    test('of a thousand such codes and a hundred thousand digests none meet', () => {
      const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
      for (let at = 0; at < 1000; at++) knowSecret(hashOf(`code ${at}`).slice(0, 12 + 4 * (at % 3)));
      const digests = Array.from({ length: 100_000 }, (_, at) => hashOf(`digest ${at}`));
      expect(digests.filter((one) => scrub(one) !== one)).toEqual([]);
    });
  });

  test('finds the lines of a key of many lines, and parts of one that is very long', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
    const long = Array.from({ length: 1000 }, (_, at) => String(at).padStart(3, '0')).join('');
    knowSecret(`-----BEGIN KEY-----\n${line}\n${line.split('').reverse().join('')}\n-----END KEY-----\n`);
    knowSecret(long);
    expect(scrub(`bad line: ${line}`)).toBe(`bad line: ${MARK}`);
    expect(scrub(`<${long}>`)).toBe(`<${MARK}${MARK}${MARK}>`);
  });

  describe('a password that is an ordinary word', () => {
    beforeEach(() => {
      for (const word of ['golive', 'preflight', 'bakkerij-dezon.nl', 'info@klant.nl', '12345678']) knowSecret(word);
    });

    test.each([
      'golive: golive met a fault in golive itself',
      'step preflight of bakkerij-dezon.nl waits for info@klant.nl since 12345678 ms',
      '{"domain":"bakkerij-dezon.nl","step":"preflight"}',
      'a golive@example.nl',
    ])('stays in what has nothing to do with it: %s', (text) => expect(scrub(text)).toBe(text));

    test.each([
      'postgres://golive:golive@localhost/golive',
      'password=golive',
      '"password":"golive"',
      'Authorization: golive',
      'wrong code 12345678.',
      `Basic ${Buffer.from('golive:golive').toString('base64')}`,
      Buffer.from('preflight').toString('hex'),
    ])('goes from where it is one: %s', (text) => expect(scrub(text)).toContain(MARK));
  });

  describe('a password that is the name of a business', () => {
    const PASSWORDS = ['hotel2000', 'Hotel2000', 'HOTEL2000', 'Hotel2000!', 'hotel2000-breda'];

    test.each([
      'hotel2000.nl',
      'www.hotel2000.nl. 300 IN CNAME hotel2000.nl.',
      'HOTEL2000.NL is not there',
      'hotel2000-breda.co.uk',
      'besthotel2000.nl and hotel2000-breda.nl, whose customers are others',
      'v=spf1 include:spf.hotel2000.xn--p1ai -all',
      'info@hotel2000.nl sees https://hotel2000.nl/',
      'a\nhotel2000.nl. 300 IN A 192.0.2.1\nhotel2000.nl\n300\nhotel2000.nl\nNext',
      '"key":"hotel2000.nl" auth: hotel2000.nl, code hotel2000.nl, token hotel2000.nl, passed: hotel2000.nl',
      'the password of hotel2000.nl, password info@hotel2000.nl, secrets: hotel2000.nl, password\nhotel2000.nl',
      JSON.stringify(JSON.stringify({ zone: 'a\nhotel2000.nl.\nb', sum: 'of hotel2000.nl= 3' })),
    ])('stays in names: %j', (text) => {
      for (const password of PASSWORDS) {
        forgetSecrets();
        knowSecret(password);
        expect([password, scrub(text)]).toEqual([password, text]);
      }
    });

    test.each(['Hotel2000', 'HOTEL2000'])('stays where a word behind it is written otherwise: %s', (password) => {
      knowSecret(password);
      const text = 'HOTEL2000-Utrecht.NL, Hotel2000-Utrecht.nl and Hotel2000-Breda-Zuid.co.uk';
      expect(scrub(text)).toBe(text);
    });

    test('and a document with such names is the very same', () => {
      for (const password of PASSWORDS) knowSecret(password);
      const document = { zone: 'hotel2000.nl.', rrsets: [{ name: 'www.hotel2000.nl.', octets: [1, 2, 3, 4, 5] }] };
      expect(scrubbed(document)).toBe(document);
    });

    test.each([
      (password: string) => password,
      (password: string) => `"${password}"`,
      (password: string) => `password: ${password}. Try another`,
      (password: string) => `530 ${password}.Please try another`,
      (password: string) => `pass=${password}`,
      (password: string) => `550 bad password ${password}.try again`,
      (password: string) => `login with password=${password}.please retry`,
      (password: string) => `wachtwoord ${password}.nl`,
      (password: string) => `{"password" : "${password}.de"}`,
      (password: string) => `Passwort: '${password}.de'`,
      (password: string) => `mot de passe : ${password}.fr`,
      (password: string) => `PWD:${password}.x-y.zz`,
      (password: string) => `?access_token=${password}.abc&client_secret=${password}.abc`,
      (password: string) => JSON.stringify(JSON.stringify({ secret: `${password}.abc` })),
      (password: string) => `530 ${password}Please.try another`,
      (password: string) => `530 ${password}-please.Try another`,
      (password: string) => `${password}...`,
      (password: string) => `${password}.1`,
      (password: string) => `${password}\nwww.example.nl`,
      (password: string) => `x.${password}`,
      (password: string) => `ftp://hotel:${password}@ftp.example.nl/`,
      (password: string) => Buffer.from(`hotel:${password}`).toString('base64'),
    ])('goes where it stands alone: %s', (text) => {
      for (const password of PASSWORDS) {
        forgetSecrets();
        knowSecret(password);
        expect(scrub(text(password))).toContain(MARK);
        expect(scrub(text(password))).not.toContain(password);
      }
    });

    test.each(['k7m2p9x4qw', 'kanarie-7Hq2Xw', '8f14e45fceea167a5a36dedd4bea2543'])(
      'one that is no such name goes from names too: %s',
      (code) => {
        knowSecret(code);
        expect(scrub(`https://${code}.hooks.example/`)).toBe(`https://${MARK}.hooks.example/`);
      },
    );
  });

  test('takes octets out of documents, however they were kept', () => {
    knowSecret('kanarie-7Hq2Xw');
    const octets = Buffer.from('kanarie-7Hq2Xw');
    expect(scrubbed({ a: [{ b: octets.toJSON() }], [octets.toString()]: 1 })).toEqual({
      a: [{ b: { type: 'Buffer', data: MARK } }],
      [MARK]: 1,
    });
    expect(holdsMark(scrubbed({ a: ['kanarie-7Hq2Xw'] }))).toBe(true);
    expect(holdsMark({ a: ['***'] })).toBe(false);
  });

  test('finds the octets of a key that is kept as their text', () => {
    const key = Buffer.from('0123456789abcdef0123456789abcdef', 'latin1');
    knowSecret(key.toString('hex'));
    expect(scrub(`k=${key.toString('base64')}`)).not.toContain(key.toString('base64').slice(4, 20));
    forgetSecrets();
    knowSecret(key.toString('base64'));
    expect(scrub(`k=${key.toString('hex')}`)).toBe(`k=${MARK}`);
  });

  test('remembers what the configuration holds for ever, and of the rest the newest', () => {
    knowSecret('token-of-the-Provider-1');
    for (let count = 0; count < 3000; count++) new Secret(`authcode-Xy${count}-of-a-domain`);
    expect(scrub('token-of-the-Provider-1')).toBe(MARK);
    expect(scrub('authcode-Xy2999-of-a-domain')).toBe(MARK);
  });

  test('costs little with a thousand secrets', () => {
    const held = Array.from(
      { length: 1000 },
      (_, at) => new Secret(`aB${at}-${'x'.repeat(at % 7)}-secret-${at * 7919}`),
    );
    const text = 'status 422, the zone bakkerij-dezon.nl. has an RRset www 3600 IN A 192.0.2.1 already. '.repeat(50);
    scrub(text);
    const before = process.cpuUsage();
    for (let count = 0; count < 100; count++) scrub(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000 / 100).toBeLessThan(10); // CPU milliseconds for 4 kB
    expect(held).toHaveLength(1000);
  });
});
