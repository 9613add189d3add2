import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { plainAddress, ZONE_DATA, ZONEMASTER, zoneOf } from './zonemaster-corefile.ts';

export interface NameServerGiven {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** One scenario with the message tags that Zonemaster must and must not say of it. */
export interface Scenario {
  /** `basic01/GOOD-1` */
  readonly id: string;
  readonly testCase: string;
  readonly name: string;
  readonly mandatory: readonly string[];
  readonly forbidden: readonly string[];
  /** The zone that is looked at. */
  readonly zone: string;
  /** Name servers that are tried before anybody delegates to them. */
  readonly undelegated: readonly NameServerGiven[];
  /** Addresses of the root servers of this scenario's own tree. */
  readonly roots: readonly string[];
}

/** Every scenario of every table of mandatory and forbidden tags, in the files' order. */
export function readScenarios(): Scenario[] {
  const folder = join(ZONEMASTER, 'expected-message-tags');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.md') && basename(file) !== 'README.md',
  );
  const commands = readCommands();
  return files
    .sort()
    .flatMap((file) => scenariosOf(basename(file, '.md').toLowerCase(), read(join(folder, file)), commands));
}

function scenariosOf(testCase: string, text: string, commands: readonly Command[]): Scenario[] {
  const rows = tableRows(text);
  const listed = [...text.matchAll(/^\* ([A-Z][A-Z0-9]+_[A-Z0-9_]+)$/gm)].map(([, tag]) => tag!);
  const all = new Set([...listed, ...rows.flatMap(([, mandatory]) => tagsIn(mandatory!))]);
  return rows.map(([name, must, mustNot]) => {
    const mandatory = tagsIn(must!);
    const others = [...all].filter((tag) => !mandatory.includes(tag));
    const label = name!.toLowerCase().replaceAll('_', '-');
    const called = commands.filter((one) => one.testCase === testCase && one.zone.split('.').includes(label));
    // Two of the specifications name another scenario's zone; what Zonemaster is really called with is right.
    const zone = called[0]?.zone ?? zoneIn(text, name!) ?? `${label}.${testCase}.xa.`;
    const command = called[0] ?? commands.find((one) => one.testCase === testCase && one.zone === zone);
    return {
      id: `${testCase}/${name}`,
      testCase,
      name: name!,
      mandatory,
      forbidden: /^\(?2\)/.test(mustNot ?? '')
        ? others
        : tagsIn(mustNot ?? '').filter((tag) => !mandatory.includes(tag)),
      zone,
      undelegated: command?.undelegated ?? [],
      roots: rootsOf(command?.hints ?? commands.find((one) => one.testCase === testCase)?.hints ?? 'COMMON/hintfile'),
    };
  });
}

/** Rows of the tables whose second column holds mandatory tags; others, of setups, are left out. */
function tableRows(text: string): string[][] {
  const rows: string[][] = [];
  let inTable = false;
  for (const line of text.split('\n')) {
    const cells = line
      .replace(/^\s*\|/, '')
      .split('|')
      .map((cell) => cell.trim());
    if (/^\|?\s*Scenario name\s*\|\s*Mandatory/i.test(line)) inTable = true;
    else if (!line.includes('|')) inTable = false;
    else if (inTable && !/^:?-/.test(cells[0]!)) rows.push(cells);
  }
  return rows;
}

const tagsIn = (cell: string): string[] => cell.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [];

/** `* Zone: name` under the scenario's own heading. */
function zoneIn(text: string, scenario: string): string | undefined {
  const headings = text.split(/^### /m).slice(1);
  const own = headings.find(
    (part) => part.split('\n')[0]!.trim().replaceAll('_', '-') === scenario.replaceAll('_', '-'),
  );
  const zone = /^\* Zone: *[`"]?([^\s`"]+)[`"]?/m.exec(own ?? '')?.[1];
  return zone === undefined ? undefined : zone === '.' ? '.' : zoneOf(zone);
}

interface Command {
  readonly testCase: string;
  readonly zone: string;
  readonly undelegated: readonly NameServerGiven[];
  readonly hints: string;
}

/** How Zonemaster itself is called for each scenario: the zone, servers not delegated to yet, the file with the roots. */
function readCommands(): Command[] {
  const files = readdirSync(ZONE_DATA, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  return files.flatMap((file) =>
    [...read(join(ZONE_DATA, file)).matchAll(/zonemaster-cli ([^\n`]*)/g)].flatMap(([, line]) => {
      const words = line!
        .replace(/--(ns|hints?|test)=/g, '--$1 ')
        .trim()
        .split(/\s+/);
      const given = new Map<string, string[]>();
      let hints: string | undefined;
      let testCase: string | undefined;
      let zone: string | undefined;
      for (let index = 0; index < words.length; index++) {
        const word = words[index]!;
        if (word === '--ns') {
          const [name, address] = words[++index]!.split(/\/(.*)/s);
          const addresses = given.get(zoneOf(name!)) ?? [];
          given.set(zoneOf(name!), address === undefined ? addresses : [...addresses, plainAddress(address)]);
        } else if (word === '--hint' || word === '--hints') hints = words[++index];
        else if (word === '--test') testCase = basename(words[++index]!).toLowerCase();
        else if (/^--(level|profile|ds)$/.test(word)) index++;
        else if (!word.startsWith('--') && (word === '.' || word.includes('.')))
          zone = word === '.' ? '.' : zoneOf(word);
      }
      if (zone === undefined || testCase === undefined) return [];
      const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
      const places = hints === undefined ? [] : [join(folder, hints), hints];
      const place = places.find((one) => existsSync(join(ZONE_DATA, one))) ?? 'COMMON/hintfile';
      return [
        { testCase, zone, hints: place, undelegated: [...given].map(([name, addresses]) => ({ name, addresses })) },
      ];
    }),
  );
}

function rootsOf(hints: string): string[] {
  const found = read(join(ZONE_DATA, hints)).matchAll(/^[^;\n]*\sA{1,4}\s+([0-9a-fA-F.:]+)\s*$/gm);
  return [...found].map(([, address]) => plainAddress(address!));
}

const read = (file: string): string => readFileSync(file, 'utf8');
