import { describe, expect, test } from 'vitest';
import { newProject } from '../../src/app/new-project.ts';
import { planHash, stepsOf } from '../../src/domain/migration.ts';
import { playbookDigest } from '../../src/domain/playbook.ts';
import { ANNA, SMALL, smallOffice } from './small-office.ts';

describe('a new project', () => {
  test('is a draft, pinned to the playbook as it is now', async () => {
    const { app } = smallOffice();
    const { migrations } = await newProject(app, ['Klant.NL'], { playbook: 'small' }, ANNA);
    const [{ state }] = migrations as [(typeof migrations)[number]];
    expect(state.domain).toBe('klant.nl.');
    expect(state.started).toBe(false);
    expect(state.playbook).toEqual({ id: 'small', digest: playbookDigest(SMALL) });
    expect(await app.store.readPlaybook(playbookDigest(SMALL))).toEqual(SMALL);
    expect((await app.store.listProjections({ limit: 9 })).map(({ projection }) => projection.status)).toEqual([
      'draft',
    ]);
  });

  test('takes the four answers in any of their words, and a preset fills what is not said', async () => {
    const { app } = smallOffice();
    const given = { playbook: 'small', registration: 'stay', nameServers: 'moves', mail: 'moves' };
    const { migrations } = await newProject(app, ['klant.nl'], given, ANNA);
    expect(migrations[0]?.state.answers).toMatchObject({
      registration: 'stays',
      hosting: 'moves',
      mail: 'moves',
      nameServers: 'switch',
    });
  });

  test('has a migration for each domain, the main one with the checklist', async () => {
    const { app } = smallOffice({ checklists: { after: ['Formulier getest', 'Analytics telt'] } });
    const { project, migrations } = await newProject(
      app,
      ['klant.nl', 'klant.be'],
      {
        playbook: 'small',
        customer: 'Klant BV',
        domains: [{ domain: 'café-klant.nl', role: 'mail-only', mail: 'moves' }],
      },
      ANNA,
    );
    expect(project.domains.map(({ domain, role }) => [domain, role])).toEqual([
      ['klant.nl.', 'main'],
      ['klant.be.', 'redirect'],
      ['xn--caf-klant-d4a.nl.', 'mail-only'],
    ]);
    const [main, redirect, mail] = migrations;
    expect(redirect?.state.tasks).toEqual([]);
    expect(mail?.state.answers.mail).toBe('moves');
    const steps = stepsOf(SMALL, main!.state);
    const signoff = steps.find(({ id }) => id === 'customer-signoff');
    expect(signoff?.after).toEqual(['verify-live', 'checklist-1', 'checklist-2']);
    expect(steps.find(({ id }) => id === 'checklist-1')?.after).toEqual(['verify-live']);
  });

  for (const [what, domains, given, complaint] of [
    ['a name that is none', ['klant..nl'], { playbook: 'small' }, /"klant\.\.nl" is not a domain name/],
    ['an address on the web', ['https://klant.nl/'], { playbook: 'small' }, /Write the name alone/],
    ['an ending', ['nl'], { playbook: 'small' }, /nobody can move this one/],
    ['the root', ['.'], { playbook: 'small' }, /nobody can move this one/],
    ['a wildcard', ['*.klant.nl'], { playbook: 'small' }, /nobody can move this one/],
    ['a service name', ['_dmarc.klant.nl'], { playbook: 'small' }, /nobody can move this one/],
    [
      'a wildcard in the file',
      ['klant.nl'],
      { playbook: 'small', domains: [{ domain: '*.klant.be', role: 'redirect' }] },
      /nobody can move this one/,
    ],
    ['an unknown playbook', ['klant.nl'], { playbook: 'smal' }, /Did you mean small/],
    [
      'a missing answer',
      ['klant.nl'],
      { registration: 'moves', hosting: 'moves', mail: 'none' },
      /nameServers: is missing/,
    ],
    ['a wrong answer', ['klant.nl'], { playbook: 'small', mail: 'moved' }, /mail: "moved".*did you mean "moves"/],
    ['an unknown key', ['klant.nl'], { playbook: 'small', mailboxs: [] }, /did you mean "mailboxes"/],
    ['a domain twice', ['klant.nl', 'KLANT.nl.'], { playbook: 'small' }, /named twice/],
  ] as const)
    test(`is refused for ${what}`, async () => {
      const { app } = smallOffice();
      await expect(newProject(app, domains, given as never, ANNA)).rejects.toThrow(complaint);
      expect(await app.store.listProjections({ limit: 9 })).toEqual([]);
    });

  test('is refused while the domain has a migration that is not over', async () => {
    const { app } = smallOffice();
    await newProject(app, ['klant.nl'], { playbook: 'small' }, ANNA);
    await expect(newProject(app, ['klant.nl'], { playbook: 'small' }, ANNA)).rejects.toMatchObject({
      code: 'already-exists',
    });
  });

  test('nobody signs as golive', async () => {
    const { app } = smallOffice();
    await expect(newProject(app, ['klant.nl'], { playbook: 'small' }, { by: 'golive' })).rejects.toThrow(/--by/);
  });

  test('other answers are another plan', async () => {
    const { app } = smallOffice();
    const { migrations } = await newProject(app, ['klant.nl', 'klant.be'], { playbook: 'small' }, ANNA);
    expect(new Set(migrations.map(({ state }) => planHash(state))).size).toBe(2);
  });
});
