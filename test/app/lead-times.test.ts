import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { book, reschedule, unbook } from '../../src/app/book.ts';
import { newProject } from '../../src/app/new-project.ts';
import { say } from '../../src/app/say.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import type { JournalEvent, StepDetail } from '../../src/domain/journal.ts';
import type { StepEventName } from '../../src/domain/lifecycle.ts';
import { DAY } from '../../src/domain/time.ts';
import { BUILT_IN } from '../playbook/built-in.ts';
import type { Office } from './small-office.ts';
import { ANNA, smallOffice } from './small-office.ts';

const MOVES = { registration: 'moves', hosting: 'moves', mail: 'moves', nameServers: 'switch' } as const;
const at = (local: string) => Date.parse(`${local}+01:00`);
const NOW = '2026-11-20T10:00';

/** A Friday at ten, a project with the built-in playbooks, approved; two days of notice unless it is said. */
async function moving(domains: readonly string[], answers: object = {}, slots: object = {}) {
  const office = smallOffice({ slots });
  const app: App = { ...office.app, playbooks: async () => BUILT_IN.playbooks };
  const { project } = await newProject(app, domains, { ...MOVES, ...answers } as never, ANNA);
  await say(app, project.id, 'approve', {}, ANNA);
  return { ...office, app };
}
const says = (office: Office, step: string, event: StepEventName, detail: StepDetail = {}, domain = 'klant.nl') =>
  office.engineSays(domain, step, event, detail);
const earliest = async (app: App, domain = 'klant.nl') => (await slotsDocument(app, { domain })).earliest!;
const warned = async (app: App, domain = 'klant.nl') =>
  (await slotsDocument(app, { domain })).slots[0]!.warnings?.map(({ why }) => why).join(' ') ?? '';

/** What `watch-parents` saw of an unsigned domain, and of one that is signed. */
const LOOKED = { oldNameServers: ['ns1.oud.example.'], delegationTtlSeconds: 172_800 };
const SIGNED = { ...LOOKED, dsPresentSinceMs: 1, dsAbsentSinceMs: null };

describe('a term of the earliest safe half-day', () => {
  test('is nothing that nobody has measured: it warns, and refuses nothing', async () => {
    const { app } = await moving(['klant.nl'], { mail: 'stays' });
    const { slot, terms } = await earliest(app);
    expect([slot, terms.map(({ rule }) => rule)]).toEqual(['2026-11-23/morning', ['notice']]);
    const said = await warned(app);
    expect(said).toMatch(/caches keep the old data of klant\.nl.*certificate of klant\.nl/);
    await expect(book(app, 'klant.nl', { slot: '2026-11-23/morning' }, ANNA)).resolves.toMatchObject({
      warnings: [{ rule: 'unmeasured' }, { rule: 'unmeasured' }],
    });
  });

  test('of a signed .com is longer than two days of notice', async () => {
    const office = await moving(['klant.com'], { mail: 'stays' });
    office.clock.jumpTo(at('2026-11-23T10:00'));
    const facts = { ...SIGNED, dsTtlSeconds: 86_400, keysTtlSeconds: 172_800 };
    await says(office, 'watch-parents', 'waitFor', { facts }, 'klant.com');
    const { slot, terms } = await earliest(office.app, 'klant.com');
    // By notice alone it were Wednesday morning; a day of the DS, two of keys, and five minutes of the registry, are later.
    expect(terms[0]).toMatchObject({ rule: 'notice', from: '2026-11-25' });
    expect(terms[1]).toMatchObject({
      rule: 'ds',
      subject: 'klant.com DS',
      until: '2026-11-26T10:05:00.000+01:00',
      sum: 'registry 300 s + DS 86400 s + DNSKEY 172800 s = 259500 s',
    });
    expect(slot).toBe('2026-11-26/afternoon');
    await expect(book(office.app, 'klant.com', { slot: '2026-11-26/morning' }, ANNA)).rejects.toThrow(
      /klant\.com DS leaves caches .*DNSKEY 172800 s.*Next free: 2026-11-26\/afternoon/,
    );
  });

  test('is every domain’s of the project', async () => {
    const office = await moving(['klant.nl', 'klant.be'], { mail: 'stays' });
    await says(office, 'watch-parents', 'waitFor', { facts: LOOKED });
    const longestTtl = { what: 'rrset', seconds: 4 * 86_400, source: 'klant.be. A at the old servers' };
    await says(office, 'watch-parents', 'waitFor', { facts: { ...LOOKED, longestTtl } }, 'klant.be');
    for (const domain of ['klant.nl', 'klant.be']) {
      const { slot, terms } = await earliest(office.app, domain);
      expect(terms.slice(1)).toEqual([
        {
          rule: 'ttl',
          subject: 'klant.be A',
          until: '2026-11-24T10:00:00.000+01:00',
          sum: 'klant.be. A 345600 s = 345600 s',
        },
      ]);
      expect(slot).toBe('2026-11-24/afternoon');
    }
  });

  test('is the certificate while it is being issued, and nothing once it is there', async () => {
    const office = await moving(['klant.nl'], { mail: 'stays' }, { noticeDays: 0 });
    const waitsFor = {
      for: 'outside',
      untilMs: at('2026-11-20T14:00'),
      lookAgainMs: 0,
      reason: { text: 'x' },
    } as const;
    await says(office, 'prepare-certificate', 'waitFor', { waitsFor });
    expect((await earliest(office.app)).terms[1]).toMatchObject({
      rule: 'certificate',
      subject: 'klant.nl',
      until: '2026-11-20T14:00:00.000+01:00',
      sum: 'asked for, up to 240 min',
    });
    expect((await earliest(office.app)).slot).toBe('2026-11-23/morning');
    await says(office, 'prepare-certificate', 'observedDone');
    expect((await earliest(office.app)).slot).toBe('2026-11-20/afternoon');
    expect(await warned(office.app)).not.toMatch(/certificate/);
  });

  test('is the first copy of the mailboxes, by the playbook’s estimate, while it is not done', async () => {
    const office = await moving(['klant.nl'], {}, { noticeDays: 0 });
    const term = async () => (await earliest(office.app)).terms.find(({ rule }) => rule === 'mailboxes');
    expect(await term()).toMatchObject({
      until: `${NOW.slice(0, 11)}14:00:00.000+01:00`,
      sum: 'copy-mail-presync 240 min',
    });
    expect((await earliest(office.app)).slot).toBe('2026-11-23/morning');
    await says(office, 'copy-mail-presync', 'skipped');
    expect(await term()).toBeUndefined();
  });
});

describe('a mail policy', () => {
  test('is not known before a preflight where the mail moves, and then by what it says', async () => {
    const office = await moving(['klant.nl']);
    expect(await warned(office.app)).toMatch(/mail policy \(MTA-STS\) of klant\.nl has not been measured/);
    const message = { text: 'dns.mta-sts.pins', values: { seconds: 6 * 86_400 } };
    const finding = { tag: 'MTA_STS_PINS_OLD_MX', subject: 'klant.nl.', message, evidence: [] } as const;
    await says(office, 'preflight', 'blocked', { findings: [finding], observed: 'a'.repeat(64) });
    const term = (await earliest(office.app)).terms.find(({ rule }) => rule === 'policy');
    expect(term).toMatchObject({ until: '2026-11-26T10:00:00.000+01:00', sum: 'max_age 518400 s' });
    expect(await warned(office.app)).not.toMatch(/MTA-STS/);
  });
  test('matters to nobody whose mail stays', async () => {
    const { app } = await moving(['klant.nl'], { mail: 'stays' });
    expect(await warned(app)).not.toMatch(/MTA-STS/);
  });
});

describe('a transfer code that was given', () => {
  const given = async (expiresAtMs: number, facts: Record<string, unknown> = LOOKED) => {
    const office = await moving(['klant.nl'], { mail: 'stays' });
    await says(office, 'watch-parents', 'waitFor', { facts });
    const event: JournalEvent = { type: 'secret-stored', field: 'authcode', expiresAtMs };
    await office.writes('klant.nl', event);
    return office.app;
  };
  const free = async (app: App) =>
    (await slotsDocument(app, { domain: 'klant.nl', days: 10 })).slots
      .filter((one) => one.free)
      .map(({ slot }) => slot);

  test('has to reach past the half-day, and past what caches keep then', async () => {
    const app = await given(at('2026-11-26T13:05'));
    // Two days of delegation and five minutes of lowered records before Thursday 13:05 is Tuesday 13:00.
    expect((await earliest(app)).terms.find(({ rule }) => rule === 'code')).toEqual({
      rule: 'code',
      subject: 'klant.nl',
      before: '2026-11-24T13:00:00.000+01:00',
      sum: 'code runs out − (NS (parent) 172800 s + klant.nl. lowered 300 s = 173100 s)',
    });
    expect(await free(app)).toEqual(['2026-11-23/morning', '2026-11-23/afternoon', '2026-11-24/morning']);
  });
  test('of which caches are not measured counts until it runs out, and that is said', async () => {
    const { delegationTtlSeconds: _ttl, ...unknown } = LOOKED;
    const app = await given(at('2026-11-24T13:00'), unknown);
    expect(await free(app)).toEqual(['2026-11-23/morning', '2026-11-23/afternoon', '2026-11-24/morning']);
    expect(await warned(app)).toMatch(/transfer code of klant\.nl/);
  });
  test('that runs out when nobody knows stands in no way', async () => {
    const office = await moving(['klant.nl'], { mail: 'stays' });
    await office.writes('klant.nl', { type: 'secret-stored', field: 'authcode' });
    expect((await earliest(office.app)).terms.map(({ rule }) => rule)).toEqual(['notice']);
  });
});

describe('what was done ahead of a half-day', () => {
  const TUESDAY = '2026-12-01/morning';
  const lowered = async () => {
    const office = await moving(['klant.nl', 'klant.be'], { mail: 'stays' });
    const longestTtl = { what: 'rrset', seconds: 5 * 86_400, source: 'klant.nl. A at the old servers' };
    await says(office, 'watch-parents', 'waitFor', { facts: { ...LOOKED, longestTtl } });
    await says(office, 'collect-access', 'observedDone');
    await says(office, 'lower-ttl', 'started', { changes: [{ text: 'x' }], before: 'seen' });
    const loweredAtMs = at(NOW) - 4 * DAY;
    await says(office, 'lower-ttl', 'observedDone', { facts: { oldTtlSeconds: 5 * 86_400, loweredAtMs } });
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    return office;
  };
  const stands = [{ domain: 'klant.nl.', step: 'lower-ttl', doneMs: at(NOW) }];

  test.each([
    ['unbook', (app: App, taken?: 'undo') => unbook(app, 'klant.be', taken === undefined ? {} : { taken }, ANNA)],
    [
      'reschedule',
      (app: App, taken?: 'undo') =>
        reschedule(app, 'klant.be', { slot: '2026-12-08/morning', ...(taken === undefined ? {} : { taken }) }, ANNA),
    ],
  ] as const)('is listed by %s, of all domains, and stays unless somebody says undo', async (_verb, ask) => {
    const kept = await lowered();
    const done = await ask(kept.app);
    expect(done.standing).toMatchObject(stands);
    expect(done.migrations.map(({ state }) => state.takingBack)).toEqual([[], []]);

    const undone = await ask((await lowered()).app, 'undo');
    expect(undone.standing).toMatchObject(stands);
    expect(undone.migrations.map(({ state }) => state.takingBack)).toEqual([['lower-ttl'], []]);
  });
  test('and was taken back counts as not done: the wait begins anew', async () => {
    const office = await lowered();
    await unbook(office.app, 'klant.nl', { taken: 'undo' }, ANNA);
    await says(office, 'lower-ttl', 'undoStarted');
    await says(office, 'lower-ttl', 'undone');
    expect((await earliest(office.app)).terms[1]).toMatchObject({
      rule: 'ttl',
      until: '2026-11-25T10:00:00.000+01:00',
    });
  });
});
