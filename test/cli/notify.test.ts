import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY } from '../../src/domain/time.ts';
import type { SmtpServer } from '../adapters/smtp-server.ts';
import { smtpServer } from '../adapters/smtp-server.ts';
import { expectOneLine, goliveIn } from './in-process.ts';

let server: SmtpServer;
let folder: string;
beforeEach(async () => {
  server = await smtpServer();
  folder = mkdtempSync(join(tmpdir(), 'golive-notify-'));
  write('notify: [{ to: mail, address: ops@bureau.example }]');
});
afterEach(() => server.close());

const write = (notify: string) =>
  writeFileSync(
    join(folder, 'golive.yaml'),
    `agency: { name: Bureau, language: en }\nsmtp: { host: 127.0.0.1, port: ${server.port}, from: golive@bureau.example }\n${notify}\n`,
  );

test('a test arrives, is listed, and leaves nothing behind', async () => {
  expect(await goliveIn(folder, ['notify', 'test', '--by', 'Anna'])).toEqual({
    code: 0,
    out: 'ops@bureau.example: taken.',
    err: '',
  });
  expect(server.received).toHaveLength(1);
  expect(server.received[0]!.text).toMatch(/^Subject: Test message from golive/m);
  expect(server.received[0]!.text).toContain('Anna sent this test message');
  const { out } = await goliveIn(folder, ['notify', 'list']);
  expect(out).toMatch(/sent\s+ops@bureau\.example\s+Test message from golive/);
  const { out: json } = await goliveIn(folder, ['notify', 'list', '--json']);
  expect(JSON.parse(json)).toMatchObject({
    schema: 'golive.notices/1',
    deliveries: [{ event: 'test', state: 'sent', attempts: 1 }],
  });
});

test('what was sent more than 90 days ago is forgotten by a tick', async () => {
  const listed = async () => JSON.parse((await goliveIn(folder, ['notify', 'list', '--json'])).out).deliveries.length;
  const age = (days: number) => {
    const rows = new DatabaseSync(join(folder, 'golive.db'));
    rows.exec(`update deliveries set settled_ms = settled_ms - ${days * DAY}`);
    rows.close();
  };
  await goliveIn(folder, ['notify', 'test']);
  age(89);
  await goliveIn(folder, ['tick']);
  expect(await listed()).toBe(1);
  age(2);
  await goliveIn(folder, ['tick']);
  expect(await listed()).toBe(0);
});

test('a test that does not arrive says why, with 1', async () => {
  server.answers.set('RCPT', '550 5.1.1 nobody of that name');
  const { code, out } = await goliveIn(folder, ['notify', 'test', 'ops@bureau.example']);
  expect(code).toBe(1);
  expect(out).toMatch(/^ops@bureau\.example: failed: .*550 5\.1\.1 nobody of that name/);
  const { out: listed } = await goliveIn(folder, ['notify', 'list', '--state', 'given-up', '--json']);
  const [{ id }] = JSON.parse(listed).deliveries;
  server.answers.clear();
  expect((await goliveIn(folder, ['notify', 'retry', id])).out).toMatch(/goes out once more/);
  expect((await goliveIn(folder, ['tick'])).code).toBe(0);
  expect(server.received[0]!.text).toContain(`Message-ID: <${id}@bureau.example>`);
});

test('what is booked is told by the next tick', async () => {
  await goliveIn(folder, ['new', 'klant.nl', '--playbook', 'livegang-3', '--customer', 'Klant BV', '--no-inspect']);
  const { out } = await goliveIn(folder, ['slots', '--days', '30', '--json']);
  const free = JSON.parse(out).slots.filter((one: { free: boolean }) => one.free);
  expect((await goliveIn(folder, ['book', 'klant.nl', '--slot', free.at(-1).slot, '--by', 'Anna'])).code).toBe(0);
  expect((await goliveIn(folder, ['tick'])).code).toBe(0);
  await goliveIn(folder, ['tick']);
  expect(server.received.map(({ text }) => /^Golive-Event: (.*)$/m.exec(text)?.[1])).toEqual(['booked']);
});

test('a mail server that is away stops no tick', async () => {
  await goliveIn(folder, ['new', 'klant.nl', '--playbook', 'livegang-3', '--customer', 'Klant BV', '--no-inspect']);
  const { out } = await goliveIn(folder, ['slots', '--days', '30', '--json']);
  const free = JSON.parse(out).slots.filter((one: { free: boolean }) => one.free);
  await goliveIn(folder, ['book', 'klant.nl', '--slot', free.at(-1).slot]);
  await server.close();
  expect(await goliveIn(folder, ['tick'])).toMatchObject({ code: 0, err: '' });
  const { out: listed } = await goliveIn(folder, ['notify', 'list', '--json']);
  expect(JSON.parse(listed).deliveries).toMatchObject([
    { event: 'booked', state: 'waiting', attempts: 1, error: expect.stringContaining('ECONNREFUSED') },
  ]);
  server = await smtpServer();
});

test.each([
  [
    ['notify', 'test', 'taem'],
    'notify: [{ to: webhook, name: team, url: https://h.example/, secret: { env: S } }]',
    /nobody is told anything under that name\. Did you mean team\?/,
  ],
  [['notify', 'test'], 'people: []', /nobody is told of anything yet\. Write notify:/],
  [['notify', 'retry', 'n-1'], 'people: []', /there is no such message\. golive notify list shows them/],
  [['notify', 'list', '--state', 'lost'], 'people: []', /--state lost .*There are: waiting, sent, dropped, given-up/],
  [['notify', 'list', '--limit', '0'], 'people: []', /--limit "0"/],
])('%j says what is wrong in one line', async (args, notify, line) => {
  write(notify);
  expectOneLine(await goliveIn(folder, args), 2, line);
});
