// A second process for the store's tests: `store-child.ts append|book|readonly|restore|upgrade FILE …`.
import { existsSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
import { UPGRADES } from '../../src/adapters/store/kysely/upgrades.ts';
import { asGoLiveError } from '../../src/domain/errors.ts';
import { NOW, note, projection, wanted, word } from '../contract/store-samples.ts';

const [task, file = '', migrationId = '', name = '', count = '0'] = process.argv.slice(2);
const clock = { now: () => NOW };
const say = (line: string) => writeSync(1, `${line}\n`);

if (task === 'append') {
  const store = await openSqliteStore({ file, clock });
  let seq = 0;
  for (let index = 0; index < Number(count); index++)
    for (;;) {
      try {
        await store.append(migrationId, seq, [note(`${name}-${index}`)], projection());
        seq += 1;
        say(`${name}-${index}`); // only what was acknowledged
        break;
      } catch (thrown) {
        if (asGoLiveError(thrown, file).code !== 'journal-conflict') throw thrown;
        seq += (await store.readJournal(migrationId, seq)).length;
      }
    }
  await store.close();
}

if (task === 'book') {
  const store = await openSqliteStore({ file, clock });
  say('ready');
  while (!existsSync(`${file}.go`)) await setTimeout(2);
  const slotOf = (round: number) => `2027-01-${String(round + 10)}/morning`;
  for (let round = 0; round < 20; round++) {
    const expected = round === 0 ? null : slotOf(round - 1);
    const asked = wanted('klant', slotOf(round), { id: `b-${process.pid}`, expected });
    const { booking, isRepeat } = await store.book(asked, word({ key: `r-${round}` }));
    say(JSON.stringify({ round, isRepeat, booking }));
  }
  await store.close();
}

if (task === 'readonly') {
  process.setuid?.(65534); // rights do not bind root
  try {
    const store = await openSqliteStore({ file, clock });
    say(`read ${(await store.readJournal(migrationId)).length}`);
    await store.append(migrationId, 1, [note('x')], projection());
    say('written');
  } catch (thrown) {
    say(asGoLiveError(thrown, file).code);
  }
}

if (task === 'restore')
  await restoreSqlite(`${file}.copy`, file, {
    clock,
    force: true,
    pause: () =>
      new Promise((resolve) => {
        say('at work');
        // Until it is killed. What nobody could end any more would be collected as garbage, and its lock with it.
        setInterval(() => void resolve, 1000);
      }),
  });

if (task === 'upgrade') {
  await openSqliteStore({
    file,
    clock,
    upgrades: [
      ...UPGRADES,
      async (db) => {
        await db.schema.createTable('half').addColumn('id', 'text').execute();
        await db.updateTable('meta').set({ value: '77' }).execute();
        process.kill(process.pid, 'SIGKILL');
      },
    ],
  });
}
