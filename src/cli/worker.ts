import { postgresUrlOf } from '../app/config/places.ts';
import { work } from '../app/engine/work.ts';
import { whileTelling } from '../app/notices/keep-telling.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';

/** One of many: as `serve` without a dashboard, on a store that several machines share. */
export async function worker(shell: Shell, _args: readonly string[], options: CommonOptions): Promise<Outcome> {
  const { signal } = shell;
  const { config } = await shell.loadConfig(options.config);
  // Before a file is made that nobody wanted.
  if (config.file !== undefined && postgresUrlOf(config) === undefined)
    throw new GoLiveError('config-invalid', {
      subject: 'worker',
      why: 'many workers share a PostgreSQL store, and this store is a file of one machine',
      fix: 'Write store: postgres://USER:PASSWORD@HOST:5432/DATABASE, or run golive serve.',
    });
  return withApp(shell, options, async (app) => {
    const style = styleOf(app.config);
    const dispatcher = await shell.dispatcherOf(app);
    const start: typeof dispatcher.start = async (advance) => {
      await dispatcher.start(advance);
      shell.say(words(style, 'cli.serving')); // not before it does
    };
    const courier = await shell.courierOf(app.config);
    await whileTelling(app, courier, signal, () =>
      work(app, { signal, owner: app.newId('worker') }, { ...dispatcher, start }),
    );
    shell.say(words(style, 'cli.stopped'));
    return 0;
  });
}
