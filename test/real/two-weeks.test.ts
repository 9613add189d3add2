import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SLOT_RULES } from '../../scheduler/calendar.ts';
import { type Assistant, assistantAt, domainOf, type Slots } from './kit/agency-assistant.ts';
import { ALL, answersOf, type Customer, MEASURED, OTHERS } from './kit/agency-customers.ts';
import { BOOKABLE, instantOf, momentsOf, TODAY } from './kit/agency-days.ts';
import { type Desk, openDesk } from './kit/agency-desk.ts';
import { expectSame, readByPython } from './kit/agency-feed.ts';
import { type Agency, startAgency } from './kit/agency-lab.ts';
import { Ledger } from './kit/agency-ledger.ts';
import { until } from './kit/until.ts';

// The two weeks before Christmas of an agency with thirty customers, by the commands that a user types. A ledger kept by the test says at the
// end who has which half-day; golive's list of slots must say the same, and so must a calendar program that reads the feed.

let agency: Agency;
let desk: Desk;
let assistant: Assistant;
const ledger = new Ledger();

beforeAll(async () => {
  agency = await startAgency(instantOf(TODAY, '10:00'));
  desk = openDesk(agency.golive);
  assistant = assistantAt(desk, ledger);
  console.log(`What was typed and seen: ${desk.file}`);
  for (const customer of ALL)
    writeFileSync(join(agency.golive.folder, answersFile(customer)), JSON.stringify(answersOf(customer), null, 1));
});
afterAll(() => agency?.stop());

// One story: what comes after a chapter that failed says nothing of its own.
let isBroken = false;
beforeEach(({ skip }) => skip(isBroken, 'an earlier chapter failed'));
afterEach(({ task }) => {
  isBroken ||= task.result?.state === 'fail';
});

const answersFile = ({ domains }: Customer): string => `${domains[0]}.json`;

const startsFrom = (date: string, time: string) => (slot: string) =>
  momentsOf(slot).startsAtMs >= instantOf(date, time);
const isOutside = (from: string, to: string) => (slot: string) => slot < from || slot > `${to}~`;

describe('Wednesday morning', () => {
  test('thirty customers are there, some with three domains', async () => {
    expect(ALL.length).toBe(30);
    const waiting = [...ALL];
    await Promise.all(
      [1, 2].map(async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
          await assistant.piped(`golive new ${next.domains.join(' ')} --answers ${answersFile(next)}`);
      }),
    );
  });

  test('what the moves themselves need is measured, and refuses what would be too early', async () => {
    const { longTtl, signed, withCode, mail } = MEASURED;
    for (const customer of [longTtl, signed, withCode, mail])
      await assistant.ok(`golive approve ${domainOf(customer)}`);
    await assistant.ok('golive tick');
    await assistant.piped(`golive answer ${domainOf(withCode)} authcode`, '123-456-789-012-345\n');

    // Until the customer says yes: a day before the half-day begins at the latest, so until tomorrow at nine.
    await assistant.booked(OTHERS.butcher, '2026-12-11/morning', ' --hold', { state: 'tentative' });
    await assistant.takesAnother(longTtl, '2026-12-15/morning', {
      rules: ['ttl'],
      mayBe: startsFrom('2026-12-16', '10:01'),
    });
    await assistant.takesAnother(signed, '2026-12-11/afternoon', {
      rules: ['ds'],
      mayBe: startsFrom('2026-12-13', '10:31'),
    });
    await assistant.takesAnother(withCode, '2026-12-17/morning', {
      rules: ['code'],
      mayBe: (slot) => momentsOf(slot).endsAtMs <= instantOf('2026-12-15', '09:55'),
    });

    await assistant.refused(mail, `${TODAY}/afternoon`, { rules: ['notice', 'mailboxes'] });
    for (const step of ['collect-access', 'order-mail-licences', 'verify-mail-domain', 'recreate-mailboxes']) {
      await assistant.ok(`golive done ${domainOf(mail)} ${step}`);
      await assistant.ok('golive tick');
    }
    await assistant.ok(`golive done ${domainOf(mail)} copy-mail-presync`);
    await assistant.ok('golive tick');
    await assistant.takesAnother(mail, '2026-12-15/morning', {
      rules: ['policy'],
      mayBe: startsFrom('2026-12-16', '10:01'),
    });
  });

  test('what holds for everybody refuses, and the next free half-day is taken', async () => {
    const { bakery, bicycles, hair, garage, notary, dentist, hotel, cafe } = OTHERS;
    expect(await assistant.booked(bakery, '2026-12-14/afternoon')).toContain('Mon 14 Dec, 13:00');
    await assistant.takesAnother(bicycles, '2026-12-14/afternoon', { rules: ['taken'] });
    await assistant.takesAnother(hair, `${TODAY}/morning`, { rules: ['past', 'notice'] });
    await assistant.takesAnother(garage, '2026-12-10/afternoon', { rules: ['notice'] });
    await assistant.takesAnother(notary, '2028-12-12/morning', { rules: ['far'] });
    await assistant.takesAnother(dentist, '2026-12-12/afternoon', { rules: ['weekday'] });
    await assistant.takesAnother(hotel, '2026-12-25/morning', { rules: ['holiday'] });
    await assistant.takesAnother(cafe, '2026-12-24/afternoon', { rules: ['closed'] });
  });

  test('what holds for one customer refuses that one', async () => {
    const { brewery, cheese, toys, music } = OTHERS;
    await assistant.takesAnother(brewery, '2027-01-06/morning', {
      rules: ['customer-holiday'],
      mayBe: isOutside('2027-01-06', '2027-01-06'),
    });
    const notBeforeChristmas = isOutside('2026-12-14', '2026-12-31');
    await assistant.takesAnother(cheese, '2026-12-22/morning', { rules: ['freeze'], mayBe: notBeforeChristmas });
    await assistant.takesAnother(toys, '2026-12-22/afternoon', { rules: ['freeze'], mayBe: notBeforeChristmas });
    await assistant.takesAnother(music, '2026-12-18/morning', {
      rules: ['customer', 'taken'],
      mayBe: isOutside('2026-12-14', '2026-12-18'),
    });
  });

  test('the rest is booked or held, also for Bram, and mistyped dates are told from refused ones', async () => {
    const { flowers, driving, lawyers, physio, homes, printer, sports } = OTHERS;
    const { books, plumber, vet, optician, school } = OTHERS;
    for (const [slot, meant] of [
      ['2026-02-30/morning', '2026-02-28/morning'],
      ['"next tuesday"', '2026-12-15/morning'],
    ]) {
      const { code, out } = await desk.type(`golive book ${domainOf(flowers)} --slot ${slot}`);
      expect({ slot, code }).toEqual({ slot, code: 2 });
      expect(out).toContain(meant);
    }
    await assistant.booked(homes, '2026-12-22/afternoon');
    await assistant.booked(driving, '2026-12-23/morning', ' --hold', { state: 'tentative' });
    await assistant.booked(physio, '2026-12-23/afternoon', ' --hold', { state: 'tentative' });
    await assistant.booked(lawyers, '2026-12-18/afternoon', ' --owner Bram', { onDuty: 'Bram' });
    expect((await assistant.booked(flowers, '2027-01-08/morning')).replace(/\s+/g, ' ')).toContain(
      'would rather have another half-day',
    );
    await assistant.booked(printer, '2027-01-06/morning');
    await assistant.booked(sports, '2027-01-06/afternoon', ' --by "customer, by phone"');
    await assistant.takesAnother(books, '2027-01-06/afternoon', { rules: ['taken'] });
    await assistant.booked(plumber, '2026-12-21/afternoon', ' --owner bram', { onDuty: 'Bram' });
    await assistant.booked(vet, '2026-12-22/morning');
    await assistant.booked(optician, '2027-01-08/afternoon');
    await assistant.booked(school, '2027-01-11/morning');
  });

  test('some change their minds', async () => {
    const { hair, driving, bicycles, homes, books, garage } = OTHERS;
    await assistant.ok(`golive book ${domainOf(driving)} --confirm --by "customer, by mail"`);
    ledger.write(driving, ledger.of(driving).slot);

    await assistant.ok(`golive unbook ${domainOf(homes)} --why "the site is not ready"`);
    ledger.cancel(homes);

    // Its TTLs are lowered by now, at the old provider; who moves it is asked whether they stay so.
    const { longTtl } = MEASURED;
    await assistant.ok(`golive done ${domainOf(longTtl)} collect-access`);
    await assistant.ok('golive tick');
    await agency.lab.setZone(`${domainOf(longTtl)}.`, { ttlSeconds: 300 });
    await assistant.ok(`golive done ${domainOf(longTtl)} lower-ttl`);
    await assistant.ok('golive tick');
    const { slot } = ledger.of(longTtl);
    const asked = await assistant.ok(
      `golive reschedule ${domainOf(longTtl)} --slot ${ledger.of(homes).slot} --why "the new site is late"`,
      'k',
    );
    expect(asked).toMatch(/still stands:\s+weekblad\.nl lower-ttl \(Wed 9 Dec[\s\S]*Keep it or undo it\?/);
    ledger.write(longTtl, ledger.of(homes).slot);

    await assistant.ok(`golive reschedule ${domainOf(books)} --slot ${slot}`);
    ledger.write(books, slot);

    await assistant.ok(
      `golive reschedule ${domainOf(hair)} --slot 2027-01-11/afternoon --owner Bram --why "closed that week"`,
    );
    ledger.write(hair, '2027-01-11/afternoon', { onDuty: 'Bram' });

    // Who cannot have another half-day keeps the one that they had, until they take what is offered.
    await assistant.takesAnother(garage, ledger.of(bicycles).slot, { rules: ['taken'], verb: 'reschedule' });
  });
});

/** On Thursday: Friday's half-days are too near by then. */
const comesInTime = isOutside('2026-12-09', '2026-12-11');

test('on Thursday a hold that nobody confirmed has run out, and a late customer comes', async () => {
  agency.golive.setClock(instantOf('2026-12-10', '12:50'));
  const { butcher } = OTHERS;
  ledger.cancel(butcher);
  const { code, out } = await desk.type(`golive book ${domainOf(butcher)} --confirm`);
  expect(code).toBe(4);
  expect(out).toMatch(/hold has run out/);

  const { site } = MEASURED;
  await assistant.ok(`golive approve ${domainOf(site)}`);
  await assistant.ok('golive tick');
  await assistant.ok(`golive done ${domainOf(site)} collect-access`);
  await assistant.ok('golive tick');
  await assistant.takesAnother(site, '2026-12-10/afternoon', { rules: ['notice', 'certificate'], mayBe: comesInTime });
});

test('every rule there is has refused somebody', () => {
  expect([...assistant.refusedBy].sort()).toEqual([...SLOT_RULES].sort());
});

test('the slots of the weeks are what the ledger says', async () => {
  const live = ledger.live();
  expect(live.length).toBe(28);
  const twoWeeks = BOOKABLE.filter((slot) => !isOutside('2026-12-14', '2026-12-25')(slot));
  expect(live.map(({ slot }) => slot)).toEqual(expect.arrayContaining(twoWeeks));
  const { slots } = (await desk.json(`golive slots --from ${BOOKABLE[0]!.slice(0, 10)} --days 40 --json`)) as Slots;
  for (const { slot, startsAt, endsAt, free, takenBy, refusedBy: rules } of slots) {
    const line = live.find((one) => one.slot === slot);
    expect({ slot, startsAtMs: Date.parse(startsAt), endsAtMs: Date.parse(endsAt) }).toEqual({
      slot,
      ...momentsOf(slot),
    });
    expect({ slot, free, taken: rules?.some(({ rule }) => rule === 'taken') ?? false }).toEqual({
      slot,
      free: line === undefined && BOOKABLE.includes(slot) && comesInTime(slot),
      taken: line !== undefined,
    });
    expect(
      takenBy?.map(({ customer, domains, owner, heldUntil }) => ({
        customer,
        domains: [...domains].sort(),
        owner,
        isHeld: heldUntil !== undefined,
      })) ?? [],
      slot,
    ).toEqual(
      line === undefined
        ? []
        : [
            {
              customer: line.customer.name,
              domains: [...line.customer.domains].sort(),
              owner: line.onDuty,
              isHeld: line.state === 'tentative',
            },
          ],
    );
  }
  expect(slots.filter(({ takenBy = [] }) => takenBy.length > 0).length).toBe(28);
  // To be read: the list and the months as a person sees them.
  await assistant.ok('golive slots --days 14');
  for (const month of ['2026-12', '2027-01'])
    expect(await assistant.ok(`golive slots --month ${month}`)).toContain('21');
});

describe('in a calendar program', () => {
  test('the agency sees every half-day, the held one and those that were given back', async () => {
    const events = readByPython(await assistant.piped('golive calendar'));
    expectSame(events, ledger.all());
    expect(events.filter(({ status }) => status === 'TENTATIVE').length).toBe(1);
    expect(events.filter(({ status }) => status === 'CANCELLED').length).toBe(2);
    // Nothing that changed after it was first booked still has the number of the first time.
    const { hair, homes, books, driving } = OTHERS;
    for (const { name } of [hair, homes, books, driving])
      expect(events.find(({ summary }) => summary.includes(name))?.sequence, name).toBeGreaterThan(0);
  });

  test('a person sees their own, and that what somebody else took over is gone', async () => {
    for (const person of ['Anna', 'Bram'])
      expectSame(
        readByPython(await assistant.piped(`golive calendar --person ${person}`)),
        ledger.all().flatMap((line) => {
          if (line.onDuty === person) return [line];
          return line.before.includes(person) ? [{ ...line, status: 'CANCELLED' }] : [];
        }),
      );
  });

  test('a customer sees their own move alone', async () => {
    for (const { domains } of [OTHERS.bakery, MEASURED.signed]) {
      const text = await assistant.piped(`golive calendar ${domains[0]}`);
      const line = ledger.all().find(({ customer }) => customer.domains[0] === domains[0])!;
      const [event, ...others] = readByPython(text);
      expect(others).toEqual([]);
      expect(event).toMatchObject({ ...momentsOf(line.slot), status: 'CONFIRMED' });
      for (const domain of domains) expect(event!.summary).toContain(domain);
      for (const { customer } of ledger.all())
        if (customer !== line.customer) expect(text).not.toContain(customer.domains[0]);
    }
  });

  test('the secret address of a running golive serve gives the same, and is found by nobody without it', async () => {
    const { address } = (await desk.json('golive calendar link --by Anna --json')) as { readonly address: string };
    const { pathname } = new URL(address, `http://${agency.serveAt}`);
    const serving = agency.golive.serve();
    try {
      const answer = await until('golive serve to answer', () => fetch(`http://${agency.serveAt}${pathname}`), 20_000);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
      expectSame(readByPython(await answer.text()), ledger.all());
      expect((await fetch(`http://${agency.serveAt}/calendar/${'a'.repeat(32)}.ics`)).status).toBe(404);
    } finally {
      serving.stop();
    }
    expect((await serving.ended).code).toBe(0);
  });
});
