import { expect, test } from 'vitest';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import type { Store } from '../../src/ports/store.ts';
import { MONDAY_EVENING } from '../engine/simulated-app.ts';
import { movedOn, repeated } from './refused-writes.ts';

const memory = () => openMemoryStore({ clock: { now: () => MONDAY_EVENING } });

/** A memory that is full on command; a real disk is filled in test/process/disk-full-commits.test.ts. */
function fillable() {
  const inner = memory();
  let full = false;
  const store = new Proxy(inner, {
    get:
      (target, name: keyof Store) =>
      async (...args: readonly unknown[]) => {
        if (full && name !== 'readJournal')
          throw new GoLiveError('store-full', {
            subject: 'golive.db',
            why: 'the disk is full',
            fix: 'Make space there.',
          });
        return (target[name] as (...all: readonly unknown[]) => unknown)(...args);
      },
  });
  return {
    store: () => store,
    fill: () => {
      full = true;
    },
    free: async () => {
      full = false;
    },
  };
}

test('a store that is full at every single write of a move: it goes on by itself, nothing is lost and nothing is done twice', async () => {
  const store = memory();
  const without = await movedOn({ store: () => store });
  expect(without.status).toBe('done');
  const moved = await movedOn(fillable());
  expect(moved.wrong).toEqual([]);
  expect(moved.status).toBe('done');
  expect(moved.journal).toEqual(moved.acknowledged);
  expect(moved.journal.filter(({ event }) => event.type === 'step' && event.event === 'failed')).toEqual([]);
  expect(moved.refused['append']).toBeGreaterThan(moved.journal.length * 0.7);
  expect(repeated(without, moved)).toEqual([]);
});
