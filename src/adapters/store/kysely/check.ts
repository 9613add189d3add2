import { asGoLiveError, GoLiveError } from '../../../domain/errors.ts';
import type { StoredEvent } from '../../../domain/journal.ts';
import { sha256 } from '../../../domain/json.ts';
import { isOver } from '../../../domain/lifecycle.ts';
import type { MigrationState } from '../../../domain/migration.ts';
import { foldAll } from '../../../domain/migration.ts';
import type { StoreFault } from '../../../ports/store.ts';
import { RESTORE } from '../failures.ts';
import type { JournalRow } from '../journal-chain.ts';
import { EMPTY, unseal } from '../journal-chain.ts';
import type { Access } from './access.ts';
import { CALENDAR_VERSION } from './calendar-schema.ts';
import { calendarFaults } from './check-calendar.ts';
import { dashboardFaults } from './check-dashboard.ts';
import { DASHBOARD_VERSION } from './dashboard-schema.ts';
import type { KeyFile } from './key-file.ts';
import { digestOfRow } from './rows.ts';
import { secretFaults } from './secrets.ts';
import type { MigrationRow } from './tables.ts';
import { versionOf } from './upgrades.ts';

/** Everything that can be proved wrong about a store, each with the way out. Reads only; other processes may go on working. */
export async function faultsOf(access: Access, keyFile: KeyFile): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  // Whoever only looks may be looking at a store that was not brought up to date yet.
  const version = async () => (await access.read(versionOf)) ?? 0;
  const sections: readonly [string, () => Promise<StoreFault[]>][] = [
    ['file', () => access.direct(() => access.backend.structureFaults())],
    ['journals', () => journalFaults(access)],
    ['projects', () => contentFaults(access, 'projects', 'id', 'digest')],
    ['playbooks', () => contentFaults(access, 'playbooks', 'digest', 'digest')],
    ['bodies', () => contentFaults(access, 'bodies', 'hash', 'hash')],
    ['bookings', async () => ((await version()) < CALENDAR_VERSION ? [] : calendarFaults(access))],
    ['lists', async () => ((await version()) < DASHBOARD_VERSION ? [] : dashboardFaults(access))],
    ['secrets', () => secretFaults(access, keyFile)],
  ];
  // One part that cannot be read does not hide what is wrong with the next.
  for (const [where, find] of sections)
    try {
      faults.push(...(await find()));
    } catch (thrown) {
      const error = asGoLiveError(thrown, where);
      if (error.code === 'store-busy') throw error;
      faults.push({ where, what: error.why ?? error.message, fix: error.fix ?? RESTORE });
    }
  return faults;
}

async function journalFaults(access: Access): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  const ids = await access.read((db) => db.selectFrom('migrations').select('id').orderBy('id').execute());
  for (const { id } of ids)
    try {
      faults.push(...(await migrationFaults(access, id)));
    } catch (thrown) {
      const error = asGoLiveError(thrown, `migration ${id}`);
      if (error.code === 'store-busy') throw error;
      faults.push({ where: `migration ${id}`, what: error.why ?? error.message, fix: error.fix ?? RESTORE });
    }
  return faults;
}

/** What is there twice in a row: between two questions somebody may have been writing. */
async function migrationFaults(access: Access, id: string): Promise<StoreFault[]> {
  const first = await seenFaults(access, id);
  if (first.length === 0) return first;
  const again = new Set((await seenFaults(access, id)).map(({ what }) => what));
  return first.filter(({ what }) => again.has(what));
}

async function seenFaults(access: Access, id: string): Promise<StoreFault[]> {
  const where = `migration ${id}`;
  const { row, ends, rows } = await access.read(async (db) => {
    const row = await db.selectFrom('migrations').selectAll().where('id', '=', id).executeTakeFirst();
    // One statement sees one moment: somebody may be appending.
    const ends = await db
      .selectFrom('migrations')
      .leftJoin('journal', 'journal.migration_id', 'migrations.id')
      .select((select) => ['migrations.seq as head', select.fn.max('journal.seq').as('last')])
      .where('migrations.id', '=', id)
      .groupBy('migrations.seq')
      .executeTakeFirst();
    const rows = await db
      .selectFrom('journal')
      .selectAll()
      .where('migration_id', '=', id)
      .where('seq', '<=', row?.seq ?? 0)
      .orderBy('seq')
      .execute();
    return { row, ends, rows };
  });
  if (row === undefined) return [fault(where, 'cannot be found by its id')];
  if (ends === undefined || (ends.last ?? 0) !== ends.head)
    return [fault(where, `its journal ends at ${ends?.last ?? 0}, its projection at ${ends?.head ?? 0}`)];
  const found: StoreFault[] = [];
  const changed = digestOfRow(row) !== row.digest;
  if (changed) found.push(fault(where, 'its projection is not what was written'));
  const read = readThrough(row, rows);
  if (read instanceof GoLiveError) return [...found, fault(where, read.why ?? read.message)];
  const { state, events } = read;
  if (state.id !== row.id || state.projectId !== row.project_id || state.domain !== row.domain)
    found.push(fault(where, `its journal tells of ${state.id} of project ${state.projectId}`));
  else if (changed)
    found[0] = {
      ...found[0]!,
      fix: `Its list entry is written anew with its next event: golive note ${id} "looked at by doctor".`,
    };
  found.push(...listFaults(where, row, rows));
  const pinned = await access.read((db) =>
    db.selectFrom('playbooks').select('digest').where('digest', '=', state.playbook.digest).executeTakeFirst(),
  );
  if (pinned === undefined) found.push(fault(where, `its playbook ${state.playbook.digest} is not there`));
  found.push(...leaseFaults(where, row, state));
  for (const what of await lostBodies(access, events)) found.push(fault(where, what));
  found.push(...(await bookingFaults(access, where, row, state)));
  return found;
}

function readThrough(
  row: MigrationRow,
  rows: readonly JournalRow[],
): { readonly state: MigrationState; readonly events: readonly StoredEvent[] } | GoLiveError {
  try {
    const events = unseal(row.id, EMPTY, rows);
    if (rows.length !== row.seq)
      return new GoLiveError('store-corrupt', { subject: row.id, why: `event ${rows.length + 1} is missing` });
    if ((rows.at(-1)?.hash ?? '') !== row.head_hash)
      return new GoLiveError('store-corrupt', { subject: row.id, why: "its journal's end is not what was written" });
    return { state: foldAll(events), events };
  } catch (thrown) {
    return asGoLiveError(thrown, row.id);
  }
}

/** Where it stands in lists, and how far it was made into messages; a store of an older version has neither. */
function listFaults(where: string, row: Partial<MigrationRow>, rows: readonly JournalRow[]): StoreFault[] {
  const { id, seq = 0, touched_ms: touchedMs, noticed_seq: noticedSeq } = row;
  const lastMs = rows.at(-1)?.at_ms;
  return [
    ...(touchedMs === undefined || lastMs === undefined || touchedMs === lastMs
      ? []
      : [
          {
            where,
            what: `its last event is of ${shownMs(lastMs)}, and lists say ${shownMs(touchedMs)}`,
            fix: `It is mended with its next event: golive note ${id} "looked at by doctor".`,
          },
        ]),
    ...(noticedSeq === undefined || noticedSeq <= seq
      ? []
      : [fault(where, `messages were made of ${noticedSeq} events, and there are ${seq}`)]),
  ];
}

function shownMs(moment: number): string {
  return new Date(moment).toISOString();
}

/** A generation that comes back would let a worker that lost the migration write again. */
function leaseFaults(where: string, row: MigrationRow, state: MigrationState): StoreFault[] {
  const generation: unknown = row.lease_generation;
  const used = Math.max(0, ...state.effects.map((effect) => effect.generation));
  if (!Number.isSafeInteger(generation) || row.lease_generation < used)
    return [fault(where, `its lease has generation ${generation}, and one of its effects ${used}`)];
  return (row.lease_owner === null) === (row.lease_until_ms === null)
    ? []
    : [fault(where, 'its lease has an owner or an end, not both')];
}

const BODY = /^[0-9a-f]{64}$/;
const WAY_BACK = 'the way back';
const BODIES_SHOWN = 5;

/** Content hashes of the bodies that an event speaks of, with what each is. */
function bodiesIn({ event }: StoredEvent): (readonly [hash: string, what: string])[] {
  if (event.type === 'step') {
    const { before, observed } = event.detail ?? {};
    return [
      ...(before === undefined ? [] : [[before, WAY_BACK] as const]),
      ...(observed === undefined ? [] : [[observed, 'what was observed'] as const]),
    ];
  }
  if (event.type !== 'effect-intended') return [];
  const request = event.request as { readonly body?: unknown } | null;
  return typeof request?.body === 'string' && BODY.test(request.body) ? [[request.body, 'what was asked']] : [];
}

async function lostBodies(access: Access, events: readonly StoredEvent[]): Promise<string[]> {
  const wanted = new Map<string, string>();
  for (const [hash, what] of events.flatMap(bodiesIn)) if (wanted.get(hash) !== WAY_BACK) wanted.set(hash, what);
  const hashes = [...wanted.keys()];
  for (let start = 0; start < hashes.length; start += PAGE) {
    const some = hashes.slice(start, start + PAGE);
    const kept = await access.read((db) => db.selectFrom('bodies').select('hash').where('hash', 'in', some).execute());
    for (const { hash } of kept) wanted.delete(hash);
  }
  const lost = [...wanted].toSorted(([, a], [, b]) => Number(b === WAY_BACK) - Number(a === WAY_BACK));
  const more = lost.length - BODIES_SHOWN;
  return [
    ...lost.slice(0, BODIES_SHOWN).map(([hash, what]) => `${what} in body ${hash} is not there`),
    ...(more > 0 ? [`${more} more of its bodies are not there`] : []),
  ];
}

/** The half-day in the journal must be held in the calendar, or another customer gets it. */
async function bookingFaults(
  access: Access,
  where: string,
  row: MigrationRow,
  { slot, rollingBack }: MigrationState,
): Promise<StoreFault[]> {
  if (slot === undefined || rollingBack || isOver(row.status)) return [];
  const booked = await access.read((db) =>
    db.selectFrom('bookings').select('slot').where('project_id', '=', row.project_id).executeTakeFirst(),
  );
  if (booked === undefined)
    return [
      {
        where,
        what: `its half-day ${slot.slot} is not in the calendar`,
        fix: `Look at the customer's appointment, then hold it again: golive book ${row.id} --slot ${slot.slot}.`,
      },
    ];
  if (booked.slot === slot.slot) return [];
  return [
    {
      where,
      what: `its half-day is ${slot.slot}, and the calendar holds ${booked.slot}`,
      fix: `Look at the customer's appointment, then: golive reschedule ${row.id} --slot ${booked.slot}.`,
    },
  ];
}

const PAGE = 200;

/** Rows whose text must have the digest that stands beside it. */
async function contentFaults(
  access: Access,
  table: 'projects' | 'playbooks' | 'bodies',
  key: 'id' | 'digest' | 'hash',
  digest: 'digest' | 'hash',
): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  for (let after = ''; ; ) {
    const rows = (await access.read((db) =>
      db
        .selectFrom(table)
        .select((select) => [select.ref(key as never).as('key'), select.ref(digest as never).as('digest'), 'data'])
        .where((where) => where(where.ref(key as never), '>', after as never))
        .orderBy(key as never)
        .limit(PAGE)
        .execute(),
    )) as { key: string; digest: string; data: string }[];
    for (const row of rows)
      if (sha256(row.data) !== row.digest) faults.push(fault(`${table} ${row.key}`, 'it is not what was written'));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return faults;
    after = last.key;
  }
}

function fault(where: string, what: string): StoreFault {
  return { where, what, fix: RESTORE };
}
