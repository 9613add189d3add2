import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fits } from '../app/json-schema.ts';
import type { Desk } from './command-line.ts';
import { desk } from './command-line.ts';

const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];

describe('one customer, by hand, from the command line', () => {
  let at: Desk;
  let slot: string;
  beforeAll(() => {
    at = desk();
    const { slots } = at.json('slots', '--days', '14') as unknown as { slots: { slot: string; free: boolean }[] };
    slot = slots.find(({ free }) => free)!.slot;
    at.golive(['new', 'café-dezon.be', '--playbook', 'by-hand', '--customer', 'De Zon', ...FOUR]);
    at.golive(['new', 'ander.nl', '--playbook', 'by-hand', ...FOUR]);
  });

  test('a draft is there, with both its names', () => {
    const { migrations } = at.json('status', 'café-dezon.be') as unknown as { migrations: Record<string, unknown>[] };
    expect(migrations).toMatchObject([
      { domain: 'xn--caf-dezon-d4a.be', domainUnicode: 'café-dezon.be', status: 'draft', playbook: { id: 'by-hand' } },
    ]);
    expect(at.golive(['status']).out).toContain('café-dezon.be (xn--caf-dezon-d4a.be)');
  });
  test('the plan can be read, approved as read, and worked on', () => {
    const plan = at.json('plan', 'café-dezon.be', '--offline') as unknown as {
      plans: { planHash: string; steps: { step: string; who: string }[] }[];
    };
    expect(plan.plans[0]?.steps.map(({ step, who }) => [step, who])).toEqual([
      ['collect-access', 'De Zon'],
      ['wait-for-slot', 'golive'],
      ['customer-signoff', 'De Zon'],
    ]);
    expect(at.golive(['approve', 'café-dezon.be', '--plan', '0000'])).toMatchObject({ code: 4 });
    expect(
      at.golive(['approve', 'café-dezon.be', '--plan', plan.plans[0]!.planHash, '--by', 'De Zon, by phone']),
    ).toMatchObject({ code: 0 });
    expect(at.golive(['tick'])).toMatchObject({ code: 0 });
    expect(at.golive(['status', 'café-dezon.be']).out).toContain('needs you');
    expect(at.golive(['done', 'café-dezon.be', 'collect-access'])).toMatchObject({ code: 0 });
    at.golive(['tick']);
    const { events } = at.json('journal', 'café-dezon.be') as unknown as { events: { type: string; by: string }[] };
    expect(events[1]).toMatchObject({ type: 'approved', by: 'De Zon, by phone' });
  });
  test('a slot is there for one customer, and the loser hears of the next', () => {
    expect(at.golive(['book', 'café-dezon.be', '--slot', slot])).toMatchObject({ code: 0 });
    const lost = at.golive(['book', 'ander.nl', '--slot', slot]);
    expect(lost.code).toBe(4);
    expect(lost.err).toMatch(/^golive: .* taken.* Next free: \d{4}-\d{2}-\d{2}\/(morning|afternoon)/);
    expect(at.json('status', 'café-dezon.be')).toMatchObject({ migrations: [{ slot }] });
  });
  test('a secret comes over standard input and shows nowhere', () => {
    expect(at.golive(['answer', 'ander.nl', 'authcode=hunter2']).code).toBe(2);
    expect(at.golive(['answer', 'ander.nl', 'authcode'], { input: 'hunter2\n' })).toMatchObject({ code: 0 });
    const shown = at.golive(['journal', 'ander.nl', '--json']).out + at.golive(['status', 'ander.nl', '--json']).out;
    expect(shown).not.toContain('hunter2');
    expect(shown).toContain('authcode');
    expect(readFileSync(join(at.folder, 'golive.db')).includes('hunter2')).toBe(false);
  });
  test('a hostile name writes nothing to the terminal', () => {
    at.golive(['note', 'ander.nl', 'a\u001b[2Jb\u202ec']);
    for (const args of [
      ['journal', 'ander.nl'],
      ['journal', 'ander.nl', '--json'],
    ])
      expect(at.golive(args).out).not.toMatch(/[\u001b\u202e]/);
    expect(at.golive(['status', '\u001b]0;x\u0007']).err).not.toContain('\u001b');
  });
  test('the store can be copied and put back', () => {
    const copy = join(at.folder, 'copy.db');
    expect(at.golive(['backup', 'copy.db'])).toMatchObject({ code: 0 });
    expect(existsSync(copy)).toBe(true);
    at.golive(['cancel', 'ander.nl', '--why', 'test']);
    expect(at.golive(['restore', 'copy.db']).code).toBe(4);
    expect(at.golive(['restore', 'copy.db', '--force'])).toMatchObject({ code: 0 });
    expect(at.json('status', 'ander.nl')).toMatchObject({ migrations: [{ status: 'draft' }] });
  });
});

describe('help', () => {
  const at = desk();
  test('needs no configuration, and every command has two examples', () => {
    const help = at.golive(['--help'], { env: { GOLIVE_CONFIG: '/nowhere' } });
    expect(help.code).toBe(0);
    for (const heading of ['Before the go-live:', 'On the day:', 'After it:', 'Operation:'])
      expect(help.out).toContain(heading);
    for (const line of help.out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
    const one = at.golive(['book', '--help']);
    expect(one.out.split('Examples:')[1]?.trim().split('\n')).toHaveLength(2);
  });
  test('schemas are printed and describe what is printed', () => {
    const names = at.golive(['schema']).out.trim().split('\n');
    expect(names).toEqual(expect.arrayContaining(['status', 'plan', 'journal', 'slots', 'demo']));
    const schema: unknown = JSON.parse(at.golive(['schema', 'slots']).out);
    expect(fits(schema, at.json('slots'))).toEqual([]);
  });
});
