import { hasOwnRoots } from '../app/config/schema.ts';
import type { InspectEntry } from '../app/documents.ts';
import { inspectAll, inspectEntry, learnedNothing } from '../app/inspect.ts';
import type { Asked } from '../app/inspect-list.ts';
import { domainsIn, domainsInCsv } from '../app/inspect-list.ts';
import { documentOf, domainPair } from '../app/voice.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Style } from '../texts/render.ts';
import { inspectLines } from './inspect-lines.ts';
import { inspectSummary } from './inspect-summary.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly csv?: string;
}

const EXIT = { refused: 2, nothing: 5, interrupted: 130 } as const;
/** Without a terminal a line for so many domains. */
const TOLD_EVERY = 10;

export async function inspect(
  shell: Shell,
  [given]: readonly (readonly string[] | undefined)[],
  options: Options,
): Promise<Outcome> {
  const { config } = await shell.loadConfig(options.config);
  const style = styleOf(config);
  const { domains, refused } = askedOf(shell, given ?? [], options, hasOwnRoots(config));
  for (const { place, why } of refused)
    shell.say({ text: 'golive: ', colour: 'red' }, place === undefined ? why : `${place}  ${why}`);
  // A program that gave a list gets its document, also where every line of it is refused.
  if (domains.length === 0 && !(options.json === true && options.csv !== undefined)) return EXIT.refused;

  const [clock, views] = await Promise.all([shell.clockOf(config), shell.viewsOf(config)]);
  const parts = { config, clock, views };
  const several = domains.length > 1 || refused.length > 0 || options.csv !== undefined;
  const show = showing(shell, style, domains, options.json === true);
  show.progress(0);
  const ended = new Map<Fqdn, InspectEntry>();
  const inspections = await inspectAll(parts, domains, shell.signal, (inspection, count) => {
    const entry = inspectEntry(parts, inspection);
    ended.set(inspection.domain, entry);
    show.ended(domains.indexOf(inspection.domain), entry);
    show.progress(count);
  });
  show.end();

  const entries = domains.flatMap((domain) => ended.get(domain) ?? []);
  const unfinished = domains.filter((domain) => !ended.has(domain));
  if (options.json !== true) shell.write(...inspectSummary(entries, style, shell.columns, shell.colours));
  else {
    const left = unfinished.length === 0 ? {} : { unfinished: unfinished.map((domain) => domainPair(domain).domain) };
    if (several) shell.json(documentOf('inspects', parts, { results: entries, refused: [...refused], ...left }));
    else if (entries[0] !== undefined) shell.json(documentOf('inspect', parts, entries[0]));
  }
  if (unfinished.length > 0) {
    shell.say(words(style, 'inspect.interrupted', { done: entries.length, all: domains.length }));
    return EXIT.interrupted;
  }
  if (refused.length > 0) return EXIT.refused;
  return inspections.some((one) => one !== undefined && learnedNothing(one)) ? EXIT.nothing : undefined;
}

/** @throws GoLiveError `usage` */
function askedOf(shell: Shell, given: readonly string[], { csv }: Options, anyEnding: boolean): Asked {
  if (given.length === 0 && csv === undefined)
    throw new GoLiveError('usage', {
      subject: 'golive inspect',
      why: 'it names no domain',
      fix: 'Name one or more, like klant.nl, or give --csv FILE.',
    });
  const named = domainsIn(given, anyEnding);
  const listed =
    csv === undefined ? { domains: [], refused: [] } : domainsInCsv(csv, shell.surroundings.cwd, anyEnding);
  return {
    domains: [...new Set([...named.domains, ...listed.domains])],
    refused: [...named.refused, ...listed.refused],
  };
}

/** What is seen while it runs: each domain as soon as those before it are shown, and how far it is. */
function showing(shell: Shell, style: Style, domains: readonly Fqdn[], silent: boolean) {
  const all = domains.length;
  const waiting = new Map<number, InspectEntry>();
  let next = 0;
  let isFirst = true;
  const write = (entry: InspectEntry): void => {
    shell.progress?.('');
    shell.write(...(isFirst ? [] : ['']), ...inspectLines(entry, style, shell.columns, shell.colours));
    isFirst = false;
  };
  return {
    ended(index: number, entry: InspectEntry): void {
      if (silent) return;
      waiting.set(index, entry);
      for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(++next)) {
        waiting.delete(next);
        write(ready);
      }
    },
    progress(done: number): void {
      const text =
        all === 1
          ? words(style, 'inspect.looking', { domain: displayName(domains[0]!) })
          : words(style, 'inspect.progress', { done, all });
      if (shell.progress !== undefined) {
        if (done < all) shell.progress(text);
      } else if (all > TOLD_EVERY && done > 0 && done % TOLD_EVERY === 0) shell.say(text);
    },
    /** What ended after one that did not. */
    end(): void {
      for (const [, entry] of [...waiting].sort(([a], [b]) => a - b)) write(entry);
      shell.progress?.('');
    },
  };
}
