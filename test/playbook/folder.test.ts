import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { readPlaybookFile, readPlaybooks } from '../../src/playbook/folder.ts';
import { PlaybookFile } from '../../src/playbook/schema.ts';
import { CATALOGUE_IDS } from './built-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-playbooks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = 'title: { nl: a, de: b, fr: c, en: d }\nsummary: { nl: a, de: b, fr: c, en: d }\n';
const graph = (id: string) =>
  `schema: golive.playbook/1\nid: ${id}\n${HEAD}interruption: none\nsteps: [{ id: hand-over }]\n`;
const preset = (id: string, of: string) =>
  `schema: golive.playbook/1\nid: ${id}\ngraph: ${of}\n${HEAD}answers: { mail: none }\n`;

test('a folder is read graphs first, and a bad file does not spoil the others', () => {
  const files = {
    'a-preset.yaml': preset('ours', 'z'),
    'b.yaml': 'schema: [\n',
    'c.yaml': graph('z'),
    'd.yaml': preset('built-on-builtin', 'elsewhere'),
    'e.yml': graph('z'),
    'large.yaml': ' '.repeat(200_000),
    'notes.txt': 'not a playbook',
    '.hidden.yaml': 'not either',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const elsewhere = readPlaybooks(folder, { steps: CATALOGUE_IDS }).playbooks.get('z')!;
  const read = readPlaybooks(folder, { steps: CATALOGUE_IDS, graphs: new Map([['elsewhere', elsewhere]]) });
  expect([...read.playbooks.keys()].sort()).toEqual(['built-on-builtin', 'ours', 'z']);
  expect(read.issues.map(({ file, what }) => `${file.slice(folder.length + 1)}: ${what}`)).toEqual([
    'b.yaml: this is not YAML: deficient indentation',
    'e.yml: its id z is also that of c.yaml',
    'large.yaml: the file is larger than 64 kB',
  ]);
});

test('a folder or a file that is not there is named', () => {
  expect(() => readPlaybooks(join(folder, 'nowhere'), { steps: [] })).toThrow(
    /nowhere is not a playbook here: the folder cannot be read/,
  );
  expect(() => readPlaybookFile(join(folder, 'no.yaml'))).toThrow(
    /no.yaml is not a playbook here: there is no such file/,
  );
  mkdirSync(join(folder, 'dir.yaml'));
  expect(() => readPlaybookFile(join(folder, 'dir.yaml'))).toThrow(/it is not a file/);
});

test('the schema can be shown as JSON Schema', () => {
  const schema = JSON.stringify(z.toJSONSchema(PlaybookFile, { io: 'input' }));
  for (const word of ['interruption', 'graph', 'pointOfNoReturn', 'nameServersWithTransfer'])
    expect(schema).toContain(word);
});

test('no playbook promises a fixed time for caches to forget', () => {
  for (const name of [
    'move-without-interruption',
    'move-with-interruption',
    'livegang-1',
    'livegang-2',
    'livegang-3',
    'livegang-4',
  ])
    expect(readFileSync(new URL(`../../playbooks/${name}.yaml`, import.meta.url), 'utf8')).not.toMatch(
      /\b(24|48)\b.*(hour|uur|Stunden|heures)/,
    );
});
