import { resolve } from 'node:path';
import { keyFileOf, sqliteFileOf } from '../app/config/places.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';

export async function backup(shell: Shell, [file]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const target = resolve(shell.surroundings.cwd, file!);
    await app.store.backup(target);
    shell.line(words(styleOf(app.config), 'cli.backed-up', { file: target, key: keyFileOf(app.config) ?? '-' }));
    return undefined;
  });
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
