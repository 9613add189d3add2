import { describe, expect, test } from 'vitest';
import { combinedRegistry } from '../../src/adapters/registry/combined.ts';
import { fqdn } from '../../src/domain/name.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { Registration, Registry } from '../../src/ports/registry.ts';
import { never } from '../contract/laboratory.ts';

const COM = fqdn('klant.com');
const NS = [fqdn('ns1.oud.nl'), fqdn('ns2.oud.nl')];
const NOW = Date.UTC(2026, 10, 20);

const saying = (source: string, more: Partial<Registration>): Registration => ({
  outcome: 'found',
  statuses: [],
  nameServers: [],
  ds: [],
  source,
  evidence: [{ asked: source, answered: more.outcome ?? 'found', atMs: NOW }],
  atMs: NOW,
  ...more,
});
const WHOLE: Partial<Registration> = {
  registrar: { id: '292', name: 'Registrar Example, Inc.' },
  statuses: ['clientTransferProhibited'],
  nameServers: NS,
  createdMs: NOW - 900 * DAY,
  expiresMs: NOW + 100 * DAY,
};
const without = (...parts: (keyof Registration)[]): Partial<Registration> => ({
  ...Object.fromEntries(Object.entries(WHOLE).filter(([part]) => !parts.includes(part as keyof Registration))),
});
const UNKNOWN: Partial<Registration> = { outcome: 'unknown', why: 'rdap.example said nothing' };
const LIMITED: Partial<Registration> = { outcome: 'unknown', why: '429', slowDown: { retryAfterMs: HOUR } };

async function lookUp(
  rdap: Partial<Registration>,
  whois: Partial<Registration>,
  { domain = COM, same = true, signal = never() } = {},
) {
  const asked: string[] = [];
  const source = (name: string, answer: Partial<Registration>): Registry => ({
    lookUp: async () => {
      asked.push(name);
      return saying(`${name}.example`, answer);
    },
  });
  const combined = combinedRegistry({
    rdap: source('rdap', rdap),
    whois: source('whois', whois),
    sameOperator: () => same,
  });
  const registration = await combined.lookUp(domain, signal);
  return { registration, asked, evidence: (registration.evidence ?? []).map((one) => one.asked) };
}

describe('who is asked', () => {
  test.each<[string, Partial<Registration>, string[]]>([
    ['RDAP says everything', WHOLE, ['rdap']],
    ['RDAP says that there is none', { outcome: 'not-found' }, ['rdap']],
    ['RDAP leaves the registrar out', without('registrar'), ['rdap', 'whois']],
    ['RDAP leaves the expiry out', without('expiresMs'), ['rdap', 'whois']],
    ['RDAP leaves the statuses out', without('statuses'), ['rdap', 'whois']],
    ['RDAP leaves the name servers out', without('nameServers'), ['rdap', 'whois']],
    ['RDAP leaves the creation out', without('createdMs'), ['rdap', 'whois']],
    ['RDAP cannot say', UNKNOWN, ['rdap', 'whois']],
    ['RDAP is asked too often', LIMITED, ['rdap']],
  ])('%s', async (_title, rdap, expected) => expect((await lookUp(rdap, WHOLE)).asked).toEqual(expected));
  test.each<[string, keyof Registration]>([
    ['klant.nl', 'expiresMs'],
    ['klant.be', 'expiresMs'],
    ['klant.de', 'registrar'],
    ['klant.eu', 'statuses'],
    ['klant.de', 'createdMs'],
  ])('nobody is asked twice for what WHOIS never says: %s %s', async (name, part) => {
    expect((await lookUp(without(part), WHOLE, { domain: fqdn(name) })).asked).toEqual(['rdap']);
    expect((await lookUp(without('nameServers'), WHOLE, { domain: fqdn(name) })).asked).toEqual(['rdap', 'whois']);
  });
  test('who gave up asks nobody else', async () =>
    expect((await lookUp(UNKNOWN, WHOLE, { signal: AbortSignal.abort() })).asked).toEqual(['rdap']));
});

describe('what counts', () => {
  test('WHOIS adds what is missing and changes nothing', async () => {
    const { registration, evidence } = await lookUp(
      { ...without('createdMs', 'expiresMs'), ds: [], delegationSigned: false },
      {
        registrar: { id: 'other spelling', name: 'REGISTRAR EXAMPLE INC' },
        statuses: ['ok'],
        nameServers: [fqdn('ns.stale.nl')],
        ds: ['1 13 2 ab'],
        createdMs: 5,
        expiresMs: 7,
      },
    );
    expect(registration).toMatchObject({
      outcome: 'found',
      registrar: WHOLE.registrar,
      statuses: WHOLE.statuses,
      nameServers: NS,
      ds: [],
      createdMs: 5,
      expiresMs: 7,
      source: 'rdap.example',
    });
    expect(evidence).toEqual(['rdap.example', 'whois.example']);
  });
  test('nothing is taken from a WHOIS that names another registrar', async () => {
    const { registration } = await lookUp(without('statuses', 'createdMs'), {
      ...WHOLE,
      registrar: { id: '1', name: 'Gone' },
      statuses: ['ok'],
      createdMs: 5,
    });
    expect(registration).toMatchObject({ outcome: 'found', statuses: [], registrar: WHOLE.registrar });
    expect(registration.createdMs).toBeUndefined();
    expect(registration.evidence?.at(-1)?.answered).toMatch(/another registrar/);
  });
  test('words that nobody knows do not hide a lock', async () => {
    const odd: Partial<Registration> = { ...without('expiresMs'), statuses: ['so-so'] };
    expect((await lookUp(odd, WHOLE)).registration.statuses).toEqual(WHOLE.statuses);
    expect((await lookUp(odd, { ...WHOLE, statuses: [] })).registration.statuses).toEqual(['so-so']);
  });
  test('statuses of an answer that broke off are not all', async () => {
    const cut = { ...WHOLE, statusesCut: true } as const;
    expect((await lookUp(without('statuses'), cut)).registration.statusesCut).toBe(true);
    expect((await lookUp(without('expiresMs'), cut)).registration).not.toHaveProperty('statusesCut');
  });
  test('noughts before its number make it no other', async () => {
    const whois = { ...WHOLE, registrar: { id: `00${WHOLE.registrar!.id}`, name: 'The same' }, statuses: ['ok'] };
    expect((await lookUp(without('statuses'), whois)).registration.statuses).toEqual(['ok']);
  });
  test.each<[string, Partial<Registration>]>([
    ['says that there is none', { outcome: 'not-found' }],
    ['cannot say', UNKNOWN],
  ])('what RDAP found stays found when WHOIS %s', async (_title, whois) => {
    const { registration, evidence } = await lookUp(without('statuses'), whois);
    expect(registration).toMatchObject({ outcome: 'found', source: 'rdap.example', statuses: [] });
    expect(evidence).toEqual(['rdap.example', 'whois.example']);
  });
  test.each<[string, Partial<Registration>, string]>([
    ['found', WHOLE, 'found'],
    ['not-found', { outcome: 'not-found' }, 'not-found'],
  ])('where RDAP cannot say, WHOIS does: %s', async (_title, whois, outcome) => {
    const { registration, evidence } = await lookUp(UNKNOWN, whois);
    expect(registration).toMatchObject({ outcome, source: 'whois.example' });
    expect(evidence).toEqual(['rdap.example', 'whois.example']);
  });
  test.each(['Oude Hoster B.V.', '292'])(
    'a registrar that WHOIS calls %s is known to be named by WHOIS',
    async (id) => {
      const whois = { ...WHOLE, registrar: { id, name: 'Oude Hoster B.V.' } };
      for (const rdap of [UNKNOWN, without('registrar')])
        expect((await lookUp(rdap, whois)).registration.registrar?.by).toBe('whois');
      expect((await lookUp(without('statuses'), whois)).registration.registrar).toEqual(WHOLE.registrar);
    },
  );
  test('where neither can say it is unknown, with both reasons', async () => {
    const { registration, evidence } = await lookUp(UNKNOWN, { outcome: 'unknown', why: 'whois.example was silent' });
    expect(registration).toMatchObject({
      outcome: 'unknown',
      why: 'rdap.example said nothing; whois.example was silent',
    });
    expect(evidence).toEqual(['rdap.example', 'whois.example']);
  });
});

describe('who asked us to slow down', () => {
  test('is not asked by another way', async () => {
    const { registration, asked } = await lookUp(LIMITED, WHOLE);
    expect(asked).toEqual(['rdap']);
    expect(registration).toMatchObject({ outcome: 'unknown', slowDown: { retryAfterMs: HOUR } });
  });
  test("does not speak for another's server; it is left alone all the same", async () => {
    const { registration, asked } = await lookUp(LIMITED, WHOLE, { same: false });
    expect(asked).toEqual(['rdap', 'whois']);
    expect(registration).toMatchObject({ outcome: 'found', slowDown: { retryAfterMs: HOUR } });
  });
  test('by WHOIS, while it completes: what RDAP said counts, and the registry is left alone', async () => {
    const { registration } = await lookUp(without('statuses'), LIMITED);
    expect(registration).toMatchObject({ outcome: 'found', slowDown: { retryAfterMs: HOUR } });
  });
  test("by WHOIS, of another operator than RDAP's: RDAP may be asked again", async () => {
    const { registration } = await lookUp(without('statuses'), LIMITED, { same: false });
    expect(registration.outcome).toBe('found');
    expect(registration.slowDown).toBeUndefined();
  });
  test('by WHOIS alone', async () => {
    const { registration } = await lookUp(UNKNOWN, LIMITED);
    expect(registration).toMatchObject({ outcome: 'unknown', slowDown: { retryAfterMs: HOUR } });
  });
});
