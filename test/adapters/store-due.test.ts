import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { begin, created, NOW, note, PINNED, projection, sample } from '../contract/store-samples.ts';
import { eachInItsFolder, file, within } from './store-on-disk.ts';

eachInItsFolder();

describe('work is proportional to what is due', () => {
  interface Statement {
    readonly sql: string;
    readonly rows: number;
  }

  /** What a worker does between two sleeps, with `waiting` migrations that are not due and two that are. */
  async function pass(waiting: number): Promise<{ idle: Statement[]; busy: Statement[] }> {
    let seen: Statement[] = [];
    const path = `${file}.${waiting}`;
    return within({ file: path, onStatement: (sql, rows) => seen.push({ sql, rows }) }, async (store) => {
      const { project } = sample('many');
      const migrations = Array.from({ length: waiting }, (_, index) => {
        const [one] = sample(`k${index}`, { dueMs: NOW + 1 + index }).migrations;
        const id = one!.header.id;
        return {
          ...one!,
          header: { ...one!.header, projectId: project.id },
          events: [{ by: 'Anna', atMs: NOW, event: created(id, project.id, `k${index}.nl`) }],
        };
      });
      await store.createProject(project, migrations, [PINNED]);
      seen = [];
      expect(await store.claimDue(8, 'w', NOW, NOW + 9)).toEqual([]);
      expect(await store.nextDueMs()).toBe(NOW + 1);
      const idle = [...seen];
      await begin(store, 'due-a', { dueMs: NOW });
      await begin(store, 'due-b', { dueMs: NOW });
      seen = [];
      for (const lease of await store.claimDue(8, 'w', NOW, NOW + 9)) {
        await store.readJournal(lease.migrationId);
        await store.append(lease.migrationId, 1, [note('x')], projection(NOW + 99), lease);
        await store.release(await store.renew(lease, NOW + 20));
      }
      expect(await store.claimDue(8, 'w', NOW, NOW + 9)).toEqual([]);
      expect(await store.nextDueMs()).toBe(NOW + 1);
      return { idle, busy: seen };
    });
  }

  test('a pass over 10,000 waiting migrations reads what a pass over ten reads, and finds it by index', async () => {
    const few = await pass(10);
    const many = await pass(10_000);
    expect(many).toEqual(few);
    expect(many.idle.reduce((sum, { rows }) => sum + rows, 0)).toBe(2);
    const hand = new DatabaseSync(`${file}.10000`, { readOnly: true });
    const steps = [...many.idle, ...many.busy]
      .filter(({ sql }) => /^(select|update)/.test(sql))
      .flatMap(({ sql }) =>
        hand
          .prepare(`explain query plan ${sql}`)
          .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
          .map((row) => ({ sql, step: String(row['detail']) })),
      );
    hand.close();
    expect(steps.filter(({ step }) => /SEARCH/.test(step)).length).toBeGreaterThan(5);
    // Sorting would mean that all were read before the first was known.
    expect(steps.filter(({ step }) => /TEMP B-TREE/.test(step))).toEqual([]);
    const scans = steps.filter(({ step }) => /SCAN/.test(step));
    for (const { sql, step } of scans)
      expect(
        /migrations_leased/.test(step) || (/migrations_due/.test(step) && /limit \?$/.test(sql)),
        `${step}: ${sql}`,
      ).toBe(true);
  }, 60_000);
});
