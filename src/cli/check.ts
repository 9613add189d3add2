import type { Asked, Checked, CheckParts } from '../app/check.ts';
import { check as checkAll, worstExit } from '../app/check.ts';
import { checkDocument, whyOf } from '../app/check-document.ts';
import { domainPair } from '../app/voice.ts';
import { asGoLiveError } from '../domain/errors.ts';
import type { Style } from '../texts/render.ts';
import type { Colour } from './print.ts';
import { nameShown } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, words } from './shell.ts';

export interface CheckOptions extends CommonOptions {
  readonly all?: boolean;
  readonly to?: string;
  readonly expect?: string;
}

/** What a monitoring system takes for "unknown"; also everything that went wrong with the question itself. */
const UNKNOWN = 3;

const COLOUR: Readonly<Record<Checked['exit'], Colour>> = { 0: 'green', 1: 'yellow', 2: 'red', 3: 'yellow' };

/** One line for each domain and an exit code, as monitoring plugins speak; nothing here ends otherwise. */
export async function check(
  shell: Shell,
  [domains]: readonly (readonly string[] | undefined)[],
  options: CheckOptions,
): Promise<Outcome> {
  try {
    return await withCheckParts(shell, options, async (parts) => {
      const checked = await checkAll(parts, askedOf(shell, domains ?? [], options), shell.signal);
      if (options.json === true) shell.json(checkDocument(parts, checked));
      else if (checked.length === 0)
        shell.line({ text: 'OK', colour: 'green' }, ` - golive: ${words(styleOf(parts.config), 'check.none')}`);
      else for (const one of checked) lineOf(shell, one, styleOf(parts.config));
      return worstExit(checked);
    });
  } catch (thrown) {
    // A document that is not there is no document; the line tells a person, the code a machine.
    const { message, faults } = asGoLiveError(thrown, 'golive');
    const why = faults.length === 0 ? message : faults.join('; ');
    if (options.json === true) shell.say({ text: 'UNKNOWN', colour: 'yellow' }, ` - golive: ${why}`);
    else shell.line({ text: 'UNKNOWN', colour: 'yellow' }, ` - golive: ${oneLine(why)}`);
    return UNKNOWN;
  }
}

export function askedOf(shell: Shell, domains: readonly string[], options: CheckOptions): Asked {
  return {
    domains,
    cwd: shell.surroundings.cwd,
    ...(options.all === undefined ? {} : { all: options.all }),
    ...(options.to === undefined ? {} : { to: [options.to] }),
    ...(options.expect === undefined ? {} : { expect: options.expect }),
  };
}

/** The store is opened only where migrations may be meant and there is a configuration that names one. */
export async function withCheckParts<T>(
  shell: Shell,
  options: CheckOptions,
  work: (parts: CheckParts) => Promise<T>,
): Promise<T> {
  const { config, originOf } = await shell.loadConfig(options.config);
  const told = options.to !== undefined || options.expect !== undefined;
  const hasStore = config.file !== undefined || originOf(['store']) !== 'default';
  const app = options.all === true || (!told && hasStore) ? await shell.openApp(options.config) : undefined;
  try {
    const [clock, dns] = await Promise.all([shell.clockOf(config), shell.dnsOf(config)]);
    return await work({ config, clock, dns, ...(app === undefined ? {} : { app }) });
  } finally {
    await app?.store.close();
  }
}

function lineOf(shell: Shell, checked: Checked, style: Style): void {
  const verdict = wordOf(checked);
  shell.line(
    { text: verdict, colour: COLOUR[checked.exit] },
    ` - ${oneLine(shownName(checked))}: ${oneLine(whyOf(checked, style))}${perfData(checked)}`,
  );
}

export function wordOf({ seen }: Checked): string {
  return (seen?.propagation.verdict ?? 'unknown').toUpperCase();
}

export function shownName({ asked, seen }: Checked): string {
  return seen === undefined ? asked.slice(0, 253) : nameShown(domainPair(seen.expected.zone));
}

/** A bar begins the figures of a plugin's line. */
const oneLine = (text: string): string => text.replaceAll('|', '/').replaceAll('\n', ' ');

/** How many of how many: `'label'=value;warn;crit;min;max`. */
function perfData({ seen }: Checked): string {
  if (seen === undefined) return '';
  const { propagation, sight, nowMs } = seen;
  const share = (name: string, right: number, all: number): string => `${name}=${right};;;0;${all}`;
  const servers = sight.newServers.servers;
  const gate = propagation.turns.filter((turn) => turn.gate);
  const figures = [
    share(
      'parents',
      propagation.parents.filter((kind) => kind === 'new').length,
      sight.delegation.parents.filter(({ outcome }) => outcome !== 'not-asked').length,
    ),
    share(
      'servers',
      servers.filter(({ outcome }) => outcome === 'answer').length,
      servers.filter(({ outcome }) => outcome !== 'not-asked').length,
    ),
    share('resolvers', gate.filter(({ outcome }) => outcome === 'new').length, gate.length),
    ...(propagation.worstCaseAtMs === null
      ? []
      : [`deadline=${Math.max(0, Math.ceil((propagation.worstCaseAtMs - nowMs) / 1000))}s;;;0;`]),
  ];
  return ` | ${figures.join(' ')}`;
}
