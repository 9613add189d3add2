import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { deskFolder } from './command-line.ts';
import { expectOneLine, expectPlain, goliveIn } from './in-process.ts';

const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
const BY_HAND = ['--playbook', 'by-hand', ...FOUR];
const LONG = 'x'.repeat(5000);

type Row = readonly [what: string, args: readonly string[], code: number, line: RegExp, input?: string];

/** What is typed wrong. Every row is tried as it stands and with `--json` at its end. */
const TYPED: readonly Row[] = [
  ['no command', [], 2, /golive needs a command\. golive --help lists them/],
  ['an unknown command', ['statsu'], 2, /unknown command 'statsu'.*status/],
  ['a command of a group left out', ['task'], 2, /golive task needs a command\. golive task --help/],
  ['an unknown command of a group', ['playbook', 'shwo'], 2, /unknown command 'shwo'.*show/],
  ['an unknown option', ['status', '--jsn'], 2, /unknown option '--jsn'.*--json/],
  ['a missing argument', ['approve'], 2, /missing required argument 'domain'\. golive approve --help says more/],
  ['too many arguments', ['plan', 'klant.nl', 'ander.nl'], 2, /too many arguments/],
  [
    'a required option left out',
    ['book', 'klant.nl'],
    2,
    /booking without --slot .*golive slots klant\.nl shows the free ones/,
  ],

  ['an unknown domain', ['status', 'klamt.nl'], 2, /Did you mean klant\.nl\?/],
  ['a domain that looks like another', ['status', 'klаnt.nl'], 2, /Did you mean klant\.nl/],
  ['a domain that looks like another one is', ['status', 'zon.be'], 2, /Did you mean zоn\.be \(xn--zn-fmc\.be\)\?/],
  ['a name with an escape sequence', ['status', '\u001b]0;x\u0007'], 2, /\\u\{1b\}\]0;x\\u\{7\} is not a domain/],
  ['a name that is very long', ['status', LONG], 2, /is not a domain/],
  [
    'no domain name',
    ['new', 'x..nl', ...BY_HAND],
    2,
    /"x\.\.nl" is not a domain name: there is nothing between two of its dots\. Write the name alone/,
  ],
  ['no name at all', ['new', '', ...BY_HAND], 2, /"" is not a domain name/],
  ['an address on the web', ['new', 'https://x.nl/', ...BY_HAND], 2, /it is a web address\. Did you mean x\.nl\?/],
  ['an address of a server', ['new', '10.0.0.1', ...BY_HAND], 2, /is not a domain name/],
  ['an ending', ['new', 'nl', ...BY_HAND], 2, /it is a top-level domain|it is an ending/],
  [
    'a domain in both its spellings',
    ['new', 'é.be', 'xn--9ca.be', ...BY_HAND],
    2,
    /é\.be is not understood: it is named twice/,
  ],
  [
    'a domain that is there already',
    ['new', 'KLANT.nl.', ...BY_HAND],
    4,
    /exists already: m-\w+ is not over.*golive cancel/,
  ],
  ['its other spelling', ['new', 'xn--caf-dezon-d4a.be', ...BY_HAND], 4, /café-dezon\.be exists already/],
  ['its other form', ['new', 'cafe\u0301-dezon.be', ...BY_HAND], 4, /café-dezon\.be exists already/],

  ['an unknown step', ['done', 'klant.nl', 'colect-access'], 2, /Did you mean collect-access\?/],
  ['a step of no playbook', ['retry', 'klant.nl', 'dance'], 2, /golive plan D lists the steps/],
  ['an unknown step to skip', ['skip', 'klant.nl', 'slep', '--why', 'x'], 2, /is not a step/],
  ['a note on an unknown step', ['note', 'klant.nl', 'x', '--step', 'nope'], 2, /is not a step/],
  ['an unknown playbook', ['new', 'x.nl', '--playbook', 'by-hnad'], 2, /Did you mean by-hand\?/],
  ['a playbook nobody meant', ['playbook', 'show', 'zzz'], 2, /There are move-with/],
  ['a playbook of no demo', ['demo', '--playbook', 'by-hand'], 2, /The demo runs move-without-interruption or/],
  ['a file that is no playbook', ['playbook', 'lint', 'no.yaml'], 2, /there is no such file/],
  ['an unknown schema', ['schema', 'statsu'], 2, /Did you mean status\?/],

  [
    'a number that is none',
    ['status', '--limit', 'many'],
    2,
    /--limit "many" is not understood\. Give a whole number from 1 to 1000/,
  ],
  ['a number too large', ['status', '--limit', '1001'], 2, /from 1 to 1000/],
  ['a number below', ['journal', 'klant.nl', '--limit', '0'], 2, /--limit "0".*from 1/],
  ['a number with a sign', ['journal', 'klant.nl', '--after', '-3'], 2, /--after "-3"/],
  ['a number with a power', ['journal', 'klant.nl', '--after', '1e9'], 2, /--after "1e9"/],
  ['no number of days', ['slots', '--days', 'abc'], 2, /--days "abc".*from 1 to 366/],
  ['a pace that is none', ['demo', '--pace', 'fast'], 2, /--pace "fast".*from 1 to 3600/],
  ['a part nobody has', ['task', 'add', 'klant.nl', 'x', '--owner', 'agnecy'], 2, /Did you mean agency\?/],
  ['a person without a name', ['pause', 'klant.nl', '--by', ' '], 2, /Write who says it/],
  ['the name of the engine', ['pause', 'klant.nl', '--by', 'golive'], 2, /Write who says it/],
  ['a person with a very long name', ['pause', 'klant.nl', '--by', LONG], 2, /Write who says it/],
  ['a very long reason', ['pause', 'klant.nl', '--why', LONG], 2, /--why is not understood: it is too long/],
  ['a very long note', ['note', 'klant.nl', LONG], 2, /empty or too long\. Write up to 4000/],
  ['an empty title', ['task', 'add', 'klant.nl', ''], 2, /the title is not understood/],

  [
    'an unknown answer',
    ['answer', 'klant.nl', 'mialTo=x'],
    2,
    /"mialTo" is not an answer golive knows\. Did you mean mailTo\?/,
  ],
  ['an answer without a name', ['answer', 'klant.nl', '=x'], 2, /"" is not an answer golive knows\. Known: /],
  ['an answer that every object has', ['answer', 'klant.nl', 'constructor=x'], 2, /"constructor" is not an answer/],
  ['a prototype for an answer', ['answer', 'klant.nl', '__proto__=x'], 2, /"__proto__" is not an answer/],
  [
    'a value that every object has',
    ['answer', 'klant.nl', 'nameServersWithTransfer=constructor'],
    2,
    /cannot be used.*"constructor"/,
  ],
  ['no answer', ['answer', 'klant.nl'], 2, /there is no answer in it\. Write key=value/],
  ['an answer without a value', ['answer', 'klant.nl', 'hosting'], 2, /its value is missing\. Write hosting=…/],
  ['two secrets at once', ['answer', 'klant.nl', 'authcode', 'ftp'], 2, /Give secrets one at a time/],
  [
    'a value of no axis',
    ['answer', 'klant.nl', 'hosting=mvoes'],
    2,
    /hosting: "mvoes" cannot stand here \(did you mean "moves"\?\)/,
  ],
  ['a value not asked for', ['answer', 'klant.nl', 'acceptNotAsked=perhaps'], 2, /Write one of yes, no/],
  ['addresses that are none', ['answer', 'klant.nl', 'newAddresses=192.0.2.1,web'], 2, /Write IPv4 and IPv6 addresses/],
  [
    'a name server that is none',
    ['answer', 'klant.nl', 'newNameServers=ns..x'],
    2,
    /newNameServers\[0\]: "ns\.\.x" is not a domain name/,
  ],
  [
    'a secret on the command line',
    ['answer', 'klant.nl', 'authcode=hunter2'],
    2,
    /authcode=….*stays in the history.*golive answer klant\.nl authcode, and/,
  ],
  ['a secret that is empty', ['answer', 'klant.nl', 'authcode'], 2, /the value is empty\. Type it when asked/, '\n'],
  [
    'a file of answers that is not there',
    ['answer', 'klant.nl', '--file', 'no.yaml'],
    2,
    /no\.yaml cannot be used: there is no such file/,
  ],
  [
    'answers that are missing',
    ['new', 'x.nl'],
    3,
    /golive new needs more answers: registration, hosting, mail, nameServers\. Give --answers/,
  ],
  ['one answer that is missing', ['new', 'x.nl', ...FOUR.slice(2)], 3, /needs more answers: registration\. /],

  [
    'a slot that is none',
    ['book', 'klant.nl', '--slot', 'tomorrow'],
    2,
    /Write (\d{4}-\d\d-\d\d)\/morning or \1\/afternoon/,
  ],
  [
    'a slot of a date that does not exist',
    ['book', 'klant.nl', '--slot', '2026-02-30/morning'],
    2,
    /there is no 2026-02-30\. Write 2026-02-28\/morning or 2026-03-01\/morning\./,
  ],
  [
    'a slot in the evening',
    ['book', 'klant.nl', '--slot', '2026-12-01/evening'],
    2,
    /no half-day "evening".*Write 2026-12-01\/morning or/,
  ],
  ['a slot that writes to the terminal', ['book', 'klant.nl', '--slot', 'a\u001b[2J'], 2, /slot "a\\u001b\[2J"/],
  ['a slot in the past', ['book', 'klant.nl', '--slot', '2020-01-06/morning'], 4, /has begun\..* Next free: \d{4}-/],
  [
    'a slot of another century',
    ['book', 'klant.nl', '--slot', '2226-12-01/morning'],
    4,
    /check the year\..* Next free/,
  ],
  [
    'a slot of a year with five digits',
    ['book', 'klant.nl', '--slot', '+012026-12-01/morning'],
    2,
    /like 2026-12-01\/morning/,
  ],
  [
    'slots from a date that does not exist',
    ['slots', '--from', '2026-02-30'],
    2,
    /date "2026-02-30".*Write 2026-02-28 or 2026-03-01/,
  ],
  ['slots from the end of time', ['slots', '--from', '9999-12-31'], 2, /like 2026-12-01/],
  [
    'a due date that does not exist',
    ['task', 'add', 'klant.nl', 'x', '--due', '2026-02-30'],
    2,
    /--due "2026-02-30".*like 2026-12-01/,
  ],
  [
    'a due date with something behind',
    ['task', 'add', 'klant.nl', 'x', '--due', '2026-12-01x'],
    2,
    /--due "2026-12-01x"/,
  ],

  ['a plan nobody read', ['approve', 'klant.nl', '--plan', 'zzz'], 4, /plan zzz is no longer the plan.*Read it again/],
  ['a resume of what runs', ['resume', 'klant.nl'], 4, /resuming klant\.nl is not possible now: it is not paused/],
  ['an unbooking of nothing', ['unbook', 'klant.nl'], 4, /no half-day is booked/],
  ['a rollback of nothing', ['rollback', 'klant.nl'], 4, /nothing has begun\. golive cancel/],
  ['a skip without reason', ['skip', 'klant.nl', 'collect-access'], 2, /it needs a reason\. Add --why/],
  ['a cancel with an empty reason', ['cancel', 'klant.nl', '--why', ' '], 2, /it needs a reason/],
  [
    'a configuration that is not there',
    ['status', '--config', 'no.yaml'],
    2,
    /no\.yaml is not a valid configuration: there is no such file\. Name another/,
  ],
  ['a folder for a configuration', ['status', '--config', '.'], 2, /it is a folder/],
  ['a backup that is not there', ['restore', 'no.db'], 2, /there is no such file\. Name a backup/],
];

describe('what is typed wrong gets one line: what, why, what to do', () => {
  let folder: string;
  beforeAll(async () => {
    folder = deskFolder();
    for (const domain of ['klant.nl', 'café-dezon.be', 'xn--zn-fmc.be'])
      expect(await goliveIn(folder, ['new', domain, ...BY_HAND])).toMatchObject({ code: 0 });
  });
  for (const [what, args, code, line, input] of TYPED)
    test(what, async () => {
      const before = await goliveIn(folder, ['journal', 'klant.nl']);
      for (const json of [[], ['--json']]) {
        const ended = await goliveIn(folder, [...args, ...json], input === undefined ? {} : { input });
        // Some commands print nothing as JSON: then it is the option that is not known.
        const noJson = json.length > 0 && /unknown option '--json'/.test(ended.err);
        expectOneLine(ended, noJson ? 2 : code, noJson ? /golive: / : line);
      }
      expect(await goliveIn(folder, ['journal', 'klant.nl'])).toEqual(before);
    });
  test('an option without its value', async () =>
    expectOneLine(await goliveIn(folder, ['book', 'klant.nl', '--slot']), 2, /argument missing\. golive book --help/));
  test('a slot that another customer has', async () => {
    const { out } = await goliveIn(folder, ['slots', '--days', '14', '--json']);
    const slot = (JSON.parse(out) as { slots: { slot: string; free: boolean }[] }).slots.find(({ free }) => free)!.slot;
    expect(await goliveIn(folder, ['book', 'café-dezon.be', '--slot', slot])).toMatchObject({ code: 0 });
    expectOneLine(
      await goliveIn(folder, ['book', 'klant.nl', '--slot', slot]),
      4,
      /taken.*Next free: \d{4}-\d{2}-\d{2}\/(morning|afternoon)/,
    );
    const sunday = new Date();
    sunday.setUTCDate(sunday.getUTCDate() + 21 + ((7 - sunday.getUTCDay()) % 7));
    const weekend = `${sunday.toISOString().slice(0, 10)}/morning`;
    expectOneLine(
      await goliveIn(folder, ['book', 'klant.nl', '--slot', weekend]),
      4,
      /no go-lives on this day.*Next free/,
    );
  });
  test('a due date lasts until its day is over', async () => {
    await goliveIn(folder, ['task', 'add', 'café-dezon.be', 'x', '--due', '2026-12-05']);
    const { out } = await goliveIn(folder, ['journal', 'café-dezon.be', '--json']);
    expect(out).toContain(`"dueMs": ${Date.parse('2026-12-05T23:59:59.999+01:00')}`);
  });
});

describe('a file of answers', () => {
  let folder: string;
  beforeAll(() => {
    folder = deskFolder();
  });
  const four = 'registration: stays\nhosting: stays\nmail: none\nnameServers: stays\n';
  for (const [what, text, line] of [
    [
      'of wrong types',
      'registration: 5\nhosting: [a]\nmail: {}\nnameServers: null\n',
      /the answers cannot be used: registration: 5 .*; hosting: \["a"\].*; mail: \{\}.*; nameServers: null/,
    ],
    ['with unknown keys', `${four}bogus: 1\nmialTo: x\n`, /"bogus" is not known here.*did you mean "mailTo"\?/],
    ['that is no YAML', '{"registration": "stays", ', /answers\.yaml:1:27 .*this is not YAML/],
    ['with a tab', ': : :\n\t- [', /answers\.yaml:2:1 .*a tab stands here; write spaces/],
    ['that is empty', '', /it holds no answers by name\. Write lines like "hosting: moves"/],
    ['that is a list', '[]', /it holds no answers by name/],
    ['that is larger than any', `mailTo: ${'x'.repeat(70_000)}`, /the file is larger than 64 kB/],
    ['that is deeper than any', `mailTo: ${'['.repeat(5000)}`, /nested deeper than 50 levels/],
    ['that is made of bytes', '\u0000\u0001\ufffd', /answers\.yaml:1:\d+ /],
    [
      'that writes to the terminal',
      `${four.replace('stays', '"\\e[2J"')}`,
      /registration: "\\u001b\[2J" cannot stand here/,
    ],
    ['with a customer without end', `${four}customer: ${LONG}\n`, /customer: .*200/],
    [
      'with a wildcard for a domain',
      `${four}domains: [{ domain: "*.x.be", role: redirect }]\n`,
      /nobody can move this one/,
    ],
  ] as const)
    test(`${what} gets one line`, async () => {
      writeFileSync(join(folder, 'answers.yaml'), text);
      const ended = await goliveIn(folder, ['new', 'x.nl', '--playbook', 'by-hand', '--answers', 'answers.yaml']);
      expectOneLine(ended, 2, line);
      expect(ended.err.length).toBeLessThan(1500);
    });
  test('with several faults of form gets a line for each', async () => {
    writeFileSync(join(folder, 'answers.yaml'), '__proto__: {a: 1}\nconstructor: 2\nx: &a [*a]\n');
    const { code, out, err } = await goliveIn(folder, ['new', 'x.nl', '--answers', 'answers.yaml']);
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n')).toHaveLength(5);
    expect(err).toMatch(/^golive: answers\.yaml cannot be used: 4 faults\n {2}answers\.yaml:1:1 /);
  });
  test.skipIf(process.platform === 'win32').each([
    ['a device without end', '/dev/zero', /\/dev\/zero:1:1 .*larger than 64 kB/],
    ['a folder', '.', /cannot be used: it is a folder\. Name a file with answers/],
  ])('that is %s is refused', async (_what, file, line) => {
    expectOneLine(await goliveIn(folder, ['new', 'x.nl', '--answers', file]), 2, line);
  });
});

describe('a configuration', () => {
  const status = async (yaml: string, env?: Readonly<Record<string, string>>) =>
    goliveIn(deskFolder(yaml), ['status', '--json'], env === undefined ? {} : { env });
  test('with nine faults has a line for each, with its place and the way out', async () => {
    const { code, out, err } = await status(
      'agency: { langauge: nl, timeZone: Mars/X, country: nl }\nstore: none\n' +
        'slots: { morning: "25:00", noticeDays: -1, weekdays: [], closed: ["2026-02-30"] }\ndns: { ports: { dns: 99999 } }\n',
    );
    expect([code, out]).toEqual([2, '']);
    const lines = err.split('\n');
    expectPlain(err);
    for (const [at, what] of [
      ['1:11', 'did you mean "language"'],
      ['1:35', 'write one like Europe/Amsterdam'],
      ['1:52', 'write two capitals, like NL'],
      ['2:8', 'write sqlite:FILE'],
      ['3:19', 'write it as "09:00"'],
      ['3:40', 'noticeDays'],
      ['3:54', 'weekdays'],
      ['3:67', 'could be 2026-02-28 or 2026-03-01'],
      ['4:22', 'dns.ports.dns'],
    ])
      expect(
        lines.some((line) => line.includes(`golive.yaml:${at} `) && line.includes(what!)),
        `${at}: ${err}`,
      ).toBe(true);
    expect(lines[0]).toMatch(/golive\.yaml is not a valid configuration: \d+ faults$/);
    expect(lines.slice(1).every((line) => line.startsWith('  '))).toBe(true);
  });
  for (const [what, yaml, line] of [
    ['with one fault', 'agency: { langauge: nl }\n', /golive\.yaml:1:11 .*did you mean "language"/],
    ['that is a list', '- a\n', /golive\.yaml:1:1 .*it must hold settings by name/],
    ['that is no YAML', 'agency: [\n', /golive\.yaml:2:1 .*this is not YAML/],
    [
      'with a secret in the open',
      'providers: { a: { adapter: x, apiKey: hunter2 } }\n',
      /golive\.yaml:1:39 .*write \{ env: NAME \}/,
    ],
    [
      'with an invisible language',
      'agency: { language: "\\u202e" }\n',
      /"\\u202e" cannot stand here; known: nl, de, fr, en/,
    ],
    [
      'with a store of another kind',
      'store: mysql://golive@db/golive\n',
      /golive\.yaml:1:8 .*is not a store; write sqlite:FILE or postgres:/,
    ],
  ] as const)
    test(`${what} gets one line`, async () => {
      const ended = await status(yaml);
      expectOneLine(ended, 2, line);
      expect(ended.err).not.toContain('hunter2');
    });
  test('whose playbooks are not there gets one line where playbooks are needed', async () => {
    const folder = deskFolder('playbooks: nowhere\n');
    expect(await goliveIn(folder, ['status'])).toMatchObject({ code: 0, err: '' });
    expectOneLine(
      await goliveIn(folder, ['playbook', 'list']),
      2,
      /nowhere.*cannot be read\. Make it, or mend the setting playbooks/,
    );
  });
  test('from the environment is judged like the file', async () => {
    expectOneLine(await status('', { GOLIVE_STORE: 'x' }), 2, /env GOLIVE_STORE +store +it is not a store/);
    expectOneLine(await status('', { GOLIVE_CONFIG: '/nowhere' }), 2, /\/nowhere .*there is no such file/);
  });
  test('that is missing is said with a way to make one', async () => {
    const folder = deskFolder();
    mkdirSync(join(folder, 'elsewhere'));
    const { code, out, err } = await goliveIn(join(folder, 'elsewhere'), ['status'], { env: { GOLIVE_CONFIG: '' } });
    expect([code, out !== '', err]).toEqual([0, true, '']); // found in the folder above
    expectOneLine(await goliveIn('/', ['status']), 2, /golive\.yaml was not found: .*Make one: echo/);
    expect(readFileSync(join(folder, 'golive.yaml'), 'utf8')).toContain('Voorbeeld');
  });
});
