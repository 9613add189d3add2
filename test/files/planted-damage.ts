import { digestOfRow } from '../../src/adapters/store/kysely/rows.ts';

/** Something done to a store's rows, in SQL that both databases understand, and what must be said of it. */
export interface Planted {
  readonly what: string;
  readonly sql: readonly string[];
  /** Fits `where: what` of one of the faults. */
  readonly says: RegExp;
}

const other = (column: string, of: string) =>
  `${column} = case when ${column} like '${of}%' then 'e' else '${of}' end || substr(${column}, 2)`;

/** Every kind of damage to the rows of the migration `id` that moves; the journal's locks and the foreign keys are off. */
export function plantedIn(id: string, projectId: string): readonly Planted[] {
  const journal = `where migration_id = '${id}'`;
  const own = `where id = '${id}'`;
  return [
    {
      what: 'an event changed',
      sql: [`update journal set event = replace(event, 'type', 'tyqe') ${journal} and seq = 5`],
      says: /migration m-1: event 5 is not what was written/,
    },
    {
      what: 'a person changed',
      sql: [`update journal set by = 'Eve' ${journal} and seq = 2`],
      says: /migration m-1: event 2 is not/,
    },
    {
      what: 'a reason put in',
      sql: [`update journal set why = 'x' ${journal} and seq = 2`],
      says: /migration m-1: event 2 is not/,
    },
    {
      what: 'a moment changed',
      sql: [`update journal set at_ms = at_ms - 1 ${journal} and seq = 3`],
      says: /migration m-1: event 3 is not/,
    },
    {
      what: 'a hash changed',
      sql: [`update journal set ${other('hash', 'f')} ${journal} and seq = 4`],
      says: /migration m-1: event 4 is not/,
    },
    {
      what: 'an event gone',
      sql: [`delete from journal ${journal} and seq = 7`],
      says: /migration m-1: event 7 is missing/,
    },
    {
      what: 'the last events gone',
      sql: [`delete from journal ${journal} and seq > 40`],
      says: /migration m-1: its journal ends at 40, its projection at \d+/,
    },
    {
      what: 'an event after the end',
      sql: [
        `insert into journal (migration_id, seq, at_ms, by, why, event, hash)
         select migration_id, seq + 1000, at_ms, by, why, event, hash from journal ${journal} and seq = 9`,
      ],
      says: /migration m-1: its journal ends at 1009/,
    },
    {
      what: 'the end set back with its journal',
      sql: [`delete from journal ${journal} and seq > 40`, `update migrations set seq = 40 ${own}`],
      says: /migration m-1: its journal's end is not what was written/,
    },
    {
      what: 'a status changed',
      sql: [`update migrations set status = 'done' ${own}`],
      says: /migration m-1: its projection is not what was written/,
    },
    {
      what: 'a due moment taken away',
      sql: [`update migrations set due_ms = null ${own}`],
      says: /migration m-1: its projection is not/,
    },
    {
      what: 'a summary changed',
      sql: [`update migrations set summary = replace(summary, 'Anna', 'Bram') ${own}`],
      says: /migration m-1: its projection is not/,
    },
    {
      what: 'a lease generation set back',
      sql: [`update migrations set lease_generation = 2 ${own}`],
      says: /migration m-1: its lease has generation 2, and one of its effects \d+/,
    },
    {
      what: 'a lease without an end',
      sql: [`update migrations set lease_owner = 'somebody' ${own}`],
      says: /migration m-1: its lease has an owner or an end, not both/,
    },
    {
      what: 'a booking gone',
      sql: ['delete from bookings'],
      says: /migration m-1: its half-day 2027-01-13\/morning is not in the calendar/,
    },
    {
      what: 'a booking of another half-day',
      sql: [`update bookings set slot = '2027-01-20/morning'`],
      says: /migration m-1: its half-day is 2027-01-13\/morning, and the calendar holds 2027-01-20\/morning/,
    },
    ...plantedInCalendar(projectId, '2027-01-13/morning'),
    {
      what: 'the project changed',
      sql: [`update projects set data = replace(data, 'Anna', 'Bram')`],
      says: new RegExp(`projects ${projectId}: it is not what was written`),
    },
    {
      what: 'the playbook changed',
      sql: [`update playbooks set data = replace(data, 'after', 'aften')`],
      says: /playbooks [0-9a-f]{64}: it is not what was written/,
    },
    { what: 'the playbook gone', sql: ['delete from playbooks'], says: /migration m-1: its playbook \w+ is not there/ },
    {
      what: 'a body changed',
      sql: [`update bodies set data = data || ' ' where hash = (select min(hash) from bodies)`],
      says: /bodies [0-9a-f]{64}: it is not what was written/,
    },
    {
      what: 'the ways back gone',
      sql: ['delete from bodies'],
      says: /migration m-1: the way back in body \w+ is not there/,
    },
    {
      what: 'one body of what was observed gone',
      sql: [
        `delete from bodies where hash = (select min(hash) from bodies
        where not exists (select 1 from journal where event like '%"before":"' || bodies.hash || '"%'))`,
      ],
      says: /migration m-1: what was observed in body \w+ is not there/,
    },
    {
      what: 'a secret changed',
      sql: [`update secrets set ${other('sealed', 'A')}`],
      says: /secrets m-1 ftp: cannot be decrypted/,
    },
    {
      what: 'a secret of another field',
      sql: [`update secrets set field = 'authcode'`],
      says: /secrets m-1 authcode: cannot be decrypted/,
    },
  ];
}

/** Damage to a calendar whose one booking, the first ever made, is this project's. */
export function plantedInCalendar(projectId: string, slot: string): readonly Planted[] {
  return [
    {
      what: 'what is known of a booking changed',
      sql: [`update bookings set data = replace(data, '"place":1', '"place":2')`],
      says: new RegExp(`bookings ${slot} ${projectId}: it is not what was written`),
    },
    {
      what: 'a booking put under another place',
      sql: ['update bookings set place = 2'],
      says: new RegExp(`bookings ${slot} ${projectId}: it tells of ${slot}, place 1, of ${projectId}`),
    },
    {
      what: 'a booking of a project that is not there',
      sql: [
        `insert into bookings (slot, place, project_id, by, at_ms) values ('2027-01-21/morning', 1, 'p-lost', 'Anna', 1)`,
      ],
      says: /bookings 2027-01-21\/morning p-lost: its project is not there/,
    },
    {
      what: 'a booking taken out, its history left',
      sql: ['delete from bookings'],
      says: new RegExp(`bookings ${projectId}: the calendar holds none, and its history says ${slot}, number 0`),
    },
    {
      what: 'a line of the history of bookings changed',
      sql: [`update booking_changes set data = replace(data, '"by":"', '"by":"x') where seq = 1`],
      says: /bookings line 1: line 1 is not what was written/,
    },
    {
      what: 'a line of the history of bookings found under another project',
      sql: [`update booking_changes set project_id = 'p-x' where seq = 1`],
      says: new RegExp(`bookings line 1: it tells of b-\\S+ of ${projectId}`),
    },
    {
      what: 'the history of bookings gone',
      sql: ['delete from booking_changes'],
      says: new RegExp(`bookings ${projectId}: the calendar holds ${slot}, number 0, and its history says none`),
    },
    {
      what: 'a gap in the history of bookings',
      sql: ['update booking_changes set seq = seq + 1'],
      says: /bookings: line 1 of their history is missing/,
    },
    {
      what: 'the address of a calendar changed',
      sql: [`insert into feeds (id, token_hash, data, digest) values ('f-1', 'x', '{"id":"f-1"}', 'y')`],
      says: /feeds f-1: it is not what was written/,
    },
  ];
}

/** A list entry that says something else than its journal, sealed as if it had been written so. */
export function wronglyListed<Row extends Parameters<typeof digestOfRow>[0]>(row: Row, change: Partial<Row>): string {
  const wrong = { ...row, ...change };
  const due = wrong.due_ms === null ? 'null' : String(wrong.due_ms);
  return `update migrations set status = '${wrong.status}', phase = '${wrong.phase}', due_ms = ${due},
    digest = '${digestOfRow(wrong)}' where id = '${wrong.id}'`;
}
