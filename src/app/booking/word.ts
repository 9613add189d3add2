import { HOLIDAY_ROWS } from '../../../scheduler/holidays/table.ts';
import type { SlotOffer } from '../../../scheduler/slot.ts';
import { digestOf } from '../../domain/json.ts';
import type { BookingWord, Store } from '../../ports/store.ts';
import { render } from '../../texts/render.ts';
import type { App } from '../app.ts';
import { calendarOf } from '../config/slots.ts';
import type { Who } from '../say.ts';
import { styleOf } from '../voice.ts';

/** The time zone data that moments are worked out with. */
export const TZDATA: string = process.versions['tz'] ?? '';

let holidays: string | undefined;

/** Which table of holidays this golive has. */
function holidayTable(): string {
  holidays ??= digestOf(HOLIDAY_ROWS).slice(0, 16);
  return holidays;
}

/** Hashes of the rules that a store has already, by their content: of many who ask in vain none has to write. */
const KEPT = new WeakMap<Store, Map<string, string>>();

async function kept(store: Store, body: unknown): Promise<string> {
  const known = KEPT.get(store) ?? new Map<string, string>();
  KEPT.set(store, known);
  const digest = digestOf(body);
  const hash = known.get(digest) ?? (await store.putBody(body));
  known.set(digest, hash);
  return hash;
}

/** Who changes the calendar, by which rules, and what was said to them of it. The rules are stored once, by their content. */
export async function wordOf(
  app: App,
  who: Who,
  warnings: SlotOffer['warnings'],
  key: string | undefined,
): Promise<BookingWord> {
  const style = styleOf(app);
  const { rules, timeZone } = calendarOf(app);
  const inForce = { rules, timeZone, holidays: { table: holidayTable() }, tzdata: TZDATA };
  return {
    by: who.by,
    ...(who.why === undefined ? {} : { why: who.why }),
    atMs: app.clock.now(),
    rules: await kept(app.store, inForce),
    warnings: warnings.map(({ why }) => render(why, style)),
    ...(key === undefined ? {} : { key }),
  };
}
