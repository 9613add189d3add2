import { beforeEach, describe, expect, test } from 'vitest';
import { answer, answerSecret } from '../../src/app/answer.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load } from '../../src/app/record.ts';
import type { Saying, Verb } from '../../src/app/say.ts';
import { addTask, note, say } from '../../src/app/say.ts';
import { FAILURES, GoLiveError } from '../../src/domain/errors.ts';
import { message } from '../../src/domain/message.ts';
import { planHash } from '../../src/domain/migration.ts';
import { Secret } from '../../src/domain/secret.ts';
import { statusOf } from '../../src/domain/status.ts';
import type { Office } from './small-office.ts';
import { ANNA, withClient } from './small-office.ts';

let office: Office;
beforeEach(async () => {
  office = await withClient();
});

const speak = (verb: Verb, saying: Saying = {}, why?: string) =>
  say(office.app, 'klant.nl', verb, saying, { ...ANNA, ...(why === undefined ? {} : { why }) });
const stateOf = async () => {
  const [header] = await office.app.store.findMigrations('klant.nl.');
  return (await load(office.app, header!.id)).state;
};
const task = (wants?: string, closesOnWord = false) => ({
  task: { text: message('x'), owner: 'agency' as const, closesOnWord, ...(wants === undefined ? {} : { wants }) },
});

describe('approve', () => {
  test('starts a draft', async () => {
    const [after] = await speak('approve');
    expect(after?.state.started).toBe(true);
    expect(statusOf(after!.playbook, after!.state)).toBe('planned');
  });
  test('of a plan that was read is refused once it has changed', async () => {
    const read = planHash(await stateOf());
    await answer(office.app, 'klant.nl', { pairs: [['mail', 'moves']] }, ANNA);
    await expect(speak('approve', { planHash: read })).rejects.toMatchObject({ code: 'plan-stale' });
    expect((await stateOf()).started).toBe(false);
  });
  test('goes to the step that waits for a yes, and shows what was accepted', async () => {
    await speak('approve');
    await office.engineSays('klant.nl', 'approve', 'asked', task());
    await speak('approve');
    expect((await stateOf()).approvals.map(({ step, by }) => [step, by])).toEqual([
      ['plan', 'Anna'],
      ['approve', 'Anna'],
    ]);
  });
  test('with nothing to approve is refused', async () => {
    await speak('approve');
    await expect(speak('approve')).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(speak('approve', { step: 'collect-access' })).rejects.toThrow(/asks for no approval/);
  });
});

describe('a verb about a step', () => {
  beforeEach(() => speak('approve'));
  test.each([
    ['losingRegistrarCuts', /golive answer klant\.nl losingRegistrarCuts=…/],
    ['ftp', /golive answer klant\.nl ftp$/],
    ['slot', /golive book klant\.nl --slot …/],
  ])('"done" where %s is wanted names the command that gives it', async (wants, command) => {
    await office.engineSays('klant.nl', 'ask-losing-registrar', 'asked', task(wants));
    await expect(speak('done', { step: 'ask-losing-registrar' })).rejects.toThrow(command);
  });
  test('without a name means the only one that waits for somebody', async () => {
    await office.engineSays('klant.nl', 'collect-access', 'asked', task(undefined, true));
    await speak('done');
    expect((await stateOf()).steps['collect-access']).toMatchObject({ state: 'ready', claimed: { by: 'Anna' } });
  });
  test('is refused when several could be meant', async () => {
    await office.engineSays('klant.nl', 'collect-access', 'asked', task(undefined, true));
    await office.engineSays('klant.nl', 'ask-losing-registrar', 'asked', task());
    await expect(speak('done')).rejects.toThrow(/collect-access, ask-losing-registrar/);
  });
  test('names the step that was probably meant', async () => {
    const thrown = await speak('retry', { step: 'colect-access' }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'step-unknown' });
    expect((thrown as GoLiveError).message).toContain('Did you mean collect-access?');
    expect(FAILURES['step-unknown'].exit).toBe(2);
  });
  test('"done" is not enough where an answer is wanted', async () => {
    await office.engineSays('klant.nl', 'ask-losing-registrar', 'asked', task('losingRegistrarCuts'));
    await expect(speak('done')).rejects.toThrow(/golive answer klant\.nl losingRegistrarCuts/);
  });
  test('is refused while the step is working', async () => {
    await office.engineSays('klant.nl', 'collect-access', 'started');
    await expect(speak('skip', { step: 'collect-access' }, 'because')).rejects.toThrow(/is working/);
  });
  test.each(['approve', 'wait-for-slot'])('%s is a gate: it is passed, not skipped', async (step) => {
    await expect(speak('skip', { step }, 'in a hurry')).rejects.toThrow(
      /it is a gate.*golive (approve|book) klant\.nl/,
    );
    expect((await stateOf()).steps[step]).toBeUndefined();
  });
  test('skip needs a step and a reason, and keeps both', async () => {
    await expect(speak('skip', { step: 'collect-access' })).rejects.toThrow(/--why/);
    await expect(speak('skip', {}, 'because')).rejects.toThrow(/must be named/);
    await speak('skip', { step: 'collect-access' }, 'we have them');
    expect((await stateOf()).steps['collect-access']?.skippedBy).toEqual({ by: 'Anna', why: 'we have them' });
  });
});

describe('going back and ending', () => {
  test('a draft cannot be rolled back, only cancelled', async () => {
    await expect(speak('rollback')).rejects.toThrow(/nothing has begun/);
    await expect(speak('cancel')).rejects.toThrow(/--why/);
    const [after] = await speak('cancel', {}, 'customer stays');
    expect(after?.state.cancelled).toBe(true);
  });
  test('past the point of no return it is refused with the step that was it', async () => {
    await speak('approve');
    for (const step of [
      'collect-access',
      'ask-losing-registrar',
      'approve',
      'wait-for-slot',
      'order-hosting',
      'verify-live',
      'customer-signoff',
    ])
      await office.engineSays('klant.nl', step, 'observedDone');
    await office.engineSays('klant.nl', 'request-transfer', 'started');
    await office.engineSays('klant.nl', 'request-transfer', 'observedDone');
    await expect(speak('rollback')).rejects.toThrow(/request-transfer is the point of no return/);
  });
  test('what may have happened is not left behind by accident', async () => {
    await speak('approve');
    await office.engineSays('klant.nl', 'collect-access', 'started');
    await office.writes('klant.nl', {
      type: 'effect-intended',
      id: 'e1',
      step: 'collect-access',
      name: 'x',
      kind: 'once',
      direction: 'forward',
      key: 'k',
      request: {},
      generation: 1,
      consistencyMs: 0,
    });
    await expect(speak('cancel', {}, 'enough')).rejects.toThrow(/collect-access changed something.*--leave/);
    expect((await stateOf()).cancelled).toBe(false);
    await speak('cancel', { leave: true }, 'finished by hand');
    expect((await stateOf()).cancelled).toBe(true);
  });
  test('pause twice is refused, resume goes on', async () => {
    await speak('approve');
    await speak('pause');
    await expect(speak('pause')).rejects.toMatchObject({ code: 'not-allowed' });
    await speak('resume');
    expect((await stateOf()).paused).toBe(false);
  });
});

describe('answers', () => {
  const give = (...pairs: [string, string][]) => answer(office.app, 'klant.nl', { pairs }, ANNA);
  test('of all kinds are read and checked', async () => {
    await give(
      ['mail', 'stay'],
      ['newNameServers', 'ns1.nieuw.nl, ns2.nieuw.nl'],
      ['mailboxes', 'info@klant.nl'],
      ['site.database', 'yes'],
    );
    await give(['losingRegistrarCuts', 'No'], ['mailTo', 'Microsoft 365']);
    const { answers } = await stateOf();
    expect(answers).toMatchObject({
      mail: 'stays',
      newNameServers: ['ns1.nieuw.nl.', 'ns2.nieuw.nl.'],
      mailboxes: ['info@klant.nl'],
      mailTo: 'Microsoft 365',
      free: { losingRegistrarCuts: 'no' },
    });
    expect(answers.site).toMatchObject({ source: 'old-host', canonicalHost: 'www.klant.nl', database: true });
  });
  for (const [what, pair, complaint] of [
    ['a name nobody asked for', ['colour', 'blue'], /"colour" is not an answer/],
    ['a typing error', ['mialTo', 'x'], /Did you mean mailTo/],
    ['a value it cannot have', ['hosting', 'gone'], /hosting/],
    ['a value a step cannot use', ['losingRegistrarCuts', 'perhaps'], /yes, no, unknown/],
    ['a name server that is none', ['newNameServers', 'ns1..nl'], /newNameServers/],
    ['a secret on the command line', ['authcode', 'hunter2'], /golive answer klant\.nl authcode/],
  ] as const)
    test(`are refused: ${what}`, async () => {
      const before = (await stateOf()).seq;
      const thrown = await give([...pair]).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(GoLiveError);
      expect((thrown as GoLiveError).message).toMatch(complaint);
      expect((thrown as GoLiveError).message).not.toContain('hunter2');
      expect((thrown as GoLiveError).row.exit).toBe(2);
      expect((await stateOf()).seq).toBe(before);
    });
  test('that are secrets go to the vault, and the journal knows only that', async () => {
    await answerSecret(office.app, 'klant.nl', 'authcode', new Secret('hunter2'), ANNA);
    const { id, secrets } = await stateOf();
    expect(Object.keys(secrets)).toEqual(['authcode']);
    expect((await office.app.store.readSecret(id, 'authcode'))?.reveal()).toBe('hunter2');
    expect(JSON.stringify(await office.app.store.readJournal(id))).not.toContain('hunter2');
    await answerSecret(office.app, 'klant.nl', 'ftp', new Secret('x'), ANNA);
    await expect(answerSecret(office.app, 'klant.nl', 'ftps', new Secret('x'), ANNA)).rejects.toThrow(
      /Did you mean ftp/,
    );
    await expect(answerSecret(office.app, 'klant.nl', 'mailTo', new Secret('x'), ANNA)).rejects.toThrow(
      /Write mailTo=/,
    );
    await expect(answerSecret(office.app, 'klant.nl', 'authcode', new Secret(' '), ANNA)).rejects.toThrow(/empty/);
  });
});

describe('whom it is about', () => {
  test('a domain in any spelling, a migration, a project', async () => {
    const { id, projectId } = await stateOf();
    for (const name of ['klant.nl', 'KLANT.NL.', id, projectId]) {
      const [after] = await note(office.app, name, 'hello', undefined, ANNA);
      expect(after?.state.id).toBe(id);
    }
  });
  test('an unknown one is named with the one that was probably meant', async () => {
    await expect(say(office.app, 'klamt.nl', 'pause', {}, ANNA)).rejects.toThrow(/Did you mean klant\.nl\?/);
  });
  test('a project means all its domains, a step those that have it', async () => {
    const { project } = await newProject(office.app, ['een.nl', 'twee.nl'], { playbook: 'small' }, ANNA);
    const after = await say(office.app, project.id, 'approve', {}, ANNA);
    expect(after.map(({ state }) => [state.domain, state.started])).toEqual([
      ['een.nl.', true],
      ['twee.nl.', true],
    ]);
    await expect(note(office.app, project.id, 'hello', undefined, ANNA)).rejects.toThrow(/Name one: een\.nl, twee\.nl/);
  });
});

describe('tasks and notes', () => {
  test('an added task is a step like any other', async () => {
    const added = {
      title: 'Proefbestelling',
      owner: 'tester' as const,
      after: ['verify-live'],
      before: ['customer-signoff'],
    };
    await addTask(office.app, 'klant.nl', added, ANNA);
    await addTask(office.app, 'klant.nl', { ...added, title: 'Nog een' }, ANNA);
    expect((await stateOf()).tasks.map(({ id, title }) => [id, title])).toEqual([
      ['task-1', 'Proefbestelling'],
      ['task-2', 'Nog een'],
    ]);
    await expect(addTask(office.app, 'klant.nl', { ...added, after: ['verify-life'] }, ANNA)).rejects.toThrow(
      /Did you mean verify-live/,
    );
  });
  test('a note is kept with who and about what', async () => {
    await note(office.app, 'klant.nl', 'belt terug', 'collect-access', { by: 'Bram' });
    expect((await stateOf()).notes).toMatchObject([{ text: 'belt terug', by: 'Bram', step: 'collect-access' }]);
    await expect(note(office.app, 'klant.nl', ' ', undefined, ANNA)).rejects.toThrow(/empty/);
  });
});
