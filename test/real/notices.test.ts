import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smtpCourier } from '../../src/adapters/mail/smtp.ts';
import type { Mail } from '../../src/ports/courier.ts';
import { until } from './kit/until.ts';

// A mail server and a mail reader that had no part in writing the mail: Python's smtpd and email.

/** Keeps each message as it came, one file each; answers 550 to nobody@. */
const SERVER = `
import warnings
warnings.simplefilter('ignore')
import asyncore, smtpd, sys
folder, port = sys.argv[1], int(sys.argv[2])
class Keeping(smtpd.SMTPServer):
    kept = 0
    def process_message(self, peer, mailfrom, rcpttos, data, **options):
        if rcpttos == ['nobody@klant.example']:
            return '550 5.1.1 no such user'
        Keeping.kept += 1
        with open('%s/%03d.eml' % (folder, Keeping.kept), 'wb') as file:
            file.write(data)
Keeping(('127.0.0.1', port), None)
print('ready', flush=True)
asyncore.loop()
`;
const READER = `
import email, email.policy, json, sys
message = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(json.dumps({'headers': [[name.lower(), str(value)] for name, value in message.items()], 'to': [[one.display_name, one.addr_spec] for one in message['to'].addresses],
  'from': message['from'].addresses[0].display_name, 'text': message.get_content(), 'defects': [str(one) for one in message.defects]}))
`;

const PYTHON = '/usr/bin/python3';
const never = new AbortController().signal;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Read {
  readonly headers: readonly (readonly [string, string])[];
  readonly to: readonly (readonly [string, string])[];
  readonly from: string;
  readonly text: string;
  readonly defects: readonly string[];
}

const NAMES = [
  'Jan',
  'Zoë Ångström-de Vries',
  'Müller & Söhne GmbH, Köln',
  '日本語',
  '"Jan" <evil@x.example>',
  'Jan\r\nBcc: evil@x.example',
  '=?utf-8?q?=0D=0ABcc:_e?=',
];
const TEXT = 'Beste Zoë,\n\n.\nFrom nu af\n..twee punten\n– € 100 –\n';

test('a real mail server takes what we send, and a real mail program reads it as it was meant', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'golive-smtpd-'));
  const script = join(folder, 'server.py');
  const reader = join(folder, 'reader.py');
  writeFileSync(script, SERVER);
  writeFileSync(reader, READER);
  const port = await freePort();
  const child = spawn(PYTHON, [script, folder, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  try {
    await until('the mail server to listen', () => (said.includes('ready') ? true : undefined));
    const courier = smtpCourier({
      host: '127.0.0.1',
      port,
      secure: false,
      tls: 'none',
      from: { name: 'Bureau Zonneschijn', address: 'golive@bureau.example' },
    });
    const mail = (id: string, name: string, address = 'jan@klant.example'): Mail => ({
      kind: 'mail',
      id,
      to: { name, address },
      subject: `Morgen gaat ${name} live – dag`,
      text: TEXT,
      atMs: Date.parse('2026-12-01T08:00:00Z'),
      notices: ['n-1'],
      event: 'tomorrow',
    });
    for (const [at, name] of NAMES.entries())
      expect(await courier.hand(mail(`n-${at}.a`, name), never)).toEqual({ outcome: 'taken' });
    expect(await courier.hand(mail('n-9.a', 'Niemand', 'nobody@klant.example'), never)).toMatchObject({
      outcome: 'refused',
    });
    const files = readdirSync(folder)
      .filter((file) => file.endsWith('.eml'))
      .sort();
    expect(files).toHaveLength(NAMES.length);
    for (const [at, file] of files.entries()) {
      const read = JSON.parse(execFileSync(PYTHON, [reader, join(folder, file)], { encoding: 'utf8' })) as Read;
      const name = NAMES[at]!.replace(/[\r\n]+/g, ' ');
      // The server leaves the last line end out.
      expect(read).toMatchObject({ from: 'Bureau Zonneschijn', text: TEXT.trimEnd(), defects: [] });
      expect(read.to.map(([, address]) => address)).toEqual(['jan@klant.example']);
      // This reader keeps the blank between two encoded words of a name, which RFC 2047 §6.2 takes away.
      expect(read.to[0]![0].replaceAll(' ', '')).toBe(name.replaceAll(' ', ''));
      // What looks like an encoded word is read as it looks.
      const subject = `Morgen gaat ${name} live – dag`.replaceAll('=?', '= ?');
      expect(new Map(read.headers).get('subject')).toBe(subject);
      expect(new Map(read.headers).get('message-id')).toBe(`<n-${at}.a@bureau.example>`);
      expect(read.headers.map(([header]) => header)).not.toContain('bcc');
      expect(readFileSync(join(folder, file), 'latin1')).not.toMatch(/[\x80-\xff]/); // what goes out is plain ASCII
    }
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
