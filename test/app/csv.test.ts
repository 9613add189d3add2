import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/app/csv.ts';
import { domainsInCsv } from '../../src/app/inspect-list.ts';
import fc from '../fast-check.ts';

describe('a file of values', () => {
  const rows: readonly [
    title: string,
    text: string,
    cells: readonly (readonly string[])[],
    lines?: readonly number[],
  ][] = [
    [
      'plain',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      [1, 2],
    ],
    ['no last line end', 'a\nb', [['a'], ['b']], [1, 2]],
    [
      'a byte order mark and CRLF',
      '\uFEFFa;b\r\n1;2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      [1, 2],
    ],
    ['lone CR', 'a\rb\r', [['a'], ['b']], [1, 2]],
    ['tabs', 'a\tb\n', [['a', 'b']]],
    ['quotes', '"a ""b"" c","d,e"\n', [['a "b" c', 'd,e']]],
    ['a line end inside quotes', '"a\r\nb",c\nd\n', [['a\r\nb', 'c'], ['d']], [1, 3]],
    ['blank lines', '\n\na\n , \n\nb\n', [['a'], ['b']], [3, 6]],
    ['comments', '# what, "this is\na\n#b\n', [['a']], [2]],
    ['an empty file', '', []],
    ['a quote inside a bare cell', 'a"b,c\n', [['a"b', 'c']]],
  ];
  test.each(rows)('%s', (_title, text, cells, lines) => {
    const { records, faults } = readCsv(text);
    expect(records.map((record) => record.cells)).toEqual(cells);
    if (lines !== undefined) expect(records.map(({ line }) => line)).toEqual(lines);
    expect(faults).toEqual([]);
  });

  test('a bad line is named, and the others are read', () => {
    const { records, faults } = readCsv('a\n"b\nc\n"d"e\nf\n');
    expect(records.map(({ cells }) => cells[0])).toEqual(['a', 'c', 'f']);
    expect(faults.map(({ line }) => line)).toEqual([2, 4]);
  });

  test('what is written with every cell in quotes is read as it was', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', '#', ' ', 'é'), maxLength: 6 });
    const row = fc
      .array(cell, { minLength: 2, maxLength: 4 })
      .filter((cells) => cells.some((one) => one.trim() !== ''));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (table) => {
        const text = table.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n');
        const { records, faults } = readCsv(`x,x\n${text}`);
        expect([records.slice(1).map(({ cells }) => cells), faults]).toEqual([table, []]);
      }),
      { numRuns: 500 },
    );
  });

  test('twenty thousand open quotes takes no time', () => {
    const began = process.cpuUsage();
    readCsv('"\n'.repeat(20_000));
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(2000);
  });
});

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpora/formats/csv-spectrum');
const there = existsSync(CORPUS);
if (!there) console.info('the spectrum of CSV files is not here; its tests are left out');

describe.runIf(there)('a spectrum of CSV files', () => {
  const names = there ? readdirSync(join(CORPUS, 'csvs')).map((file) => basename(file, '.csv')) : [];
  test('there are some', () => expect(names.length).toBeGreaterThan(8));
  test.each(names)('%s', (name) => {
    const { records, faults } = readCsv(readFileSync(join(CORPUS, 'csvs', `${name}.csv`), 'utf8'));
    const [head, ...rows] = records.map(({ cells }) => cells);
    const expected: unknown = JSON.parse(readFileSync(join(CORPUS, 'json', `${name}.json`), 'utf8'));
    expect(rows.map((cells) => Object.fromEntries(head!.map((key, index) => [key, cells[index]])))).toEqual(expected);
    expect(faults).toEqual([]);
  });
});

describe('a list of domains', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golive-csv-'));
  const list = (text: string) => {
    writeFileSync(join(folder, 'list.csv'), text);
    return domainsInCsv('list.csv', folder, false);
  };

  test('the column called domain, wherever it is; each domain once, however it is written', () => {
    const text = '\uFEFFCustomer;Domain;Since\r\nDe Zon;klant.nl;2020\r\n"Zon; Maan";KLANT.NL.;\r\n;café-dezon.be;\r\n';
    expect(list(text)).toEqual({ domains: ['klant.nl.', 'xn--caf-dezon-d4a.be.'], refused: [] });
  });

  test('without that name the first column', () => {
    expect(list('# ours\nklant.nl,Zon\n\nklant.com\n').domains).toEqual(['klant.nl.', 'klant.com.']);
  });

  test('a bad line is named with its number and the way out; the others go on', () => {
    const { domains, refused } = list('domain\nklant.nl\nwww.klant.com\n"open\nco.uk\nklant.be\n');
    expect(domains).toEqual(['klant.nl.', 'klant.be.']);
    expect(refused.map(({ place }) => place)).toEqual(['list.csv:3', 'list.csv:4', 'list.csv:5']);
    expect(refused[0]!.why).toMatch(/Did you mean klant\.com\?$/);
  });

  const refusals: readonly [title: string, text: string | undefined, line: RegExp][] = [
    ['no such file', undefined, /there is no such file/],
    ['nothing in it', '# nothing\n\n', /there is no domain in it/],
    ['no text', 'k\0l\0', /no text in UTF-8/],
    ['too large', 'klant.nl\n'.repeat(200_000), /larger than 1024 kB/],
    ['too many', 'a.nl\n'.repeat(10_001), /more than 10000 lines/],
  ];
  test.each(refusals)('%s', (_title, text, line) => {
    expect(() => (text === undefined ? domainsInCsv('none.csv', folder, false) : list(text))).toThrow(line);
  });
});
