import { beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { answer, answerSecret } from '../../src/app/answer.ts';
import { book } from '../../src/app/book.ts';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { migrationDocument } from '../../src/app/migration-document.ts';
import { newProject } from '../../src/app/new-project.ts';
import { projectDocument } from '../../src/app/project-document.ts';
import { addTask, note, say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { message } from '../../src/domain/message.ts';
import { Secret } from '../../src/domain/secret.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { playbookOf, stepAfter } from '../domain/playbooks.ts';
import type { Office } from './small-office.ts';
import { ANNA, FRIDAY, SWITCHING, withClient } from './small-office.ts';

let office: Office;
beforeEach(async () => {
  office = await withClient();
});

function judged<Name extends 'migration' | 'project'>(
  name: Name,
  document: unknown,
): z.infer<(typeof DOCUMENTS)[Name]> {
  return DOCUMENTS[name].parse(JSON.parse(JSON.stringify(document))) as z.infer<(typeof DOCUMENTS)[Name]>;
}
const migration = async (domain = 'klant.nl') => judged('migration', await migrationDocument(office.app, domain));

describe('one migration', () => {
  test('in draft: every step with what it comes after, who it is for and what going back costs', async () => {
    const shown = await migration();
    expect(shown).toMatchObject({ domain: 'klant.nl', status: 'draft', deadlines: [], asked: [], remarks: [] });
    expect(shown.steps.map(({ step, after, who, status }) => [step, after, who, status])).toEqual([
      ['collect-access', [], 'Klant BV', 'waiting'],
      ['ask-losing-registrar', [], 'Klant BV', 'waiting'],
      ['approve', ['collect-access', 'ask-losing-registrar'], 'Anna', 'waiting'],
      ['wait-for-slot', ['approve'], 'golive', 'waiting'],
      ['order-hosting', ['wait-for-slot'], 'golive', 'waiting'],
      ['verify-live', ['order-hosting'], 'golive', 'waiting'],
      ['customer-signoff', ['verify-live'], 'Klant BV', 'waiting'],
      ['request-transfer', ['customer-signoff'], 'golive', 'waiting'],
    ]);
    expect(shown.steps.filter(({ behindNoReturn }) => behindNoReturn).map(({ step }) => step)).toEqual([
      'request-transfer',
    ]);
  });
  test('what a person is asked, with the answer that closes it, and what was given', async () => {
    await say(office.app, 'klant.nl', 'approve', {}, ANNA);
    const task = { text: message('task.collect-access', { domain: 'klant.nl' }), owner: 'login-owner' } as const;
    await office.engineSays('klant.nl', 'collect-access', 'asked', {
      task: { ...task, closesOnWord: true, wants: 'ftp', dueMs: FRIDAY + DAY },
      findings: [{ tag: 'TTL_TOO_LONG', subject: 'klant.nl NS', message: message('engine.checking'), evidence: [] }],
    });
    const before = await migration();
    expect(before.asked).toMatchObject([{ step: 'collect-access', name: 'ftp', secret: true, who: 'Klant BV' }]);
    expect(before.steps[0]).toMatchObject({
      status: 'needs-you',
      waitsFor: 'person',
      wantsSecret: true,
      since: '2026-11-20T10:00:00.000+01:00',
      until: '2026-11-21T10:00:00.000+01:00',
      findings: [{ tag: 'TTL_TOO_LONG', severity: 'warning' }],
    });
    expect(before.deadlines).toMatchObject([{ kind: 'task', step: 'collect-access', who: 'Klant BV', isPast: false }]);
    await answerSecret(office.app, 'klant.nl', 'ftp', new Secret('hunter2'), ANNA);
    const after = await migration();
    expect(after.secrets).toEqual([{ field: 'ftp', storedAt: '2026-11-20T10:00:00.000+01:00' }]);
    expect(JSON.stringify(after)).not.toContain('hunter2');
    office.clock.jumpTo(FRIDAY + 2 * DAY);
    expect((await migration()).deadlines).toMatchObject([{ kind: 'task', isPast: true }]);
  });
  test('what may be approved: a step that asks for a yes, once, and not the customer’s before it is asked', async () => {
    const open = async () =>
      (await migration()).steps.filter(({ mayBeApproved }) => mayBeApproved).map(({ step }) => step);
    expect(await open()).toEqual([]);
    await say(office.app, 'klant.nl', 'approve', {}, ANNA);
    expect(await open()).toEqual(['approve', 'order-hosting']);
    await say(office.app, 'klant.nl', 'approve', { step: 'approve' }, { by: 'Ben' });
    expect(await open()).toEqual(['order-hosting']);
    const approved = (await migration()).steps.find(({ step }) => step === 'approve')!.approved!;
    expect(approved).toMatchObject({ by: 'Ben', current: true });
  });
  test('the moments that matter, the earliest first', async () => {
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    await say(office.app, 'klant.nl', 'approve', {}, ANNA);
    await office.engineSays('klant.nl', 'ask-losing-registrar', 'waitFor', {
      waitsFor: {
        for: 'outside',
        untilMs: FRIDAY + HOUR,
        lookAgainMs: FRIDAY + MINUTE,
        deadlineMs: FRIDAY + DAY,
        reason: message('engine.checking'),
      },
    });
    const { deadlines } = await migration();
    expect(deadlines.map(({ kind, at }) => [kind, at])).toEqual([
      ['wait', '2026-11-20T11:00:00.000+01:00'],
      ['deadline', '2026-11-21T10:00:00.000+01:00'],
      ['slot', '2026-12-01T09:00:00.000+01:00'],
      ['slot-end', '2026-12-01T13:00:00.000+01:00'],
    ]);
    for (const { what } of deadlines) expect(what).not.toMatch(/deadline\.|\{/);
  });
  test('the switch in the caches: the sum of its terms, and each resolver', async () => {
    const watched = playbookOf([...SWITCHING.steps, stepAfter('watch-propagation', ['change-delegation'])], {
      id: 'watched',
      answers: SWITCHING.answers,
    });
    const app = { ...office.app, playbooks: async () => new Map([[watched.id, watched]]) };
    await newProject(app, ['winkel.nl'], { playbook: 'watched' }, ANNA);
    await answer(app, 'winkel.nl', { pairs: [['newNameServers', 'ns1.agency.example ns2.agency.example']] }, ANNA);
    expect((await migration('winkel.nl')).propagation).toBeUndefined();
    await say(app, 'winkel.nl', 'approve', {}, ANNA);
    await note(app, 'winkel.nl', 'an <b>odd</b> note', undefined, ANNA);
    const terms = [
      { what: 'delegation', seconds: 3600, source: 'winkel.nl. NS at the parent' },
      { what: 'rrset', seconds: 300, source: 'winkel.nl. A' },
    ];
    const resolvers = [
      { name: 'Quad9', gate: true, outcome: 'new', turnedAtMs: FRIDAY + MINUTE },
      { name: 'Other', gate: false, outcome: 'old', clearsAtMs: FRIDAY + HOUR },
    ];
    await office.engineSays('winkel.nl', 'watch-propagation', 'waitFor', {
      facts: { terms, switchedAtMs: FRIDAY, worstCaseAtMs: FRIDAY + 3_900_000, resolvers },
    });
    const { propagation, remarks, deadlines } = await migration('winkel.nl');
    expect(deadlines.map(({ kind }) => kind)).toEqual(['caches']);
    expect(remarks.map(({ text }) => text)).toEqual(['an <b>odd</b> note']);
    expect(propagation).toMatchObject({
      switchedAt: '2026-11-20T10:00:00.000+01:00',
      worstCaseAt: '2026-11-20T11:05:00.000+01:00',
      seconds: 3900,
      terms: [
        { what: 'delegation', seconds: 3600 },
        { what: 'rrset', seconds: 300, source: 'winkel.nl A' },
      ],
      rrsets: [{ source: 'winkel.nl A', seconds: 3900, at: '2026-11-20T11:05:00.000+01:00' }],
      resolvers: [
        { name: 'Quad9', gate: true, outcome: 'new', turnedAt: '2026-11-20T10:01:00.000+01:00' },
        { name: 'Other', gate: false, outcome: 'old', clearsAt: '2026-11-20T11:00:00.000+01:00' },
      ],
    });
  });
  test('says of it what the status document says', async () => {
    await addTask(office.app, 'klant.nl', { title: 'Bel de klant', owner: 'agency', after: [], before: [] }, ANNA);
    await note(office.app, 'klant.nl', 'gebeld', undefined, ANNA);
    const [entry] = (await statusDocument(office.app, { domain: 'klant.nl' })).migrations;
    expect(await migration()).toMatchObject(JSON.parse(JSON.stringify(entry)));
    await expect(migrationDocument(office.app, 'nobody.nl')).rejects.toMatchObject({ code: 'domain-unknown' });
  });
});

describe('one project', () => {
  test('with its half-day and the entries of its domains, and no address of anybody', async () => {
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning', onDuty: 'Ben' }, ANNA);
    const project = (await office.app.store.findMigrations('klant.nl.'))[0]!.projectId;
    const contact = { name: 'Piet', mail: 'piet@klant.nl', language: 'nl', parts: ['tester'] } as const;
    await office.app.store.saveProject({ ...(await office.app.store.readProject(project))!, contacts: [contact] });
    const shown = judged('project', await projectDocument(office.app, project));
    expect(shown).toMatchObject({
      customer: 'Klant BV',
      contacts: [{ name: 'Piet', parts: ['tester'], hasMail: true }],
      domains: [{ domain: 'klant.nl', role: 'main' }],
      booking: { slot: '2026-12-01/morning', startsAt: '2026-12-01T09:00:00.000+01:00', owner: 'Ben' },
      migrations: [{ domain: 'klant.nl', slot: '2026-12-01/morning' }],
    });
    expect(JSON.stringify(shown)).not.toContain('piet@');
    expect(await projectDocument(office.app, 'klant.nl')).toEqual(await projectDocument(office.app, project));
  });
  test('a hold that ran out is no half-day', async () => {
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning', hold: true } as never, ANNA);
    office.clock.jumpTo(FRIDAY + 9 * DAY);
    expect(judged('project', await projectDocument(office.app, 'klant.nl')).booking).toBeUndefined();
  });
});
