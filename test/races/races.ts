import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { newProject } from '../../src/app/new-project.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import { openApp } from '../../src/compose/app.ts';
import type { Book, OpenBook } from './judge.ts';
import type { Asked, Outcome, Round } from './round.ts';

export const CLIENTS = 20;
const PROCESSES = 4;
/** Of the clients of a mixed round: so many hold a half-day and want another, so many give theirs back. */
const MOVERS = 6;
const LEAVERS = 3;

export interface RaceFigures {
  readonly races: number;
  /** Half-days that were promised to two, or that nobody got though they were free; journals and calendar that disagree. Empty is right. */
  readonly faults: readonly string[];
  /** Races in which at least two who only look first saw the half-day free, of `controls`. */
  readonly wouldDouble: number;
  readonly controls: number;
  readonly refusals: number;
}

/** Clients in processes of their own that all want the same half-day of one store, again and again; judged by the database's rows alone. */
export async function race(settings: {
  readonly store: string;
  readonly openBook: OpenBook;
  readonly races: number;
  /** Every client is a `golive` of its own, from the command line; without: four processes of five clients that stay. */
  readonly byCommandLine?: true;
  readonly tell?: (line: string) => void;
}): Promise<RaceFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-races-'));
  const configFile = join(folder, 'golive.yaml');
  writeFileSync(
    configFile,
    `store: ${settings.store.replace('FOLDER', folder)}\nslots: { weekdays: [mon, tue, wed, thu, fri, sat, sun] }\n`,
  );
  const app = await openApp({ cwd: folder, home: folder, env: process.env }, configFile, () => undefined);
  const domains = Array.from({ length: CLIENTS }, (_, index) => `klant${index + 1}.nl`);
  for (const domain of domains)
    await newProject(
      app,
      [domain],
      { registration: 'stays', hosting: 'moves', mail: 'stays', nameServers: 'stays', customer: domain },
      { by: 'races' },
    );
  const slots = (await slotsDocument(app, { days: 300 })).slots.filter(({ free }) => free).map(({ slot }) => slot);
  await app.store.close();
  const book = await settings.openBook(settings.store.replace('FOLDER', folder));
  const crowd = settings.byCommandLine ? commandLine(folder, configFile) : processes(folder, configFile);
  const faults: string[] = [];
  let refusals = 0;
  let controls = 0;
  let wouldDouble = 0;
  try {
    for (let index = 0; index < settings.races && faults.length < 20; index++) {
      const before = await book.held();
      const free = slots.filter((slot) => ![...before.values()].includes(slot));
      const wanted = free[(index * 7) % free.length]!;
      if (index % 10 === 0 && !settings.byCommandLine) {
        const looked = await crowd.all(domains.map((domain) => ({ domain, verb: 'look', slot: wanted })));
        controls++;
        if (looked.filter(({ ended }) => ended === 'won').length > 1) wouldDouble++;
      }
      const asked = whatToAsk(domains, before, wanted, free, index);
      const outcomes = await crowd.all(asked);
      refusals += outcomes.filter(({ ended }) => ended === 'lost').length;
      faults.push(...(await judged(book, before, asked, outcomes, index)).map((fault) => `race ${index}: ${fault}`));
      if (index % 500 === 499) settings.tell?.(`${index + 1} races, ${faults.length} faults`);
    }
  } finally {
    await crowd.end();
    await book.close();
    rmSync(folder, { recursive: true });
  }
  return { races: settings.races, faults, wouldDouble, controls, refusals };
}

/**
 * Who has nothing books the one half-day that all want; of those who hold one some move to it, and some give theirs back, which others want.
 */
function whatToAsk(
  domains: readonly string[],
  held: ReadonlyMap<string, string>,
  wanted: string,
  free: readonly string[],
  index: number,
): Asked[] {
  const holders = domains.filter((domain) => held.has(domain));
  const others = domains.filter((domain) => !held.has(domain));
  // Every fourth race begins with nobody: all who hold something give it back first.
  if (holders.length > CLIENTS / 2 || index % 4 === 3)
    return [
      ...holders.map((domain): Asked => ({ domain, verb: 'unbook', slot: held.get(domain)! })),
      ...others.map((domain): Asked => ({ domain, verb: 'book', slot: wanted })),
    ];
  const movers = holders.slice(0, MOVERS);
  const leavers = holders.slice(MOVERS, MOVERS + LEAVERS);
  const left = leavers.map((domain) => held.get(domain)!);
  return [
    ...movers.map((domain): Asked => ({ domain, verb: 'reschedule', slot: wanted })),
    ...leavers.map((domain, nth): Asked => ({ domain, verb: 'unbook', slot: left[nth]! })),
    ...others.map(
      (domain, nth): Asked => ({
        domain,
        verb: 'book',
        slot: [wanted, wanted, left[nth % (left.length || 1)] ?? wanted, free[(index * 7 + 1) % free.length]!][
          nth % 4
        ]!,
      }),
    ),
  ];
}

async function judged(
  book: Book,
  before: ReadonlyMap<string, string>,
  asked: readonly Asked[],
  outcomes: readonly Outcome[],
  index: number,
): Promise<string[]> {
  const after = await book.held();
  const faults = await book.faults();
  const won = new Map<string, string[]>();
  for (const { domain, verb, slot } of asked) {
    const { ended, exit, offered = [] } = outcomes.find((one) => one.domain === domain)!;
    const now = after.get(domain);
    if (ended !== 'won' && ended !== 'lost') faults.push(`${domain} ${verb} ${slot} ended with ${ended}`);
    if (verb === 'unbook') {
      if (ended === 'won' && now !== undefined) faults.push(`${domain} gave ${slot} back and holds ${now}`);
      continue;
    }
    if (ended === 'won') {
      won.set(slot, [...(won.get(slot) ?? []), domain]);
      if (now !== slot) faults.push(`${domain} was promised ${slot} and holds ${now}`);
    }
    if (ended === 'lost') {
      if (now !== before.get(domain))
        faults.push(`${domain} was refused ${slot}, held ${before.get(domain)} and holds ${now}`);
      if (exit !== 4 || offered.length < 3 || offered.includes(slot))
        faults.push(`${domain} lost ${slot} with exit ${exit} and was offered ${offered.join(' ')}`);
    }
  }
  for (const [slot, winners] of won)
    if (winners.length > 1) faults.push(`${slot} was promised to ${winners.join(' and ')}`);
  for (const slot of new Set(asked.filter(({ verb }) => verb !== 'unbook').map((one) => one.slot)))
    if (![...before.values()].includes(slot) && !won.has(slot)) faults.push(`${slot} was free and nobody got it`);
  // The journals are read every few races: what the engine goes by is what the calendar holds.
  if (index % 20 === 0)
    for (const [domain, slot] of await book.inJournals())
      if (after.get(domain) !== slot)
        faults.push(`the journal of ${domain} says ${slot}, the calendar ${after.get(domain)}`);
  return faults;
}

interface Crowd {
  all(asked: readonly Asked[]): Promise<Outcome[]>;
  end(): Promise<void>;
}

function processes(cwd: string, configFile: string): Crowd {
  const children = Array.from({ length: PROCESSES }, () => {
    const child = spawn(
      process.execPath,
      [resolve(import.meta.dirname, 'client.ts'), JSON.stringify({ cwd, configFile })],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  });
  const ready = Promise.all(children.map(({ lines }) => lines.next()));
  return {
    async all(asked) {
      await ready;
      const outcomes = children.map(async ({ child, lines }, nth): Promise<Outcome[]> => {
        const round: Round = { asked: asked.filter((_, index) => index % PROCESSES === nth) };
        child.stdin.write(`${JSON.stringify(round)}\n`);
        const { value, done } = await lines.next();
        if (done === true) throw new Error('a client of the race ended');
        return JSON.parse(value) as Outcome[];
      });
      return (await Promise.all(outcomes)).flat();
    },
    async end() {
      await Promise.all(
        children.map(({ child }) => {
          const gone = new Promise((done) => child.once('exit', done));
          child.stdin.end();
          return gone;
        }),
      );
    },
  };
}

function commandLine(cwd: string, configFile: string): Crowd {
  const golive = resolve(import.meta.dirname, '../../bin/golive.cjs');
  const run = ({ domain, verb, slot }: Asked) =>
    new Promise<Outcome>((done) => {
      const args = [golive, verb, domain, ...(verb === 'unbook' ? [] : ['--slot', slot]), '--config', configFile];
      execFile(process.execPath, args, { cwd }, (failed, _out, err) => {
        const exit = failed === null ? 0 : Number(failed.code);
        const offered = [...err.matchAll(/\d{4}-\d{2}-\d{2}\/\w+/g)].map(([one]) => one).filter((one) => one !== slot);
        done({ domain, ended: exit === 0 ? 'won' : exit === 4 ? 'lost' : `exit ${exit}: ${err}`, exit, offered });
      });
    });
  return { all: (asked) => Promise.all(asked.map(run)), end: async () => undefined };
}
