import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectPlain, goliveIn } from './in-process.ts';

const ZONE = '$TTL 300\r\n@ IN SOA ns1 hostmaster ( 1 2 3\r\n 4 5 )\r\n@ NS ns1.oud.nl.\r\nwww A 192.0.2.1\r\n';
const AXES = 'registration: moves\nhosting: moves\nmail: stays\nnameServers: switch\n';
const KEPT = ['klant.nl. NS ns1.oud.nl.', 'www.klant.nl. A 192.0.2.1'];

describe('a zone file as an answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golive-zone-export-'));
  beforeAll(async () => {
    writeFileSync(
      join(folder, 'golive.yaml'),
      'agency: { name: V, timeZone: Europe/Amsterdam, language: en, country: NL }\n',
    );
    mkdirSync(join(folder, 'klant'));
    writeFileSync(join(folder, 'klant', 'klant.zone'), ZONE);
    writeFileSync(join(folder, 'klant', 'answers.yaml'), `${AXES}zoneExport: klant.zone\n`);
    await goliveIn(folder, ['new', 'klant.nl', '--answers', 'klant/answers.yaml']);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  interface Answered {
    readonly answers?: { readonly zoneExport?: readonly { name: string; type: string; rdatas: readonly string[] }[] };
  }
  /** What the newest answers say, as the journal has it. */
  const known = async (domain: string): Promise<string[]> => {
    const { out } = await goliveIn(folder, ['journal', domain, '--json']);
    const { events } = JSON.parse(out) as { events: { event: Answered }[] };
    const last = events.findLast(({ event }) => event.answers?.zoneExport !== undefined);
    return (last?.event.answers?.zoneExport ?? []).map(({ name, type, rdatas }) => `${name} ${type} ${rdatas.join()}`);
  };

  test('named in an answers file, where that file lies; without the SOA', async () =>
    expect(await known('klant.nl')).toEqual(KEPT));

  test('written out in an answers file', async () => {
    writeFileSync(
      join(folder, 'inline.yaml'),
      `${AXES}zoneExport: |\n  www.inline.nl. 60 IN A 192.0.2.9\n  api 60 CNAME www\n`,
    );
    expect(await goliveIn(folder, ['new', 'inline.nl', '--answers', 'inline.yaml'])).toMatchObject({ code: 0 });
    expect(await known('inline.nl')).toEqual(['api.inline.nl. CNAME www.inline.nl.', 'www.inline.nl. A 192.0.2.9']);
  });

  test('for each domain its own', async () => {
    writeFileSync(join(folder, 'ander.zone'), 'shop 60 A 192.0.2.7\n');
    writeFileSync(
      join(folder, 'two.yaml'),
      `${AXES}domains:\n  - { domain: twee-ander.nl, role: redirect, zoneExport: ander.zone }\n`,
    );
    expect(await goliveIn(folder, ['new', 'twee.nl', '--answers', 'two.yaml'])).toMatchObject({ code: 0 });
    expect([await known('twee.nl'), await known('twee-ander.nl')]).toEqual([[], ['shop.twee-ander.nl. A 192.0.2.7']]);
  });

  test('given later, with what is doubtful told beside it', async () => {
    writeFileSync(join(folder, 'later.zone'), 'mail.klant.nl 60 A 192.0.2.2\nwww 60 A 192.0.2.3\n');
    const { code, err } = await goliveIn(folder, ['answer', 'klant.nl', 'zoneExport=@later.zone']);
    expect([code, err.split('\n')[0]]).toEqual([
      0,
      'later.zone:1:1  warning  "mail.klant.nl.klant.nl." has the zone\'s name twice; write a dot behind a name that is whole',
    ]);
    expect(await known('klant.nl')).toEqual(['mail.klant.nl.klant.nl. A 192.0.2.2', 'www.klant.nl. A 192.0.2.3']);
    writeFileSync(join(folder, 'later.yaml'), 'zoneExport: klant/klant.zone\nmailTo: nobody\n');
    expect(await goliveIn(folder, ['answer', 'klant.nl', '--file', 'later.yaml'])).toMatchObject({ code: 0 });
    expect(await known('klant.nl')).toEqual(KEPT);
  });

  for (const [what, text, expected] of [
    [
      'faults',
      'www 60 A 192.0.2\nx 60 NOPE\n\u001b[31m 60 A x\n$INCLUDE y\n',
      /^golive: bad\.zone cannot be used: it is not a zone file that can be read whole\..*\n {2}bad\.zone:1:10 {2}A data "192\.0\.2": not an IPv4 address\n {2}bad\.zone:2:6 .*\n {2}bad\.zone:3:1 .*\n {2}bad\.zone:4:1 {2}\$INCLUDE is not followed; put the content of that file in its place$/,
    ],
    [
      'another zone',
      'www.elders.nl. 60 A 192.0.2.1\n',
      /holds no record of klant\.nl\.; its records are of www\.elders\.nl\./,
    ],
    [
      'too many names',
      Array.from({ length: 10_001 }, (_, index) => `n${index} 60 A 192.0.2.1\n`).join(''),
      /^golive: bad\.zone cannot be used: it has 10001 names; 10000 can be moved$/,
    ],
    ['too much text', ' '.repeat(10_000_001), /larger than 10 MB/],
    ['no text', Buffer.from('www 60 A 192.0.2.1\n', 'utf16le'), /not a text in UTF-8/],
    ['a folder', undefined, /^golive: klant cannot be used: it is a folder\. Name a zone file/],
  ] as const)
    test(`${what}: every fault with its line, and nothing is recorded`, async () => {
      if (text !== undefined) writeFileSync(join(folder, 'bad.zone'), text);
      const before = await known('klant.nl');
      const ended = await goliveIn(folder, [
        'answer',
        'klant.nl',
        `zoneExport=@${text === undefined ? 'klant' : 'bad.zone'}`,
      ]);
      expect([ended.code, ended.out]).toEqual([2, '']);
      expect(ended.err).toMatch(expected);
      expectPlain(ended.err);
      expect(await known('klant.nl')).toEqual(before);
    });

  for (const [args, expected] of [
    [['klant.nl', 'zoneExport=klant.zone'], /zoneExport=….*Write zoneExport=@FILE/],
    [['klant.nl', 'zoneExport=@'], /Write zoneExport=@FILE/],
    [['klant.nl', 'zoneExport=@nergens.zone'], /nergens\.zone cannot be used: there is no such file/],
    [['nergens.nl', 'zoneExport=@klant/klant.zone'], /nergens\.nl is not a domain/],
    [['klant.nl', 'zonExport=@x'], /Did you mean zoneExport\?/],
  ] as const)
    test(`answer ${args.join(' ')} is refused in one line`, async () => {
      const { code, err } = await goliveIn(folder, ['answer', ...args]);
      expect([code, err.split('\n').length]).toEqual([2, 1]);
      expect(err).toMatch(expected);
    });
});
