import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publishFolder } from '../../src/adapters/files/publish-folder.ts';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { STATIC_NAMES, staticPages } from '../../src/dashboard/static.ts';
import { withClient } from '../app/small-office.ts';
import { expectOneLine, goliveIn } from './in-process.ts';

let folder: string;
const HOSTILE = '<script>alert(1)</script>\u202e';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'golive-publish-'));
  writeFileSync(join(folder, 'golive.yaml'), 'agency: { name: Voorbeeld, language: nl }\nstore: "sqlite:golive.db"\n');
  const made = await goliveIn(folder, [
    'new',
    'klant.nl',
    'klant.be',
    '--no-inspect',
    '--playbook',
    'livegang-3',
    '--customer',
    HOSTILE,
  ]);
  expect(made.code).toBe(0);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const www = () => join(folder, 'www');
const read = (name: string) => readFileSync(join(www(), name), 'utf8');
const publish = (...more: readonly string[]) => goliveIn(folder, ['status', '--publish', 'www', ...more]);

describe('golive status --publish', () => {
  test('writes the document and a page that leads nowhere else, readable by a web server whatever the umask', async () => {
    // A thread has no umask of its own to set.
    const before = isMainThread ? process.umask(0o077) : undefined;
    const { code, out, err } = await publish().finally(() => before !== undefined && process.umask(before));
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe('Gepubliceerd in www (domeinen: 2, pagina’s: 1).');
    const names = readdirSync(www());
    expect(names.filter((name) => !STATIC_NAMES.test(name))).toEqual([]);
    expect(statSync(www()).mode & 0o777).toBe(0o755);
    expect(new Set(names.map((name) => statSync(join(www(), name)).mode & 0o777))).toEqual(new Set([0o644]));
    const document = DOCUMENTS.status.parse(JSON.parse(read('status.json')));
    expect((document as { migrations: { domain: string }[] }).migrations.map(({ domain }) => domain).sort()).toEqual([
      'klant.be',
      'klant.nl',
    ]);
    const page = read('index.html');
    const leads = [...page.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, to]) => to!);
    expect(leads.length).toBeGreaterThan(3);
    for (const to of leads) expect(to.startsWith('#') || names.includes(to)).toBe(true);
    expect(page).not.toMatch(/<form|<script>|\u202e/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;\\u{202e}');
  });
  test('takes away what it no longer names, and nothing of others', async () => {
    await publish();
    for (const name of [
      'page-2.html',
      'golive-0123456789abcdef.css',
      'robots.txt',
      'page-two.html',
      'index.html.new-1-00000000',
    ])
      writeFileSync(join(www(), name), 'old');
    utimesSync(join(www(), 'index.html.new-1-00000000'), 0, 0);
    expect((await publish()).code).toBe(0);
    const names = readdirSync(www());
    expect(names).toEqual(expect.arrayContaining(['robots.txt', 'page-two.html']));
    for (const gone of ['page-2.html', 'golive-0123456789abcdef.css', 'index.html.new-1-00000000'])
      expect(names).not.toContain(gone);
  });
  test('with --json prints the document that it wrote, and nothing else', async () => {
    const { out } = await publish('--json');
    expect(JSON.parse(out)).toEqual(JSON.parse(read('status.json')));
  });
  test('refuses a file, and a part of the whole', async () => {
    writeFileSync(join(folder, 'www'), '');
    expectOneLine(await publish(), 2, /www.*it is no folder/);
    expectOneLine(
      await goliveIn(folder, ['status', 'klant.nl', '--publish', 'elsewhere']),
      2,
      /always shows everything/,
    );
    expectOneLine(await goliveIn(folder, ['status', '--publish', '']), 2, /Name the folder/);
  });
});

describe('who reads while it is written', () => {
  test('finds what the page of a moment ago leads to', async () => {
    const files = (css: string) => [
      { name: css, text: '' },
      { name: 'index.html', text: `<link href="${css}"></html>` },
    ];
    const [old, next] = ['golive-00.css', 'golive-11.css'] as const;
    await publishFolder(www(), files(old), STATIC_NAMES, 'index.html');
    await publishFolder(www(), files(next), STATIC_NAMES, 'index.html');
    expect(readdirSync(www()).sort()).toEqual([old, next, 'index.html']);
    await publishFolder(www(), files(next), STATIC_NAMES, 'index.html');
    expect(readdirSync(www()).sort()).toEqual([next, 'index.html']);
  });
  test('sees at every moment a whole page, whose assets are there', async () => {
    const page = (number: number) =>
      `<link href="golive-${String(number % 2).repeat(16)}.css">${`${number} `.repeat(20_000)}</html>`;
    const files = (number: number) => [
      { name: `golive-${String(number % 2).repeat(16)}.css`, text: `/* ${number} */` },
      { name: 'index.html', text: page(number) },
    ];
    await publishFolder(www(), files(0), STATIC_NAMES, 'index.html');
    let isDone = false;
    let reads = 0;
    const torn: string[] = [];
    const reading = (async () => {
      while (!isDone) {
        const text = read('index.html');
        const [, css = ''] = /href="([^"]*)"/.exec(text) ?? [];
        if (!text.endsWith('</html>') || text !== page(Number.parseInt(/>(\d+) /.exec(text)?.[1] ?? '', 10)))
          torn.push(text.slice(-40));
        await new Promise((resolve) => setImmediate(resolve));
        read(css); // throws where the page leads to what is gone
        reads += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let number = 1; number <= 200; number++) await publishFolder(www(), files(number), STATIC_NAMES, 'index.html');
    isDone = true;
    await reading;
    expect(torn).toEqual([]);
    expect(reads).toBeGreaterThan(200);
  });
});

describe('many projects', () => {
  test('go on further pages, what needs somebody first, and no project is torn apart', async () => {
    const { app } = await withClient();
    const document = await statusDocument(app, {});
    const [one] = document.migrations;
    const statuses = ['done', 'needs-you', 'waiting'] as const;
    const migrations = Array.from({ length: 12 }, (_, index) => ({
      ...one!,
      id: `m-${index}`,
      domain: `klant-${index}.nl`,
      domainUnicode: `klant-${index}.nl`,
      status: statuses[Math.floor(index / 2) % 3]!,
      project: { ...one!.project, id: `p-${Math.floor(index / 2)}`, customer: `Klant ${Math.floor(index / 2)}` },
    }));
    const assets = { css: { name: 'golive-0.css' }, js: { name: 'golive-0.js' }, icon: { name: 'icon-0.svg' } };
    const style = { language: 'en', timeZone: 'Europe/Amsterdam' } as const;
    const files = staticPages({ style, assets }, { ...document, migrations }, 5);
    const pages = files.filter(({ name }) => name.endsWith('.html'));
    expect(pages.map(({ name }) => name)).toEqual(['page-3.html', 'page-2.html', 'index.html']);
    const customers = pages
      .toReversed()
      .map(({ text }) => [...text.matchAll(/<bdi>(Klant \d)<\/bdi>/g)].map(([, name]) => name));
    expect(customers).toEqual([
      ['Klant 1', 'Klant 4'],
      ['Klant 2', 'Klant 5'],
      ['Klant 0', 'Klant 3'],
    ]);
    for (const { text } of pages) expect(text).toContain('<a href="page-3.html"');
  });
});
