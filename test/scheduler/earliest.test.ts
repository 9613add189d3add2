import { describe, expect, test } from 'vitest';
import type { Lead, SlotCustomer, SlotRules } from '../../scheduler/slot.ts';
import { earliestSafe, MOST_DAYS, slotsFrom } from '../../scheduler/slot.ts';
import fc from '../fast-check.ts';
import { calendarWith, customerWith } from './rules-sample.ts';

const NOW = Date.parse('2026-11-20T09:00:00Z'); // a Friday
const HOUR = 3_600_000;
const free = () => 0;
const lead = (rule: Lead['rule'], until: string): Lead => ({
  rule,
  subject: 'klant.nl',
  untilMs: Date.parse(until),
  sum: 's',
});

describe('the earliest safe half-day is behind all that must be over', () => {
  test.each<[string, Partial<SlotRules>, Lead[], string]>([
    ['notice alone, over a weekend', {}, [], '2026-11-23/morning'],
    [
      'the longest of several',
      {},
      [lead('ttl', '2026-11-24T10:00Z'), lead('ds', '2026-11-25T13:00Z')],
      '2026-11-26/morning',
    ],
    ['over at noon', {}, [lead('ttl', '2026-11-24T11:00Z')], '2026-11-24/afternoon'],
    ['over at the very beginning', {}, [lead('ttl', '2026-11-24T12:00Z')], '2026-11-24/afternoon'],
    ['a signed .com: two days are too short', {}, [lead('ds', '2026-11-27T09:05Z')], '2026-11-27/afternoon'],
    ['and then the holidays', { region: 'GB-SCT' }, [lead('ds', '2026-11-28T09:05Z')], '2026-12-01/morning'],
    [
      'and then it is closed',
      { closed: [{ from: '2026-11-23', to: '2026-12-31' }], region: 'NL' },
      [],
      '2027-01-04/morning',
    ],
    ['today, where no notice is asked for', { noticeDays: 0 }, [], '2026-11-20/afternoon'],
  ])('%s', (_, rules, leads, expected) =>
    expect(earliestSafe(calendarWith(rules), free, NOW, customerWith({ leads })).slot?.slot).toBe(expected),
  );

  test('each term is told with its moment', () => {
    const code: Lead = { rule: 'code', subject: 'klant.nl', beforeMs: NOW + 240 * HOUR, sum: '2026-11-30' };
    const ttl = lead('ttl', '2026-11-24T10:00Z');
    const { terms } = earliestSafe(calendarWith(), free, NOW, customerWith({ leads: [ttl, code] }));
    expect(terms).toEqual([
      { rule: 'notice', subject: 'slots.noticeDays', from: '2026-11-22', sum: '2026-11-20 + 2 days' },
      { rule: 'ttl', subject: 'klant.nl', fromMs: ttl.untilMs, sum: 's' },
      { rule: 'code', subject: 'klant.nl', beforeMs: code.beforeMs, sum: '2026-11-30' },
    ]);
    const inWorkingDays = earliestSafe(calendarWith({ noticeIn: 'working-days' }), free, NOW, customerWith());
    expect(inWorkingDays.terms[0]).toMatchObject({ from: '2026-11-24', sum: '2026-11-20 + 2 working-days' });
  });

  test('a code that runs out before the rest is over leaves none', () => {
    const leads: Lead[] = [
      lead('ds', '2026-11-25T13:00Z'),
      { rule: 'code', subject: 'x', beforeMs: NOW + 100 * HOUR, sum: '' },
    ];
    const { slot, terms } = earliestSafe(calendarWith(), free, NOW, customerWith({ leads }));
    expect(slot).toBeUndefined();
    expect(terms.map(({ rule }) => rule)).toEqual(['notice', 'ds', 'code']);
  });

  test('what was not measured warns, and delays nothing', () => {
    const customer = customerWith({ unmeasured: [{ rule: 'ds', subject: 'klant.nl' }] });
    const { slot } = earliestSafe(calendarWith(), free, NOW, customer);
    expect([slot?.slot, slot?.warnings.map(({ rule }) => rule)]).toEqual(['2026-11-23/morning', ['unmeasured']]);
  });

  test('a year that is full has none', () =>
    expect(earliestSafe(calendarWith(), () => 1, NOW, customerWith()).slot).toBeUndefined());
});

test('it is free, and every earlier half-day is refused', () => {
  const day = (days: number) => new Date(NOW + days * 24 * HOUR).toISOString().slice(0, 10);
  const range = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
    .map(([from, length]) => ({ from: day(from), to: day(from + length) }));
  const some = fc.record({
    hour: fc.integer({ min: 0, max: 24 * 60 }),
    noticeDays: fc.integer({ min: 0, max: 15 }),
    noticeIn: fc.constantFrom('days', 'working-days'),
    closed: fc.array(range, { maxLength: 3 }),
    freezes: fc.array(range, { maxLength: 2 }),
    blocked: fc.array(range, { maxLength: 2 }),
    region: fc.constantFrom('NL', 'DE-BY', 'GB-SCT', 'FR-67'),
    taken: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    waits: fc.array(fc.integer({ min: -48, max: 24 * 30 }), { maxLength: 3 }),
    runsOut: fc.option(fc.integer({ min: 24, max: 24 * 90 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(some, ({ hour, blocked, taken, waits, runsOut, ...rules }) => {
      const now = NOW + hour * HOUR;
      const calendar = calendarWith(rules);
      const leads = waits.map((hours): Lead => ({ rule: 'ttl', subject: 'x', untilMs: now + hours * HOUR, sum: '' }));
      const code: Lead[] =
        runsOut === undefined ? [] : [{ rule: 'code', subject: 'x', beforeMs: now + runsOut * HOUR, sum: '' }];
      const customer: SlotCustomer = customerWith({ region: 'DE-BY', blocked, leads: [...leads, ...code] });
      const takenIn = (slot: string) => (taken[Number(slot.slice(8, 10)) % 7] === true ? 1 : 0);
      const { slot } = earliestSafe(calendar, takenIn, now, customer);
      const from = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Amsterdam' }).format(now);
      const all = slotsFrom(from, MOST_DAYS, calendar, takenIn, now, customer);
      expect(slot).toEqual(all.find((offer) => offer.free));
      if (slot === undefined) return;
      expect(slot.startsAtMs).toBeGreaterThan(now);
      for (const hours of waits) expect(slot.startsAtMs).toBeGreaterThanOrEqual(now + hours * HOUR);
      if (runsOut !== undefined) expect(slot.endsAtMs).toBeLessThanOrEqual(now + runsOut * HOUR);
      expect(all.filter((offer) => offer.startsAtMs < slot.startsAtMs && offer.refusedBy.length === 0)).toEqual([]);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
