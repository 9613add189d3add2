import type { Owner, Slot } from './slot.ts';

/** From now on whoever asks the same may share this slot. */
export function link(slot: Slot): void {
  slot.nextOut = slot.query.out;
  slot.query.out = slot;
}

/** Nobody may share it any more; nothing happens where nobody might. */
export function unlink(slot: Slot): void {
  const { query } = slot;
  if (query.out === slot) query.out = slot.nextOut;
  else {
    let before = query.out;
    while (before !== undefined && before.nextOut !== slot) before = before.nextOut;
    if (before !== undefined) before.nextOut = slot.nextOut;
  }
  slot.nextOut = undefined;
}

/** The slot's owner gave up, and another one who shares it takes its place. */
export function inherit(slot: Slot, heir: Owner): void {
  slot.batch!.slots--;
  slot.batch = heir.batch;
  slot.item = heir.item;
  heir.batch.slots++;
}
