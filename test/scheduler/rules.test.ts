import { describe, expect, test } from 'vitest';
import { isLiked } from '../../scheduler/liked.ts';
import type { DateRange, Freeze, Lead, SlotCustomer, SlotRules } from '../../scheduler/slot.ts';
import { judgeSlot, SLOT_RULES, SLOT_WARNINGS, slotsFrom } from '../../scheduler/slot.ts';
import type { Message } from '../../src/domain/message.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import { render } from '../../src/texts/render.ts';
import { SLOT_TEXTS } from '../../src/texts/slots.ts';
import { calendarWith, customerWith } from './rules-sample.ts';

const NOW = Date.parse('2026-11-20T09:00:00Z'); // a Friday
const lead = (rule: Lead['rule'], moments: Pick<Lead, 'untilMs' | 'beforeMs'>): SlotCustomer =>
  customerWith({ leads: [{ rule, subject: 'klant.nl', sum: '3600 s', ...moments }] });
const xmas: DateRange = { from: '2026-12-21', to: '2026-12-31' };
const DE_BY = customerWith({ region: 'DE-BY' });
const start = Date.parse('2026-12-01T08:00:00Z');
const end = Date.parse('2026-12-01T12:00:00Z');

interface Case {
  readonly rules?: Partial<SlotRules>;
  readonly customer?: SlotCustomer;
  readonly taken?: number;
}

function judge(slot: string, { rules, customer, taken = 0 }: Case) {
  return judgeSlot(slot, calendarWith(rules), taken, NOW, customer);
}

describe('each rule refuses what it is for, and nothing beside it', () => {
  const freeze = (about: Partial<Freeze> = {}) => ({ rules: { freezes: [{ ...xmas, ...about }] } });
  const shop = customerWith({ tags: ['b2b', 'shop'] });
  test.each<[string, string, Case, string[]]>([
    ['a holiday of the agency’s', '2027-04-27/morning', { rules: { region: 'NL' } }, ['holiday']],
    ['the same where nobody said where the agency is', '2027-04-27/morning', {}, []],
    ['the same in Germany', '2027-04-27/morning', { rules: { region: 'DE' } }, []],
    ['a holiday of the customer’s Land', '2027-01-06/morning', { customer: DE_BY }, ['customer-holiday']],
    ['that another Land does not have', '2027-01-06/morning', { customer: customerWith({ region: 'DE-BE' }) }, []],
    [
      'a holiday of both',
      '2027-05-06/morning',
      { rules: { region: 'NL' }, customer: DE_BY },
      ['holiday', 'customer-holiday'],
    ],
    [
      'told once where both are in one region',
      '2027-05-06/morning',
      { rules: { region: 'DE-BY' }, customer: DE_BY },
      ['holiday'],
    ],
    [
      'a holiday taken out',
      '2027-04-27/morning',
      { rules: { region: 'NL', holidays: { added: [], removed: [{ date: '2027-04-27', region: 'NL' }] } } },
      [],
    ],
    [
      'a day off put in',
      '2026-12-01/morning',
      { rules: { region: 'NL', holidays: { added: [{ date: '2026-12-01', name: 'Team day' }], removed: [] } } },
      ['holiday'],
    ],
    [
      'a day off put in, in a country whose holidays nobody knows',
      '2026-12-01/morning',
      { rules: { region: 'NO', holidays: { added: [{ date: '2026-12-01' }], removed: [] } } },
      ['holiday'],
    ],
    ['closed', '2026-12-21/morning', { rules: { closed: [xmas] } }, ['closed']],
    ['closed to the last day', '2026-12-31/afternoon', { rules: { closed: [xmas] } }, ['closed']],
    ['the day before closing', '2026-12-18/afternoon', { rules: { closed: [xmas] } }, []],
    ['frozen for everybody', '2026-12-22/morning', freeze(), ['freeze']],
    ['frozen for shops, asked by nobody', '2026-12-22/morning', freeze({ tags: ['shop'] }), []],
    [
      'frozen for shops, asked by a shop',
      '2026-12-22/morning',
      { ...freeze({ tags: ['Shop'] }), customer: shop },
      ['freeze'],
    ],
    [
      'frozen for shops, asked by a bakery',
      '2026-12-22/morning',
      { ...freeze({ tags: ['shop'] }), customer: customerWith() },
      [],
    ],
    [
      'frozen by name',
      '2026-12-22/morning',
      { ...freeze({ customers: ['bakkerij jansen'] }), customer: shop },
      ['freeze'],
    ],
    [
      'frozen by project',
      '2026-12-22/morning',
      { ...freeze({ customers: ['p-1'] }), customer: customerWith({ projectId: 'p-1' }) },
      ['freeze'],
    ],
    [
      'frozen for another or for a tag',
      '2026-12-22/morning',
      { ...freeze({ customers: ['Slagerij'], tags: ['b2b'] }), customer: shop },
      ['freeze'],
    ],
    ['frozen for another', '2026-12-22/morning', { ...freeze({ customers: ['Slagerij'] }), customer: shop }, []],
    ['the customer said no', '2026-12-22/morning', { customer: customerWith({ blocked: [xmas] }) }, ['customer']],
    ['nobody else is meant', '2026-12-22/morning', { customer: customerWith() }, []],
    ['one place of two is taken', '2026-12-01/morning', { rules: { perHalfDay: 2 }, taken: 1 }, []],
    ['both are', '2026-12-01/morning', { rules: { perHalfDay: 2 }, taken: 2 }, ['taken']],
    ...(['ttl', 'ds', 'policy', 'certificate', 'mailboxes', 'code'] as const).flatMap(
      (rule): [string, string, Case, string[]][] => [
        [
          `${rule}: over a second too late`,
          '2026-12-01/morning',
          { customer: lead(rule, { untilMs: start + 1 }) },
          [rule],
        ],
        [`${rule}: over as it begins`, '2026-12-01/morning', { customer: lead(rule, { untilMs: start }) }, []],
        [`${rule}: runs out as it ends`, '2026-12-01/morning', { customer: lead(rule, { beforeMs: end }) }, []],
        [`${rule}: runs out in it`, '2026-12-01/morning', { customer: lead(rule, { beforeMs: end - 1 }) }, [rule]],
      ],
    ),
    [
      'all at once',
      '2026-11-21/morning',
      {
        taken: 1,
        rules: {
          closed: [xmas, { from: '2026-11-21', to: '2026-11-21' }],
          freezes: [{ from: '2026-11-01', to: '2026-11-30' }],
        },
        customer: customerWith({
          blocked: [{ from: '2026-11-21', to: '2026-11-21' }],
          leads: [{ rule: 'ds', subject: 'DS', untilMs: start, sum: '' }],
        }),
      },
      ['notice', 'weekday', 'closed', 'freeze', 'customer', 'taken', 'ds'],
    ],
  ])('%s', (_, slot, asked, expected) => {
    const offer = judge(slot, asked);
    expect(offer.refusedBy.map(({ rule }) => rule)).toEqual(expected);
    expect(offer.free).toBe(expected.length === 0);
  });
});

describe('each warning says what it is for, and refuses nothing', () => {
  const NL = { region: 'NL' } as const;
  test.each<[string, string, Case, string[]]>([
    ['a Friday', '2026-12-04/morning', {}, ['friday']],
    ['a Friday where nobody minds', '2026-12-04/morning', { rules: { warn: [] } }, []],
    ['a Thursday', '2026-12-03/morning', {}, []],
    ['the day before Ascension', '2027-05-05/morning', { rules: NL }, ['before-holiday']],
    ['the same where nobody minds', '2027-05-05/morning', { rules: { ...NL, warn: ['friday'] } }, []],
    ['the Thursday before Good Friday', '2027-03-25/morning', { rules: { region: 'DE' } }, ['before-holiday']],
    ['the Friday before Whit Monday', '2027-05-14/morning', { rules: NL }, ['friday', 'before-holiday']],
    ['a holiday of the customer’s', '2027-01-05/morning', { rules: NL, customer: DE_BY }, ['before-holiday']],
    [
      'the Thursday before it, where Fridays are free',
      '2027-05-13/morning',
      { rules: { ...NL, weekdays: ['mon', 'tue', 'wed', 'thu'] } },
      ['before-holiday'],
    ],
    ['two days before', '2027-05-04/morning', { rules: NL }, []],
    ['a country whose holidays nobody knows', '2026-12-01/morning', { rules: { region: 'NO' } }, ['holidays-unknown']],
    ['liked', '2026-12-01/morning', { customer: customerWith({ liked: ['tue/morning', 'thu'] }) }, []],
    [
      'liked less',
      '2026-12-01/afternoon',
      { customer: customerWith({ liked: ['tue/morning', 'thu'] }) },
      ['not-preferred'],
    ],
    [
      'not measured',
      '2026-12-01/morning',
      {
        customer: customerWith({
          unmeasured: [
            { rule: 'ttl', subject: 'a.nl' },
            { rule: 'ds', subject: 'a.nl' },
            { rule: 'mailboxes', subject: 'a.nl' },
          ],
        }),
      },
      ['unmeasured', 'unmeasured'],
    ],
  ])('%s', (_, slot, asked, expected) => {
    const offer = judge(slot, asked);
    expect(offer.warnings.map(({ rule }) => rule)).toEqual(expected);
    expect(offer.refusedBy).toEqual([]);
  });

  test.each([
    ['closed since', { rules: { closed: [{ from: '2026-12-01', to: '2026-12-01' }] } }, ['no-longer-safe', 'closed']],
    ['too near, full', { rules: { noticeDays: 20 }, taken: 1 }, []],
    ['another half-day', { rules: { closed: [{ from: '2026-12-01', to: '2026-12-01' }] }, slot: 'afternoon' }, []],
    ['begun', { rules: { closed: [{ from: '2026-12-01', to: '2026-12-01' }] }, startsAtMs: NOW }, []],
    ['of other moments by now', { leads: [{ untilMs: start - 3600e3 }], startsAtMs: start - 3601e3 }, ['cached']],
    ['safe at the very moment', { leads: [{ untilMs: start }] }, []],
    ['a moment too early', { leads: [{ untilMs: start + 1 }] }, ['cached']],
    ['a code that lasts to its end', { leads: [{ rule: 'code', beforeMs: end }] }, []],
    ['a code that runs out in it', { leads: [{ rule: 'code', beforeMs: end - 1 }] }, ['code']],
  ] as const)('a booking that stands: %s', (_, asked, expected) => {
    const { rules, taken, slot, leads, startsAtMs } = { startsAtMs: start, slot: 'morning', leads: [], ...asked } as {
      readonly rules?: Partial<SlotRules>;
      readonly taken?: number;
      readonly slot: string;
      readonly leads: readonly Partial<Lead>[];
      readonly startsAtMs: number;
    };
    const customer = customerWith({
      leads: leads.map((about): Lead => ({ rule: 'ttl', subject: 'klant.nl', sum: '3600 s', ...about })),
      booked: { slot: '2026-12-01/morning', startsAtMs, endsAtMs: end },
    });
    const { warnings } = judge(`2026-12-01/${slot}`, {
      customer,
      ...(rules === undefined ? {} : { rules }),
      ...(taken === undefined ? {} : { taken }),
    });
    const texts = warnings.filter(({ rule }) => rule === 'no-longer-safe').map(({ why }) => why.text);
    expect(texts).toEqual(
      expected.length === 0 ? [] : ['slot.warn.no-longer-safe', `slot.${(expected as readonly string[]).at(-1)}`],
    );
  });

  test('what was not measured of several domains is one sentence for all of them', () => {
    const unmeasured = (['ttl', 'ds', 'mailboxes'] as const).flatMap((rule) =>
      ['a.nl', 'b.nl'].map((subject) => ({ rule, subject })),
    );
    const { warnings } = judge('2026-12-01/morning', { customer: customerWith({ unmeasured }) });
    const said = warnings.map(({ why }) => render(why, { language: 'en', timeZone: 'UTC' }));
    expect(said).toEqual([
      expect.stringMatching(/^How long caches .* a\.nl, b\.nl has/),
      expect.stringMatching(/^How long copying .* a\.nl, b\.nl takes/),
    ]);
  });

  test('dates behind the table of holidays', () => {
    const late = Date.parse('2030-06-03T09:00:00Z');
    const warned = (slot: string, rules: Partial<SlotRules>, customer?: SlotCustomer) =>
      judgeSlot(slot, calendarWith(rules), 0, late, customer).warnings.map(({ rule }) => rule);
    expect(warned('2031-01-08/morning', { region: 'NL' })).toEqual(['holidays-unknown']);
    expect(warned('2031-01-08/morning', {}, DE_BY)).toEqual(['holidays-unknown']);
    expect(warned('2031-01-08/morning', {})).toEqual([]);
    expect(warned('2030-12-30/morning', { region: 'NL' })).toEqual([]);
  });
});

test.each([
  ['2026-12-01/morning', ['tue'], true],
  ['2026-12-01/morning', ['tue/afternoon', 'wed'], false],
  ['2026-12-01/afternoon', ['afternoon'], true],
  ['2026-12-01/afternoon', [], true],
])('%s for who likes %j: %s', (slot, liked, expected) => expect(isLiked(slot, liked)).toBe(expected));

describe('what people read', () => {
  const closed = { from: '2026-12-24', to: '2027-01-03', why: 'Christmas holidays.' };
  test.each<[string, Case, string, string]>([
    [
      '2026-11-23/morning',
      { rules: { noticeDays: 5 } },
      'A go-live is booked at least 5 days ahead; the first date is 2026-11-25.',
      'From 2026-11-25 on, or with a smaller number under slots.noticeDays in golive.yaml.',
    ],
    [
      '2026-11-20/afternoon',
      { rules: { noticeDays: 1, noticeIn: 'working-days' } },
      'A go-live is booked at least a working day ahead; the first date is 2026-11-23.',
      'From 2026-11-23 on, or with a smaller number under slots.noticeDays in golive.yaml.',
    ],
    [
      '2026-12-05/morning',
      {},
      'There are no go-lives on this day of the week.',
      'The next working day is 2026-12-07; or add sat to slots.weekdays in golive.yaml.',
    ],
    [
      '2027-03-27/morning',
      { rules: { region: 'NL', closed: [{ from: '2027-03-30', to: '2027-03-30' }] } },
      'There are no go-lives on this day of the week.',
      'The next working day is 2027-03-31; or add sat to slots.weekdays in golive.yaml.',
    ],
    [
      '2026-12-25/morning',
      { rules: { region: 'NL' } },
      'Public holiday: Christmas Day (NL).',
      'The first working day after it is 2026-12-28; if you do work that day, write "2026-12-25 NL" under slots.holidays.remove in golive.yaml.',
    ],
    [
      '2026-12-01/morning',
      { rules: { region: 'NL', holidays: { added: [{ date: '2026-12-01', name: 'Team day' }], removed: [] } } },
      'Public holiday: Team day (NL).',
      'The first working day after it is 2026-12-02; if you do work that day, take 2026-12-01 out of slots.holidays.add in golive.yaml.',
    ],
    [
      '2026-12-22/morning',
      { rules: { closed: [{ from: '2026-12-21', to: '2026-12-23' }, closed] } },
      'Closed (2026-12-21 – 2026-12-23).',
      'From 2027-01-04 on, or with other dates under slots.closed in golive.yaml.',
    ],
    [
      '2026-12-22/morning',
      {
        rules: {
          freezes: [
            { from: '2027-01-08', to: '2027-01-09', tags: ['b2b'] },
            { from: '2026-12-21', to: '2026-12-23' },
            { from: '2027-01-02', to: '2027-01-07', customers: ['Bakkerij Jansen'] },
            { from: '2026-12-24', to: '2027-01-03', tags: ['shop'] },
          ],
        },
        customer: customerWith({ tags: ['shop'] }),
      },
      'Nothing goes live (2026-12-21 – 2026-12-23).',
      'From 2027-01-08 on, or with other dates under slots.freezes in golive.yaml.',
    ],
    [
      '2026-12-22/morning',
      {
        customer: customerWith({
          blocked: [
            { from: '2026-12-22', to: '2026-12-22' },
            { from: '2026-12-23', to: '2026-12-24' },
          ],
        }),
      },
      'The customer does not want it then (2026-12-22).',
      'From 2026-12-25 on, or once the customer releases those dates.',
    ],
    [
      '2026-12-24/morning',
      { rules: { closed: [closed] } },
      'Closed (2026-12-24 – 2027-01-03): Christmas holidays.',
      'From 2027-01-04 on, or with other dates under slots.closed in golive.yaml.',
    ],
    [
      '2026-12-24/morning',
      { rules: { freezes: [{ ...closed, why: 'peak', tags: ['shop'] }] }, customer: customerWith({ tags: ['shop'] }) },
      'Nothing goes live for shop (2026-12-24 – 2027-01-03): peak.',
      'From 2027-01-04 on, or with other dates under slots.freezes in golive.yaml.',
    ],
    [
      '2026-12-01/morning',
      { customer: lead('ds', { untilMs: start + 1 }) },
      'klant.nl leaves caches on Tue 1 Dec, 09:00 CET at the earliest: 3600 s.',
      'From Tue 1 Dec, 09:00 CET on; the sooner the DS is taken out, the sooner it can be.',
    ],
    [
      '2026-12-01/morning',
      { customer: lead('code', { beforeMs: start }) },
      'The transfer code of klant.nl runs out on Tue 1 Dec, 09:00 CET, before this half-day is over: 3600 s.',
      'A half-day that is over by Tue 1 Dec, 09:00 CET, or a new code.',
    ],
  ])('%s %j', (slot, asked, why, lift) => {
    const style = { language: 'en', timeZone: 'Europe/Amsterdam' } as const;
    const [refusal] = judgeSlot(slot, calendarWith(asked.rules), 0, NOW, asked.customer).refusedBy;
    expect(
      [render(refusal!.why, style), render(refusal!.lift, style)].map((text) => text.replaceAll(' ', ' ')),
    ).toEqual([why, lift]);
  });

  test('a holiday in the language of whoever reads', () => {
    const { why } = judge('2026-12-25/morning', { rules: { region: 'NL' } }).refusedBy[0]!;
    expect(LANGUAGES.map((language) => render(why, { language, timeZone: 'UTC' }))).toEqual([
      'Feestdag: Eerste kerstdag (NL).',
      'Feiertag: 1. Weihnachtstag (NL).',
      'Jour férié : Noël (NL).',
      'Public holiday: Christmas Day (NL).',
    ]);
  });

  test('every refusal and every warning is a sentence in four languages with nothing left to fill in', () => {
    const seen = new Set<string>();
    const told = new Map<string, Message>();
    for (const { refusedBy, warnings } of crowded())
      for (const { rule, ...said } of [...refusedBy, ...warnings]) {
        seen.add(rule);
        for (const one of Object.values(said)) told.set(`${one.text} ${Object.keys(one.values ?? {})}`, one);
      }
    for (const one of told.values()) {
      expect(CATALOG).toHaveProperty([one.text]);
      for (const language of LANGUAGES)
        expect(render(one, { language, timeZone: 'UTC' })).not.toMatch(/[{}]|undefined|NaN|Invalid/);
    }
    const keys = new Set([...told.values()].map(({ text }) => text));
    expect(Object.keys(SLOT_TEXTS).filter((key) => isOfRules(key) && !keys.has(key))).toEqual([]);
    expect([...SLOT_RULES, ...SLOT_WARNINGS].filter((rule) => !seen.has(rule))).toEqual([]);
  });
});

/** What is said of a booking that stands is not the rules'. */
const isOfRules = (key: string): boolean =>
  key !== 'slot.warn.moved-time' && /^slot\.(?:lift\.|warn\.|unmeasured\.|[a-z-]+$)/.test(key);

/** A calendar in which everything stands in the way somewhere. */
function crowded() {
  const leads = (['ttl', 'ds', 'policy', 'certificate', 'mailboxes', 'code'] as const).flatMap((rule): Lead[] => [
    { rule, subject: 'klant.nl', untilMs: NOW + 9e8, sum: '10 d' },
    { rule, subject: 'klant.nl', beforeMs: NOW + 18e8, sum: '20 d' },
  ]);
  const unmeasured = leads.map(({ rule, subject }) => ({ rule, subject }));
  const customer = customerWith({
    region: 'DE-BY',
    tags: ['shop'],
    liked: ['tue'],
    leads,
    unmeasured,
    blocked: [xmas],
    booked: { slot: '2026-12-22/morning', startsAtMs: start + 21 * 864e5, endsAtMs: end + 21 * 864e5 },
  });
  const why = 'inventory';
  const freezes = [xmas, { ...xmas, why }, { ...xmas, tags: ['shop'] }, { ...xmas, tags: ['shop'], why }];
  const holidays = { added: [{ date: '2026-12-02' }], removed: [] };
  const rules = { morning: '02:30', closed: [xmas, { ...xmas, why }], freezes, holidays };
  const now = [NOW, Date.parse('2030-03-01T09:00:00Z')];
  return now.flatMap((one) =>
    (['days', 'working-days'] as const).flatMap((noticeIn) =>
      [
        '2026-11-18',
        '2026-12-01',
        '2026-12-20',
        '2027-03-26',
        '2027-04-23',
        '2027-10-30',
        '2029-06-01',
        '2030-02-25',
        '2030-12-28',
        '2032-03-25',
      ].flatMap((from) =>
        slotsFrom(
          from,
          7,
          calendarWith({
            ...rules,
            noticeIn,
            noticeDays: one === NOW ? 2 : 1,
            region: noticeIn === 'days' ? 'NL' : 'NO',
          }),
          (slot) => (slot.includes('-02/') ? 1 : 0),
          one,
          customer,
        ),
      ),
    ),
  );
}
