import { describe, expect, test } from 'vitest';
import type { DateRange, Lead, SlotRules } from '../../scheduler/slot.ts';
import { addDays, judgeSlot, SLOT_RULES, slotsFrom } from '../../scheduler/slot.ts';
import fc from '../fast-check.ts';
import { calendarWith, customerWith, datesFrom } from './rules-sample.ts';

const NOW = Date.parse('2026-11-20T09:00:00Z'); // a Friday
const xmas: DateRange = { from: '2026-12-21', to: '2026-12-31' };
const start = Date.parse('2026-12-01T08:00:00Z');

describe('laws', () => {
  const DATES = datesFrom('2026-12-01', 45);
  const date = fc.constantFrom(...DATES);
  const range = fc
    .tuple(date, fc.integer({ min: 0, max: 12 }))
    .map(([from, days]) => ({ from, to: addDays(from, days) }));
  const ranges = fc.array(range, { maxLength: 3 });
  const region = fc.constantFrom('NL', 'DE-BY', 'GB-SCT', 'FR', undefined);
  const moment = fc.integer({ min: 0, max: 150 }).map((days) => NOW + days * 86_400_000);
  const leads = fc.array(
    fc.tuple(fc.constantFrom('ttl', 'ds', 'policy', 'certificate', 'mailboxes', 'code'), moment, fc.boolean()).map(
      ([rule, atMs, isEnd]): Lead => ({
        rule,
        subject: 'x',
        sum: '',
        ...(isEnd ? { beforeMs: atMs } : { untilMs: atMs }),
      }),
    ),
    { maxLength: 3 },
  );
  const some = fc.record({
    closed: ranges,
    freezes: fc.array(
      fc
        .tuple(range, fc.constantFrom({}, { tags: ['shop'] }, { customers: ['Other'] }))
        .map(([one, who]) => ({ ...one, ...who })),
      { maxLength: 3 },
    ),
    agency: region,
    theirs: region,
    blocked: ranges,
    leads,
    noticeDays: fc.integer({ min: 0, max: 20 }),
    taken: fc.boolean(),
    tags: fc.constantFrom([], ['shop']),
  });
  type Some = typeof some extends fc.Arbitrary<infer Value> ? Value : never;
  /** Only what `only` names is in force; the rest is as if nobody had written it. */
  function offer(slot: string, all: Some, only: (what: string) => boolean = () => true) {
    const rules: Partial<SlotRules> = {
      closed: only('closed') ? all.closed : [],
      freezes: only('freeze') ? all.freezes : [],
      noticeDays: only('notice') ? all.noticeDays : 0,
      weekdays: only('weekday')
        ? ['mon', 'tue', 'wed', 'thu', 'fri']
        : ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      ...(only('holiday') && all.agency !== undefined ? { region: all.agency } : {}),
    };
    const customer = customerWith({
      tags: all.tags,
      blocked: only('customer') ? all.blocked : [],
      leads: all.leads.filter(({ rule }) => only(rule)),
      ...(only('customer-holiday') && all.theirs !== undefined ? { region: all.theirs } : {}),
    });
    return judgeSlot(slot, calendarWith(rules), all.taken && only('taken') ? 1 : 0, NOW, customer);
  }
  const PARTS = SLOT_RULES.filter((rule) => rule !== 'past' && rule !== 'far');
  const slot = fc.tuple(date, fc.constantFrom('morning', 'afternoon')).map(([day, half]) => `${day}/${half}`);

  test('a half-day is free exactly if each rule alone says yes: none hides another', () =>
    fc.assert(
      fc.property(slot, some, (one, all) => {
        const alone = PARTS.map((part) => offer(one, all, (what) => what === part));
        const isPast = offer(one, all, () => false).free === false;
        expect(offer(one, all).free).toBe(!isPast && alone.every(({ free }) => free));
      }),
      { numRuns: 150, endOnFailure: true },
    ));

  test('the date that would lift a rule does: on it, that rule says nothing', () =>
    fc.assert(
      fc.property(slot, some, (one, all) => {
        for (const { rule, lift } of offer(one, all).refusedBy) {
          const meant = lift.values?.['next'] ?? lift.values?.['earliest'];
          if (meant === undefined) continue;
          const then = offer(`${meant}/afternoon`, all).refusedBy.map((refusal) => refusal.rule);
          expect(then).not.toContain(rule);
        }
      }),
      { numRuns: 150, endOnFailure: true },
    ));

  test('another rule, closure, freeze or lead time never frees a half-day', () =>
    fc.assert(
      fc.property(slot, some, some, (one, all, more) => {
        const both: Some = {
          ...all,
          closed: [...all.closed, ...more.closed],
          freezes: [...all.freezes, ...more.freezes],
          blocked: [...all.blocked, ...more.blocked],
          leads: [...all.leads, ...more.leads],
          noticeDays: Math.max(all.noticeDays, more.noticeDays),
          agency: all.agency ?? more.agency,
          theirs: all.theirs ?? more.theirs,
          taken: all.taken || more.taken,
        };
        if (!offer(one, all).free) expect(offer(one, both).free).toBe(false);
      }),
      { numRuns: 150, endOnFailure: true },
    ));

  test('who asks later gets no half-day that was too early before', () =>
    fc.assert(
      fc.property(
        slot,
        fc.integer({ min: 0, max: 3e9 }),
        fc.integer({ min: 0, max: 3e9 }),
        fc.constantFrom('days', 'working-days'),
        (one, a, b, noticeIn) => {
          const calendar = calendarWith({ noticeIn, noticeDays: 3, region: 'NL' });
          const sooner = judgeSlot(one, calendar, 0, NOW + Math.min(a, b));
          if (!sooner.free) expect(judgeSlot(one, calendar, 0, NOW + Math.max(a, b)).free).toBe(false);
        },
      ),
      { numRuns: 150, endOnFailure: true },
    ));
});

test('a year of half-days is judged in less than 60 ms', () => {
  const calendar = calendarWith({ region: 'NL', closed: [xmas], freezes: [{ ...xmas, tags: ['shop'] }] });
  const customer = customerWith({
    region: 'DE-BY',
    liked: ['tue'],
    leads: [{ rule: 'ds', subject: 'DS', untilMs: start, sum: '' }],
  });
  const cpuMs = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    expect(slotsFrom('2026-11-20', 366, calendar, () => 0, NOW, customer)).toHaveLength(732);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  // The best of three: what else runs on the machine is not measured.
  expect(Math.min(...cpuMs)).toBeLessThan(60);
});
