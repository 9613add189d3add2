import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/playbook/yaml.ts';
import fc from '../fast-check.ts';
import { cpuMs } from './cpu-ms.ts';

const SCALARS: readonly [text: string, value: unknown][] = [
  ['0', 0],
  ['42', 42],
  ['-7', -7],
  ['123456789012345', 123456789012345],
  ['1234567890123456', '1234567890123456'],
  ['1234567890123456789012', '1234567890123456789012'],
  ['00123', '00123'],
  ['-0', '-0'],
  ['+5', '+5'],
  ['0x1F', '0x1F'],
  ['0o17', '0o17'],
  ['1e5', '1e5'],
  ['1_000', '1_000'],
  ['0.5', '0.5'],
  ['.inf', '.inf'],
  ['yes', 'yes'],
  ['no', 'no'],
  ['on', 'on'],
  ['True', 'True'],
  ['NULL', 'NULL'],
  ['~', '~'],
  ['2026-12-01', '2026-12-01'],
  ['09:00', '09:00'],
  ['true', true],
  ['false', false],
  ['null', null],
  ['', null],
  ["'42'", '42'],
  ['"true"', 'true'],
  ["''", ''],
  ['"\\u0065"', 'e'],
];

describe('text stays text', () => {
  for (const [text, value] of SCALARS)
    test(`${text || 'nothing'} is ${JSON.stringify(value)}`, () => {
      const parsed = parseYaml(`a: ${text}\nb: [${text === '' ? 'null' : text}]\n`, 'f');
      expect(parsed.faults).toEqual([]);
      expect(parsed.value).toEqual({ a: value, b: [value] });
    });

  test('any digits that are not a small whole number as JavaScript writes it', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,30}$/), (digits) => {
        const { value } = parseYaml(`code: ${digits}\n`, 'f');
        const plain = digits.length <= 15 && String(Number(digits)) === digits;
        expect(value).toEqual({ code: plain ? Number(digits) : digits });
      }),
    ));
});

const REFUSED: readonly [title: string, text: string, fault: string][] = [
  ['an anchor', 'a: &x 1\n', 'f:1:7  a  an anchor (&name) stands here; leave it out'],
  ['an alias', 'a: *x\n', 'f:1:4  a  an alias (*name) stands here; write the value out'],
  [
    'an alias as a key',
    '*x : 1\n',
    'f:1:1  a list, a map or an alias is used as a key; write plain text before the colon',
  ],
  ['a merge key', 'a:\n  <<: {b: 1}\n', 'f:2:3  a  a merge key stands here; write the keys out'],
  [
    'a key twice',
    'a: 1\nb:\n  - c: 1\n    c: 2\n',
    'f:4:5  b[0].c  this key stands here a second time; the first is on line 3; keep one of them',
  ],
  [
    'a list as a key',
    '? [a]\n: 1\n',
    'f:1:3  a list, a map or an alias is used as a key; write plain text before the colon',
  ],
  [
    'a map as a key',
    '{{a: 1}: 2}\n',
    'f:1:2  a list, a map or an alias is used as a key; write plain text before the colon',
  ],
  ['__proto__', 'a:\n  __proto__: {x: 1}\n', 'f:2:3  a  "__proto__" cannot be a key; choose another name'],
  ['__proto__ in disguise', '"__pro\\u0074o__": 1\n', 'f:1:1  "__proto__" cannot be a key; choose another name'],
  ['constructor', 'constructor: 1\n', 'f:1:1  "constructor" cannot be a key; choose another name'],
  ['an empty key', ': 1\n', 'f:1:1  a key is empty; write text before the colon'],
  ['a tag', 'a: !!str 1\n', 'f:1:10  a  a tag (!name) stands here; leave it out; quotes make text'],
  ['a tab', 'a:\n\tb: 1\n', 'f:2:1  a tab stands here; write spaces; inside "double quotes" write \\t'],
  ['a second document', 'a: 1\n---\nb: 2\n', 'f:2:1  a second document begins here; write one document in each file'],
  ['a directive', '%YAML 1.2\n---\na: 1\n', 'f:2:1  a second document begins here; write one document in each file'],
  [
    'bad indentation',
    'a: 1\n b: 2\n',
    'f:2:3  this is not YAML: bad indentation of a mapping entry; look at this line and the one above',
  ],
  [
    'a control character',
    'a: "\u0007"\n',
    'f:1:5  this is not YAML: expected valid JSON character; look at this line and the one above',
  ],
  [
    'more than 64 kB',
    `a: ${'é'.repeat(33_000)}\n`,
    'f:1:1  the file is larger than 64 kB; split it, or leave out what is not needed',
  ],
  [
    'more than 10,000 lines',
    '\n'.repeat(10_001),
    'f:1:1  the file has more than 10000 lines; split it, or leave out what is not needed',
  ],
  ['51 levels', `${'['.repeat(51)}${']'.repeat(51)}`, 'f:1:51  nested deeper than 50 levels; write it flatter'],
];

describe('what is refused, and where', () => {
  for (const [title, text, fault] of REFUSED) test(title, () => expect(parseYaml(text, 'f').faults).toEqual([fault]));

  test('50 levels, a document mark, a byte order mark and CRLF are fine', () => {
    expect(parseYaml(`${'['.repeat(50)}${']'.repeat(50)}`, 'f').faults).toEqual([]);
    const parsed = parseYaml('\ufeff# note\r\n---\r\na: b\r\n...\r\n', 'f');
    expect([parsed.faults, parsed.value]).toEqual([[], { a: 'b' }]);
  });

  test('all faults at once, and the rest is still read', () => {
    const parsed = parseYaml('a: &x 1\nb: 2\nb: 3\n__proto__: {c: 1}\n', 'f');
    expect(parsed.issues.map(({ line }) => line)).toEqual([1, 3, 4]);
    expect(parsed.value).toEqual({ a: 1, b: 2 });
    expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
  });

  test('a file cannot write to the terminal through its faults', () => {
    const [fault] = parseYaml('"\\e]0;x\\a": {a: 1}\n"\\e]0;x\\a": 1\n', 'f').faults;
    expect(fault).toMatch(/^[\x20-\x7e]+$/);
  });
});

test('every value and key has its place', () => {
  const parsed = parseYaml('a:\n  - b: "x"\n    c:\n  - |\n    text\nd: {e: [1, 2]}\n', 'f');
  expect(parsed.placeOf(['a', 0, 'b'])).toEqual({ line: 2, column: 8 });
  expect(parsed.placeOfKey(['a', 0, 'c'])).toEqual({ line: 3, column: 5 });
  expect(parsed.placeOf(['d', 'e', 1])).toEqual({ line: 6, column: 12 });
  expect(parsed.placeOf(['d', 'missing', 'e']), 'the nearest thing that exists').toEqual({ line: 6, column: 4 });
  expect(parsed.placeOf([])).toEqual({ line: 1, column: 1 });
});

const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('');
const HOSTILE: Readonly<Record<string, string>> = {
  'nested keys': `${'? '.repeat(20_000)}a`,
  'nested lists': '['.repeat(20_000),
  'nested maps': '{a: '.repeat(16_000),
  'nested dashes': '- '.repeat(30_000),
  'nested flow pairs': '[a: '.repeat(16_000),
  'an alias bomb': `a: &a [x,x,x,x,x,x,x,x,x]\n${many(9, (i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${`*${'abcdefghi'[i]},`.repeat(9)}]\n`)}`,
  aliases: `[${'*a,'.repeat(20_000)}]`,
  'a merge chain': many(2_000, (i) => `a${i}: &a${i}\n  <<: *a${i - 1}\n`),
  'one key often': 'a: 1\n'.repeat(9_999),
  'many keys': many(6_000, (i) => `k${i}: 1\n`),
  'empty keys': '?\n'.repeat(9_999),
  'keys in a row': 'a:'.repeat(30_000),
  documents: '---\n'.repeat(9_999),
  'wide lists': `[${'a,'.repeat(32_000)}]`,
  'wide pairs': `[${'a: b, '.repeat(10_000)}]`,
  'one long text': `a: "${'\\n'.repeat(32_000)}"`,
  'an open quote': `a: '${"''".repeat(32_000)}`,
  'folded text': `a: >\n${' \n'.repeat(9_990)}`,
  spaces: ' '.repeat(65_000),
  tags: '!a '.repeat(20_000),
  percent: '%a\n'.repeat(9_999),
  anchors: many(49, (i) => `${' '.repeat(i)}&a${i}\n${' '.repeat(i)}!t${i}\n`),
};

describe('a hostile file costs little', () => {
  for (const [title, text] of Object.entries(HOSTILE))
    test(title, () => {
      const parsed = parseYaml(text.slice(0, 65_536), 'f');
      expect(cpuMs(() => parseYaml(text.slice(0, 65_536), 'f'))).toBeLessThan(100);
      expect(parsed.issues.length).toBeLessThanOrEqual(101);
    });
});

test('any text gives a value or faults with places, and nothing is thrown', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'a',
          ': ',
          '- ',
          '\n',
          '  ',
          '[',
          ']',
          '{',
          '}',
          ',',
          '"',
          "'",
          '&',
          '*',
          '!',
          '|',
          '?',
          '#',
          '%',
          '---',
          '\\',
        ),
        {
          maxLength: 60,
        },
      ),
      (parts) => {
        const parsed = parseYaml(parts.join(''), 'f');
        for (const issue of parsed.issues) expect(issue.line * issue.column).toBeGreaterThan(0);
        if (parsed.issues.length === 0 && parsed.value !== undefined) JSON.stringify(parsed.value);
      },
    ),
    { numRuns: 2_000 },
  ));
