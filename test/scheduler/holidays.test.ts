import { describe, expect, test } from 'vitest';
import {
  doHolidaysEndWithinAYear,
  type HolidayOverride,
  type HolidayOverrides,
  holidayOn,
  isRegion,
  NO_OVERRIDES,
  nearestRegion,
  REGIONS,
  type Region,
  regionIssue,
} from '../../scheduler/holidays/holidays.ts';
import { parseOverride } from '../../scheduler/holidays/override-text.ts';
import fc from '../fast-check.ts';
import { datesOfYear } from './holidays/dates-of-year.ts';

const dutch = (date: string, region: Region, overrides?: HolidayOverrides) =>
  holidayOn(date, region, overrides)?.names.nl;

describe('whether people stay at home', () => {
  test.each<[string, Region, string | undefined, string]>([
    ['2026-11-21', 'NL', undefined, 'an ordinary Saturday'],
    ['2026-04-27', 'NL', 'Koningsdag', ''],
    ['2026-04-27', 'BE', undefined, 'the neighbour works'],
    ['2026-04-03', 'NL', undefined, 'Good Friday is a day off for schools'],
    ['2026-05-05', 'NL', undefined, 'a commemoration'],
    ['2030-05-05', 'NL', 'Bevrijdingsdag', 'every fifth year'],
    ['2026-12-31', 'NL', undefined, 'offices work'],
    ['2026-12-31', 'DE-HH', 'Oudejaarsavond', 'offices stay shut'],
    ['2026-06-04', 'DE', undefined, 'Corpus Christi is for Länder to decide'],
    ['2026-06-04', 'DE-NW', 'Sacramentsdag', ''],
    ['2026-10-03', 'DE-NW', 'Dag van de Duitse Eenheid', 'all of Germany'],
    ['2028-08-15', 'DE-BY', 'Maria-Hemelvaart', 'most of Bavaria'],
    ['2026-04-03', 'FR', undefined, ''],
    ['2026-04-03', 'FR-67', 'Goede Vrijdag', 'Alsace'],
    ['2026-07-14', 'FR-57', 'Franse nationale feestdag', 'all of France'],
    ['2026-08-31', 'GB', 'Britse feestdag in augustus', 'just GB is England'],
    ['2026-08-31', 'GB-SCT', undefined, 'it was on the 3rd'],
    ['2026-04-06', 'GB-SCT', undefined, 'no Easter Monday in Scotland'],
    ['2026-06-15', 'GB-SCT', 'Extra vrije dag (WK voetbal)', ''],
    ['2026-06-15', 'GB', undefined, ''],
  ])('%s %s: %s %s', (date, region, name) => expect(dutch(date, region)).toBe(name));

  test('the region asked for is in the answer, not the country', () => {
    expect(holidayOn('2026-10-03', 'DE-NW', NO_OVERRIDES)).toMatchObject({
      date: '2026-10-03',
      region: 'DE-NW',
      type: 'public',
    });
  });

  test('a part of a country has all days of the country', () => {
    const dates = [2026, 2027, 2028, 2029, 2030].flatMap(datesOfYear);
    for (const part of REGIONS.filter((region) => /^(DE|FR)-/.test(region))) {
      const country = part.slice(0, 2) as Region;
      const lost = dates.filter(
        (date) => holidayOn(date, country) !== undefined && holidayOn(date, part) === undefined,
      );
      expect(lost, part).toEqual([]);
    }
  });
});

describe('what the agency knows better', () => {
  const on = (date: string, ...regions: (Region | '')[]): HolidayOverride[] =>
    regions.map((region) => (region === '' ? { date } : { date, region }));
  const working = '2026-11-24';
  const holiday = '2026-10-03';

  test.each<[string, Region, (Region | '')[], (Region | '')[], boolean, string]>([
    [working, 'NL', [''], [], true, 'added everywhere'],
    [working, 'DE-BY', ['DE'], [], true, 'added for all of the country'],
    [working, 'DE', ['DE-BY'], [], false, 'added for a part only'],
    [working, 'DE-NW', ['DE-BY'], [], false, 'added for another part'],
    [working, 'GB', ['GB-ENG'], [], true, 'just GB is England'],
    [working, 'GB', ['GB-SCT'], [], false, 'and not Scotland'],
    [working, 'GB-SCT', ['GB'], [], true, 'and yet all of GB'],
    [holiday, 'DE', [], [''], false, 'removed everywhere'],
    [holiday, 'DE-BY', [], ['DE'], false, 'removed for all of the country'],
    [holiday, 'DE', [], ['DE-BY'], true, 'removed for a part only'],
    [holiday, 'DE-BY', [], ['DE-BY'], false, 'removed for that part'],
    [working, 'DE-BY', [''], ['DE-BY'], false, 'the narrower holds: removed'],
    [working, 'DE-BY', ['DE-BY'], [''], true, 'the narrower holds: added'],
    [working, 'DE-BY', ['DE'], ['DE-BY'], false, 'the narrower holds'],
    [working, 'DE-NW', ['DE'], ['DE-BY'], true, 'that was another part'],
    [working, 'GB', ['GB'], ['GB-ENG'], false, 'the narrower holds, and just GB is England'],
    [working, 'NL', ['NL'], ['NL'], true, 'as narrow: kept free'],
  ])('%s %s +%j -%j: %s (%s)', (date, region, added, removed, isHoliday) => {
    const overrides = { added: on(date, ...added), removed: on(date, ...removed) };
    expect(holidayOn(date, region, overrides) !== undefined).toBe(isHoliday);
    expect(holidayOn('2026-11-25', region, overrides)).toBeUndefined();
    expect(holidayOn('2026-12-25', region, overrides)).toBeDefined();
  });

  test('a name is shown as it is written; without one it is the table’s, or just a day off', () => {
    const added: HolidayOverride[] = [
      { date: working, name: 'Betriebsausflug' },
      { date: '2026-11-25' },
      { date: '2026-12-25' },
    ];
    const names = added.map(({ date }) => holidayOn(date, 'NL', { added, removed: [] })!);
    expect(names.map((one) => [one.type, one.names.nl, one.names.de])).toEqual([
      ['own', 'Betriebsausflug', 'Betriebsausflug'],
      ['own', 'vrije dag', 'arbeitsfreier Tag'],
      ['own', 'Eerste kerstdag', '1. Weihnachtstag'],
    ]);
  });

  test('any region, date and overrides: an addition for the region itself always holds', () => {
    const region = fc.constantFrom(...REGIONS);
    const override = fc.record(
      { date: fc.constantFrom(working, holiday, '2040-02-29'), region },
      { requiredKeys: ['date'] },
    ) as fc.Arbitrary<HolidayOverride>;
    fc.assert(
      fc.property(region, fc.array(override), fc.array(override), (where, more, removed) => {
        // Just GB is England: there is a narrower one for it.
        const narrowest = where === 'GB' ? 'GB-ENG' : where;
        const added = [...more, { date: '2040-02-29', region: narrowest }];
        expect(holidayOn('2040-02-29', where, { added, removed })?.region).toBe(where);
      }),
      { numRuns: 500, endOnFailure: true },
    );
  });
});

describe('whether the known holidays end within twelve months', () => {
  test.each([
    ['2029-12-31', false],
    ['2030-01-01', true],
    ['2030-12-31', true],
    ['2031-06-01', true],
    ['2026-11-21', false],
  ])('on %s: %s', (today, isSoon) => expect(doHolidaysEndWithinAYear(today, '2030-12-31')).toBe(isSoon));

  test('a leap day is no exception', () => {
    expect(doHolidaysEndWithinAYear('2028-02-29', '2029-02-28')).toBe(true);
    expect(doHolidaysEndWithinAYear('2028-02-29', '2029-03-01')).toBe(false);
  });
});

describe('regions', () => {
  test('are known by their exact code', () => {
    expect(REGIONS.every(isRegion)).toBe(true);
    expect(['', 'nl', 'DE-', 'FR-75', 'toString', ' NL'].filter(isRegion)).toEqual([]);
  });
  test.each([
    ['nl', 'NL'],
    ['gb-sct', 'GB-SCT'],
    ['GB_SCT', 'GB-SCT'],
    ['UK', 'GB'],
    ['UK-SCT', 'GB-SCT'],
    ['Scotland', 'GB-SCT'],
    ['GB-SCO', 'GB-SCT'],
    ['GB-NI', 'GB-NIR'],
    ['GB-WAL', 'GB-WLS'],
    ['DE-BAY', 'DE-BY'],
    ['DE-NRW', 'DE-NW'],
    ['FR-75', 'FR'],
    ['FR-76', 'FR'],
    ['NL-NH', 'NL'],
    ['BE-VLG', 'BE'],
    ['DK', undefined],
    ['US-CA', undefined],
    ['', undefined],
  ])('%j was meant to be %s', (text, nearest) => expect(nearestRegion(text)).toBe(nearest));

  test('an issue tells the nearest, or which there are', () => {
    expect(regionIssue('UK')).toBe('"UK" is no region whose holidays are known; write GB');
    expect(regionIssue('DK')).toBe(
      '"DK" is no region whose holidays are known; there are NL, BE, LU, DE, FR, AT, GB and parts of them like DE-BY, GB-SCT, FR-67',
    );
  });
});

describe('overrides as the configuration writes them', () => {
  test.each([
    ['2026-06-15 GB-SCT World Cup', { date: '2026-06-15', region: 'GB-SCT', name: 'World Cup' }],
    ['2026-05-05 NL', { date: '2026-05-05', region: 'NL' }],
    ['2026-12-24', { date: '2026-12-24' }],
    ['2026-12-24 Team day', { date: '2026-12-24', name: 'Team day' }],
    ['2026-12-24 De grote dag', { date: '2026-12-24', name: 'De grote dag' }],
    ['2026-12-24 NL\tTeam day', { date: '2026-12-24', region: 'NL', name: 'Team day' }],
    ['2026-12-24 Co-op', { date: '2026-12-24', name: 'Co-op' }],
    ['  2028-02-29   DE-BY   Großer   Tag ', { date: '2028-02-29', region: 'DE-BY', name: 'Großer Tag' }],
  ])('%j', (text, override) => expect(parseOverride(text)).toEqual({ override }));

  test.each([
    ['', /^is empty; write a date/],
    ['2026-02-30', /^"2026-02-30" is no date; write 2026-02-28 or 2026-03-01$/],
    ['2027-02-29 NL', /write 2027-02-28 or 2027-03-01$/],
    ['2026-6-5 NL', /write 2026-06-05$/],
    ['15.06.2026 NL', /write 2026-06-15$/],
    ['15/06/2026', /write 2026-06-15$/],
    ['06/15/2026', /is no date; write 2026-06-15$/],
    ['2026-13-01', /is no date; write a date/],
    ['next tuesday', /^"next" is no date; write a date/],
    ['NL 2026-05-05', /^"NL" is no date; write a date/],
    ['2026-06-15 gb-sct World Cup', /^"gb-sct" is no region .* write GB-SCT$/],
    ['2026-06-15 UK', /write GB$/],
    ['2026-06-15 nl', /write NL$/],
    ['2026-06-15 DK Grundlovsdag', /^"DK" is no region .* there are NL/],
    [`2026-06-15 NL ${'x'.repeat(81)}`, /81 letters; at most 80/],
    ['2026-06-15 NL \u001b[31mred', /cannot be printed/],
    ['2026-06-15 NL \u202egnirts', /cannot be printed/],
  ])('%j is refused', (text, issue) => {
    expect(parseOverride(text)).toEqual({ issue: expect.stringMatching(issue) });
  });

  test('any text is read or refused in one line; what is read holds', () => {
    const words = fc.array(
      fc.oneof(
        fc
          .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 10 })
          .map((codes) => String.fromCodePoint(...codes)),
        fc.string(),
        fc.constantFrom('2026-05-05', '2026-02-30', ...REGIONS),
      ),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(words, (parts) => {
        const read = parseOverride(parts.join(' '));
        if ('issue' in read) expect(read.issue).toMatch(/^[^\n\r\u001b]+$/);
        else {
          const { date, region = 'NL' } = read.override;
          expect(holidayOn(date, region, { added: [read.override], removed: [] })?.type).toBe('own');
        }
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });
});
