import { note as noteIt } from '../app/say.ts';
import { showSaid } from './say.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { whoOf, withApp } from './shell.ts';

interface Options extends CommonOptions {
  readonly step?: string;
}

export async function note(shell: Shell, [domain, text]: readonly string[], options: Options): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    showSaid(shell, app, await noteIt(app, domain!, text!, options.step, whoOf(shell, options)), options);
    return undefined;
  });
}
