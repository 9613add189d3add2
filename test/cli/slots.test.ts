import { DateTime } from 'luxon';
import { beforeEach, describe, expect, test } from 'vitest';
import { SLOT_RULES } from '../../scheduler/slot.ts';
import { book } from '../../src/app/book.ts';
import { newProject } from '../../src/app/new-project.ts';
import { say } from '../../src/app/say.ts';
import { daysOf } from '../../src/cli/month.ts';
import { GRID_COLUMNS, monthGrid, rangesOf, weekOf } from '../../src/cli/month-grid.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { runsOf } from '../../src/cli/slot-list.ts';
import type { SlotRow } from '../../src/cli/slot-row.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { DAY } from '../../src/domain/time.ts';
import { formatMonth, formatWeekday } from '../../src/texts/render.ts';
import type { Office } from '../app/small-office.ts';
import { ANNA, withClient } from '../app/small-office.ts';
import fc from '../fast-check.ts';
import { goliveOn } from './world-shell.ts';

const WORDS = {
  free: 'free',
  week: 'wk',
  today: 'today',
  taken: (by: NonNullable<SlotRow['takenBy']>) => by.map(({ customer }) => customer).join(', '),
  own: ({ customer }: NonNullable<SlotRow['takenBy']>[number]) => `own: ${customer}`,
};
const textOf = (line: ReturnType<typeof monthGrid>['lines'][number]) =>
  line.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
const refused = (rule: string, why = rule) => ({ free: false, refusedBy: [{ rule, why }] });
const FREE = { free: true };

/** Both halves of each day of a month, as `kinds` has them; free where it says nothing. */
function monthOf(month: string, kinds: Readonly<Record<string, Omit<SlotRow, 'slot'>>>): SlotRow[] {
  return Array.from({ length: daysOf(month) }, (_, day) => String(day + 1).padStart(2, '0')).flatMap((day) =>
    ['morning', 'afternoon'].map((half) => ({
      slot: `${month}-${day}/${half}`,
      ...(kinds[`${day}/${half}`] ?? kinds[day] ?? FREE),
    })),
  );
}

describe('a month as a grid', () => {
  test('says with a sign what each half-day is, and with a legend what each sign is', () => {
    const rows = monthOf('2026-12', {
      '01': refused('past'),
      '02/morning': refused('past'),
      '02/afternoon': refused('notice'),
      '03/morning': { ...refused('taken'), takenBy: [{ customer: 'De Zon' }] },
      '03/afternoon': { ...refused('taken'), takenBy: [{ customer: 'Klant', heldUntil: '2026-11-30T09:00:00+01:00' }] },
      '04/morning': { ...FREE, warnings: [{ rule: 'friday', why: 'a Friday' }] },
      '04/afternoon': { ...FREE, takenBy: [{ customer: 'Mine', own: true }] },
      '05': refused('weekday', 'not on this day'),
      '06': refused('weekday', 'not on this day'),
      '07/morning': { ...refused('taken'), takenBy: [{ customer: 'De Zon' }, { customer: 'Klant' }] },
      '07/afternoon': refused('ds', 'the DS is cached'),
      '24': {
        free: false,
        refusedBy: [
          { rule: 'holiday', why: 'Eve' },
          { rule: 'closed', why: 'closed' },
        ],
      },
      '25': refused('holiday', 'Christmas'),
      '28': refused('freeze'),
      '29': refused('customer-holiday'),
      '30': refused('customer', 'they do not want it'),
      '31': refused('far'),
    });
    const { lines, legend } = monthGrid('2026-12', '2026-12-02', rows, 'en', WORDS);
    expect(lines.map((line) => textOf(line).trimEnd())).toEqual([
      'December 2026',
      'wk    Mon       Tue       Wed       Thu       Fri       Sat       Sun',
      '49               1 .  .  [ 2].  <    3 A  b    4 o! @    5 -  -    6 -  -',
      '50     7 &  ~    8 o  o    9 o  o   10 o  o   11 o  o   12 o  o   13 o  o',
      '51    14 o  o   15 o  o   16 o  o   17 o  o   18 o  o   19 o  o   20 o  o',
      '52    21 o  o   22 o  o   23 o  o   24 #  #   25 *  *   26 o  o   27 o  o',
      '53    28 %  %   29 +  +   30 /  /   31 >  >',
    ]);
    expect(legend.map(({ sign, text }) => `${sign} ${text}`)).toEqual([
      '. past',
      '< notice',
      'A 3: De Zon',
      'b 3: Klant',
      'o! 4: a Friday',
      '@ own: Mine',
      '- not on this day',
      '& 7: De Zon, Klant',
      '~ the DS is cached',
      'o free',
      '# closed',
      '* 25: Christmas',
      '% freeze',
      '+ 29: customer-holiday',
      '/ 30: they do not want it',
      '> far',
      '[ ] today',
    ]);
  });
  test('has a sign for every rule there is', () => {
    for (const rule of SLOT_RULES) {
      const { legend } = monthGrid('2026-12', '2026-01-01', monthOf('2026-12', { '01': refused(rule) }), 'en', WORDS);
      expect(legend[0]!.sign, rule).not.toBe('?');
    }
  });
  test('fits 80 columns and names every customer once, whatever is booked, in every language', () => {
    const row = fc.record({
      free: fc.boolean(),
      refusedBy: fc.array(fc.record({ rule: fc.constantFrom(...SLOT_RULES), why: fc.string() }), { minLength: 1 }),
      takenBy: fc.array(fc.record({ customer: fc.integer({ min: 0, max: 99 }).map((n) => `c${n}`) }), { maxLength: 2 }),
      warnings: fc.array(fc.record({ rule: fc.constant('friday'), why: fc.string() }), { maxLength: 2 }),
    });
    const month = fc.constantFrom('2026-02', '2026-08', '2027-05', '2028-02');
    fc.assert(
      fc.property(
        month,
        fc.array(row, { minLength: 62, maxLength: 62 }),
        fc.constantFrom(...LANGUAGES),
        (name, all, language) => {
          const rows = monthOf(name, {}).map(({ slot }, index) => ({ slot, ...all[index]! }));
          const { lines, legend } = monthGrid(name, `${name}-10`, rows, language, WORDS);
          for (const line of lines) expect([...textOf(line)].length).toBeLessThanOrEqual(GRID_COLUMNS);
          expect(GRID_COLUMNS).toBeLessThanOrEqual(80);
          const letters = legend.filter(({ sign }) => /^[A-Za-z]+$/.test(sign) && sign !== 'o').map(({ sign }) => sign);
          expect(new Set(letters).size).toBe(letters.length);
        },
      ),
      { numRuns: 60 },
    );
  });
  test('counts weeks as ISO 8601 does, by luxon', () => {
    for (let day = DateTime.fromISO('2024-12-20', { zone: 'utc' }); day.year < 2037; day = day.plus({ days: 1 }))
      expect(weekOf(day.toISODate()!), day.toISODate()!).toBe(day.weekNumber);
  });
  test.each([
    ['2026-12', 31],
    ['2027-02', 28],
    ['2028-02', 29],
    ['2026-04', 30],
  ])('%s has %i days', (month, days) => expect(daysOf(month)).toBe(days));
  test.each([
    [[1], '1'],
    [[1, 2, 3, 5, 8, 9], '1–3, 5, 8–9'],
    [[], ''],
  ])('%j is %s', (days, shown) => expect(rangesOf(days)).toBe(shown));
  test.each([
    ['nl', 'di', 'december 2026'],
    ['de', 'Di', 'Dezember 2026'],
    ['fr', 'mar', 'décembre 2026'],
    ['en', 'Tue', 'December 2026'],
  ] as const)('in %s', (language, day, month) =>
    expect([formatWeekday('2026-12-01', language), formatMonth('2026-12', language)]).toEqual([day, month]),
  );
});

describe('a run of refused half-days', () => {
  const whys = ({ refusedBy }: SlotRow) => (refusedBy ?? []).map(({ why }) => why);
  test('holds those and only those that share a reason with all before them', () => {
    const reason = fc.constantFrom('a', 'b', 'c');
    const row = fc.record({ free: fc.boolean(), why: fc.uniqueArray(reason, { minLength: 1 }) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (all) => {
        const rows = all.map(({ free, why }, index): SlotRow => {
          const slot = `2026-12-${String((index >> 1) + 1).padStart(2, '0')}/${index % 2 === 0 ? 'morning' : 'afternoon'}`;
          return free ? { slot, free } : { slot, free, refusedBy: why.map((one) => ({ rule: one, why: one })) };
        });
        const runs = runsOf(rows, whys);
        expect(runs.flatMap((run) => run.rows)).toEqual(rows);
        for (const [index, run] of runs.entries()) {
          if (run.rows.some(({ free }) => free)) expect(run.rows).toHaveLength(1);
          for (const one of run.rows) expect(whys(one)).toEqual(expect.arrayContaining([...run.reasons]));
          const next = runs[index + 1]?.rows[0];
          if (next !== undefined && !next.free)
            expect(whys(next).filter((why) => run.reasons.includes(why))).toEqual([]);
        }
      }),
    );
  });
});

describe('golive slots', () => {
  let office: Office;
  beforeEach(async () => {
    office = await withClient({ agency: { language: 'en' }, slots: { closed: ['2026-12-24..2027-01-03'] } });
  });
  const golive = (args: readonly string[], shell: Partial<Shell> = {}) =>
    goliveOn({ app: office.app, dns: undefined as never, shell: { columns: 80, ...shell } }, args);
  const linesOf = async (...args: string[]) => (await golive(['slots', ...args])).out.split('\n');

  test('folds a weekend into one line, and ten days of closure too', async () => {
    const lines = await linesOf('--from', '2026-12-18', '--days', '18');
    expect(lines.slice(0, lines.indexOf('')).filter((line) => !line.includes('free'))).toEqual([
      'Sat–Sun  2026-12-19 … 2026-12-20  There are no go-lives on this day of the week.',
      expect.stringMatching(/^Thu–Sun {2}2026-12-24 … 2027-01-03 {2}Closed .*2026-12-24 .*2027-01-03/),
    ]);
    expect(lines[0]).toBe('Fri      2026-12-18/morning       free [1]');
    expect(lines).toContain('[1]  A Friday: what shows late shows at the weekend.');
  });
  test('names who has a half-day; their own to the customer that was asked for', async () => {
    await newProject(office.app, ['ander.nl'], { playbook: 'small', customer: 'Ander' }, ANNA);
    await book(office.app, 'ander.nl', { slot: '2026-12-01/morning' }, ANNA);
    await book(office.app, 'klant.nl', { slot: '2026-12-01/afternoon', hold: true }, ANNA);
    const day = async (...args: string[]) =>
      (await linesOf(...args, '--from', '2026-12-01', '--days', '1')).slice(0, 2);
    expect(await day()).toEqual([
      'Tue  2026-12-01/morning    Taken by Ander.',
      expect.stringMatching(/^Tue {2}2026-12-01\/afternoon {2}Taken by Klant BV \(held until Wed 25 Nov/),
    ]);
    expect((await day('ander.nl'))[0]).toBe('Tue  2026-12-01/morning    booked for Ander');
    // Its own half-day stands out also when it comes too soon to be booked now.
    office.clock.jumpTo(Date.parse('2026-11-30T10:00:00+01:00'));
    expect(await linesOf('ander.nl', '--from', '2026-11-30', '--days', '2')).toEqual(
      expect.arrayContaining(['Tue  2026-12-01/morning    booked for Ander']),
    );
  });
  test('shows a month where it fits, and the list where it does not', async () => {
    expect((await linesOf('--month', '2026-12')).slice(0, 2)).toEqual([
      'December 2026',
      expect.stringMatching(/^wk {4}Mon/),
    ]);
    const narrow = await golive(['slots', '--month', '2026-12'], { columns: 60 });
    expect(narrow.err).toBe('The month does not fit this screen; here is the list.');
    expect(narrow.out.split('\n')[0]).toMatch(/^Tue +2026-12-01\/morning +free$/);
    for (const line of narrow.out.split('\n')) expect([...line].length).toBeLessThanOrEqual(60);
  });
  test('tells a domain when it can go at the earliest, which term decides, and how to book it', async () => {
    const SWITCHING = {
      registration: 'moves',
      hosting: 'moves',
      mail: 'none',
      nameServers: 'switch',
      playbook: 'switching',
    } as const;
    await newProject(office.app, ['traag.nl'], SWITCHING, ANNA);
    await say(office.app, 'traag.nl', 'approve', {}, ANNA);
    const longestTtl = { what: 'rrset', seconds: 86_400 * 6, source: 'traag.nl. A at the old servers' };
    const facts = { oldNameServers: ['ns1.oud.example.'], longestTtl };
    await office.engineSays('traag.nl', 'watch-parents', 'waitFor', { facts });
    const lines = await linesOf('traag.nl');
    const at = lines.findIndex((line) => line.startsWith('Earliest'));
    expect(lines.slice(at).join('\n')).toMatch(
      /^Earliest safe half-day: Thursday,? 26 November 2026, afternoon\n {3}Notice +from Sun 2026-11-22: 2026-11-20 \+ 2 days\n→ {2}TTL traag\.nl\.? A +from Thu 26 Nov.* \(decides\): .*518400 s/,
    );
    expect(lines).toContain('Book it: golive book traag.nl --slot 2026-11-26/afternoon');
    await book(office.app, 'traag.nl', { slot: '2026-12-01/morning' }, ANNA);
    expect(await linesOf('traag.nl')).toContain('Move it: golive reschedule traag.nl --slot 2026-11-26/afternoon');
  });
  test('says once what warns of every half-day', async () => {
    await newProject(office.app, ['nieuw.nl'], { playbook: 'switching' }, ANNA);
    const lines = await linesOf('nieuw.nl');
    expect(lines.filter((line) => /has not been measured yet/.test(line.replace(/\s+/g, ' ')))).toHaveLength(1);
    expect(lines).toContain('Mon      2026-11-23/morning       free');
  });
  test.each([
    [['--days', '0'], /--days "0".*from 1 to 366/],
    [['--days', '367'], /--days "367".*from 1 to 366/],
    [['--month', '2026-13'], /--month "2026-13".*Did you mean 2026-12\?/],
    [['--month', '2026-00'], /Did you mean 2026-01\?/],
    [['--month', '2026-3'], /Did you mean 2026-03\?/],
    [['--month', 'december'], /like 2026-12/],
    [['--month', '0026-12'], /like 2026-12/],
    [['--month', '2026-12', '--days', '3'], /--month with --days.*Give --month alone/],
    [['--month', '2026-12', '--from', '2026-12-03'], /--month with --from/],
    [['--from', '2026-02-30'], /there is no 2026-02-30.*2026-02-28 or 2026-03-01/],
  ])('%j is refused in one line', async (args, complaint) => {
    const { code, out, err } = await golive(['slots', ...args]);
    expect([code, out, err.split('\n').length]).toEqual([2, '', 1]);
    expect(err).toMatch(complaint);
  });
});

test('who goes live tomorrow stands by himself among days that come too soon', async () => {
  const office = await withClient({ agency: { language: 'en' } });
  await book(office.app, 'klant.nl', { slot: '2026-11-24/morning' }, ANNA);
  office.clock.advance(3 * DAY);
  const { out } = await goliveOn({ dns: {} as never, app: office.app }, ['slots', '--days', '3']);
  expect(out.split('\n').filter((line) => line.includes('Klant BV'))).toEqual([
    expect.stringMatching(/^Tue +2026-11-24\/morning +.*Klant BV/),
  ]);
});

describe('the history of a half-day', () => {
  const said = (office: Office, ...args: string[]) =>
    goliveOn({ dns: { askAll: async () => [], transfer: async () => [] } as never, app: office.app }, args);
  test('says who changed it, when, why and by which rules', async () => {
    const office = await withClient({ slots: { noticeDays: 3 }, agency: { language: 'en' } });
    expect((await said(office, 'slots', 'klant.nl', '--history')).out).toBe('Klant BV has had no half-day yet.');
    await said(office, 'book', 'klant.nl', '--slot', '2026-12-01/morning', '--hold', '--by', 'Anna', '--key', 'k-1');
    await said(office, 'book', 'klant.nl', '--confirm', '--by', 'customer, by phone');
    await said(office, 'reschedule', 'klant.nl', '--slot', '2026-12-04/morning', '--by', 'Anna', '--why', 'ill');
    await said(office, 'unbook', 'klant.nl', '--by', 'Bas');
    const lines = (await said(office, 'slots', 'klant.nl', '--history')).out.split('\n');
    expect(lines.map((line) => line.replace(/^.*?(?=held|confirmed|moved|given)/, '').replace(/ +/g, ' '))).toEqual([
      'held 2026-12-01/morning Anna',
      'confirmed 2026-12-01/morning customer, by phone',
      'moved 2026-12-01/morning → 2026-12-04/morning Anna: ill',
      'given back 2026-12-04/morning Bas',
    ]);
    const { changes, rules } = JSON.parse((await said(office, 'slots', 'klant.nl', '--history', '--json')).out) as {
      changes: { rules: string; key?: string; warnings: string[] }[];
      rules: Record<string, { rules: { noticeDays: number }; tzdata: string }>;
    };
    expect(changes.map(({ key }) => key)).toEqual(['k-1', undefined, undefined, undefined]);
    expect(changes[2]?.warnings.join()).toContain('Friday');
    expect(rules[changes[0]!.rules]).toMatchObject({ rules: { noticeDays: 3 }, tzdata: process.versions['tz'] });
  });
  test.each([
    ['slots', '--history'],
    ['slots', 'klant.nl', '--history', '--days', '3'],
  ])('is asked of a domain alone: %s %s %s', async (...args) => {
    const { code, err } = await said(await withClient(), ...args.filter((arg) => arg !== undefined));
    expect([code, err]).toEqual([2, expect.stringContaining('golive slots DOMAIN --history')]);
  });
});
