import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const LAUNCHER = resolve(import.meta.dirname, '../../bin/golive.cjs');

/** Steps that people do, in an agency's own playbook: nobody outside is asked. */
const PLAYBOOK = `schema: golive.playbook/1
id: by-hand
title: { nl: Met de hand, de: Von Hand, fr: À la main, en: By hand }
summary: { nl: a, de: a, fr: a, en: a }
interruption: none
steps:
  - { id: collect-access, owner: login-owner, minutes: 30 }
  - { id: wait-for-slot, after: [collect-access] }
  - { id: customer-signoff, after: [wait-for-slot], owner: customer }
`;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Desk {
  readonly folder: string;
  golive(args: readonly string[], more?: { readonly input?: string; readonly env?: Record<string, string> }): Ended;
  json(...args: string[]): Record<string, never>;
}

const YAML = 'agency: { name: Voorbeeld, language: en }\nplaybooks: playbooks\n';

/** The environment without what would change what golive does or prints. */
export function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GOLIVE_|FORCE_COLOR|NO_COLOR|XDG_)/.test(name)),
  );
}

/** A folder with a configuration and a playbook of steps that people do. */
export function deskFolder(yaml = YAML): string {
  const folder = mkdtempSync(join(tmpdir(), 'golive-cli-'));
  writeFileSync(join(folder, 'golive.yaml'), yaml);
  mkdirSync(join(folder, 'playbooks'));
  writeFileSync(join(folder, 'playbooks', 'by-hand.yaml'), PLAYBOOK);
  return folder;
}

/** A folder with a configuration, and golive as a process in it. */
export function desk(yaml?: string): Desk {
  const folder = deskFolder(yaml);
  const golive: Desk['golive'] = (args, { input = '', env = {} } = {}) => {
    const run = spawnSync(process.execPath, [LAUNCHER, ...args], {
      cwd: folder,
      input,
      encoding: 'utf8',
      env: { ...cleanEnv(), HOME: folder, ...env },
    });
    return { code: run.status, out: run.stdout, err: run.stderr };
  };
  return {
    folder,
    golive,
    json: (...args) => {
      const { code, out, err } = golive([...args, '--json']);
      if (code !== 0) throw new Error(`golive ${args.join(' ')} ended with ${code}: ${err}`);
      return JSON.parse(out) as Record<string, never>;
    },
  };
}
