import { resolve } from 'node:path';
import { keyFileOf, sqliteFileOf } from '../app/config/places.ts';
import { pauseAll } from '../app/pause-all.ts';
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

async function pauseAfter(shell: Shell, options: CommonOptions, lost: number): Promise<void> {
  await withApp(shell, options, async (app) => {
    const why = `restored without the last ${lost} writes`;
    const paused = await pauseAll(app, { by: shell.user, why });
    shell.say(words(styleOf(app.config), 'cli.restored-without', { lost, paused }));
    return undefined;
  });
}

interface Options extends CommonOptions {
  readonly force?: boolean;
}

export async function restore(shell: Shell, [file]: readonly string[], options: Options): Promise<Outcome> {
  const { config } = await shell.loadConfig(options.config);
  const restored = await shell.restore(config, resolve(shell.surroundings.cwd, file!), options.force === true);
  const place = sqliteFileOf(config) ?? restored.file;
  shell.line(
    restored.replaced === undefined
      ? words(styleOf(config), 'cli.restored-new', { file: place })
      : words(styleOf(config), 'cli.restored', { file: place, old: restored.replaced }),
  );
  if (restored.lost !== undefined) await pauseAfter(shell, options, restored.lost);
  for (const { where, what, fix } of restored.warnings) shell.say(`${where}: ${what}. ${fix}`);
  return undefined;
}
