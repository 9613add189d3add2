import type { HolidayRow } from '../../../scheduler/holidays/table.ts';

// Where the table says something else than its source, so that it holds the days on which people stay at home, and why.

export const LEFT_OUT: readonly { country: string; monthDay: string; type: HolidayRow['type']; why: string }[] = [
  {
    country: 'NL',
    monthDay: '12-31',
    type: 'bank',
    why: 'Dutch offices, shops and banks are open on 31 December; the day before a holiday is warned of anyhow',
  },
];

export const ADDED: readonly (HolidayRow & { why: string })[] = [
  {
    dates: ['2030-05-05'],
    regions: ['NL'],
    type: 'public',
    names: { nl: 'Bevrijdingsdag', de: 'Befreiungstag', fr: 'Jour de la Libération', en: 'Liberation Day' },
    why: 'a commemoration on which people work, except every fifth year since 1945, when most collective agreements give the day off',
  },
  {
    dates: ['2026-06-15'],
    regions: ['GB-SCT'],
    type: 'public',
    names: {
      nl: 'Extra vrije dag (WK voetbal)',
      de: 'Zusätzlicher Feiertag (Fußball-WM)',
      fr: 'Jour férié exceptionnel (Coupe du monde)',
      en: 'World Cup bank holiday',
    },
    why: 'proclaimed for Scotland’s part in the World Cup; the source lacks it',
  },
  {
    dates: ['2026-08-15', '2027-08-15', '2028-08-15', '2029-08-15', '2030-08-15'],
    regions: ['DE-BY'],
    type: 'public',
    names: { nl: 'Maria-Hemelvaart', de: 'Mariä Himmelfahrt', fr: 'Assomption', en: 'Assumption' },
    why: 'a holiday where more Catholics than Protestants live (Art. 1 BayFTG): about 1,700 of 2,056 municipalities, Munich among them',
  },
];
