import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { deskFolder } from './command-line.ts';
import { expectOneLine, goliveIn } from './in-process.ts';

let folder: string;
beforeEach(() => {
  folder = deskFolder('agency: { name: Test, language: en }\n');
});

const run = (...args: readonly string[]) => goliveIn(folder, args);
const json = async (...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
  const { out, code } = await run(...args, '--json');
  expect(code).toBe(0);
  const document = JSON.parse(out) as Readonly<Record<string, unknown>>;
  const name = String(document.schema).replace(/^golive\.(\w+)\/1$/, '$1') as keyof typeof DOCUMENTS;
  (DOCUMENTS[name] as z.ZodType).parse(document);
  return document;
};
const LINK = /^http:\/\/127\.0\.0\.1:7353\/welcome\/[\w-]{32}$/m;

describe('golive user', () => {
  test('add prints the link once, on a line of its own on stdout; the store has no trace of it', async () => {
    const { code, out, err } = await run('user', 'add', 'Anna', '--role', 'planner,approver', '--by', 'Piet');
    expect([code, err]).toEqual([0, '']);
    const [address] = LINK.exec(out)!;
    expect(out.split('\n').filter((line) => line === address)).toHaveLength(1);
    expect(out).toContain('Anna may: read, plan and book, approve.');
    const { users } = await json('user', 'list');
    expect(users).toMatchObject([
      { name: 'Anna', roles: ['planner', 'approver'], rights: ['read', 'plan', 'approve'], by: 'Piet' },
    ]);
    expect((users as object[])[0]).toHaveProperty('invitedUntil');
    expect((users as object[])[0]).not.toHaveProperty('passwordSince');
    const token = address.split('/').at(-1)!;
    const files = readdirSync(folder).filter((file) => file.startsWith('golive.db'));
    expect(files).toContain('golive.db');
    for (const file of files) expect(readFileSync(join(folder, file), 'latin1')).not.toContain(token);
    expect((await run('user', 'list')).out).not.toContain(token);
  });
  test('link makes another one, for whoever is there, in any spelling', async () => {
    await run('user', 'add', 'Änne  Müller');
    const { address, name, expiresAt, generatedAt } = await json('user', 'link', 'ÄNNE MÜLLER');
    expect([name, String(address)]).toEqual(['Änne Müller', expect.stringMatching(LINK)]);
    const hours = (Date.parse(String(expiresAt)) - Date.parse(String(generatedAt))) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24.1);
  });
  test('says when nobody is left who may approve', async () => {
    await run('user', 'add', 'Anna', '--role', 'approver');
    await run('user', 'add', 'Piet', '--role', 'approver');
    expect((await run('user', 'role', 'Piet', 'viewer')).err).toBe('');
    expect((await run('user', 'remove', 'anna')).err).toMatch(/nobody may approve any more/);
    expect((await json('user', 'list')).users).toMatchObject([{ name: 'Piet', roles: ['viewer'] }]);
    expect((await run('user', 'remove', 'Piet')).err).toBe('');
    expect((await run('user', 'list')).out).toMatch(/no users yet/);
  });
  test('gives the address that others reach, in the language of the agency', async () => {
    writeFileSync(
      join(folder, 'golive.yaml'),
      'agency: { name: Test, language: nl }\nserve: { url: "https://golive.example.nl" }\n',
    );
    const { out } = await run('user', 'add', 'Anna');
    expect(out).toMatch(/^https:\/\/golive\.example\.nl\/welcome\/[\w-]{32}$/m);
    expect(out).toMatch(/Met deze link kiest Anna een wachtwoord/);
    expect(out).not.toMatch(/alleen op deze machine/);
  });
});

describe('golive token', () => {
  test('add prints the token once; list names it without; remove takes it back', async () => {
    const made = await json('token', 'add', 'dashboard', '--scope', 'plan,read', '--days', '30');
    expect(made).toMatchObject({ name: 'dashboard', scope: ['read', 'plan'], by: 'anna', isOver: false });
    expect(String(made.token)).toMatch(/^golive_[\w-]{32}$/);
    const list = await run('token', 'list', '--json');
    expect(list.out).toContain(String(made.id));
    expect(list.out).not.toContain(String(made.token).slice(7));
    expect((await run('token', 'remove', String(made.id))).out).toMatch(/token of dashboard opens nothing/);
    expect((await run('token', 'list')).out).toMatch(/no API tokens/);
  });
  test('is good for a year and may read, where nothing else was said', async () => {
    const { scope, expiresAt, createdAt } = await json('token', 'add', 'dashboard');
    expect(scope).toEqual(['read']);
    expect(Math.round((Date.parse(String(expiresAt)) - Date.parse(String(createdAt))) / 86_400_000)).toBe(365);
  });
});

describe('what is typed wrong', () => {
  beforeEach(async () => {
    await run('user', 'add', 'Anna');
    await run('token', 'add', 'script');
  });
  test.each<[string, readonly string[], number, RegExp]>([
    ['a name twice', ['user', 'add', 'ANNA'], 4, /the user ANNA exists already\. golive user link/],
    ['an empty name', ['user', 'add', ''], 2, /the name ""/],
    ['a name of blanks', ['user', 'add', '   '], 2, /the name/],
    ['a name that writes backwards', ['user', 'add', 'Anna\u202e'], 2, /\\u\{202e\}/],
    ['a name with an escape sequence', ['user', 'add', '\u001b[31mAnna'], 2, /"\\u001b\[31mAnna"/],
    ['a name with a slash', ['user', 'add', 'password/anna'], 2, /other than a slash/],
    ['a very long name', ['user', 'add', 'x'.repeat(61)], 2, /Write 1 to 60/],
    ['the name of the engine', ['user', 'add', 'GoLive'], 2, /the journal has it for others/],
    ['the name of a program', ['user', 'add', 'script (api)'], 2, /the journal has it for others/],
    ['an unknown role', ['user', 'add', 'Piet', '--role', 'aprover'], 2, /Did you mean approver\?/],
    ['no role', ['user', 'role', 'Anna', ''], 2, /There are: viewer, planner, operator, approver/],
    ['a role that every object has', ['user', 'role', 'Anna', 'constructor'], 2, /the role "constructor"/],
    ['somebody who is not there', ['user', 'link', 'Ana'], 2, /Did you mean Anna\?/],
    ['the row of a password', ['user', 'remove', 'password/anna'], 2, /there is none of that name/],
    ['the same, to be removed', ['user', 'remove', 'Zoltan'], 2, /golive user list names them/],
    ['an unknown scope', ['token', 'add', 'x', '--scope', 'write'], 2, /There are: read, plan, run, approve/],
    ['no days', ['token', 'add', 'x', '--days', '0'], 2, /--days "0".*1 to 3650/],
    ['days for ever', ['token', 'add', 'x', '--days', '99999'], 2, /1 to 3650/],
    ['the name of a token for its id', ['token', 'remove', 'script'], 2, /Its id is t-/],
    ['an id that is not there', ['token', 'remove', 't-none'], 2, /golive token list names them/],
  ])('%s', async (_title, args, code, line) => {
    const before = (await run('user', 'list')).out;
    expectOneLine(await run(...args), code, line);
    expectOneLine(await run(...args, '--json'), code, line);
    expect((await run('user', 'list')).out).toBe(before);
  });
});
