import { migrationGraph } from '../app/playbooks.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { withApp } from './shell.ts';

export async function graph(shell: Shell, [domain]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    for (const line of (await migrationGraph(app, domain!)).trimEnd().split('\n')) shell.line(line);
    return undefined;
  });
}
