import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanEnv, desk, LAUNCHER } from '../cli/command-line.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
const DEADLINE_MS = 60_000;

/** A daemon of golive's in a folder, until it is told to stop. */
function daemon(folder: string, command: string) {
  const env = { ...cleanEnv(), HOME: folder, NO_COLOR: '1', GOLIVE_LISTEN: '127.0.0.1:0' };
  const child = spawn(process.execPath, [LAUNCHER, command], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      said += text.toString();
    });
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  return {
    said: () => said,
    stop: async () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

describe('the commands of a fleet, as their users have them', () => {
  test('two workers and a serve take up what the CLI says, survive a restart of the server, and end well', async () => {
    const url = postgres.database('commands');
    const yaml = `agency: { name: Voorbeeld, language: en }\nplaybooks: playbooks\nstore: ${JSON.stringify(url)}\n`;
    const here = desk(yaml);
    const says = (...args: string[]) => {
      const said = here.golive(args);
      expect(said, args.join(' ')).toMatchObject({ code: 0 });
      return said.out;
    };
    says('new', 'klant.nl', '--playbook', 'by-hand', ...FOUR);
    const daemons = ['worker', 'worker', 'serve'].map((command) => daemon(here.folder, command));
    says('approve', 'klant.nl');
    const until = async (what: string, text: RegExp): Promise<void> => {
      for (const end = performance.now() + DEADLINE_MS; !text.test(says('journal', 'klant.nl')); await pause(200))
        if (performance.now() > end) throw new Error(`${what}: ${daemons.map(({ said }) => said()).join('\n')}`);
    };
    await until('asks for access', /collect-access/);
    await postgres.restart('immediate', 500);
    says('done', 'klant.nl', 'collect-access');
    await until('goes on', /wait-for-slot/);
    for (const one of daemons) expect([await one.stop(), one.said()]).toEqual([0, expect.stringMatching(/\S/)]);
  });
});
