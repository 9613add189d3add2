import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { calendarOf, eventsOf } from '../scheduler/ical-read.ts';
import { cleanEnv, deskFolder, LAUNCHER } from './command-line.ts';
import { expectOneLine, goliveIn } from './in-process.ts';

const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
const YAML = `agency: { name: Voorbeeld, language: en }
playbooks: playbooks
people: [{ name: Anna }]
`;

let folder: string;
let slot: string;
async function said(...args: string[]): Promise<string> {
  const { code, out, err } = await goliveIn(folder, args);
  expect([code, err], args.join(' ')).toEqual([0, '']);
  return out;
}
let template: string;
beforeAll(async () => {
  template = folder = deskFolder(`${YAML}serve: { listen: "unix:golive.sock", url: "https://golive.example.nl" }\n`);
  await said('new', 'klant.nl', '--playbook', 'by-hand', '--customer', 'Klant BV', '--owner', 'Anna', ...FOUR);
  const { slots } = JSON.parse(await said('slots', '--json')) as { slots: { slot: string; free: boolean }[] };
  slot = slots.find(({ free }) => free)!.slot;
  await said('book', 'klant.nl', '--slot', slot);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'golive-calendar-'));
  cpSync(template, folder, { recursive: true });
});

/** Each link of `calendar link`: its id and its address, from what a person sees. */
async function linked(
  ...args: string[]
): Promise<{ readonly id: string; readonly address: string; readonly out: string }> {
  const out = await said('calendar', 'link', ...args);
  const [, address] = /^(\S*\/calendar\/\S+\.ics)$/m.exec(out) ?? [];
  const [, id] = /golive calendar unlink (\S+)/.exec(out) ?? [];
  return { id: id!, address: address!, out };
}

describe('golive calendar', () => {
  test('prints the feed as RFC 5545 wants its lines', async () => {
    const text = `${await said('calendar')}\n`;
    expect(text.split('\r\n').slice(0, -1).join('')).not.toMatch(/[\r\n]/);
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(eventsOf(text)).toMatchObject([{ summary: 'Klant BV: klant.nl', status: 'CONFIRMED' }]);
  });
  test.each([
    [['--person', 'anna'], 'Klant BV: klant.nl'],
    [['klant.nl'], 'Go-live klant.nl'],
  ])('of %j', async (args, summary) => {
    expect(eventsOf(`${await said('calendar', ...args)}\n`).map((event) => event.summary)).toEqual([summary]);
  });
  test('replaces a file whole: its mode stays, a link to it stays one, and no draft is left', async () => {
    mkdirSync(join(folder, 'www'));
    const file = join(folder, 'www', 'golive.ics');
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    symlinkSync(file, join(folder, 'link.ics'));
    expect(await said('calendar', '--out', 'link.ics')).toBe('link.ics: 1 events');
    expect(eventsOf(readFileSync(file, 'utf8'))).toHaveLength(1);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('640');
    expect(readdirSync(join(folder, 'www'))).toEqual(['golive.ics']);
    expect(readdirSync(folder).filter((name) => name.includes('.new-'))).toEqual([]);
  });
  test.each([
    ['nowhere/golive.ics', /there is no such folder/],
    ['playbooks', /it is no file/],
    ['golive.yaml/x.ics', /cannot be used/],
  ])('--out %s is refused in one line', async (file, complaint) =>
    expectOneLine(await goliveIn(folder, ['calendar', '--out', file]), 2, complaint),
  );
});

describe('golive calendar link', () => {
  test('makes an address with a secret of 192 bits, which nothing on the disk holds', async () => {
    const { id, address, out } = await linked('--person', 'Anna');
    expect(address).toMatch(/^https:\/\/golive\.example\.nl\/calendar\/[A-Za-z0-9_-]{32}\.ics$/);
    expect(out).toContain('Anna');
    const token = address.slice(-36, -4);
    for (const name of readdirSync(folder).filter((one) => one.startsWith('golive.db')))
      expect(readFileSync(join(folder, name)).includes(token), name).toBe(false);
    expect(await said('calendar', 'links')).not.toContain(token);
    expect(await said('calendar', 'links')).toMatch(new RegExp(`^${id} .* anna +Anna \\(on duty\\)$`));
    expect((await linked('--person', 'Anna')).address).not.toBe(address);
  });
  test('as JSON, and who made it', async () => {
    const { address, ...made } = DOCUMENTS.calendarLink.parse(
      JSON.parse(await said('calendar', 'link', 'klant.nl', '--by', 'Piet', '--json')),
    );
    expect(made).toMatchObject({ scope: 'project', whose: 'Klant BV (customer)', by: 'Piet' });
    const all = DOCUMENTS.calendarLinks.parse(JSON.parse(await said('calendar', 'links', '--json')));
    const { schema: _schema, generatedAt: _at, ...link } = made;
    expect(all.links).toEqual([link]);
    expect(JSON.stringify(all)).not.toContain(address);
  });
  test.each([
    ['serve: { listen: "127.0.0.1:7411" }', /^http:\/\/127\.0\.0\.1:7411\/calendar\//m, /on this machine alone/],
    ['serve: { listen: "[::1]:7411" }', /^http:\/\/\[::1\]:7411\/calendar\//m, /on this machine alone/],
    ['serve: { listen: "127.0.0.1:0" }', /^\/calendar\//m, /Put the address of golive serve before it/],
    ['serve: { listen: none }', /^\/calendar\//m, /write it as serve\.url/],
    ['serve: { listen: "0.0.0.0:80", url: "http://intranet/golive/" }', /^http:\/\/intranet\/golive\/calendar\//m, /./],
  ])('with %s', async (serve, address, hint) => {
    writeFileSync(join(folder, 'golive.yaml'), `${YAML}${serve}\n`);
    const out = await said('calendar', 'link');
    expect(out).toMatch(address);
    expect(out).toMatch(hint);
  });
  test('is taken back by its id; no other is', async () => {
    const [one, other] = [await linked(), await linked()];
    expect(await said('calendar', 'unlink', one.id)).toBe(`The address ${one.id} is taken back.`);
    expect(await said('calendar', 'links')).toContain(other.id);
    expect(await said('calendar', 'links')).not.toContain(one.id);
    expectOneLine(await goliveIn(folder, ['calendar', 'unlink', one.id]), 2, /there is none of that id/);
  });
  test.each([
    [['calendar', 'link', '--person', 'Ana'], /Did you mean Anna\?/],
    [['calendar', 'link', 'klant.nl', '--person', 'Anna'], /a person or a domain/],
    [['calendar', 'link', 'klamt.nl'], /Did you mean klant\.nl\?/],
    [['calendar', '--person'], /argument missing/],
    [['calendar', 'unlink'], /missing required argument 'id'/],
    [['calendar', 'links', 'x', 'y'], /too many arguments/],
  ])('%j is refused in one line', async (args, complaint) => expectOneLine(await goliveIn(folder, args), 2, complaint));
  test.each([
    ['listen: 7353', /is not text/],
    ['listen: "127.0.0.1"', /is not an address; write 127\.0\.0\.1:7353/],
    ['listen: "127.0.0.1:70000"', /is not an address/],
    ['listen: "unix:"', /is not an address/],
    ['url: "golive.example.nl"', /is not a web address/],
    ['url: "https://user:geheim@golive.example.nl"', /is not a web address/],
    ['url: "https://golive.example.nl/?x=1"', /is not a web address/],
  ])('serve: { %s } is no configuration', async (serve, complaint) => {
    writeFileSync(join(folder, 'golive.yaml'), `${YAML}serve: { ${serve} }\n`);
    const { code, err } = await goliveIn(folder, ['calendar', 'links']);
    expect(code).toBe(2);
    expect(err).toMatch(complaint);
    expect(err).not.toContain('geheim');
  });
});

const DEADLINE_MS = 30_000;

describe('golive serve', () => {
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });
  function serve() {
    const child = spawn(process.execPath, [LAUNCHER, 'serve'], { cwd: folder, env: { ...cleanEnv(), HOME: folder } });
    running.push(child);
    let err = '';
    const heard = new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`said nothing: ${err}`)), DEADLINE_MS);
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk;
        clearTimeout(timer);
        resolve(err);
      });
    });
    const ended = new Promise<{ code: number | null; err: string }>((resolve) =>
      child.once('close', (code) => resolve({ code, err })),
    );
    return { child, heard, ended };
  }
  const asked = (path: string) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const at = {
        socketPath: join(folder, 'golive.sock'),
        agent: false,
        path,
        headers: { Host: 'golive.example.nl' },
      };
      request(at, (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => {
          body += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, body }));
      })
        .on('error', reject)
        .end();
    });

  test('answers the addresses that were made, shows what is booked meanwhile, and says no word of them', async () => {
    const { id, address } = await linked();
    const { child, heard, ended } = serve();
    expect(await heard).toMatch(/^golive is at work and listens on unix:.*golive\.sock; Ctrl-C stops it\.\n$/);
    const { pathname } = new URL(address);
    const first = await asked(pathname);
    expect([first.status, eventsOf(first.body).length]).toEqual([200, 1]);
    await said('unbook', 'klant.nl');
    expect(
      calendarOf((await asked(pathname)).body)
        .getFirstSubcomponent('vevent')!
        .getFirstPropertyValue('status'),
    ).toBe('CANCELLED');
    await said('calendar', 'unlink', id);
    expect((await asked(pathname)).status).toBe(404);
    child.kill('SIGTERM');
    const { code, err } = await ended;
    expect([code, err.trim().split('\n')]).toEqual([
      0,
      ['at work', 'Nobody can sign in yet', 'Stopped'].map((words) => expect.stringContaining(words)),
    ]);
    expect(err).not.toContain(pathname.slice(10));
  });
  test('where somebody listens already begins nothing, and ends with 1 in one line', async () => {
    await serve().heard;
    const { code, err } = await serve().ended;
    expect([code, err.trim().split('\n').length]).toEqual([1, 1]);
    expect(err).toMatch(
      /golive\.sock cannot be listened on: another program listens there, perhaps another golive serve/,
    );
    expect((await asked('/healthz')).status).toBe(200);
  });
});
