import { work } from '../app/engine/work.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';

/** One of many: as `serve` without a dashboard, on a store that several machines share. */
export async function worker(shell: Shell, _args: readonly string[], options: CommonOptions): Promise<Outcome> {
  const { signal } = shell;
  return withApp(shell, options, async (app) => {
    const style = styleOf(app.config);
    const dispatcher = await shell.dispatcherOf(app);
    shell.say(words(style, 'cli.serving'));
    await work(app, { signal, owner: app.newId('worker') }, dispatcher);
    shell.say(words(style, 'cli.stopped'));
    return 0;
  });
}
