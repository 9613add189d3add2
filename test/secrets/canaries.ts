import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENCODING_NAMES, ENCODINGS } from './encodings.ts';

/** One value for every kind of secret there is; each with what encodings change, as far as its kind allows. */
export const CANARIES = {
  /** In the vault: the transfer code, and a login that a step asks for. */
  authcode: `Tr4n-sfer"c'&<0>/+=k1`,
  'login in the vault': 'fTp pass"word-é&<9>=+/7\\q',
  /** In the configuration, by where it is kept. */
  'apiKey by command': `pd-K3y"c0mm'and&<x>/=+1`,
  'token by file': 'tok-3n/f1le+x=&y%41Zq',
  'secret by file': 'c2VjcmV0LVRTSUcta2V5LW9mLTMyLW9jdGV0cyEhISE=',
  'password by environment': `en-V1r'on"ment&<pw>=+8`,
  'clientSecret by environment': 'cl1ent-S3cret+/=%22"w',
  'token in a laboratory': 'l4b-t0ken"plain\'&<>/9',
  /** Of the store. */
  'password in the store’s URL': `db-P4ss"w0rd'&<in>+=url`,
  PGPASSWORD: `pg-P4ss"w0rd'&<env>+=9x`,
  'vault key': '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
} as const;
export type Kind = keyof typeof CANARIES;
export const KINDS = Object.keys(CANARIES) as readonly Kind[];

/** Every spelling of every canary; `part` of them, where a text may not be long. */
export function allForms(kinds: readonly Kind[] = KINDS): string[] {
  return kinds.flatMap((kind) => ENCODING_NAMES.flatMap((encoding) => ENCODINGS[encoding](CANARIES[kind])));
}

/** The environment that the configuration below reads. */
export const ENVIRONMENT = {
  CANARY_PASSWORD: CANARIES['password by environment'],
  CANARY_CLIENT_SECRET: CANARIES['clientSecret by environment'],
  PGPASSWORD: CANARIES.PGPASSWORD,
};

const PLAYBOOK = `schema: golive.playbook/1
id: canary
title: { nl: Kanarie, de: Kanarie, fr: Canari, en: Canary }
summary: { nl: a, de: a, fr: a, en: a }
interruption: none
steps:
  - { id: collect-access, params: { fields: [ftp, authcode] }, owner: login-owner }
  - { id: backup-site }
  - { id: customer-signoff, after: [backup-site, collect-access], owner: customer }
`;

/** A provider that repeats in its refusals whatever it has been told to: request headers, bodies, and what it never should have had. */
export interface Echo {
  readonly url: string;
  /** Said in the next refusals, one after another, for ever. */
  say(...texts: readonly string[]): void;
  /** How many requests came. */
  readonly asked: number;
  /** Credentials that came with requests. */
  readonly heard: ReadonlySet<string>;
  close(): Promise<void>;
}

export async function openEcho(): Promise<Echo> {
  let texts: readonly string[] = ['no'];
  let said = 0;
  let asked = 0;
  const heard = new Set<string>();
  const server = createServer((request, response) => {
    const { authorization = '', 'x-api-key': key = '' } = request.headers;
    asked += 1;
    heard.add(authorization.replace(/^Bearer /, '')).add(String(key));
    const text = texts[said++ % texts.length]!;
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    request.resume().on('end', () => {
      if (request.url === '/rpc/parts')
        return answer(200, { value: { siteCopier: { methods: ['compare', 'backUp'], constants: {} } } });
      if (request.url?.startsWith('/rpc/'))
        return answer(200, {
          error: { code: 'refused', subject: 'echo', why: `cannot read ${text} of you`, fix: text },
        });
      answer([422, 500, 401, 403][said % 4]!, { error: text, errors: [text] });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    say: (...next) => {
      texts = next;
      said = 0;
    },
    get asked() {
      return asked;
    },
    heard,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export interface CanaryFolder {
  readonly folder: string;
  /** Files in it that hold a secret because that is where it is kept. */
  readonly homes: readonly string[];
}

/** A folder with a configuration that has one secret of every kind, kept in every way there is. */
export function canaryFolder(url: string, { store = 'sqlite:golive.db', laboratory = true } = {}): CanaryFolder {
  const folder = mkdtempSync(join(tmpdir(), 'golive-canary-'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  mkdirSync(join(folder, 'playbooks'));
  write('playbooks/canary.yaml', PLAYBOOK);
  write('token.txt', `${CANARIES['token by file']}\n`);
  write('tsig.txt', `${CANARIES['secret by file']}\n`);
  write('api-key.txt', `${CANARIES['apiKey by command']}\n`);
  write('golive.db.key', `${CANARIES['vault key']}\n`);
  // What it is asked through also tells what it was started with.
  write(
    'print-key.cjs',
    `const fs = require('fs');
fs.writeFileSync('child.json', JSON.stringify({ argv: process.argv, env: process.env }));
process.stdout.write(fs.readFileSync('api-key.txt'));`,
  );
  const config = {
    agency: { name: 'Voorbeeld', language: 'en' },
    store,
    playbooks: 'playbooks',
    dns: { roots: [{ name: 'a.example.', address: '127.0.0.1:9' }], resolvers: [], allowPrivateAddresses: true },
    providers: {
      newdns: {
        adapter: 'powerdns',
        url,
        apiKey: { command: [process.execPath, 'print-key.cjs'] },
        password: { env: 'CANARY_PASSWORD' },
        clientSecret: { env: 'CANARY_CLIENT_SECRET' },
        nameServers: ['ns1.host.example'],
        does: ['newDnsHost'],
      },
      signed: {
        adapter: 'rfc2136',
        server: '127.0.0.1:9',
        keyName: 'canary.',
        secret: { file: 'tsig.txt' },
        does: [],
      },
      toy: { adapter: 'simulated', url, token: { file: 'token.txt' }, does: ['siteCopier'] },
      ...(laboratory ? { lab: { adapter: 'simulated', url, token: CANARIES['token in a laboratory'], does: [] } } : {}),
    },
    ...(laboratory ? { laboratory: { pollMs: 50 } } : {}),
  };
  write('golive.yaml', JSON.stringify(config, null, 1));
  return {
    folder,
    homes: ['golive.yaml', 'token.txt', 'tsig.txt', 'api-key.txt', 'golive.db.key'].map((name) => join(folder, name)),
  };
}

export const DOMAIN = 'klant.nl';
const FOUR = ['--registration', 'moves', '--hosting', 'moves', '--mail', 'none', '--name-servers', 'switch'];

/** What is done to have a migration whose secrets are all in use; `input` is standard input. */
export const PREPARATION: readonly (readonly [args: readonly string[], input?: string])[] = [
  [['new', DOMAIN, '--playbook', 'canary', '--customer', 'De Zon', ...FOUR]],
  [['approve', DOMAIN]],
  [['tick']],
  [['answer', DOMAIN, 'authcode'], `${CANARIES.authcode}\n`],
  [['answer', DOMAIN, 'ftp'], `${CANARIES['login in the vault']}\n`],
];

/**
 * Arguments for every command, by its `usage`. `serve`, `worker` and `watch` run until they are stopped, `demo` is a world of its own: they run
 * as processes.
 */
export const COMMAND_LINES: Readonly<Record<string, readonly (readonly string[])[] | 'as a process'>> = {
  demo: 'as a process',
  serve: 'as a process',
  'watch <domain>': 'as a process',
  worker: [['worker']],
  'new <domains...>': [['new', 'ander.nl', '--playbook', 'canary', '--customer', 'De Maan', ...FOUR]],
  'plan <domain>': [['plan', DOMAIN, '--offline']],
  'graph <domain>': [['graph', DOMAIN]],
  'slots [domain]': [['slots'], ['slots', DOMAIN]],
  'book <domain>': [['book', DOMAIN, '--slot', '2020-01-01/morning']],
  'reschedule <domain>': [['reschedule', DOMAIN, '--slot', '2020-01-01/morning']],
  'unbook <domain>': [['unbook', DOMAIN]],
  'calendar [domain]': [['calendar'], ['calendar', DOMAIN], ['calendar', '--out', 'all.ics']],
  'calendar link [domain]': [['calendar', 'link', DOMAIN]],
  'calendar links': [['calendar', 'links']],
  'calendar unlink <id>': [['calendar', 'unlink', 'c-none']],
  'customer link <domain>': [['customer', 'link', DOMAIN]],
  'customer links [domain]': [['customer', 'links']],
  'customer unlink <id>': [['customer', 'unlink', 'l-none']],
  'notify test [target]': [['notify', 'test']],
  'notify list': [['notify', 'list']],
  'notify retry <id>': [['notify', 'retry', 'n-none']],
  'user add <name>': [['user', 'add', 'Anna']],
  'user list': [['user', 'list']],
  'user link <name>': [['user', 'link', 'Anna']],
  'user role <name> <roles>': [['user', 'role', 'Anna', 'viewer']],
  'user remove <name>': [['user', 'remove', 'Anna']],
  'token add <name>': [['token', 'add', 'script']],
  'token list': [['token', 'list']],
  'token remove <id>': [['token', 'remove', 't-none']],
  'preflight <domain>': [['preflight', DOMAIN]],
  'rehearse <domain>': [['rehearse', DOMAIN]],
  'approve <domain> [step]': [['approve', DOMAIN]],
  'inspect [domains...]': [['inspect', 'zonder-punt']],
  'letter <domain> [which]': [
    ['letter', DOMAIN],
    ['letter', DOMAIN, 'customer-access'],
    ['letter', DOMAIN, 'customer-keep', '--json'],
  ],
  'answer <domain> [answers...]': [
    ['answer', DOMAIN, 'mailTo=Elders'],
    ['answer', DOMAIN, `authcode=${CANARIES.authcode}`],
    ['answer', DOMAIN, `mailTo=${CANARIES.authcode}`],
  ],
  'status [domain]': [['status'], ['status', DOMAIN], ['status', '--publish', 'public']],
  'check [domains...]': [['check', DOMAIN]],
  'done <domain> [step]': [['done', DOMAIN, 'backup-site']],
  'skip <domain> <step>': [['skip', DOMAIN, 'customer-signoff', '--why', CANARIES['login in the vault']]],
  'retry <domain> [step]': [['retry', DOMAIN, 'backup-site']],
  'pause <domain>': [['pause', DOMAIN, '--why', CANARIES.authcode]],
  'resume <domain>': [['resume', DOMAIN]],
  'rollback <domain>': [['rollback', DOMAIN]],
  'cancel <domain>': [['cancel', 'ander.nl', '--why', 'it is enough']],
  'task add <domain> <title>': [['task', 'add', DOMAIN, `Use ${CANARIES.authcode}`]],
  'note <domain> <text>': [
    ['note', DOMAIN, `The code is ${CANARIES.authcode}, the login ${CANARIES['login in the vault']}`],
  ],
  'journal <domain>': [
    ['journal', DOMAIN],
    ['journal', DOMAIN, '--zone-file'],
  ],
  tick: [['tick']],
  'playbook list': [['playbook', 'list']],
  'playbook show <id>': [['playbook', 'show', 'canary']],
  'playbook lint <files...>': [['playbook', 'lint', 'golive.yaml', 'playbooks/canary.yaml', 'print-key.cjs']],
  'playbook graph <id>': [['playbook', 'graph', 'canary']],
  'config show': [
    ['config', 'show'],
    ['config', 'show', '--origin'],
  ],
  doctor: [['doctor', '--offline'], ['doctor']],
  'backup <file>': [['backup', 'copy.db']],
  'restore <file>': [
    ['restore', 'copy.db', '--force'],
    ['restore', 'token.txt', '--force'],
  ],
  'schema [name]': [['schema'], ['schema', 'status']],
};
