import { describe, expect, test } from 'vitest';
import { lookIntoSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
import type { Store } from '../../src/ports/store.ts';
import { AFTER_THE_OLD_ONE, listsOf, UPGRADED, writtenAroundUpgrade } from '../contract/store-before.ts';
import { bookedBefore, FIRST, SECOND } from '../contract/store-carried.ts';
import { credential } from '../contract/store-credentials.ts';
import { delivery } from '../contract/store-deliveries.ts';
import { begin, NOW, note, projection } from '../contract/store-samples.ts';
import { byHand, clock, eachInItsFolder, file, within } from './store-on-disk.ts';

eachInItsFolder();

describe('a store of before the dashboard', () => {
  for (const [version, upgrades] of Object.entries({ 1: FIRST, 2: SECOND })) {
    const isThere = (work: (meanwhile: readonly string[]) => Promise<void>) => async () => {
      const { before, meanwhile } = writtenAroundUpgrade();
      await within({ upgrades }, async () => byHand(before.join(';')));
      await work(meanwhile);
    };

    test(
      `of version ${version} is brought up to date: in order, counted, and without messages about what is over`,
      isThere(async () => {
        await within({}, async (store) => {
          expect(await listsOf(store)).toEqual(UPGRADED);
          expect(await store.check()).toEqual([]);
          await store.append('m-stays', 1, [note('new', NOW + 9)], projection(undefined, 'halted'));
          expect(await store.unnoticed(9)).toEqual([{ migrationId: 'm-stays', seq: 2, noticedSeq: 1 }]);
          expect(await store.countByStatus()).toEqual({ waiting: 1, halted: 1, done: 1 });
        });
      }),
    );

    test(
      `of version ${version} may go on being written by a golive of that version`,
      isThere(async (meanwhile) => {
        await within({}, async (store) => {
          byHand(meanwhile.join(';'));
          expect(await listsOf(store)).toEqual(AFTER_THE_OLD_ONE);
          expect(await store.check()).toEqual([]);
        });
      }),
    );

    test(
      `of version ${version} can be looked at as it is`,
      isThere(async () => {
        const looking = await lookIntoSqliteStore({ file, clock });
        expect(await looking.check()).toEqual([]);
        expect(await looking.countByStatus()).toEqual(UPGRADED.counts);
        expect(await looking.newestMs()).toBe(NOW + UPGRADED.newestMs);
        expect([await looking.credentials('user'), await looking.deliveries({ limit: 9 })]).toEqual([[], []]);
        expect([await looking.unnoticed(9), await looking.touchedSince(0, 9)]).toEqual([[], []]);
        await looking.close();
      }),
    );
  }

  test('of version 1 with bookings goes both steps', async () => {
    await within({ upgrades: FIRST }, async () => byHand(bookedBefore().join(';')));
    await within({}, async (store) => {
      expect(await store.check()).toEqual([]);
      expect(await store.countByStatus()).toEqual({ waiting: 3 });
      expect(await store.unnoticed(9)).toEqual([]);
    });
  });
});

/** A store with one of everything that came with the dashboard. */
async function filled(store: Store): Promise<void> {
  await begin(store, 'klant');
  await begin(store, 'ander');
  await store.append('m-klant', 1, [note('a', NOW + 5)], projection(undefined, 'halted'));
  await store.putCredential(credential('s-1'), true);
  await store.putCredential(credential('a-1', { kind: 'approval' }), true);
  await store.addDeliveries([delivery('d-1'), delivery('d-2')], [{ migrationId: 'm-klant', seq: 2 }]);
  await store.settleDelivery('d-2', { state: 'sent', atMs: NOW });
}

async function everything(store: Store) {
  return {
    lists: await listsOf(store),
    session: await store.findCredential('session', credential('s-1').hash!),
    approvals: await store.credentials('approval'),
    deliveries: await store.deliveries({ limit: 9 }),
  };
}

describe('a backup', () => {
  test('carries ways in, messages and what lists are made of', async () => {
    const copy = `${file}.bak`;
    const before = await within({}, async (store) => {
      await filled(store);
      await store.backup(copy);
      return everything(store);
    });
    expect(before.deliveries).toHaveLength(2);
    await restoreSqlite(copy, `${file}.new`, { clock });
    await within({ file: `${file}.new` }, async (store) => {
      expect(await everything(store)).toEqual(before);
      expect(await store.check()).toEqual([]);
    });
  });

  test('whose counts are wrong is no lost backup: they are counted anew', async () => {
    await within({}, filled);
    byHand('update status_counts set count = 7');
    const copy = `${file}.bak`;
    await within({}, async (store) => {
      expect(await store.check()).toMatchObject([
        { where: 'counts halted', what: 'the list counts 7 of 1', fix: expect.stringContaining('golive restore') },
        { where: 'counts waiting', what: 'the list counts 7 of 1' },
      ]);
      await store.backup(copy);
    });
    await restoreSqlite(copy, file, { clock, force: true });
    await within({}, async (store) => {
      expect(await store.countByStatus()).toEqual({ halted: 1, waiting: 1 });
      expect(await store.check()).toEqual([]);
    });
  });
});

describe('doctor finds', () => {
  const session = "where kind = 'session'";
  const PLANTED: Readonly<Record<string, readonly [sql: string, where: string, what: RegExp]>> = {
    'a way in with another right': [
      `update credentials set data = replace(data, 'anna', 'bart') ${session}`,
      'credentials session s-1',
      /not what was written/,
    ],
    'a way in under another hash': [
      `update credentials set hash = 'x' ${session}`,
      'credentials session s-1',
      /found by what is another one/,
    ],
    'a way in that never ends': [
      `update credentials set expires_ms = null ${session}`,
      'credentials session s-1',
      /found by what is another one/,
    ],
    'an approval that became a session': [
      `update credentials set kind = 'session' where kind = 'approval'`,
      'credentials session a-1',
      /found by what is another one/,
    ],
    'a message that says something else': [
      `update deliveries set data = replace(data, 'Klaar', 'Fout!') where id = 'd-1'`,
      'deliveries d-1',
      /not what was written/,
    ],
    'a message of another id': [
      `update deliveries set id = 'd-9' where id = 'd-1'`,
      'deliveries d-9',
      /found by what is another one/,
    ],
    'a message in no state': [
      `update deliveries set state = 'lost' where id = 'd-1'`,
      'deliveries d-1',
      /no state lost/,
    ],
    'a message that is sent and has no end': [
      `update deliveries set settled_ms = null where id = 'd-2'`,
      'deliveries d-2',
      /its end says otherwise/,
    ],
    'a place in the list': [
      `update migrations set touched_ms = touched_ms + 1 where id = 'm-klant'`,
      'migration m-klant',
      /its last event is of .*05Z, and lists say .*06Z/,
    ],
    'messages about what never was': [
      `update migrations set noticed_seq = 9 where id = 'm-klant'`,
      'migration m-klant',
      /messages were made of 9 events, and there are 2/,
    ],
    'a count': [`delete from status_counts where status = 'halted'`, 'counts halted', /counts 0 of 1/],
    'an index': ['drop index deliveries_due', 'file', /the index deliveries_due is not there/],
  };
  for (const [name, [sql, where, what]] of Object.entries(PLANTED))
    test(`${name}, changed by hand`, async () => {
      await within({}, filled);
      byHand(sql);
      const looking = await lookIntoSqliteStore({ file, clock });
      const faults = await looking.check();
      await looking.close();
      expect(faults.map((fault) => fault.where)).toEqual([where]);
      expect(faults[0]!.what).toMatch(what);
    });

  test('a kind of way in that there is not', async () => {
    await within({}, async (store) => {
      await store.putCredential({ ...credential('x'), kind: 'master' as never }, true);
      expect(await store.check()).toMatchObject([{ where: 'credentials master x', what: 'there is no kind master' }]);
    });
  });

  test('what was written anew mends the list', async () => {
    await within({}, filled);
    byHand(`update migrations set touched_ms = 0 where id = 'm-klant'`);
    await within({}, async (store) => {
      await store.append('m-klant', 2, [note('looked at by doctor')], projection(undefined, 'halted'));
      expect(await store.check()).toEqual([]);
    });
  });

  test('a damaged way in opens nothing', async () => {
    await within({}, filled);
    byHand(`update credentials set data = replace(data, 'anna', 'bart') ${session}`);
    await within({}, async (store) => {
      const asked = [
        () => store.findCredential('session', credential('s-1').hash!),
        () => store.credential('session', 's-1'),
        () => store.credentials('session'),
        () => store.takeCredential('session', 's-1'),
      ];
      for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: 'store-corrupt' });
    });
  });
});
