import { resolve } from 'node:path';
import { isStoreThere, keyFileOf, sqliteFileOf } from '../app/config/places.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';

export async function backup(shell: Shell, [file]: readonly string[], options: CommonOptions): Promise<Outcome> {
  await refuseNothing(shell, options);
  return withApp(shell, options, async (app) => {
    const target = resolve(shell.surroundings.cwd, file!);
    await app.store.backup(target);
    shell.line(words(styleOf(app.config), 'cli.backed-up', { file: target, key: keyFileOf(app.config) ?? '-' }));
    return undefined;
  });
}

/** A store that is made just to be copied would look like a backup of the one that is meant. @throws GoLiveError `store-missing` */
async function refuseNothing(shell: Shell, options: CommonOptions): Promise<void> {
  const { config } = await shell.loadConfig(options.config);
  if (isStoreThere(config)) return;
  const app = await shell.openApp(options.config, true); // where one is gone, that is said
  await app.store.close();
  const why = 'no golive has made it yet, so there is nothing to copy';
  throw new GoLiveError('store-missing', { subject: sqliteFileOf(config)!, why, fix: 'Look at store in golive.yaml.' });
}

interface Options extends CommonOptions {
  readonly force?: boolean;
}

export async function restore(shell: Shell, [file]: readonly string[], options: Options): Promise<Outcome> {
  const { config } = await shell.loadConfig(options.config);
  const how = { force: options.force === true, by: shell.user };
  const restored = await shell.restore(config, resolve(shell.surroundings.cwd, file!), how);
  const place = sqliteFileOf(config) ?? restored.file;
  shell.line(
    restored.replaced === undefined
      ? words(styleOf(config), 'cli.restored-new', { file: place })
      : words(styleOf(config), 'cli.restored', { file: place, old: restored.replaced }),
  );
  const { lost, paused = 0 } = restored;
  if (lost !== undefined) shell.say(words(styleOf(config), 'cli.restored-without', { lost, paused }));
  for (const { where, what, fix } of restored.warnings) shell.say(`${where}: ${what}. ${fix}`);
  return undefined;
}
