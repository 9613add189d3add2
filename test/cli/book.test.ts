import { beforeEach, describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Office } from '../app/small-office.ts';
import { ANNA, withClient } from '../app/small-office.ts';
import { goliveOn } from './world-shell.ts';

const TUESDAY = '2026-12-01/morning';
const FRIDAY = '2026-12-04/afternoon';

let office: Office;
beforeEach(async () => {
  office = await withClient({ agency: { language: 'en' }, people: [{ name: 'Anna' }, { name: 'Bert' }] });
  await newProject(office.app, ['ander.nl', 'ander.be'], { playbook: 'small', customer: 'Ander', owner: 'Bert' }, ANNA);
});
const golive = (args: readonly string[], shell: Partial<Shell> = {}) =>
  goliveOn({ app: office.app, dns: undefined as never, shell: { columns: 80, ...shell } }, args);
const said = async (...args: string[]) => {
  const { code, out, err } = await golive(args);
  expect([code, err], args.join(' ')).toEqual([0, '']);
  return out.split('\n');
};
const booked = async () =>
  (await office.app.store.bookings('2026', '2028')).map(
    ({ slot, heldUntilMs }) => `${slot}${heldUntilMs ? ' held' : ''}`,
  );

describe('golive book', () => {
  test('says when, for which domains, and who is on duty', async () => {
    expect(await said('book', 'ander.be', '--slot', TUESDAY)).toEqual([
      expect.stringMatching(/^Ander: booked for Tuesday,? 1 December 2026, morning$/),
      '  Begins   Tue 1 Dec, 09:00 CET (Europe/Amsterdam)',
      '  Domains  ander.nl, ander.be',
      '  On duty  Bert',
      'Not approved yet, so nothing begins there. Approve:',
      '  golive approve ander.nl',
      '  golive approve ander.be',
    ]);
    expect(await booked()).toEqual([TUESDAY]);
  });
  test('says what to know of it, and takes another on duty', async () => {
    const lines = await said('book', 'klant.nl', '--slot', FRIDAY, '--owner', 'bert');
    expect(lines).toContain('  On duty  Bert');
    expect(lines).toContain('  Note     A Friday: what shows late shows at the weekend.');
  });
  test('holds, says until when, and how the customer’s yes is given', async () => {
    const lines = await said('book', 'klant.nl', '--slot', TUESDAY, '--hold');
    expect(lines[0]).toMatch(/^Klant BV: held for Tuesday,? 1 December 2026, morning$/);
    expect(lines).toContain('  Confirm before  Wed 25 Nov, 10:00 CET');
    expect(lines.at(-1)).toBe('Confirm it: golive book klant.nl --confirm');
    expect(await booked()).toEqual([`${TUESDAY} held`]);
    expect((await said('book', 'klant.nl', '--confirm'))[0]).toMatch(/^Klant BV: booked for/);
    expect(await booked()).toEqual([TUESDAY]);
  });
  test('a hold is told apart from a booking in the list and in the journal', async () => {
    const told = async () => {
      const list = (await said('status')).find((line) => line.startsWith('klant.nl'));
      const journal = (await said('journal', 'klant.nl')).join(' ').replace(/\s+/g, ' ');
      return [list?.includes('morning, held'), journal.match(/Half-day (?:held until|booked)/g)];
    };
    await said('book', 'klant.nl', '--slot', TUESDAY, '--hold');
    expect(await told()).toEqual([true, ['Half-day held until']]);
    await said('book', 'klant.nl', '--confirm');
    expect(await told()).toEqual([false, ['Half-day held until', 'Half-day booked']]);
  });
  test('says what still has to be approved, and no more once it is', async () => {
    const drafts = async (...args: string[]) => (await said(...args)).join('\n').match(/(?<=Approve:\n)[\s\S]*/)?.[0];
    const more = ['a', 'b', 'c', 'd'].map((name) => `${name}.nl`);
    await newProject(office.app, more, { playbook: 'small', customer: 'Vier' }, ANNA);
    expect(await drafts('book', 'a.nl', '--slot', TUESDAY)).toBe(
      [...['a', 'b', 'c'].map((name) => `  golive approve ${name}.nl`), '  …'].join('\n'),
    );
    for (const one of more) await say(office.app, one, 'approve', {}, ANNA);
    expect(await drafts('reschedule', 'a.nl', '--slot', '2026-12-02/morning')).toBeUndefined();
  });
  test('done twice with one key is done once, and says so', async () => {
    await said('book', 'klant.nl', '--slot', TUESDAY, '--key', 'form-17');
    await said('unbook', 'klant.nl');
    expect((await golive(['book', 'klant.nl', '--slot', TUESDAY, '--key', 'form-17'])).out).toMatch(
      /key was used before/,
    );
    expect(await booked()).toEqual([]);
  });
  test('as JSON has the booking, its moments and its warnings', async () => {
    const { out } = await golive(['book', 'klant.nl', '--slot', FRIDAY, '--hold', '--owner', 'Anna', '--json']);
    expect(DOCUMENTS.said.parse(JSON.parse(out))).toMatchObject({
      schema: 'golive.said/1',
      migrations: [{ domain: 'klant.nl' }],
      booking: {
        slot: FRIDAY,
        startsAt: '2026-12-04T13:00:00.000+01:00',
        timeZone: 'Europe/Amsterdam',
        owner: 'Anna',
        heldUntil: '2026-11-25T10:00:00.000+01:00',
      },
      warnings: [{ rule: 'friday' }],
    });
  });
});

describe('a refusal', () => {
  /** From the taken Tuesday on, and from a Saturday on. */
  const FREE = ['2026-12-01/afternoon', '2026-12-02/morning', '2026-12-02/afternoon'];
  const FREE_AFTER = ['2026-12-07/morning', '2026-12-07/afternoon', '2026-12-08/morning'];
  beforeEach(() => said('book', 'ander.nl', '--slot', TUESDAY));

  test('is one line for a script: every rule, what would lift it, the next that are free', async () => {
    const { code, out, err } = await golive(['book', 'klant.nl', '--slot', TUESDAY]);
    expect([code, out, err.split('\n').length]).toEqual([4, '', 1]);
    expect(err).toMatch(new RegExp(`taken.*Choose another.*Next free: ${FREE.join(', ')}`));
  });
  test.each([
    ['nl', 'Eerstvolgende vrije: '],
    ['de', 'Die nächsten freien: '],
    ['fr', 'Prochaines libres : '],
  ] as const)('speaks the agency’s language to its end: %s', async (language, free) => {
    const { config } = office.app;
    const app = { ...office.app, config: { ...config, agency: { ...config.agency, language } } };
    const args = ['book', 'klant.nl', '--slot', TUESDAY];
    const { err } = await goliveOn({ app, dns: undefined as never, shell: { columns: 80 } }, args);
    expect(err).toContain(`${free}${FREE.join(', ')}.`);
  });
  test.each([
    [['book', 'klant.nl', '--slot', TUESDAY], 'golive book klant.nl', FREE],
    [['book', 'klant.nl', '--slot', TUESDAY, '--hold'], 'golive book klant.nl --hold', FREE],
    [['reschedule', 'ander.nl', '--slot', '2026-12-05/morning'], 'golive reschedule ander.nl', FREE_AFTER],
  ])('of %j has commands for a person to take instead, and they work', async (args, instead, free) => {
    const { code, err } = await golive(args, { interactive: true });
    expect(code).toBe(4);
    const commands = err.split('\n').slice(1);
    expect(commands).toEqual(free.map((slot) => `  ${instead} --slot ${slot}`));
    await said(...commands[0]!.trim().split(' ').slice(1));
  });
  test.each([
    [['book', 'klant.nl'], /without --slot.*golive slots klant\.nl/],
    [['reschedule', 'klant.nl'], /without --slot/],
    [['book', 'klant.nl', '--confirm', '--hold'], /--confirm with --hold/],
    [['book', 'klant.nl', '--confirm', '--slot', TUESDAY], /--confirm with --slot/],
    [['book', 'klant.nl', '--confirm', '--owner', 'Anna'], /--confirm with --owner/],
    [['reschedule', 'klant.nl', '--slot', TUESDAY, '--undo', '--keep'], /--undo with --keep/],
    [['unbook', 'klant.nl', '--undo', '--keep'], /--undo with --keep/],
    [['book', 'klant.nl', '--slot', '2026-12-02/morning', '--owner', 'Brt'], /Did you mean Bert\?/],
    [['new', 'derde.nl', '--playbook', 'small', '--no-inspect', '--owner', 'Brt'], /Did you mean Bert\?/],
    [['book', 'klant.nl', '--slot', 'next tuesday'], /2026-11-24\/morning or 2026-11-24\/afternoon/],
    [['book', 'klant.nl', '--slot', '2026-02-30/morning'], /2026-02-28\/morning or 2026-03-01\/morning/],
    [['book', 'klant.nl', '--slot', '2026-12-02/evening'], /2026-12-02\/morning or 2026-12-02\/afternoon/],
  ])('%j is not understood, in one line', async (args, complaint) => {
    const { code, out, err } = await golive(args, { interactive: true });
    expect([code, out, err.split('\n').length]).toEqual([2, '', 1]);
    expect(err).toMatch(complaint);
    expect(await booked()).toEqual([TUESDAY]);
  });
});

describe('what was done ahead of a half-day that is given up', () => {
  const stateOf = async () => {
    const [header] = await office.app.store.findMigrations('traag.nl.');
    return (await load(office.app, header!.id)).state;
  };
  beforeEach(async () => {
    await newProject(office.app, ['traag.nl'], { playbook: 'switching', customer: 'Traag' }, ANNA);
    await say(office.app, 'traag.nl', 'approve', {}, ANNA);
    await said('book', 'traag.nl', '--slot', TUESDAY);
    for (const event of ['started', 'observedDone'] as const) await office.engineSays('traag.nl', 'lower-ttl', event);
  });
  const STANDS = [
    'Done already ahead of this half-day, and it still stands:',
    expect.stringMatching(/^ {2}traag\.nl lower-ttl \(Fri 20 Nov/),
  ];
  const askedFor = (typed: string) => {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return typed;
    };
    return { questions, shell: { interactive: true, ask } as Partial<Shell> };
  };
  const moving = ['reschedule', 'traag.nl', '--slot', '2026-12-10/morning'];

  test.each([
    [moving, 'golive reschedule traag.nl --slot 2026-12-10/morning --undo'],
    [['unbook', 'traag.nl'], 'golive unbook traag.nl --undo'],
  ])('%j without a terminal keeps it, and says how it is taken back; that works', async (args, undoing) => {
    const lines = await said(...args);
    expect(lines.slice(-3)).toEqual([...STANDS, `It stays as it is. Take it back: ${undoing}`]);
    expect((await stateOf()).takingBack).toEqual([]);
    expect((await said(...undoing.split(' ').slice(1))).slice(-3)).toEqual([
      ...STANDS,
      expect.stringMatching(/^It is being taken back/),
    ]);
    expect((await stateOf()).takingBack).toEqual(['lower-ttl']);
  });
  test.each([
    ['u', ['lower-ttl']],
    ['UNDO', ['lower-ttl']],
    ['k', []],
    ['', []],
    ['what?', []],
  ])('is asked about once on a terminal; %j', async (typed, back) => {
    const { questions, shell } = askedFor(typed);
    expect((await golive(moving, shell)).code).toBe(0);
    expect(questions).toEqual(['Keep it or undo it? [k/u] (k): ']);
    expect((await stateOf()).takingBack).toEqual(back);
  });
  test.each([
    ['--keep', []],
    ['--undo', ['lower-ttl']],
  ])('is not asked about with %s', async (flag, back) => {
    const { questions, shell } = askedFor('u');
    expect((await golive([...moving, flag], shell)).code).toBe(0);
    expect(questions).toEqual([]);
    expect((await stateOf()).takingBack).toEqual(back);
  });
  test('is in the JSON document, and nobody is asked', async () => {
    const { questions, shell } = askedFor('u');
    const { out } = await golive([...moving, '--json'], shell);
    expect(DOCUMENTS.said.parse(JSON.parse(out))).toMatchObject({
      standing: [{ domain: 'traag.nl', step: 'lower-ttl' }],
    });
    expect([questions, (await stateOf()).takingBack]).toEqual([[], []]);
  });
  test('is not spoken of where nothing was done', async () => {
    await said('book', 'klant.nl', '--slot', FRIDAY);
    const { questions, shell } = askedFor('u');
    const { out } = await golive(['unbook', 'klant.nl'], shell);
    expect([out, questions]).toEqual(['Klant BV: the half-day is given back', []]);
  });
});

test('a hold that ran out cannot be confirmed; the next free ones are said', async () => {
  await said('book', 'klant.nl', '--slot', TUESDAY, '--hold');
  office.clock.jumpTo(office.clock.now() + 6 * DAY);
  const { code, err } = await golive(['book', 'klant.nl', '--confirm'], { interactive: true });
  expect(code).toBe(4);
  expect(err).toMatch(/hold has run out.*\n {2}golive book klant\.nl --slot 2026-12-01\/morning\n/);
});
