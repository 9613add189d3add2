import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { GoLiveError } from '../domain/errors.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { Issue } from './issue.ts';
import type { Known } from './load.ts';
import { isPresetText, loadPlaybook } from './load.ts';
import { MAX_BYTES } from './yaml.ts';

export interface PlaybookFolder {
  /** By id; only those without errors. */
  readonly playbooks: ReadonlyMap<string, Playbook>;
  readonly issues: readonly Issue[];
}

/**
 * Reads the `*.yaml` files of a folder, graphs before presets. A faulty file does not keep the others from being read.
 *
 * @param known.graphs graphs from elsewhere (the built-in ones) that presets here may build on
 * @throws GoLiveError `playbook-unknown` when the folder cannot be read
 */
export function readPlaybooks(folder: string, known: Known): PlaybookFolder {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /^[^.].*\.ya?ml$/.test(name));
  } catch (cause) {
    throw new GoLiveError('playbook-unknown', {
      subject: folder,
      why: 'the folder cannot be read',
      fix: 'Make it, or mend the setting playbooks in golive.yaml.',
      cause,
    });
  }
  const files = names.sort().map((name) => ({ file: join(folder, name), text: readPlaybookFile(join(folder, name)) }));
  const graphs = new Map(known.graphs ?? []);
  const playbooks = new Map<string, Playbook>();
  const origins = new Map<string, string>();
  const issues: Issue[] = [];
  const inOrder = files.toSorted((a, b) => Number(isPresetText(a.text)) - Number(isPresetText(b.text)));
  for (const { file, text } of inOrder) {
    const loaded = loadPlaybook(text, file, { ...known, graphs });
    issues.push(...loaded.issues);
    const { playbook } = loaded;
    if (playbook === undefined) continue;
    const twin = origins.get(playbook.id);
    if (twin !== undefined) {
      const what = `its id ${playbook.id} is also that of ${basename(twin)}`;
      issues.push({ severity: 'error', file, line: 1, column: 1, path: 'id', what, fix: 'give it another' });
      continue;
    }
    origins.set(playbook.id, file);
    playbooks.set(playbook.id, playbook);
    if (!isPresetText(text)) graphs.set(playbook.id, playbook);
  }
  return { playbooks, issues };
}

/**
 * The text of a playbook file; of one that is too large only as much as is needed to refuse it.
 * @throws GoLiveError `playbook-unknown`
 */
export function readPlaybookFile(file: string): string {
  try {
    if (!statSync(file).isFile()) throw new Error('it is not a file');
    return statSync(file).size > MAX_BYTES ? ' '.repeat(MAX_BYTES + 1) : readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GoLiveError('playbook-unknown', {
      subject: file,
      why: (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message,
      fix: 'golive playbook list shows those there are.',
      cause,
    });
  }
}
