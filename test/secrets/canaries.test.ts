import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import type { Ended } from '../cli/command-line.ts';
import { goliveIn } from '../cli/in-process.ts';
import type { CanaryFolder, Echo } from './canaries.ts';
import {
  allForms,
  CANARIES,
  COMMAND_LINES,
  canaryFolder,
  DOMAIN,
  ENVIRONMENT,
  KINDS,
  openEcho,
  PREPARATION,
} from './canaries.ts';
import { ENCODING_NAMES, ENCODINGS, finder } from './encodings.ts';

// One secret of every kind, a provider that repeats all of them in every encoding, every command: and nothing of it in any sink.

/** A provider cannot repeat what golive never had: those of a database are in use further down. */
const IN_USE = KINDS.filter((kind) => kind !== 'PGPASSWORD' && kind !== 'password in the store’s URL');
const find = finder(CANARIES);
let echo: Echo;
let at: CanaryFolder;
const ended: (Ended & { readonly line: string })[] = [];

const run = async (args: readonly string[], input = ''): Promise<Ended> => {
  const one = await goliveIn(at.folder, args, { input, env: ENVIRONMENT });
  ended.push({ ...one, line: args.join(' ') });
  return one;
};

beforeAll(async () => {
  echo = await openEcho();
  at = canaryFolder(echo.url);
  for (const [args, input] of PREPARATION)
    expect([args, (await run(args, input)).code]).toEqual([args, args[0] === 'tick' ? expect.any(Number) : 0]);
  // Every provider is opened, so that every secret of the configuration is in use.
  await run(['doctor', '--offline']);
  for (const kind of IN_USE) {
    echo.say(allForms([kind]).join(' '));
    await run(['retry', DOMAIN, 'backup-site']);
    await run(['tick']);
  }
}, 120_000);
afterAll(() => echo.close());

/** Every file that golive made, with what is in it. */
function filesMade(): [string, Uint8Array][] {
  return readdirSync(at.folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(at.folder, name))
    .filter((file) => statSync(file).isFile() && !at.homes.includes(file) && !file.endsWith('.cjs'))
    .map((file) => [file, readFileSync(file)]);
}

const hitsIn = (sinks: readonly (readonly [string, string | Uint8Array])[]) =>
  sinks.flatMap(([sink, content]) => find(content).map((hit) => ({ sink, ...hit })));

describe('the provider knew what to tell', () => {
  test('it was asked with the credentials, and its words stand in the journal with the secrets taken out', async () => {
    expect([...echo.heard]).toEqual(expect.arrayContaining([CANARIES['token by file']]));
    const { out } = await run(['journal', DOMAIN, '--json']);
    expect(out.match(/cannot read/g)!.length).toBeGreaterThanOrEqual(IN_USE.length);
    expect(out.match(/\[secret\]/g)!.length).toBeGreaterThanOrEqual(IN_USE.length * ENCODING_NAMES.length);
  });
});

describe('every command, as text and as JSON', () => {
  test('has a line here', () => {
    expect(Object.keys(COMMAND_LINES).sort()).toEqual(COMMANDS.map(({ usage }) => usage).sort());
  });
  const inProcess = COMMANDS.flatMap(({ usage, json }) => {
    const lines = COMMAND_LINES[usage]!;
    if (lines === 'as a process') return [];
    return lines.flatMap((line) => (json === true ? [line, [...line, '--json']] : [line]));
  });
  test.each(inProcess.map((args) => [args.join(' ').slice(0, 60), args] as const))('%s', async (_title, args) => {
    // One form in a refusal: whoever shows only so many letters of it shows these.
    echo.say(...allForms(IN_USE));
    const { out, err } = await run(args);
    expect(
      hitsIn([
        ['stdout', out],
        ['stderr', err],
      ]),
    ).toEqual([]);
    expect(out + err).not.toBe('');
  });
});

describe('what is kept', () => {
  test('the database, its log, its backup, what was there before a restore, and what children were given', async () => {
    await run(['backup', 'second.db']);
    const files = filesMade();
    expect(files.map(([name]) => name.replace(`${at.folder}/`, ''))).toEqual(
      expect.arrayContaining(['golive.db', 'copy.db', 'second.db', 'child.json']),
    );
    expect(hitsIn(files)).toEqual([]);
  });

  test('the child that was asked for a secret was told no other, by argument or environment', () => {
    const child = JSON.parse(readFileSync(join(at.folder, 'child.json'), 'utf8')) as { env: object; argv: string[] };
    expect(Object.keys(child.env).filter((name) => name in ENVIRONMENT)).toEqual([]);
    expect(child.argv).toHaveLength(2);
  });

  test('only its owner may read what golive wrote', () => {
    for (const name of readdirSync(at.folder).filter((file) => /\.db/.test(file)))
      expect([name, (statSync(join(at.folder, name)).mode & 0o077).toString(8)]).toEqual([name, '0']);
  });
});

describe('a configuration with a fault', () => {
  const withConfig = (text: string) => {
    const other = canaryFolder(echo.url);
    return {
      ...other,
      write: async () => (await import('node:fs')).writeFileSync(join(other.folder, 'golive.yaml'), text),
    };
  };
  const url = `postgres://golive:${encodeURIComponent(CANARIES['password in the store’s URL'])}@127.0.0.1:1/golive`;
  const FAULTY: readonly (readonly [string, string])[] = [
    [
      'a secret in the open',
      JSON.stringify({ providers: { a: { adapter: 'powerdns', token: CANARIES['token by file'] } } }),
    ],
    ['a database nobody answers at', JSON.stringify({ store: url })],
    ['a database, spelled wrong', JSON.stringify({ store: url.replace('postgres', 'postgress') })],
    ['a fault in the YAML behind it', `store: "${url}"\n  bad: [`],
    ['a fault beside it', JSON.stringify({ store: url, agency: { country: 'nl' } })],
  ];
  test.each(FAULTY)('%s', async (_what, text) => {
    const other = withConfig(text);
    await other.write();
    for (const args of [
      ['status'],
      ['config', 'show'],
      ['config', 'show', '--json'],
      ['doctor', '--offline'],
      ['worker'],
    ]) {
      const { out, err } = await goliveIn(other.folder, args, { env: ENVIRONMENT });
      expect(hitsIn([[args.join(' '), out + err]])).toEqual([]);
    }
  });
});

describe('the search itself', () => {
  test.each(KINDS)('finds %s in every encoding where it is planted', (kind) => {
    const found = ENCODING_NAMES.filter((encoding) =>
      ENCODINGS[encoding](CANARIES[kind]).every((form) =>
        find(Buffer.from(`xx ${form} yy`)).some((hit) => hit.kind === kind),
      ),
    );
    expect(found).toEqual(ENCODING_NAMES);
  });
});

afterAll(() => {
  const sinks = ended.length * 2 + filesMade().length;
  console.info(
    `${KINDS.length} kinds × ${ENCODING_NAMES.length} encodings × ${sinks} sinks, ${hitsIn(filesMade()).length} hits in files`,
  );
});
