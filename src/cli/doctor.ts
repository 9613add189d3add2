import { doctorDocument } from '../app/doctor.ts';
import type { Piece } from './print.ts';
import { table } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly offline?: boolean;
  readonly acceptClock?: boolean;
}

const MARK: Readonly<Record<string, Piece>> = {
  ok: { text: 'ok', colour: 'green' },
  warning: { text: 'warning', colour: 'yellow' },
  failed: { text: 'failed', colour: 'red' },
  'not-asked': { text: 'not asked', colour: 'dim' },
};

export async function doctor(shell: Shell, _args: readonly string[], options: Options): Promise<Outcome> {
  if (options.acceptClock === true)
    await withApp(shell, options, async (app) => {
      await app.acceptClock?.(whoOf(shell, options).by);
      shell.say(words(styleOf(app.config), 'cli.clock-accepted', { now: app.clock.now() }));
      return undefined;
    });
  const document = await doctorDocument({
    loadConfig: () => shell.loadConfig(options.config),
    openApp: () => shell.openApp(options.config, true),
    playbooksOf: shell.playbooksOf,
    dnsOf: shell.dnsOf,
    providerOf: shell.providerOf,
    clockOf: shell.clockOf,
    offline: options.offline === true,
    signal: shell.signal,
  });
  if (options.json) shell.json(document);
  else
    shell.write(
      ...table(
        document.checks.map(({ what, outcome, why, fix }): Piece[] => [
          what,
          MARK[outcome]!,
          [why, fix].filter((text) => text !== undefined).join('. '),
        ]),
        shell.colours,
        shell.columns,
      ),
    );
  return document.healthy ? undefined : 1;
}
