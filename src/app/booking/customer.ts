import { isRegion } from '../../../scheduler/holidays/holidays.ts';
import { readRange } from '../../../scheduler/range-text.ts';
import type { DateRange, SlotCustomer } from '../../../scheduler/slot.ts';
import { earlySwitchMs } from '../../checks/zone-memory.ts';
import type { BookedSlot } from '../../domain/journal.ts';
import { hasRunOut } from '../../domain/journal.ts';
import type { Project } from '../../domain/project.ts';
import type { EpochMs } from '../../domain/time.ts';
import { leadTimesOf } from '../earliest-slot.ts';
import { rememberedOf } from '../engine/context.ts';
import { itemsOf } from '../interview/read.ts';
import type { Loaded } from '../record.ts';
import { hasMoved, isAway } from './party.ts';

/** A shop is frozen with the shops without anybody having to write the tag. */
const SHOP = 'shop';

/** Whom a half-day is looked for: what was answered of the main domain, and the lead times of all domains. */
export function customerOf(project: Project, migrations: readonly Loaded[], now: EpochMs): SlotCustomer {
  const main = migrations.find(({ state }) => state.role === 'main') ?? migrations[0];
  const free = main?.state.answers.free ?? {};
  const region = free['region'];
  const tags = itemsOf(free['tags']);
  const booked = bookedFor(migrations, now);
  return {
    name: project.customer,
    projectId: project.id,
    ...(region !== undefined && isRegion(region) ? { region } : {}),
    tags: free['shop'] === 'yes' && !tags.includes(SHOP) ? [...tags, SHOP] : tags,
    liked: itemsOf(free['preferredHalfDays']),
    blocked: [...itemsOf(free['notOn']), ...itemsOf(free['shopFreeze'])].flatMap(rangeOf),
    ...leadTimesOf(migrations, now),
    ...(booked === undefined ? {} : { booked }),
  };
}

/** The half-day of a project while there is something left to move in it. */
function bookedFor(migrations: readonly Loaded[], now: EpochMs): BookedSlot | undefined {
  const slot = migrations.find((loaded) => !isAway(loaded) && !hasMoved(loaded) && !wasEarly(loaded))?.state.slot;
  return slot === undefined || hasRunOut(slot, now) || slot.startsAtMs <= now ? undefined : slot;
}

/** Somebody else has switched it. */
function wasEarly({ state }: Loaded): boolean {
  return earlySwitchMs(rememberedOf(state)) !== undefined;
}

/** One date, or two with `..` between; what is neither was written past the interview, and blocks nothing. */
function rangeOf(text: string): DateRange[] {
  const read = readRange(text);
  return 'issue' in read ? [] : [read];
}
