import { describe, expect, test } from 'vitest';
import { codeFindings } from '../../src/domain/code-life.ts';
import { fqdn } from '../../src/domain/name.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { known } from '../../src/registration/tld-rules.ts';
import { TLD_TABLE } from '../../src/registration/tld-table.ts';
import { authcodeFault, codeExpiresMs, isOnlyUnusual, trimmedAuthcode } from '../../src/steps/authcode.ts';
import fc from '../fast-check.ts';

const of = (domain: string, asGiven = false) => ({ domain: fqdn(domain), asGiven });

describe('what is wrong with a code is told by kind and place', () => {
  test.each<[title: string, code: string, domain: string, says: RegExp | undefined]>([
    ['one that is well', 'Zx9-!kQ2', 'klant.nl', undefined],
    ['nothing', '', 'klant.nl', /^it is empty$/],
    ['a blank inside', 'Zx9 kQ2', 'klant.nl', /^its character 4 is a blank$/],
    ['a no-break space inside', 'Zx9\u00a0kQ2', 'klant.nl', /^its character 4 is a blank$/],
    ['a line break inside', 'Zx9k\nQ2ab', 'klant.nl', /^its character 5 is a line break$/],
    ['a zero-width space', 'Zx9k\u200bQ2', 'klant.nl', /^its character 5 is an invisible character$/],
    ['a zero-width space at its end', 'Zx9kQ2\u200b', 'klant.nl', /^its character 7 is an invisible character$/],
    ['a soft hyphen', 'Zx9k\u00adQ2', 'klant.nl', /^its character 5 is an invisible character$/],
    ['a variation selector', 'Zx9k\ufe0fQ2', 'klant.nl', /^its character 5 is an invisible character$/],
    ['a direction mark', '\u202eZx9kQ2', 'klant.nl', /^its character 1 is an invisible character$/],
    ['a bell', 'Zx9k\u0007Q2', 'klant.nl', /^its character 5 is a control character$/],
    ['a Cyrillic letter', 'Zх9kQ2', 'klant.nl', /^its character 2 is a Cyrillic letter, which may look like/],
    [
      'two of them',
      'ZхаkQ2',
      'klant.nl',
      /^its character 2 is a Cyrillic .*\(and 1 more of its characters cannot be\)$/,
    ],
    ['a Greek letter', 'Zx9kΟ2', 'klant.nl', /^its character 5 is a Greek letter/],
    ['an accent', 'Zx9ké2', 'klant.nl', /^its character 5 is a letter that is none of A to Z$/],
    ['a typographic dash', '123–456-789-012-345', 'klant.be', /^its character 4 is a typographic dash/],
    ['a minus sign', '123−456-789-012-345', 'klant.be', /^its character 4 is a typographic dash/],
    ['a typographic quote inside', 'Zx9’kQ2', 'klant.nl', /^its character 4 is a typographic quotation mark$/],
    ['typographic quotes around', '“Zx9kQ2”', 'klant.nl', /^it stands in quotation marks/],
    ['straight quotes around', '"Zx9kQ2"', 'klant.nl', /^it stands in quotation marks/],
    ['full-width forms', 'Zx９kQ2', 'klant.nl', /^its character 3 is a full-width form/],
    ['other digits', 'Zx٩kQ2', 'klant.nl', /^its character 3 is a digit that is none of 0 to 9$/],
    ['a label', 'AuthCode: Zx9-kQ2', 'klant.com', /^it begins with a label/],
    ['a label without a blank', 'EPP-code:Zx9kQ2', 'klant.com', /^it begins with a label/],
    ['a Dutch label', 'Verhuistoken = Zx9kQ2', 'klant.nl', /^it begins with a label/],
    ['a German label', 'Auth-Info：Zx9kQ2', 'klant.de', /^it begins with a label/],
    ['a sentence', 'The code for your domain is Zx9kQ2', 'klant.nl', /^it is a text of 7 words/],
    ['what a field shows instead', '••••••••', 'klant.nl', /^it is what a field shows that hides/],
    ['asterisks', '********', 'klant.nl', /^it is what a field shows that hides/],
    ['too short for all', 'abc', 'klant.nl', /^it is shorter than 4 characters$/],
    ['too long for all', 'aB3'.repeat(22), 'klant.nl', /^it is longer than 64 characters$/],
    [
      '.be in groups',
      '123 456 789 012 345',
      'klant.be',
      /^it has blanks where codes of \.be have hyphens .*like 123-456-/,
    ],
    ['.be in groups of no-break spaces', '123\u00a0456  789 012 345', 'klant.be', /^it has blanks where codes of \.be/],
    ['.eu in groups', 'XXXX AAAA BBBB CCCC', 'klant.eu', /^it has blanks where codes of \.eu .*like XXXX-AAAA-/],
    [
      'a blank too many',
      '123-456 -789-012-345',
      'klant.be',
      /^its character 8 is a blank; codes of \.be are like 123-456-/,
    ],
    ['as .be has them', '123-456-789-012-345', 'klant.be', undefined],
    [
      'a letter for a digit',
      '123-456-7O9-012-345',
      'klant.be',
      /^its character 10 is none that codes of \.be have, but looks like one \(/,
    ],
    [
      'several',
      'I23-456-7O9-0l2-345',
      'klant.be',
      /^its characters 1, 10, 14 are none that codes of \.be have, but look like some \(/,
    ],
    ['another letter', '123-456-7x9-012-345', 'klant.be', /^it has not the form that codes of \.be have, like 123-/],
    ['a digit too few', '123-456-789-012-34', 'klant.be', /^it has 18 characters, and codes of \.be have 19/],
    ['as .eu has them', 'XXXX-AAAA-BBBB-CCCC', 'klant.eu', undefined],
    ['.eu without hyphens', 'XXXXAAAABBBBCCCC', 'klant.eu', /^it has 16 characters, and codes of \.eu have 19/],
    ['one that .com cannot have', 'Zx9kQ', 'klant.com', /^it has 5 characters, and codes of \.com have 6 to 32/],
    ['the same of another gTLD', 'Zx9kQ', 'klant.shop', /^it has 5 characters, and codes of \.shop have 6 to 32/],
    ['.fr without a capital', 'abcdefgh1234', 'klant.fr', /^it has not the form that codes of \.fr have$/],
    ['an ending without a row', 'Zx9kQ', 'klant.se', undefined],
    ['the form of a name in another script', 'Zx9kQ', 'klant.xn--p1ai', undefined],
  ])('%s', (_title, code, domain, says) => {
    const fault = authcodeFault(code, of(domain));
    if (says === undefined) expect(fault).toBeUndefined();
    else expect(fault).toMatch(says);
  });
  test('a person, or an API, may insist on a form that only resellers tell of, and on no other', () => {
    expect([isOnlyUnusual('Zx9kQ', fqdn('klant.com')), authcodeFault('Zx9kQ', of('klant.com', true))]).toEqual([
      true,
      undefined,
    ]);
    expect(isOnlyUnusual('123-456', fqdn('klant.be'))).toBe(false);
    expect(authcodeFault('123-456', of('klant.be', true))).toMatch(/19/);
    expect(isOnlyUnusual('Zx 9kQ', fqdn('klant.com'))).toBe(false);
  });
  test('what a registrar says of its own codes counts before the table', () => {
    const evidence = { by: 'registry', source: 'x', seen: '2026-11-20' } as const;
    const overrides = { be: { codeForm: { value: { minLength: 4, maxLength: 8 }, ...evidence } } };
    expect(authcodeFault('123456', { domain: fqdn('klant.be'), overrides })).toBeUndefined();
    expect(authcodeFault('123-456-789-012-345', { domain: fqdn('klant.be'), overrides })).toMatch(/4 to 8/);
  });
});

/** Every sentence there is; what varies in them are places, counts, and the public form of the ending. */
const EXAMPLE = '(?:, like (?:123-456-789-012-345|XXXX-AAAA-BBBB-CCCC))?';
const ARE_LIKE = '(?:; codes of \\.\\w+ are like (?:123-456-789-012-345|XXXX-AAAA-BBBB-CCCC))?';
const SENTENCES = [
  'it is empty',
  'it is shorter than 4 characters',
  'it is longer than 64 characters',
  'it begins with a label; give only what stands behind the colon',
  'it is a text of \\d+ words; give the code alone',
  'it stands in quotation marks; give it without them',
  'it is what a field shows that hides its content, and not the content',
  `its character \\d+ is [a-zA-Z09 ,;-]+(?: \\(and \\d+ more of its characters cannot be\\))?${ARE_LIKE}`,
  `it has blanks where codes of \\.\\w+ have hyphens between their groups${EXAMPLE}`,
  `it has \\d+ characters, and codes of \\.\\w+ have \\d+(?: to \\d+)?${EXAMPLE}`,
  `(?:its character \\d+ is|its characters [\\d, ]+ are) none that codes of \\.\\w+ have, but (?:looks like one|look like some) \\(a letter for a digit, or the other way round\\)${EXAMPLE}`,
  `it has not the form that codes of \\.\\w+ have${EXAMPLE}`,
].map((sentence) => new RegExp(`^${sentence}$`));
const KINDS_TOLD = new Set([
  'a line break',
  'a blank',
  'a control character',
  'an invisible character',
  'a full-width form of a character',
  'a typographic quotation mark',
  'a typographic dash; codes have the hyphen of the keyboard',
  'a Cyrillic letter, which may look like a Latin one',
  'a Greek letter, which may look like a Latin one',
  'a letter that is none of A to Z',
  'a digit that is none of 0 to 9',
  'a character that no transfer code has',
]);

describe('laws', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ maxLength: 80 }),
  );
  const domains = fc.constantFrom(...TLD_TABLE.map(({ tld }) => (/^\w+$/.test(tld) ? `klant.${tld}` : 'klant.se')));

  test('a fault repeats nothing of the code', () => {
    fc.assert(
      fc.property(anything, domains, (text, domain) => {
        const fault = authcodeFault(text, of(domain));
        if (fault === undefined) return;
        expect(SENTENCES.filter((sentence) => sentence.test(fault))).toHaveLength(1);
        const kind = /^its character \d+ is (?!none that)(.*?)(?: \(and|; codes of \.|$)/.exec(fault)?.[1];
        if (kind !== undefined) expect(KINDS_TOLD).toContain(kind);
      }),
      { numRuns: 1500 },
    );
  });

  test('white space around a code changes nothing, and what is inside stays', () => {
    const space = fc.string({
      unit: fc.constantFrom(' ', '\t', '\n', '\r', '\u00a0', '\u3000', '\ufeff'),
      maxLength: 4,
    });
    const inner = fc.stringMatching(/^[\x21-\x7e]{1,20}$/);
    fc.assert(
      fc.property(space, inner, space, (before, code, after) => {
        expect(trimmedAuthcode(before + code + after)).toBe(code);
      }),
      { numRuns: 500 },
    );
  });

  test('what passes is printable ASCII without blanks of 4 to 64 characters, in the form of its ending', () => {
    fc.assert(
      fc.property(anything, domains, (text, domain) => {
        if (authcodeFault(text, of(domain)) !== undefined) return;
        expect(text).toMatch(/^[\x21-\x7e]{4,64}$/);
        const form = TLD_TABLE.find(({ tld }) => domain.endsWith(`.${tld}`));
        const { pattern } = (form && known(form.codeForm)) ?? {};
        if (pattern !== undefined) expect(text).toMatch(pattern);
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    'a'.repeat(2_000_000),
    ' '.repeat(1_000_000),
    `x${' '.repeat(1_000_000)}x`,
    'token'.repeat(200_000),
    'é:'.repeat(900),
  ])('a text that is far too long is told at once (%#)', (text) => {
    const before = performance.now();
    expect(authcodeFault(trimmedAuthcode(text), of('klant.be'))).toBeDefined();
    expect(performance.now() - before).toBeLessThan(200);
  });
});

describe('the clock of a code', () => {
  const issued = Date.UTC(2026, 11, 1);
  test.each([
    ['klant.be', 7],
    ['klant.de', 30],
    ['klant.eu', 40],
    ['klant.nl', undefined],
    ['klant.com', undefined],
  ])('%s', (domain, days) =>
    expect(codeExpiresMs(fqdn(domain), issued)).toBe(days === undefined ? undefined : issued + days * DAY),
  );

  const code = { storedMs: issued + DAY, issuedMs: issued, expiresAtMs: issued + 8 * DAY };
  test.each<[string, Parameters<typeof codeFindings>[1], number, string | undefined]>([
    ['more than a quarter left', code, issued + 6 * DAY - 1, undefined],
    ['a quarter left', code, issued + 6 * DAY, 'code.expires-soon'],
    ['its last moment', code, issued + 8 * DAY - 1, 'code.expires-soon'],
    ['its end', code, issued + 8 * DAY, 'code.has-run-out'],
    [
      'a life that counts from when it was stored',
      { storedMs: issued, expiresAtMs: issued + 4 * HOUR },
      issued + 3 * HOUR,
      'code.expires-soon',
    ],
    ['no known end', { storedMs: issued }, issued + 900 * DAY, undefined],
    ['no code', undefined, issued, undefined],
  ])('%s', (_title, kept, now, text) =>
    expect(codeFindings(fqdn('klant.be'), kept, now).map((finding) => [finding.tag, finding.message.text])).toEqual(
      text === undefined ? [] : [['CODE_EXPIRES_SOON', text]],
    ),
  );
});
