import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { SmtpCourierOptions } from '../../src/adapters/mail/smtp.ts';
import { smtpCourier } from '../../src/adapters/mail/smtp.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Mail } from '../../src/ports/courier.ts';
import { courierContract } from '../contract/courier.ts';
import type { SmtpServer } from './smtp-server.ts';
import { smtpServer } from './smtp-server.ts';

const never = new AbortController().signal;
const FROM = { name: 'Bureau Zonneschijn', address: 'golive@bureau.example' };
const mail = (id: string, more: Partial<Mail> = {}): Mail => ({
  kind: 'mail',
  id,
  to: { name: 'Jan', address: 'jan@klant.example' },
  subject: 'Morgen gaat klant.example live',
  text: 'Beste Jan,\n\nMorgen.\n.\n',
  atMs: Date.parse('2026-12-01T08:00:00Z'),
  notices: ['n-1'],
  event: 'tomorrow',
  ...more,
});
const courierAt = (port: number, more: Partial<SmtpCourierOptions> = {}) =>
  smtpCourier({ host: '127.0.0.1', port, secure: false, tls: 'none', from: FROM, deadlineMs: 700, ...more });

courierContract('SMTP', async () => {
  const server = await smtpServer();
  return {
    courier: courierAt(server.port),
    parcel: (id) => mail(id),
    arrived: () => server.received.map(({ text }) => /^Message-ID: <(.*)@bureau\.example>/im.exec(text)?.[1] ?? '?'),
    mood(mood) {
      server.mood = mood;
    },
    away: () => server.close(),
    close: () => server.close().catch(() => undefined),
  };
});

let server: SmtpServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const headersOf = (text: string) =>
  Object.fromEntries(
    text
      .split('\r\n\r\n')[0]!
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );

describe('a mail', () => {
  test('says who sends it, that a program wrote it, and when it was written', async () => {
    server = await smtpServer();
    await courierAt(server.port).hand(mail('n-1.a', { thread: 'p-2' }), never);
    const [{ from, to, text }] = server.received as [SmtpServer['received'][number]];
    expect([from, to]).toEqual(['MAIL FROM:<golive@bureau.example>', ['RCPT TO:<jan@klant.example>']]);
    expect(headersOf(text)).toMatchObject({
      from: 'Bureau Zonneschijn <golive@bureau.example>',
      to: 'Jan <jan@klant.example>',
      subject: 'Morgen gaat klant.example live',
      date: 'Tue, 01 Dec 2026 08:00:00 +0000',
      'message-id': '<n-1.a@bureau.example>',
      references: '<p-2@bureau.example>',
      'auto-submitted': 'auto-generated',
      'golive-event': 'tomorrow',
      'golive-notice': 'n-1',
      'content-type': 'text/plain; charset=utf-8',
    });
    expect(text.endsWith('Morgen.\r\n.')).toBe(true);
  });
  const HOSTILE = [
    'Jan\r\nBcc: evil@x.example',
    'Jan\n\nHello',
    'Jan\u2028Bcc: x',
    '"Jan" <evil@x.example>,',
    'Jan\0',
    '=?utf-8?q?x?=\r\nX: y',
    '\u202eevil',
  ];
  test.each(HOSTILE)('in whose names somebody wrote %j has no other header and no other receiver', async (name) => {
    server = await smtpServer();
    const handed = await courierAt(server.port, { from: { ...FROM, name } }).hand(
      mail('n-1.a', {
        to: { name, address: 'jan@klant.example' },
        subject: name,
        thread: name,
        notices: [name, 'n-1'],
      }),
      never,
    );
    expect(handed).toEqual({ outcome: 'taken' });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]!.to).toEqual(['RCPT TO:<jan@klant.example>']);
    const names = Object.keys(headersOf(server.received[0]!.text));
    expect(
      names.filter(
        (one) => !/^(from|to|subject|message-id|date|mime-version|content-|auto-submitted|x-auto-|golive-)/.test(one),
      ),
    ).toEqual([]);
  });
  test.each([
    'jan@klant.example,evil@x.example',
    'jan@klant.example\r\nRCPT TO:<e@x>',
    '<jan@klant.example>',
    'jan',
    'jan @klant.example',
    '"a b"@x.nl',
  ])('to %j goes nowhere', async (address) => {
    server = await smtpServer();
    expect((await courierAt(server.port).hand(mail('n-1.a', { to: { address } }), never)).outcome).toBe('refused');
    expect(server.said).toEqual([]);
  });
});

test('a name that a reader would decode into a line break is read as it looks', async () => {
  server = await smtpServer();
  const name = '=?utf-8?q?=0D=0ABcc:_evil@x.example?=';
  await courierAt(server.port).hand(
    mail('n-1.a', { to: { name, address: 'jan@klant.example' }, subject: name }),
    never,
  );
  const { to, subject } = headersOf(server.received[0]!.text);
  expect(`${to} ${subject}`).not.toMatch(/=\?utf-8\?q\?=0D/i);
});

describe('what a server says', () => {
  test.each([
    ['RCPT', '550 5.1.1 no such user', 'refused', undefined],
    ['RCPT', '450 4.2.1 greylisted', 'later', false],
    ['MAIL', '550 5.7.1 sender rejected', 'later', true],
    ['MAIL', '530 5.7.0 must issue STARTTLS', 'later', true],
    ['DATA', '452 4.3.1 disk full', 'later', false],
    ['EHLO', '421 4.3.2 going down', 'later', true],
  ])('to %s: %s: %s', async (verb, answer, outcome, others) => {
    server = await smtpServer();
    server.answers.set(verb, answer);
    if (verb === 'EHLO') server.answers.set('HELO', answer);
    expect(await courierAt(server.port).hand(mail('n-1.a'), never)).toMatchObject({
      outcome,
      ...(others === undefined ? {} : { others }),
    });
  });
});

describe('over a network that is not trusted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golive-smtp-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    ],
    { stdio: 'ignore' },
  );
  const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  const login = { user: 'golive', password: async () => new Secret('hunter2-secret') };
  const PASSWORD = Buffer.from('\0golive\0hunter2-secret').toString('base64');
  const wanted = { tls: 'required', login, host: 'localhost' } as const;
  const inClear = () =>
    server!.said
      .filter(({ secure }) => !secure)
      .map(({ line }) => line)
      .join('\n');

  test('user, password and mail go inside TLS', async () => {
    server = await smtpServer({ tls });
    expect(await courierAt(server.port, { ...wanted, caCertificates: tls.cert }).hand(mail('n-1.a'), never)).toEqual({
      outcome: 'taken',
    });
    expect(server.received[0]!.secure).toBe(true);
    expect(server.said.some(({ line, secure }) => secure && line.includes(PASSWORD))).toBe(true);
    expect(inClear()).not.toMatch(/AUTH|MAIL/);
  });
  test.each([
    ['offers no TLS', { tls, offersTls: false }, { caCertificates: tls.cert }],
    ['has a certificate of nobody', { tls }, {}],
    ['has a certificate for another name', { tls }, { caCertificates: tls.cert, host: '127.0.0.1' }],
  ])('a server that %s is told nothing', async (_title, options, more) => {
    server = await smtpServer(options);
    expect(await courierAt(server.port, { ...wanted, ...more }).hand(mail('n-1.a'), never)).toMatchObject({
      outcome: 'later',
      others: true,
    });
    expect(server.received).toEqual([]);
    expect(server.said.map(({ line }) => line).join('\n')).not.toMatch(/AUTH|MAIL|hunter2/);
  });
  test('a password that is not there is said, and waits', async () => {
    server = await smtpServer({ tls });
    const password = () => Promise.reject(new Error('smtp.password: the environment has no SMTP'));
    expect(
      await courierAt(server.port, { ...wanted, login: { user: 'x', password } }).hand(mail('n-1.a'), never),
    ).toMatchObject({
      outcome: 'later',
      others: true,
      why: 'smtp.password: the environment has no SMTP',
    });
    expect(server.said).toEqual([]);
  });
});
