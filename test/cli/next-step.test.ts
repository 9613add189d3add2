import { beforeAll, describe, expect, test } from 'vitest';
import { deskFolder } from './command-line.ts';
import { goliveIn } from './in-process.ts';

const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
const DOMAIN = 'een-klant-met-een-lange-naam-die-niet-op-een-regel-past.nl';

const TICK = 'golive tick goes on with it now; golive serve does so by itself.';

describe('after each word golive says which command comes next', () => {
  let folder: string;
  const lines = async (...args: readonly string[]) => (await goliveIn(folder, args)).out.split('\n');

  beforeAll(async () => {
    folder = deskFolder();
    await goliveIn(folder, ['new', DOMAIN, '--playbook', 'by-hand', '--customer', 'De Zon', ...FOUR]);
  });

  test('a draft: read the plan, approve it', async () => {
    expect((await lines('status', DOMAIN)).join(' ')).toContain(`golive approve ${DOMAIN}`);
  });
  test('an approved plan without a half-day: book one', async () => {
    const hint = `No half-day is booked yet. See them: golive slots ${DOMAIN}. Book one: golive book ${DOMAIN} --slot …`;
    expect(await lines('approve', DOMAIN)).toEqual([`${DOMAIN}: recorded; status: planned`, hint, TICK]);
    expect((await lines('status', DOMAIN)).join(' ')).toContain(hint);
  });
  test('a pause: go on', async () => {
    const hint = `Paused: nothing more begins. Go on: golive resume ${DOMAIN}`;
    expect(await lines('pause', DOMAIN)).toEqual([`${DOMAIN}: recorded; status: paused`, hint]);
    expect((await lines('status', DOMAIN)).join(' ')).toContain(hint);
    await lines('resume', DOMAIN);
    expect((await lines('status', DOMAIN)).join(' ')).not.toContain(hint);
  });
  test('a task: its command stands on one line, however narrow the screen', async () => {
    await goliveIn(folder, ['tick']);
    expect(await lines('status', DOMAIN)).toContain(`    → golive done ${DOMAIN} collect-access`);
    expect(await lines('status')).toContain(`      → golive done ${DOMAIN} collect-access`);
  });
  test('with a half-day nothing is said of booking', async () => {
    const { slots } = JSON.parse((await lines('slots', '--json')).join('\n')) as {
      slots: { slot: string; free: boolean }[];
    };
    await goliveIn(folder, ['book', DOMAIN, '--slot', slots.find(({ free }) => free)!.slot]);
    expect((await lines('done', DOMAIN, 'collect-access')).slice(1)).toEqual([TICK]);
    expect((await lines('status', DOMAIN)).join(' ')).not.toContain('golive slots');
  });
});

test('where everything stays nobody is told to book, and nothing is booked', async () => {
  const folder = deskFolder();
  await goliveIn(folder, ['new', 'klant.nl', '--playbook', 'livegang-4', '--customer', 'De Zon', ...FOUR]);
  const approved = await goliveIn(folder, ['approve', 'klant.nl']);
  expect([approved.code, approved.out.split('\n')]).toEqual([0, ['klant.nl: recorded; status: planned', TICK]]);
  const { out } = await goliveIn(folder, ['status', 'klant.nl']);
  expect(out).toContain('klant.nl');
  expect(out).not.toContain('golive book');
  const slots = JSON.parse((await goliveIn(folder, ['slots', '--json'])).out) as {
    slots: { slot: string; free: boolean }[];
  };
  const { slot } = slots.slots.find(({ free }) => free)!;
  const booked = await goliveIn(folder, ['book', 'klant.nl', '--slot', slot]);
  expect([booked.code, booked.err]).toEqual([
    4,
    expect.stringContaining('nothing of this project waits for a half-day'),
  ]);
  const after = JSON.parse((await goliveIn(folder, ['slots', '--json'])).out) as typeof slots;
  expect(after.slots.find((one) => one.slot === slot)?.free).toBe(true);
});

test('config show has the whole of a long value, also with its origin', async () => {
  const { out } = await goliveIn(deskFolder(), ['config', 'show', '--origin']);
  expect(out).not.toContain('…');
  expect(out).toMatch(/^dns\.roots\.0\.name +default +"a\.root-servers\.net\."$/m);
});
