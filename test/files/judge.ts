import { rmSync, writeFileSync } from 'node:fs';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { asGoLiveError, type GoLiveError } from '../../src/domain/errors.ts';
import type { Store } from '../../src/ports/store.ts';
import { NOW, note, projection } from '../contract/store-samples.ts';
import type { Base, Parts } from './acknowledged.ts';
import { NAMES, SUFFIXES, told } from './acknowledged.ts';
import type { Damaged } from './damage.ts';

/** `refused`: the store, or some of its parts and the rest is right. `whole`: as it was. `earlier`: whole, as it was some writes before. */
export type Outcome = 'refused' | 'refused in part' | 'whole' | 'earlier';

export interface Judged {
  readonly outcome: Outcome;
  /** Empty: as promised. */
  readonly wrong: readonly string[];
  readonly ms: number;
}

const clock = { now: () => NOW };
const REFUSALS: ReadonlySet<string> = new Set(['store-corrupt', 'store-missing', 'store-foreign', 'store-newer']);
const PART_REFUSALS: ReadonlySet<string> = new Set(['store-corrupt', 'secret-unreadable']);
const APPEND_REFUSALS: ReadonlySet<string> = new Set(['store-corrupt', 'journal-conflict', 'domain-unknown']);

/** A refusal in one line that says what to do, with a documented exit code; what is wrong with it otherwise. */
function unclear(error: GoLiveError, codes: ReadonlySet<string>): string[] {
  const wrong: string[] = [];
  if (!codes.has(error.code)) wrong.push(`refused as ${error.code}: ${error.message}`);
  if (error.message.includes('\n')) wrong.push(`more than one line: ${error.message}`);
  if (error.fix === undefined) wrong.push(`says no way out: ${error.message}`);
  if (error.row.exit !== 1 && error.row.exit !== 2) wrong.push(`exit code ${error.row.exit}`);
  return wrong;
}

const READS: Readonly<Record<string, (store: Store, name: string) => Promise<unknown>>> = {
  journal: (store, name) => store.readJournal(`m-${name}`),
  domain: async (store, name) => (await store.findMigrations(`${name}.nl`)).map(({ id }) => id),
  project: (store, name) => store.readProject(`p-${name}`),
  history: (store, name) => store.bookingChanges({ projectId: `p-${name}` }),
  secret: async (store, name) => (await store.readSecret(`m-${name}`, 'authcode'))?.reveal(),
  projection: async (store, name) => (await store.listProjections({ limit: 1, ids: [`m-${name}`] }))[0]?.projection,
};

/** Everything the store tells; what it refuses to tell is absent. */
async function partsOf(store: Store, wrong: string[]): Promise<Parts> {
  const parts: Record<string, string> = {};
  const part = async (name: string, read: () => Promise<unknown>): Promise<void> => {
    try {
      parts[name] = told(await read());
    } catch (thrown) {
      wrong.push(...unclear(asGoLiveError(thrown, name), PART_REFUSALS));
    }
  };
  await part('bookings', () => store.bookings('', '~'));
  for (const name of NAMES)
    for (const [kind, read] of Object.entries(READS)) await part(`${kind} ${name}`, () => read(store, name));
  return parts;
}

/** The newest acknowledged state that every part fits; parts that were refused fit any. */
function stateThatFits(base: Base, parts: Parts, stale: boolean): number {
  const fits = (state: Parts, part: string, value: string) =>
    state[part] === value ||
    // No chain binds these to the rest: what a lost write leaves of them may be as old as that write, and no mixture.
    (stale && /^(project|secret) /.test(part) && base.states.some((other) => other[part] === value));
  return base.states.findLastIndex((state) => Object.entries(parts).every(([part, value]) => fits(state, part, value)));
}

/** Where no state fits: the parts that differ from the newest. */
function misfits(base: Base, parts: Parts): string[] {
  const newest = base.states.at(-1)!;
  return Object.entries(parts)
    .filter(([part, value]) => newest[part] !== value)
    .map(([part, value]) => `${part} is ${value.slice(0, 150)}, not ${newest[part]?.slice(0, 150)}`);
}

/** One more event on every journal: it continues what was told, or is refused; never beside what is there. */
async function appendTo(store: Store, base: Base, parts: Parts): Promise<string[]> {
  const wrong: string[] = [];
  for (const name of NAMES) {
    const before = JSON.parse(parts[`journal ${name}`] ?? base.states.at(-1)![`journal ${name}`]!) as unknown[];
    if (before.length === 0) continue;
    const event = note('na de schade');
    try {
      await store.append(`m-${name}`, before.length, [event], projection(NOW));
    } catch (thrown) {
      const error = asGoLiveError(thrown, name);
      if (!APPEND_REFUSALS.has(error.code)) wrong.push(`appending to ${name}: ${error.message}`);
      if (parts[`journal ${name}`] !== undefined && error.code !== 'store-corrupt')
        wrong.push(`the journal of ${name} was told and cannot be continued: ${error.message}`);
      continue;
    }
    try {
      const after = told(await store.readJournal(`m-${name}`));
      if (after !== told([...before, { seq: before.length + 1, ...event }]))
        wrong.push(`the journal of ${name} forked: ${after.slice(0, 300)}`);
      if (parts[`journal ${name}`] === undefined)
        wrong.push(`the journal of ${name} was refused, continued, and is told now`);
    } catch (thrown) {
      if (parts[`journal ${name}`] !== undefined)
        wrong.push(`the journal of ${name} was told, continued, and is refused now: ${(thrown as Error).message}`);
    }
  }
  return wrong;
}

/** Claims again: a generation never comes back, unless the claim itself was lost with the end of the log and nobody counted. */
async function claimAll(store: Store, base: Base, parts: Parts, marked: boolean): Promise<string[]> {
  const wrong: string[] = [];
  for (const name of NAMES) {
    if (parts[`journal ${name}`] === undefined || parts[`journal ${name}`] === '[]') continue;
    try {
      const lease = await store.claim(`m-${name}`, 'next', NOW + 10, NOW + 20);
      if (marked && lease !== undefined && lease.generation <= (base.generations[name] ?? 0))
        wrong.push(`generation ${lease.generation} of ${name} was given before`);
    } catch (thrown) {
      wrong.push(...unclear(asGoLiveError(thrown, name), PART_REFUSALS));
    }
  }
  return wrong;
}

/** @param marked whether the count of acknowledged writes lies beside the damaged files */
export async function judge(file: string, base: Base, { files, stale }: Damaged, marked: boolean): Promise<Judged> {
  const began = performance.now();
  const wrong: string[] = [];
  const judged = (outcome: Outcome): Judged => ({ outcome, wrong, ms: performance.now() - began });
  for (const suffix of [...SUFFIXES, '-shm']) rmSync(`${file}${suffix}`, { force: true });
  for (const [suffix, bytes] of Object.entries(files))
    if (bytes !== undefined && (marked || suffix !== '.writes'))
      writeFileSync(`${file}${suffix}`, bytes, { mode: 0o600 });
  let store: Store;
  try {
    store = await openSqliteStore({ file, clock });
  } catch (thrown) {
    wrong.push(...unclear(asGoLiveError(thrown, file), REFUSALS));
    return judged('refused');
  }
  try {
    const parts = await partsOf(store, wrong);
    const fits = stateThatFits(base, parts, stale);
    if (fits < 0) wrong.push(...misfits(base, parts));
    const all = Object.keys(parts).length === Object.keys(base.states[0]!).length;
    const newest = fits === base.states.length - 1;
    if (marked && fits >= 0 && !newest)
      wrong.push(`${base.states.length - 1 - fits} acknowledged writes are gone, and it opened`);
    const faults = await store.check();
    if (!all && faults.length === 0) wrong.push('a part is refused, and check finds nothing');
    for (const { where, what, fix } of faults)
      if (where === '' || what === '' || fix === '' || /\n/.test(where + what + fix))
        wrong.push(`unclear fault: ${where}: ${what}. ${fix}`);
    wrong.push(...(await claimAll(store, base, parts, marked)));
    wrong.push(...(await appendTo(store, base, parts)));
    return judged(!all ? 'refused in part' : newest ? 'whole' : 'earlier');
  } catch (thrown) {
    wrong.push(`not caught: ${(thrown as Error).stack}`);
    return judged('refused');
  } finally {
    await store.close().catch((thrown: Error) => wrong.push(`close: ${thrown.message}`));
  }
}
