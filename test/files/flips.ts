import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { begin, NOW, note, projection } from '../contract/store-samples.ts';

const clock = { now: () => NOW };

/**
 * Flips one bit in every `nth` byte of the events of a journal, one at a time, and asks for everything that is wrong with the store.
 * Answers what was not found, as `event:byte`.
 */
export async function eachByteFlipped(
  events: number,
  nth: number,
): Promise<{ readonly flips: number; readonly missed: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-flips-'));
  const file = join(folder, 'flips.db');
  const store = await openSqliteStore({ file, clock });
  const hand = new DatabaseSync(file);
  try {
    const id = await begin(store, 'klant');
    const notes = Array.from({ length: events - 1 }, (_, index) => note(`nota ${index} é €`, NOW + index));
    await store.append(id, 1, notes, projection(NOW));
    hand.exec('pragma synchronous = off; drop trigger journal_no_update');
    const change = hand.prepare('update journal set event = cast(? as text) where seq = ?');
    const missed: string[] = [];
    let flips = 0;
    let byte = 0;
    for (const { seq, event } of hand.prepare('select seq, event from journal').all()) {
      const bytes = Buffer.from(String(event));
      for (let at = 0; at < bytes.length; at++) {
        if (byte++ % nth !== 0) continue;
        const flipped = Buffer.from(bytes);
        flipped[at]! ^= 1 << (at % 8);
        change.run(flipped, seq!);
        flips++;
        const faults = await store.check();
        if (!faults.some(({ where }) => where === `migration ${id}`)) missed.push(`${seq}:${at}`);
      }
      change.run(bytes, seq!);
    }
    if ((await store.check()).length > 0) missed.push('and finds something in a whole journal');
    return { flips, missed };
  } finally {
    hand.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
