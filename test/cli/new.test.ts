import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { newInterview } from '../../src/app/interview/interview.ts';
import { journalDocument } from '../../src/app/journal-document.ts';
import { showEnding } from '../../src/cli/new-ending.ts';
import { holdInterview } from '../../src/cli/new-interview.ts';
import { painted } from '../../src/cli/print.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { fqdn } from '../../src/domain/name.ts';
import { smallOffice } from '../app/small-office.ts';
import { BUILT_IN } from '../playbook/built-in.ts';
import { goliveOn } from './world-shell.ts';

/** A person at a terminal: says these things one after the other, and then the terminal is closed. */
function terminal(typed: readonly string[], extra: Partial<Shell> = {}) {
  const prompts: string[] = [];
  const left = [...typed];
  const folder = mkdtempSync(join(tmpdir(), 'golive-new-'));
  const shell: Partial<Shell> = {
    interactive: true,
    columns: 80,
    surroundings: { cwd: folder, home: folder, env: { XDG_STATE_HOME: join(folder, 'state') } },
    ask: async (question) => {
      prompts.push(question);
      const next = left.shift();
      if (next === undefined) throw new Error('the terminal was closed');
      return next;
    },
    viewsOf: async () => {
      throw new Error('no network in this test');
    },
    ...extra,
  };
  return { shell, prompts, left, folder, kept: join(folder, 'state/golive/interviews/klant.nl.json') };
}

function office(settings: object = { agency: { language: 'en', timeZone: 'Europe/Amsterdam' } }): { app: App } {
  const { app } = smallOffice(settings as never);
  return { app: { ...app, playbooks: async () => BUILT_IN.playbooks } };
}

const dns = undefined as never;
const run = (app: App, shell: Partial<Shell>, args: readonly string[]) =>
  goliveOn({ app, dns, shell }, ['new', ...args]);
const createdBy = async (app: App) => (await journalDocument(app, 'klant.nl')).events[0]!;
/** Option 3 without anything else: four answers, the rest left open at once. */
const FOUR = ['moves', 'switch', 'moves', 'moves'];

describe('golive new on a terminal', () => {
  test('asks, explains again, leaves open and goes back; a wrong answer is asked again in one line', async () => {
    const { app } = office();
    const { shell, left, kept, prompts } = terminal([
      '-',
      'elsewhere',
      '?',
      'moves',
      '1',
      '<',
      'switch',
      'moves',
      'none',
      '',
      '<',
      'Klant BV',
      '.',
    ]);
    const { code, out, err } = await run(app, shell, ['klant.nl', '--no-inspect']);
    expect([code, left]).toEqual([0, []]);
    expect(err.match(/Reason: Only whoever holds the registration/g)).toHaveLength(2);
    expect(err).toContain('Without this answer there is no plan; it cannot stay open.');
    expect(err).toContain('Choose one of: ours, stays, moves.');
    expect(prompts).toContain('   [ours] > ');
    expect(prompts).toContain('   [klant.nl] > ');
    const { event } = await createdBy(app);
    expect(event).toMatchObject({
      answers: { registration: 'moves', nameServers: 'switch', hosting: 'moves', mail: 'none' },
      origins: { registration: 'said', customer: 'said' },
    });
    expect(out).toContain('a mix of its own');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(err.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(existsSync(kept)).toBe(false);
  });

  test('ends with option, cutover, playbook, earliest half-day, its warning, tasks and the next command', async () => {
    const { app } = office();
    const { shell } = terminal([...FOUR, '.']);
    const { out } = await run(app, shell, ['klant.nl', '--no-inspect', '--customer', 'Klant BV']);
    for (const part of [
      'everything moves to us',
      'the name servers are switched',
      'livegang-3',
      'Monday, 23 November 2026, morning; Saturday, 21 November 2026, afternoon cannot be',
      'was not measured yet',
      'Find out which services use klant.nl',
      'golive plan klant.nl',
    ])
      expect(out.replaceAll(/\s+/g, ' ')).toContain(part);
  });

  test('says the same as JSON, and the questions stay on stderr', async () => {
    const { app } = office();
    const { shell } = terminal([...FOUR, '.']);
    const { out, err } = await run(app, shell, [
      'klant.nl',
      '--no-inspect',
      '--json',
      '--playbook',
      'move-with-interruption',
    ]);
    const document = JSON.parse(out);
    expect(document).toMatchObject({
      schema: 'golive.created/1',
      option: 3,
      cutoverKind: 'delegation',
      migrations: [{ playbook: 'move-with-interruption' }],
      earliestSlot: { slot: '2026-11-23/morning' },
      unmeasured: ['klant.nl'],
      next: 'golive plan klant.nl',
    });
    expect(document.open).toContain('mailboxes');
    expect(document.tasks.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['todo-mandate', 'ask-losing-registrar', 'recreate-mailboxes']),
    );
    expect(err).toContain('Reason:');
  });

  test.each([
    ['nl', 'Bij wie is de domeinnaam geregistreerd', 'alles komt naar ons'],
    ['de', 'Bei wem ist der Domainname registriert', 'alles kommt zu uns'],
    ['fr', 'Chez qui le nom de domaine est-il enregistré', 'tout vient chez nous'],
  ])('speaks %s, and so does the customer', async (language, question, option) => {
    const { app } = office();
    const { shell } = terminal([...FOUR, '.']);
    const { out, err } = await run(app, shell, ['klant.nl', '--no-inspect', '--language', language]);
    expect(err.replaceAll(/\s+/g, ' ')).toContain(question);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(option);
    const [header] = await app.store.findMigrations('klant.nl.');
    expect((await app.store.readProject(header!.projectId))?.language).toBe(language);
  });

  test('asks only what a file and the command line leave open', async () => {
    const { app } = office();
    const { shell, prompts, folder, left } = terminal(['moves', '.']);
    writeFileSync(
      join(folder, 'a.yaml'),
      'registration: moves\nnameServers: switch\ninterview:\n  hosting: moves (found)\n  mandate: ja\n  customer:\n',
    );
    const { code } = await run(app, shell, ['klant.nl', '--no-inspect', '--answers', 'a.yaml']);
    expect([code, left]).toEqual([0, []]);
    expect(prompts).toEqual(['   > ', '   [klant.nl] > ']); // what is empty in the file is asked
    const created = await createdBy(app);
    expect(created.event).toMatchObject({
      answers: { free: { mandate: 'yes' } },
      origins: { registration: 'file', hosting: 'proposed', mandate: 'file', mail: 'said' },
    });
    expect(created.text).toContain('Seen by golive and confirmed by nobody: hosting.');
  });

  test('takes a list of mailboxes from a file', async () => {
    const { app } = office();
    const { shell, folder } = terminal([...FOUR, ...Array(10).fill('-'), '@nope', '@boxes.csv', '.']);
    writeFileSync(join(folder, 'boxes.csv'), 'Name;Address\nJan;jan@klant.nl\n');
    const { err } = await run(app, shell, ['klant.nl', '--no-inspect']);
    expect(err).toContain('1 addresses from boxes.csv.');
    expect((await createdBy(app)).event).toMatchObject({ answers: { mailboxes: ['jan@klant.nl'] } });
  });

  test('does not ask thirty questions about a domain that is being moved already', async () => {
    const { app } = office();
    await run(app, terminal([...FOUR, '.']).shell, ['klant.nl', '--no-inspect']);
    const { shell, prompts } = terminal([]);
    const { code, err } = await run(app, shell, ['klant.nl']);
    expect([code, prompts]).toEqual([4, []]);
    expect(err).toMatch(/^golive: a migration of klant\.nl exists already/);
  });

  test('goes on without the look where that fails', async () => {
    const { app } = office();
    const { shell } = terminal([...FOUR, '.']);
    const { code, err } = await run(app, shell, ['klant.nl']);
    expect(code).toBe(0);
    expect(err.replaceAll(/\s+/g, ' ')).toContain('The look from outside failed: no network in this test.');
  });
});

describe('what was seen from outside', () => {
  const found = new Map([
    [
      'registration',
      { value: 'moves', seen: { text: 'interview.found.elsewhere.high', values: { who: 'TransIP\u001b[2J' } } },
    ],
    ['nameServers', { seen: { text: 'interview.found.unknown' } }],
    ['dnsUsers', { value: 'Mailchimp', seen: { text: 'interview.found.spf', values: { who: 'Mailchimp' } } }],
  ]);
  const style = { language: 'en', timeZone: 'UTC' } as const;
  const setting = {
    domain: fqdn('klant.nl'),
    role: 'main',
    language: 'en',
    given: {},
    dnsHost: true,
    more: true,
  } as const;
  const held = async (typed: readonly string[]) => {
    const said: string[] = [];
    const prompts: string[] = [];
    const left = [...typed];
    const shell = {
      columns: 80,
      surroundings: { cwd: '.' },
      say: (...pieces) => void said.push(pieces.map((piece) => painted(piece, false)).join('')),
      ask: async (question) => {
        prompts.push(question);
        return left.shift()!;
      },
    } as Partial<Shell> as Shell;
    const interview = await holdInterview(shell, newInterview(setting), found, style, () => undefined);
    return { interview, said: said.join('\n'), prompts };
  };
  test('is shown with who and how sure, and Enter takes it as confirmed', async () => {
    const { interview, said, prompts } = await held(['', 'switch', '3', 'none', '.']);
    expect(said).toContain('We found: TransIP');
    expect(said).not.toContain('\u001b');
    expect(prompts.slice(0, 2)).toEqual(['   [moves] > ', '   > ']);
    expect(interview.answers['registration']).toEqual({ value: 'moves', origin: 'confirmed' });
    expect(interview.answers['nameServers']).toEqual({ value: 'switch', origin: 'said' });
  });
  test('gives way to what somebody says, also after going back', async () => {
    const { interview, prompts } = await held(['stays', '<', '', 'stays', 'moves', 'none', '.']);
    expect(prompts[2]).toBe('   [stays] > ');
    expect(interview.answers['registration']).toEqual({ value: 'stays', origin: 'said' });
  });
  test('is not taken where everything else is left open', async () => {
    const { interview } = await held(['', 'switch', 'moves', 'none', '.']);
    expect(interview.answers['dnsUsers']).toEqual({ value: null, origin: 'said' });
  });
});

describe('an interview that was broken off', () => {
  test('goes on where it stopped, and is forgotten when it is over', async () => {
    const { app } = office();
    const first = terminal(['moves', 'switch', 'moves']);
    expect((await run(app, first.shell, ['klant.nl', '--no-inspect'])).code).not.toBe(0);
    expect(JSON.parse(readFileSync(first.kept, 'utf8')).asked).toEqual(['registration', 'nameServers', 'hosting']);
    const second = terminal(['', 'moves', '.'], { surroundings: first.shell.surroundings! });
    const { code, err } = await run(app, second.shell, ['klant.nl', '--no-inspect']);
    expect([code, second.left]).toEqual([0, []]);
    expect(err).toContain('(3 answers)');
    expect((await createdBy(app)).event).toMatchObject({ answers: { registration: 'moves', mail: 'moves' } });
    expect(existsSync(first.kept)).toBe(false);
  });
  test.each([
    ['n at the question', ['n', ...FOUR, '.'], [] as string[]],
    ['--restart', [...FOUR, '.'], ['--restart']],
  ])('begins anew with %s', async (_what, typed, options) => {
    const { app } = office();
    const first = terminal(['stays']);
    await run(app, first.shell, ['klant.nl', '--no-inspect']);
    const second = terminal(typed, { surroundings: first.shell.surroundings! });
    const { code } = await run(app, second.shell, ['klant.nl', '--no-inspect', ...options]);
    expect([code, second.left]).toEqual([0, []]);
    expect((await createdBy(app)).event).toMatchObject({ answers: { registration: 'moves' } });
  });
  test('begins anew where what was kept is damaged, and says so in one line', async () => {
    const { app } = office();
    const { shell, kept } = terminal([...FOUR, '.']);
    mkdirSync(join(kept, '..'), { recursive: true });
    writeFileSync(kept, '{"schema":');
    const { code, err } = await run(app, shell, ['klant.nl', '--no-inspect']);
    expect(code).toBe(0);
    expect(err.replaceAll(/\s+/g, ' ')).toContain('cannot be read and lies in');
    expect(readFileSync(`${kept}.damaged`, 'utf8')).toBe('{"schema":');
  });
  test('is held to its end where nothing can be kept', async () => {
    const { app } = office();
    const { shell, folder } = terminal([...FOUR, '.']);
    writeFileSync(join(folder, 'state'), 'a file, where a folder would be');
    const { code, err } = await run(app, shell, ['klant.nl', '--no-inspect']);
    expect(code).toBe(0);
    expect(err.match(/Answers cannot be kept/g)).toHaveLength(1);
  });
});

describe('golive new without a terminal', () => {
  const alone = { interactive: false } as const;
  test('names what is missing, and asks and looks at nothing', async () => {
    const { app } = office();
    const { shell, prompts } = terminal([], alone);
    const { code, out, err } = await run(app, shell, ['klant.nl', '--registration', 'moves']);
    expect([code, out, prompts]).toEqual([3, '', []]);
    expect(err).toMatch(/^golive: golive new needs more answers: hosting, mail, nameServers\. Give --answers/);
    expect(err).not.toContain('Looking at');
  });
  test('makes the draft of a file in which a customer filled in the questions', async () => {
    const { app } = office();
    const { shell, folder } = terminal([], alone);
    const file = [
      'language: fr',
      'interview:',
      ...[
        'registration: moves',
        'nameServers: switch',
        'hosting: moves',
        'mail: moves',
        'dnsUsers: Mailchimp',
        'mandate:',
      ].map((line) => `  ${line}`),
    ];
    writeFileSync(join(folder, 'a.yaml'), file.join('\n'));
    const { code, out } = await run(app, shell, ['klant.nl', '--answers', 'a.yaml', '--json']);
    expect(code).toBe(0);
    const { event } = await createdBy(app);
    expect(event).toMatchObject({ origins: { registration: 'file', dnsUsers: 'file' } });
    expect((event as { tasks: { id: string; title: string }[] }).tasks.map(({ title }) => title)).toEqual([
      'Vérifier s’il existe un mandat signé du client',
      'Check the records of Mailchimp in the new zone',
    ]);
    expect(JSON.parse(out).optionText).toBe(
      'tout vient chez nous : nom de domaine, site, messagerie et serveurs de noms',
    );
  });
  test('takes a domain below an ending that others than the registry sell, and one that a platform lends out it does not', async () => {
    const { app } = office();
    const { shell } = terminal([], { interactive: false });
    const stays = ['--registration', 'stays', '--name-servers', 'stays', '--hosting', 'moves', '--mail', 'stays'];
    expect(await run(app, shell, ['klant.co.ua', ...stays])).toMatchObject({ code: 0 });
    expect((await run(app, shell, ['foo.github.io', ...stays])).err).toMatch(
      /github\.io, whose holder lends names out/,
    );
  });
  test('writes no task for what nobody was asked', async () => {
    const { app } = office();
    const four = ['--registration', 'moves', '--name-servers', 'switch', '--hosting', 'moves', '--mail', 'moves'];
    const { code } = await run(app, terminal([], alone).shell, ['klant.nl', ...four]);
    expect(code).toBe(0);
    expect((await createdBy(app)).event).toMatchObject({ tasks: [], origins: { registration: 'said', mail: 'said' } });
  });
  test('prints the file for a customer, in the customer’s language', async () => {
    const { app } = office();
    const { code, out } = await run(app, terminal([], alone).shell, [
      'klant.nl',
      '--answers-template',
      '--no-inspect',
      '--language',
      'de',
    ]);
    expect(code).toBe(0);
    expect(out).toContain('# Fragen zum Go-live von klant.nl.');
    expect(out).toContain('\n  mandate:\n');
    expect(await app.store.findMigrations('klant.nl.')).toEqual([]);
  });
  test.each([
    [['--language', 'es'], 2, /--language "es".*nl, de, fr, en/],
    [['--answers', 'a.yaml'], 3, /needs more answers/],
  ])('%j is refused in one line', async (args, exit, line) => {
    const { app } = office();
    const { shell, folder } = terminal([], alone);
    writeFileSync(join(folder, 'a.yaml'), 'interview:\n  mandate: ja\n');
    const { code, err } = await run(app, shell, ['klant.nl', ...args]);
    expect(code).toBe(exit);
    expect(err).toMatch(line);
    expect(err.split('\n')).toHaveLength(1);
  });
});

test('what stands in the way is said in its sentence, without the tag', () => {
  const written: string[] = [];
  const shell = { columns: 80, colours: false, write: (...lines: string[]) => void written.push(...lines) };
  const created = {
    migrations: [{ id: 'm-1', domain: 'klant.nl', domainUnicode: 'klant.nl', playbook: 'livegang-3', role: 'main' }],
    optionText: 'x',
    cutoverKind: 'delegation',
    slotWhy: 'x',
    warnings: [],
    unmeasured: [],
    tasks: [],
    findings: [{ tag: 'TRANSFER_LOCKED', severity: 'warning', message: 'klant.nl is locked.' }],
  };
  showEnding(shell as never, created as never, { language: 'en', timeZone: 'UTC' });
  expect(written.join('\n')).toMatch(/What stands in the way +– klant\.nl is locked\./);
  expect(written.join('\n')).not.toContain('TRANSFER_LOCKED');
});

describe('what the command line says of the customer', () => {
  const axes = ['--registration', 'moves', '--hosting', 'moves', '--mail', 'none', '--name-servers', 'switch'];
  const begun = async (...more: readonly string[]) => {
    const { app } = office();
    const ended = await run(app, {}, ['klant.nl', ...axes, '--no-inspect', '--by', 'Anna', ...more]);
    return { ...ended, created: ended.code === 0 ? await createdBy(app) : undefined };
  };
  test('is where its holidays are, and its tags', async () => {
    const { created } = await begun('--region', 'de-by', '--tag', 'Shop, b2b');
    expect(created).toMatchObject({
      event: {
        answers: { free: { region: 'DE-BY', tags: 'shop, b2b' } },
        origins: { region: 'said', tags: 'said' },
      },
    });
  });
  test.each([
    [['--region', 'Mars'], /“Mars” is no region whose holidays are known; write NL/],
    [['--tag', 'shop!'], /“shop!” can be no tag/],
  ] as const)('is refused where it is none: %j', async (more, said) => {
    const { code, err } = await begun(...more);
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  });
});
