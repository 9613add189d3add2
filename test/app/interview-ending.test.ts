import { describe, expect, test } from 'vitest';
import { book } from '../../src/app/book.ts';
import { endingOf } from '../../src/app/interview/ending.ts';
import { withSeen } from '../../src/app/interview/found.ts';
import { newProject } from '../../src/app/new-project.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import type { Inspection } from '../../src/checks/inspection.ts';
import { fqdn } from '../../src/domain/name.ts';
import { BUILT_IN } from '../playbook/built-in.ts';
import { ANNA, smallOffice } from './small-office.ts';

const MOVES = { registration: 'moves', hosting: 'moves', mail: 'moves', nameServers: 'switch' } as const;
const style = { language: 'en', timeZone: 'Europe/Amsterdam' } as const;
const finding = (tag: string) => ({ tag, subject: 'klant.nl.', message: { text: tag }, evidence: [] });

async function ended(free: Record<string, string> = {}, seen?: Partial<Inspection>, axes: object = MOVES) {
  const { app } = smallOffice();
  const office = { ...app, playbooks: async () => BUILT_IN.playbooks };
  const { migrations } = await newProject(office, ['klant.nl'], { ...axes, free } as never, ANNA);
  const inspection = { ds: [], findings: [], ...seen } as unknown as Inspection;
  return endingOf(office, migrations, { ...(seen === undefined ? {} : { inspection }), open: [], style });
}

// It is Friday, 20 November 2026, ten in the morning; two days' notice.
describe('the half-day an interview ends with', () => {
  test('is the first free one, with what rules out those before', async () => {
    const { slot, slotWhy, unmeasured } = await ended();
    expect(slot?.slot).toBe('2026-11-23/morning');
    expect(slotWhy).toMatch(
      /^Monday,? 23 November 2026, morning; Saturday,? 21 November 2026, afternoon cannot be: .*2 days ahead/,
    );
    expect(unmeasured).toEqual(['klant.nl.']);
  });
  test.each([
    [{ preferredHalfDays: 'wed/afternoon' }, '2026-11-25/afternoon', '23'],
    [{ preferredHalfDays: 'mon', notOn: '2026-11-23' }, '2026-11-30/morning', '24'],
  ])('with the wishes %j is %s, and the first is named too', async (free, expected, first) => {
    const { slot, slotWhy } = await ended(free);
    expect(slot?.slot).toBe(expected);
    expect(slotWhy).toMatch(new RegExp(`day,? ${first} November 2026, morning is possible too$`));
  });
  test.each([
    [{ notOn: '2026-11-23..2026-11-24' }, '2026-11-25/morning'],
    [{ shopFreeze: '2026-11-23, 2026-11-24..2026-11-30' }, '2026-12-01/morning'],
  ])('on which the customer cannot (%j) is %s, and why is said', async (free, expected) => {
    const { slot, slotWhy } = await ended(free);
    expect(slot?.slot).toBe(expected);
    expect(slotWhy).toMatch(/afternoon cannot be: .*customer/);
  });
  test('is the first one where none is liked', async () =>
    expect((await ended({ preferredHalfDays: 'sun' })).slot?.slot).toBe('2026-11-23/morning'));
  test('says so where none suits', async () => {
    const { slot, slotWhy } = await ended({ notOn: '2026-01-01..2028-01-01' });
    expect([slot, slotWhy]).toEqual([undefined, 'no free half-day in the next 366 days']);
  });
  test.each([
    ['klant.org', ['1 13 2 00'], '2026-11-23/morning', 0],
    ['klant.org', [], '2026-11-20/afternoon', 0],
    ['klant.nl', ['1 13 2 00'], '2026-11-20/afternoon', 1],
    ['klant.nl', [], '2026-11-20/afternoon', 0],
  ])('%s with the DS %j: %s, and %d warnings; the calendar says the same', async (domain, ds, expected, warnings) => {
    const { app } = smallOffice({ slots: { noticeDays: 0 } });
    const office = { ...app, playbooks: async () => BUILT_IN.playbooks };
    const inspection = { ds, findings: [] } as unknown as Inspection;
    const answers = withSeen({ ...MOVES, mail: 'stays' }, fqdn(domain), inspection);
    const { migrations } = await newProject(office, [domain], answers, ANNA);
    const ending = await endingOf(office, migrations, { inspection, open: [], style });
    expect([ending.slot?.slot, ending.warnings.length]).toEqual([expected, warnings]);
    const { earliest, slots } = await slotsDocument(office, { domain });
    expect([earliest?.slot, slots.find(({ free }) => free)?.slot]).toEqual([expected, expected]);
    if (expected !== '2026-11-20/afternoon')
      await expect(book(office, domain, { slot: '2026-11-20/afternoon' }, ANNA)).rejects.toThrow(
        new RegExp(`Next free: ${expected}`),
      );
    expect((await book(office, domain, { slot: expected }, ANNA)).booking?.slot).toBe(expected);
  });
  test('is none where somebody else makes the change', async () => {
    const stays = { registration: 'stays', hosting: 'stays', mail: 'stays', nameServers: 'stays' };
    expect(await ended({}, undefined, stays)).toMatchObject({
      option: 4,
      slotWhy: 'none: somebody else makes the change',
    });
  });
});

test.each([
  ['2026-11-25', 1],
  ['2026-12-31', 0],
])('an old contract that ends on %s warns %d times', async (oldContractEnds, times) =>
  expect((await ended({ oldContractEnds })).warnings).toHaveLength(times),
);

test.each([
  ['klant.co.ua', 'moves', [/below \.co\.ua .*klant\.co\.ua can be transferred/]],
  ['klant.co.ua', 'stays', []],
  ['klant.com.ua', 'moves', []],
])(
  '%s, whose registration %s, warns of what nobody knows of such a transfer',
  async (domain, registration, expected) => {
    const { app } = smallOffice();
    const office = { ...app, playbooks: async () => BUILT_IN.playbooks };
    const { migrations } = await newProject(office, [domain], { ...MOVES, registration } as never, ANNA);
    const { warnings } = await endingOf(office, migrations, { open: [], style });
    expect(warnings).toEqual(expected.map((words) => expect.stringMatching(words)));
  },
);

test('what only informs stands in nobody’s way', async () => {
  const { findings, transfer } = await ended(
    {},
    {
      findings: [finding('TRANSFER_LOCKED'), finding('DMARC_MISSING'), finding('ON_HOLD')],
      earliestTransfer: { atMs: 5, reason: { text: 'interview.word.no' } },
    },
  );
  expect(findings.map(({ tag }) => tag)).toEqual(['TRANSFER_LOCKED', 'ON_HOLD']);
  expect(transfer).toEqual({ atMs: 5, why: 'no' });
});
