import { describe, expect, test } from 'vitest';
import type { Moving } from '../../src/checks/registration-findings.ts';
import { planEndsMs, registrationFindings } from '../../src/checks/registration-findings.ts';
import type { RegistrationSeen } from '../../src/checks/registration-sight.ts';
import { registrationSeen, ruleFor, transferDays, youngWindow } from '../../src/checks/registration-sight.ts';
import type { Answers } from '../../src/domain/answers.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { fqdn } from '../../src/domain/name.ts';
import { closesGate } from '../../src/domain/severity.ts';
import { DAY } from '../../src/domain/time.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import { ANSWERS } from '../steps/rig.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const moving = (tld: string, answers: Partial<Answers> = {}, startsAtMs?: number): Moving => ({
  domain: `klant.${tld}.` as Fqdn,
  answers: { ...ANSWERS, ...answers },
  ...(startsAtMs === undefined ? {} : { slot: { startsAtMs } }),
});
const judged = (ctx: Moving, seen: Partial<RegistrationSeen>) =>
  registrationFindings(ctx, { outcome: 'found', statuses: [], ...seen }, ruleFor(ctx.domain), NOW);
const tags = (...given: Parameters<typeof judged>) => judged(...given).map(({ tag }) => tag);

const STAYS = { registration: 'stays' } as const;
const mail = (registrantMail: string): Partial<Answers> => ({ free: { registrantMail } });

test.each<[title: string, ctx: Moving, seen: Partial<RegistrationSeen>, wanted: readonly string[]]>([
  ['nothing', moving('com'), { statuses: ['ok'], createdMs: NOW - 900 * DAY, expiresMs: NOW + 90 * DAY }, []],
  ['its lock', moving('com'), { statuses: ['clientTransferProhibited'] }, ['TRANSFER_LOCKED']],
  ['its lock in RDAP’s own word', moving('com'), { statuses: ['locked'] }, ['TRANSFER_LOCKED']],
  ['… told once', moving('com'), { statuses: ['locked', 'clientTransferProhibited'] }, ['TRANSFER_LOCKED']],
  ['… which is nothing to a domain that stays', moving('com', STAYS), { statuses: ['clientTransferProhibited'] }, []],
  ['the registry’s lock', moving('com'), { statuses: ['serverTransferProhibited'] }, ['TRANSFER_LOCKED_BY_REGISTRY']],
  ['a hold', moving('com', STAYS), { statuses: ['clientHold'] }, ['ON_HOLD']],
  ['redemption', moving('nl'), { statuses: ['redemptionPeriod'] }, ['IN_REDEMPTION']],
  ['a transfer under way', moving('nl'), { statuses: ['pendingTransfer'] }, ['TRANSFER_PENDING']],
  ['days after a registration', moving('com'), { createdMs: NOW - 59 * DAY }, ['TRANSFER_TOO_SOON']],
  ['… of an ending without such a window', moving('nl'), { createdMs: NOW - DAY }, []],
  ['… of a domain that stays', moving('com', STAYS), { createdMs: NOW - DAY }, []],
  ['days after a transfer', moving('com'), { transferredMs: NOW - DAY }, ['TRANSFER_TOO_SOON']],
  // .com: ten days at most; .nl: an hour.
  ['an expiry in 39 days', moving('com'), { expiresMs: NOW + 39 * DAY }, ['EXPIRES_SOON']],
  ['… in 41', moving('com'), { expiresMs: NOW + 41 * DAY }, []],
  ['… in 31 where a transfer is at once', moving('nl'), { expiresMs: NOW + 31 * DAY }, []],
  ['… in 29', moving('nl'), { expiresMs: NOW + 29 * DAY }, ['EXPIRES_SOON']],
  ['… counted from the half-day', moving('nl', {}, NOW + 20 * DAY), { expiresMs: NOW + 49 * DAY }, ['EXPIRES_SOON']],
  ['… with nothing to transfer', moving('com', STAYS), { expiresMs: NOW + 31 * DAY }, []],
  ['a registration that ran out', moving('com', STAYS), { expiresMs: NOW - DAY }, ['EXPIRES_SOON']],
  ['renewed by the registry alone', moving('com'), { statuses: ['autoRenewPeriod'] }, ['EXPIRES_SOON']],
  [
    '… whose date is a year on',
    moving('com', STAYS),
    { statuses: ['autoRenewPeriod'], expiresMs: NOW + 360 * DAY },
    ['EXPIRES_SOON'],
  ],
  [
    '… that the registrar has sold on',
    moving('com', STAYS),
    { statuses: ['autoRenewPeriod'], expiresMs: NOW + 360 * DAY, soldUntilMs: NOW + 360 * DAY },
    [],
  ],
  [
    '… that the registrar has not',
    moving('com', STAYS),
    { statuses: ['autoRenewPeriod'], expiresMs: NOW - DAY, soldUntilMs: NOW - DAY },
    ['EXPIRES_SOON'],
  ],
  ['a status that is no own word', moving('com'), { statuses: ['constructor', '__proto__', 'toString'] }, []],
  ['… told once', moving('com'), { statuses: ['autoRenewPeriod'], expiresMs: NOW - DAY }, ['EXPIRES_SOON']],
  ['an address on the domain', moving('com', mail('jan@klant.com')), {}, ['REGISTRANT_MAIL_MOVES']],
  ['… below it', moving('com', mail('jan@mail.KLANT.com')), {}, ['REGISTRANT_MAIL_MOVES']],
  [
    '… in its own letters',
    { ...moving('com', mail('jan@klánt.com')), domain: fqdn('klánt.com') },
    {},
    ['REGISTRANT_MAIL_MOVES'],
  ],
  ['… elsewhere', moving('com', mail('jan@klant.com.example.nl')), {}, []],
  ['… of a domain that stays', moving('com', { ...STAYS, ...mail('jan@klant.com') }), {}, []],
  [
    'nothing where nobody answered',
    moving('com'),
    { outcome: 'unknown', expiresMs: NOW, statuses: ['clientHold'] },
    [],
  ],
])('%s', (_title, ctx, seen, wanted) => expect(tags(ctx, seen)).toEqual(wanted));

test('until when the registrar sold it is seen', () => {
  const known = {
    outcome: 'found',
    statuses: [],
    nameServers: [],
    ds: [],
    source: 'x',
    expiresMs: NOW,
    atMs: NOW,
  } as const;
  expect(registrationSeen({ ...known, soldUntilMs: NOW })).toMatchObject({ expiresMs: NOW, soldUntilMs: NOW });
  expect(registrationSeen(known)).not.toHaveProperty('soldUntilMs');
});

test('a registration that says nothing of its day but that it is new counts from its last change', () => {
  const known = { outcome: 'found', nameServers: [], ds: [], source: 'x', atMs: NOW } as const;
  const fresh = { ...known, statuses: ['addPeriod'] };
  expect(registrationSeen(fresh).createdMs).toBe(NOW);
  expect(registrationSeen({ ...fresh, updatedMs: NOW - DAY }).createdMs).toBe(NOW - DAY);
  expect(registrationSeen({ ...fresh, updatedMs: NOW, createdMs: NOW - DAY }).createdMs).toBe(NOW - DAY);
  expect(registrationSeen({ ...known, statuses: ['ok'], updatedMs: NOW })).not.toHaveProperty('createdMs');
});

test('whether all statuses were told is seen', () => {
  const known = { outcome: 'found', statuses: ['ok'], nameServers: [], ds: [], source: 'x', atMs: NOW } as const;
  expect(registrationSeen({ ...known, statusesCut: true })).toMatchObject({ statuses: ['ok'], statusesCut: true });
  expect(registrationSeen(known)).not.toHaveProperty('statusesCut');
});

test('each says in four languages what it is and what to do, with its date', () => {
  const all = judged(moving('be', mail('jan@klant.be')), {
    statuses: ['clientHold', 'clientTransferProhibited', 'serverTransferProhibited'],
    expiresMs: NOW + DAY,
  });
  expect(all).toHaveLength(5);
  for (const { message, fix, evidence } of [...all, ...judged(moving('com'), { createdMs: NOW - DAY })]) {
    for (const { text, values = {} } of [message, fix!])
      for (const written of Object.values(CATALOG[text]!))
        for (const [, hole] of written.matchAll(/\{(\w+)/g)) expect(Object.keys(values), text).toContain(hole);
    expect(evidence).toHaveLength(1);
  }
  // The code of .be is mailed to the registrant.
  expect(all.at(-1)?.message.text).toBe('registration.mail.code');
});

test('what closes the gate before a transfer, and what only warns', () =>
  expect(
    ['TRANSFER_TOO_SOON', 'TRANSFER_LOCKED_BY_REGISTRY', 'EXPIRES_SOON', 'REGISTRANT_MAIL_MOVES'].map((tag) =>
      closesGate(tag, 'transfer'),
    ),
  ).toEqual([true, true, false, false]));

describe('time', () => {
  test.each([
    ['nl', 1 / 24, false],
    ['fr', 22, false],
    ['com', 10, false],
    ['io', 10, true],
    ['pl', 10, true],
  ])('a transfer of .%s takes at most %d days, assumed: %s', (tld, days, assumed) =>
    expect(transferDays(ruleFor(`klant.${tld}.` as Fqdn))).toEqual({ days, assumed }),
  );
  test('a plan ends with its transfer', () => {
    const rule = ruleFor('klant.com.' as Fqdn);
    expect(planEndsMs(moving('com', {}, NOW + DAY), rule, NOW)).toBe(NOW + 11 * DAY);
    expect(planEndsMs(moving('com', {}, NOW - DAY), rule, NOW)).toBe(NOW + 10 * DAY);
    expect(planEndsMs(moving('com', STAYS), rule, NOW)).toBe(NOW);
  });
  test.each<[string, object, number | undefined]>([
    ['since the last change, where no date of it shows', { updatedMs: NOW - 2 * DAY }, NOW - 2 * DAY],
    ['since now at the latest, where nothing shows', {}, NOW],
    ['since its date', { updatedMs: NOW - DAY, transferredMs: NOW - 3 * DAY }, NOW - 3 * DAY],
    ['and without the status a change is no transfer', { updatedMs: NOW - DAY, statuses: ['ok'] }, undefined],
  ])('the days after a transfer that only its status tells of count %s', (_title, more, sinceMs) => {
    const seen = {
      outcome: 'found',
      statuses: ['transferPeriod'],
      nameServers: [],
      ds: [],
      source: 'x',
      ...more,
    } as const;
    const young = youngWindow(registrationSeen({ ...seen, atMs: NOW }), ruleFor('klant.com.' as Fqdn), NOW);
    expect([young?.after, young?.sinceMs]).toEqual(
      sinceMs === undefined ? [undefined, undefined] : ['transfer', sinceMs],
    );
  });
  test('a window is over in the very moment', () => {
    const rule = ruleFor('klant.com.' as Fqdn);
    const seen = { outcome: 'found', createdMs: NOW - 60 * DAY } as const;
    expect(youngWindow(seen, rule, NOW - 1)).toMatchObject({ untilMs: NOW });
    expect(youngWindow(seen, rule, NOW)).toBeUndefined();
  });
});
