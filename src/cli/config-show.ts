import { configDocument } from '../app/config-document.ts';
import type { Piece } from './print.ts';
import { table } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';

interface Options extends CommonOptions {
  readonly origin?: boolean;
}

export async function configShow(shell: Shell, _args: readonly string[], options: Options): Promise<Outcome> {
  const loaded = await shell.loadConfig(options.config);
  const document = configDocument(loaded, await shell.clockOf(loaded.config));
  if (options.json) {
    shell.json(document);
    return undefined;
  }
  // The value comes last and is never cut: whoever looks here wants to know exactly.
  const rows = document.values.map(({ path, value, origin }): Piece[] => [
    path,
    ...(options.origin ? [{ text: origin, colour: 'dim' as const }] : []),
    Array.isArray(value) ? `[${value.map((one) => JSON.stringify(one)).join(', ')}]` : JSON.stringify(value),
  ]);
  shell.write(...table(rows, shell.colours));
  return undefined;
}
