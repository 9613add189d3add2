import type { Calendar, SlotCustomer, SlotRules } from '../../scheduler/slot.ts';

/** Two places a day, Monday to Friday, two dates ahead, Amsterdam: as an agency has it that configures nothing. */
export function calendarWith(rules: Partial<SlotRules> = {}, timeZone: string = 'Europe/Amsterdam'): Calendar {
  return {
    timeZone,
    rules: {
      morning: '09:00',
      afternoon: '13:00',
      evening: '17:30',
      noticeDays: 2,
      noticeIn: 'days',
      perHalfDay: 1,
      weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
      closed: [],
      freezes: [],
      holidays: { added: [], removed: [] },
      warn: ['friday', 'before-holiday'],
      ...rules,
    },
  };
}

/** Somebody who wants nothing in particular, and whose move has no lead times. */
export function customerWith(about: Partial<SlotCustomer> = {}): SlotCustomer {
  return { name: 'Bakkerij Jansen', tags: [], leads: [], unmeasured: [], liked: [], blocked: [], ...about };
}

/** A wall clock that knows nothing of the product: what the runtime's own formatter shows. */
export function wallClock(timeZone: string): (atMs: number) => { readonly date: string; readonly time: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (atMs) => {
    const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    return { date: `${parts['year']}-${parts['month']}-${parts['day']}`, time: `${parts['hour']}:${parts['minute']}` };
  };
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The dates from one on, counted on a paper calendar. */
export function datesFrom(first: string, count: number): string[] {
  let [year, month, day] = first.split('-').map(Number) as [number, number, number];
  const dates: string[] = [];
  while (dates.length < count) {
    dates.push(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
    const last = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
    if (day < last) day++;
    else if (month < 12) [month, day] = [month + 1, 1];
    else [year, month, day] = [year + 1, 1, 1];
  }
  return dates;
}
