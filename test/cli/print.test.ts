import { describe, expect, test } from 'vitest';
import { nameShown, painted, printable, printableJson, short, table, wrapped } from '../../src/cli/print.ts';
import fc from '../fast-check.ts';

/** What a terminal or a reader could be fooled with. */
const HOSTILE = [
  ['an escape sequence', '\u001b[31mred', '\\u{1b}[31mred'],
  ['a C1 control', 'a\u009bb', 'a\\u{9b}b'],
  ['a line break', 'a\nb\r\n', 'a\\u{a}b\\u{d}\\u{a}'],
  ['a direction override', 'klant\u202egnp.nl', 'klant\\u{202e}gnp.nl'],
  ['isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
  ['a zero-width space', 'kla\u200bnt.nl', 'kla\\u{200b}nt.nl'],
  ['a soft hyphen', 'kla\u00adnt.nl', 'kla\\u{ad}nt.nl'],
  ['a byte order mark', '\ufeffa', '\\u{feff}a'],
  ['a tag character', 'a\u{e0041}', 'a\\u{e0041}'],
  ['an interlinear mark', 'a\ufff9b', 'a\\u{fff9}b'],
  ['a hangul filler', 'a\u3164b', 'a\\u{3164}b'],
  ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
  ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
] as const;

describe('nothing from outside reaches the terminal as it is', () => {
  for (const [what, text, shown] of HOSTILE) test(what, () => expect(printable(text)).toBe(shown));
  test('letters of our languages stay', () =>
    expect(printable('café ’t Zönneke – déjà vu €')).toBe('café ’t Zönneke – déjà vu €'));
  test('whatever is printed has no control or format character', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, colours) => {
        const all = [printable(text), short(text, 10), ...table([[text, text]], false, 20), ...wrapped(text, 20, '  ')];
        for (const line of all) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        const coloured = painted({ text, colour: 'red' }, colours);
        expect(coloured.replace(/^\u001b\[31m|\u001b\[0m$/g, '')).toBe(printable(text));
      }),
    ));
  test('JSON keeps its value', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = printableJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    ));
  for (const [what, text] of HOSTILE)
    test(`JSON with ${what}`, () => {
      expect(JSON.parse(printableJson({ text }))).toEqual({ text });
      expect(printableJson(text)).toMatch(/^"[\x20-\x7e]*"$/);
    });
});

test('a table lines up and breaks its last column', () => {
  expect(
    table(
      [
        ['a', 'bb', 'one two three'],
        ['ccc', 'd', 'e'],
      ],
      false,
      18,
    ),
  ).toEqual(['a    bb  one two', '         three', 'ccc  d   e']);
});

test('an international name shows both its forms', () => {
  expect(nameShown({ domain: 'xn--caf-dezon-d4a.be', domainUnicode: 'café-dezon.be' })).toBe(
    'café-dezon.be (xn--caf-dezon-d4a.be)',
  );
  expect(nameShown({ domain: 'klant.nl', domainUnicode: 'klant.nl' })).toBe('klant.nl');
});

test('a list under a sentence is set in, its longer lines further; a sign after a French space stays with its word', () => {
  expect(wrapped('Set:\nklant.nl. 300 IN A 192.0.2.1\nwww 300 IN A 192.0.2.2', 22, '')).toEqual([
    'Set:',
    '  klant.nl. 300 IN A',
    '    192.0.2.1',
    '  www 300 IN A',
    '    192.0.2.2',
  ]);
  expect(wrapped('bascule : deux ; trois', 15, '')).toEqual(['bascule :', 'deux ; trois']);
  expect(wrapped('dit à l’avance ; oui', 14, '')).toEqual(['dit à', 'l’avance ; oui']);
});
