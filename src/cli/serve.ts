import { welcomeAddress } from '../app/access/access-documents.ts';
import { firstLink, isFirstRun } from '../app/access/first-run.ts';
import { canBeCalled } from '../app/access/users.ts';
import type { App } from '../app/app.ts';
import { serve as serveUntilStopped } from '../app/engine/serve.ts';
import { whileTelling } from '../app/notices/keep-telling.ts';
import { accessParts } from './access.ts';
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
      if (listening !== undefined) await welcomeFirst(shell, app, listening.address);
      const courier = await shell.courierOf(app.config);
      await whileTelling(app, courier, signal, () => serveUntilStopped(app, { signal, owner: app.newId('serve') }));
    } finally {
      await listening?.close();
    }
    shell.say(words(style, 'cli.stopped'));
    return 0; // being told to stop is how a daemon ends well
  });
}

/** There is no password to begin with: whoever starts golive by hand gets a link, once, until somebody has signed in. */
async function welcomeFirst(shell: Shell, app: App, address: string): Promise<void> {
  if (!(await isFirstRun(app, shell.user))) return;
  const style = styleOf(app.config);
  // Whoever is called as nobody here can be is told of the command.
  if (!shell.interactive || !canBeCalled(shell.user)) {
    shell.say(words(style, 'access.nobody-yet'));
    return;
  }
  const { user, token, expiresMs } = await firstLink(app, await accessParts(shell), shell.user);
  shell.say(words(style, 'access.first-link', { name: user.name, until: expiresMs }));
  const listens = address.startsWith('http') ? address : undefined;
  shell.say({ text: welcomeAddress(app, token, listens), colour: 'bold' });
}
