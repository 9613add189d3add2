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

test('config show has the whole of a long value, also with its origin', async () => {
  const { out } = await goliveIn(deskFolder(), ['config', 'show', '--origin']);
  expect(out).not.toContain('…');
  expect(out).toMatch(/^dns\.roots\.0\.name +default +"a\.root-servers\.net\."$/m);
});
