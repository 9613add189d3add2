/** The calendar as the rest of golive knows it: half-days, the rules that judge them, and the first that is safe. All of it is pure. */
export * from './calendar.ts';
export { addDays, dateAt } from './dates.ts';
export { type EarliestSlot, earliestSafe } from './earliest.ts';
export { judgeSlot, MOST_DAYS, slotSpan, slotsFrom } from './judge.ts';
export { parseSlot } from './slot-text.ts';
