import { serve as serveUntilStopped } from '../app/engine/serve.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';

/** Works until it is told to stop; then finishes what is on its way and begins nothing. */
export async function serve(shell: Shell, _args: readonly string[], options: CommonOptions): Promise<Outcome> {
  const { signal } = shell; // from here on a stop is heard, also while the store is being opened
  return withApp(shell, options, async (app) => {
    const style = styleOf(app.config);
    // Before any work: whoever cannot listen must not run by halves.
    const listening = await shell.listenFor(app);
    const key = listening === undefined ? 'cli.serving' : 'cli.serving-at';
    shell.say(words(style, key, { address: listening?.address ?? '' }));
    try {
      await serveUntilStopped(app, { signal, owner: app.newId('serve') });
    } finally {
      await listening?.close();
    }
    shell.say(words(style, 'cli.stopped'));
    return 0; // being told to stop is how a daemon ends well
  });
}
