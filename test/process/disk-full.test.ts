import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { golive, stopped } from './daemon.ts';
import { openLab } from './lab.ts';
import { workday } from './workday.ts';

/** A disk of our own, small enough to be filled. Mounting one needs root, as containers and CI machines have it. */
const disk = mkdtempSync(join(tmpdir(), 'golive-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', ['--lazy', disk]);
  rmdirSync(disk);
});

test.skipIf(!mounted)(
  'a full disk: one line, nothing acknowledged is lost, and it goes on when there is space',
  async () => {
    const lab = await openLab({ pace: 12, leaseMs: 600, lagMs: 100, storeFolder: disk });
    let daemon = golive(['serve'], lab.configFile);
    try {
      await workday(lab, { giveUpAfterSeconds: 60, untilStep: 'pay-order' });
      const noted: string[] = [];
      const filler = join(disk, 'filler');
      fill(filler);
      const refused = [];
      for (let number = 0; refused.length < 3; number++) {
        const text = `${number} ${'x'.repeat(900)}`;
        const { code, err } = await golive(['note', lab.id, text, '--by', 'Anna'], lab.configFile).ended;
        if (code === 0) noted.push(text);
        else refused.push({ code, err });
        expect(number).toBeLessThan(100);
      }
      const line = /^golive: \S*golive\.db cannot be written: the disk is full\. .*\n$/;
      for (const { code, err } of refused) expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(line) });
      const fallen = await daemon.ended;
      expect({ ...fallen, err: fallen.err.replace(/^.*(at work|Nobody can sign in yet).*\n/gm, '') }).toMatchObject({
        code: 1,
        signal: null,
        err: expect.stringMatching(line),
      });
      // Reading goes on.
      expect((await golive(['status', lab.id, '--json'], lab.configFile).ended).code).toBe(0);

      rmSync(filler);
      daemon = golive(['serve'], lab.configFile);
      const status = await workday(lab, { giveUpAfterSeconds: 60, untilStep: 'create-zone' });
      expect(status).not.toBe('halted');
      expect(await lab.watch.lost()).toBe(0);
      const journal = await lab.app.store.readJournal(lab.id);
      const notes = journal.flatMap(({ event }) => (event.type === 'note' ? [event.text] : []));
      expect(notes).toEqual(noted);
      expect((await golive(['doctor', '--offline'], lab.configFile).ended).code).toBe(0);
      expect((await stopped(daemon)).code).toBe(0);
      expect(await lab.laboratory.counters()).toMatchObject({ 'newHosting.order': 1, 'newHosting.payOrder': 1 });
    } finally {
      daemon.kill('SIGKILL');
      await daemon.ended;
      await lab.close();
    }
  },
);

function fill(file: string): void {
  for (let size = 1 << 20; size >= 1 << 9; size /= 2)
    for (;;)
      try {
        writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
      } catch {
        break;
      }
}
