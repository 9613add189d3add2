import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/app/config/load.ts';
import { secretVariablesOf } from '../../../src/app/config/schema.ts';
import { configDocument } from '../../../src/app/config-document.ts';
import { GoLiveError } from '../../../src/domain/errors.ts';

function read(yaml: string) {
  const cwd = mkdtempSync(join(tmpdir(), 'golive-notify-'));
  writeFileSync(join(cwd, 'golive.yaml'), yaml);
  return loadConfig({ cwd, home: cwd, env: {} });
}

function faultsOf(yaml: string): string[] {
  try {
    read(yaml);
  } catch (thrown) {
    return thrown instanceof GoLiveError
      ? thrown.faults.map((line) => line.replace(/^\S+golive\.yaml:/, ''))
      : [String(thrown)];
  }
  return [];
}

const SMTP = 'smtp: { host: mail.bureau.nl, from: golive@bureau.nl }\n';

describe('who is told, as it is written', () => {
  test('everything that can be said', () => {
    const { config } = read(
      `${SMTP}reminders: [2, 4]
notify:
  - { to: mail, address: ops@bureau.nl, events: [halted], language: fr, digest: "08:00", quiet: { from: "18:00", to: "08:00" } }
  - { to: owner, events: [] }
  - { to: customer, quiet: { from: "20:00", to: "08:00" } }
  - { to: webhook, name: team, url: https://hook.nl/x, secret: [{ env: NEW }, { file: old }] }
  - { to: webhook, name: slack, url: { env: SLACK }, format: slack }
`,
    );
    expect(config.notify).toHaveLength(5);
    expect(config.notify[3]).toMatchObject({
      format: 'golive',
      allowPrivate: false,
      secret: [{ env: 'NEW' }, { file: 'old' }],
    });
    expect(config.reminders).toEqual([2, 4]);
    expect([...secretVariablesOf(config)].sort()).toEqual(['NEW', 'SLACK']);
  });
  test('nothing: nobody is told, and somebody who waits is reminded on three days', () => {
    const { config } = read('agency: { name: Bureau }\n');
    expect([config.notify, config.reminders, config.smtp]).toEqual([[], [1, 3, 7], undefined]);
  });
});

const HOOK = '{ to: webhook, name: a, url: https://h.nl/, secret: { env: S }';
const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['an unknown kind of target', `${SMTP}notify: [{ to: fax }]`, /^2:\d+ {2}notify\[0\]\.to {2}.*(mail|known)/],
  [
    'an unknown event',
    `${SMTP}notify: [{ to: owner, events: [hated] }]`,
    /"hated" cannot stand here, did you mean "halted"\?|halted/,
  ],
  ['a customer is told nothing of gates', `${SMTP}notify: [{ to: customer, events: [gate-closed] }]`, /gate-closed/],
  [
    'a key that does not exist',
    `${SMTP}notify: [{ to: mail, address: a@b.nl, colour: red }]`,
    /"colour" is not known here/,
  ],
  [
    'mail without a server',
    'notify: [{ to: mail, address: a@b.nl }]',
    /notify\[0\] {2}it has no server to send its mail by; write smtp/,
  ],
  ['no mail address', `${SMTP}notify: [{ to: mail, address: "Ops <a@b.nl>" }]`, /is not a mail address/],
  ['two addresses in one', `${SMTP}notify: [{ to: mail, address: "a@b.nl,c@d.nl" }]`, /is not a mail address/],
  ['one of them twice', `${SMTP}notify: [{ to: owner }, { to: owner }]`, /notify\[1\] {2}it is there twice: owner/],
  ['no time of day', `${SMTP}notify: [{ to: owner, digest: "8" }]`, /"8" is not a time of day/],
  [
    'a webhook without a secret',
    'notify: [{ to: webhook, name: a, url: https://h.nl/ }]',
    /notify\[0\]\.secret {2}it is missing: nobody could tell/,
  ],
  ['a webhook in the clear', `notify: [${HOOK.replace('https', 'http')} }]`, /url {2}it is sent in the clear/],
  [
    'a webhook that is no address',
    `notify: [${HOOK.replace('https://h.nl/', 'hook')} }]`,
    /url {2}it is no web address/,
  ],
  ['days that go back', 'reminders: [3, 1]', /reminders {2}it goes back; write days/],
  ['half a login', 'smtp: { host: m.nl, from: a@b.nl, user: x }', /smtp\.password {2}it is missing/],
  [
    'a password in the clear',
    'smtp: { host: m.nl, from: a@b.nl, user: x, password: { env: P }, insecure: true }',
    /would send the password in the clear/,
  ],
];

describe('what is wrong is said in one line, with the way out', () => {
  test.each(WRONG)('%s', (_title, yaml, line) => {
    const faults = faultsOf(yaml);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(line);
    expect(faults[0]).not.toMatch(/\n|undefined|\[object/);
  });
});

describe('a secret that was written into the file', () => {
  const SECRETS = [
    `${SMTP.replace(' }', ', user: x, password: hunter2secret }')}`,
    'notify: [{ to: webhook, name: a, url: https://h.nl/, secret: hunter2secret }]',
    'notify: [{ to: webhook, name: a, url: https://h.nl/, secret: [hunter2secret] }]',
    `notify: [${HOOK}, token: hunter2secret }]`,
    `notify: [${HOOK.replace('https://h.nl/', 'https://u:hunter2secret@h.nl/')} }]`,
    `notify: [${HOOK.replace('https://h.nl/', 'httpx://hunter2secret')} }]`,
  ];
  test.each(SECRETS)('is refused and not repeated: %#', (yaml) => {
    const faults = faultsOf(yaml);
    expect(faults).toHaveLength(1);
    expect(faults.join()).not.toContain('hunter2');
  });
  test('the address of a chat program is not shown', () => {
    const loaded = read('notify: [{ to: webhook, name: a, url: https://hooks.slack.nl/T0/B0/hunter2, format: slack }]');
    const shown = JSON.stringify(configDocument(loaded, { now: () => 0, sleepUntil: async () => undefined }));
    expect(shown).toMatch(/notify\.0\.url","value":"[^"]*\*\*\*"/);
    expect(shown).not.toContain('hunter2');
  });
});
