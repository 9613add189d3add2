import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import type { Loaded } from '../../src/app/record.ts';
import { load, record } from '../../src/app/record.ts';
import { note, say } from '../../src/app/say.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { ANNA, withClient } from './small-office.ts';

describe('a person’s word and another writer', () => {
  const office = async () => {
    const { app } = await withClient();
    const [header] = await app.store.findMigrations('klant.nl.');
    const { id } = header!;
    /** Somebody else is faster, this often. */
    const hasty = (times: number): App => {
      let left = times;
      const append: App['store']['append'] = async (...args) => {
        if (left-- > 0) await note(app, id, 'faster', undefined, { by: 'Bram' });
        return app.store.append(...args);
      };
      return { ...app, store: { ...app.store, append } };
    };
    return { app, id, hasty };
  };

  test('comes through, decided on what the other one wrote', async () => {
    const { app, id, hasty } = await office();
    const seen: number[] = [];
    await record(hasty(2), id, ANNA, (loaded: Loaded) => {
      seen.push(loaded.state.seq);
      return [{ type: 'note', text: 'mine' }];
    });
    expect(seen).toEqual([1, 2, 3]);
    expect((await load(app, id)).state.notes.map(({ text }) => text)).toEqual(['faster', 'faster', 'mine']);
  });

  test('is refused where the other one made it impossible', async () => {
    const { app, id } = await office();
    let first = true;
    const append: App['store']['append'] = async (...args) => {
      if (first) {
        first = false;
        await say(app, id, 'approve', {}, { by: 'Bram' });
        await say(app, id, 'pause', {}, { by: 'Bram' });
      }
      return app.store.append(...args);
    };
    const slow: App = { ...app, store: { ...app.store, append } };
    await expect(record(slow, id, ANNA, () => [{ type: 'paused' }])).rejects.toMatchObject({ code: 'not-allowed' });
  });

  test('gives up after twenty times, and says so', async () => {
    const { id, hasty } = await office();
    await expect(record(hasty(25), id, ANNA, () => [{ type: 'note', text: 'x' }])).rejects.toMatchObject({
      code: 'journal-conflict',
    });
  });

  test('is not written again for another reason', async () => {
    const { app, id } = await office();
    let asked = 0;
    const append = async () => {
      asked += 1;
      throw new GoLiveError('store-full', { subject: 'store' });
    };
    const full: App = { ...app, store: { ...app.store, append } };
    await expect(record(full, id, ANNA, () => [{ type: 'note', text: 'x' }])).rejects.toMatchObject({
      code: 'store-full',
    });
    expect(asked).toBe(1);
  });

  test('that says nothing writes nothing', async () => {
    const { app, id } = await office();
    await record(app, id, ANNA, () => []);
    expect((await load(app, id)).state.seq).toBe(1);
  });

  test.each(['golive', ' GoLive ', '', ' ', 'x'.repeat(201)])('is not signed %j', async (by) => {
    const { app, id } = await office();
    await expect(note(app, id, 'x', undefined, { by })).rejects.toMatchObject({ code: 'usage' });
  });

  test('wakes the engine', async () => {
    const { app, id } = await office();
    await say(app, id, 'approve', {}, ANNA);
    expect(await app.store.nextDueMs()).toBe(app.clock.now());
  });
});
