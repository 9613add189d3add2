import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRange } from '../../scheduler/range-text.ts';
import { loadConfig } from '../../src/app/config/load.ts';
import { slotRulesOf } from '../../src/app/config/slots.ts';
import { GoLiveError } from '../../src/domain/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-slots-'));

function load(yaml: string) {
  const file = join(folder, 'golive.yaml');
  writeFileSync(file, yaml);
  return loadConfig({ cwd: folder, home: folder, env: {} }, file).config;
}

/** What is wrong, as `line 2: slots.closed[0]  …`. */
function faultsOf(yaml: string): string[] {
  try {
    load(yaml);
  } catch (thrown) {
    if (thrown instanceof GoLiveError)
      return (thrown.faults ?? []).map((fault) => fault.replace(/^.*yaml:(\d+):\d+ +/, 'line $1: '));
    throw thrown;
  }
  return [];
}

test('a calendar as an agency writes it', () => {
  const config = load(`
agency: { country: DE, region: DE-BY }
slots:
  noticeIn: working-days
  closed: [2026-12-24, "2026-12-28..2027-01-03", { range: "2027-08-02..2027-08-13", why: Summer }]
  freezes:
    - 2027-05-01
    - { range: "2026-11-15..2027-01-06", tags: [shop], customers: [Bakkerij Jansen], why: Christmas sales }
  holidays: { add: ["2026-06-15 GB-SCT World Cup", 2027-01-02], remove: ["2027-01-06 DE-BY"] }
  warn: [friday]
`);
  expect(slotRulesOf(config)).toMatchObject({
    region: 'DE-BY',
    noticeDays: 2,
    noticeIn: 'working-days',
    closed: [
      { from: '2026-12-24', to: '2026-12-24' },
      { from: '2026-12-28', to: '2027-01-03' },
      { from: '2027-08-02', to: '2027-08-13', why: 'Summer' },
    ],
    freezes: [
      { from: '2027-05-01', to: '2027-05-01' },
      { from: '2026-11-15', to: '2027-01-06', tags: ['shop'], customers: ['Bakkerij Jansen'], why: 'Christmas sales' },
    ],
    holidays: {
      added: [{ date: '2026-06-15', region: 'GB-SCT', name: 'World Cup' }, { date: '2027-01-02' }],
      removed: [{ date: '2027-01-06', region: 'DE-BY' }],
    },
    warn: ['friday'],
  });
});

test.each([
  ['', 'NL'],
  ['agency: { country: AT }', 'AT'],
  ['agency: { country: GB, region: GB-SCT }', 'GB-SCT'],
  ['agency: { country: NO }', 'NO'],
])('%j: the holidays of %s', (yaml, region) => expect(slotRulesOf(load(yaml)).region).toBe(region));

test('a text of any length is refused at once', () =>
  expect(readRange('2026-12-01..'.repeat(50_000))).toMatchObject({ issue: expect.stringContaining('is not a date') }));

describe('what is wrong is named, with its line and the nearest that is right', () => {
  test.each([
    [
      'closed: ["2027-01-03..2026-12-24"]',
      'line 1: slots.closed[0]  "2027-01-03..2026-12-24" ends before it begins; write "2026-12-24..2027-01-03"',
    ],
    [
      'closed: [2026-02-30]',
      'line 1: slots.closed[0]  "2026-02-30" has a date that does not exist; 2026-02-30 could be 2026-02-28 or 2026-03-01',
    ],
    [
      'closed: ["2026-02-20..2026-02-30"]',
      'line 1: slots.closed[0]  "2026-02-20..2026-02-30" has a date that does not exist; 2026-02-30 could be 2026-02-28 or 2026-03-01',
    ],
    ['closed: [24-12-2026]', 'line 1: slots.closed[0]  "24-12-2026" is not a date or a range; write 2026-12-24'],
    [
      'closed: ["2026-12-24 - 2027-01-03"]',
      'line 1: slots.closed[0]  "2026-12-24 - 2027-01-03" is not a date or a range; write "2026-12-24..2027-01-03"',
    ],
    [
      'closed: ["24.12.2026 bis 3.1.2027"]',
      'line 1: slots.closed[0]  "24.12.2026 bis 3.1.2027" is not a date or a range; write "2026-12-24..2027-01-03"',
    ],
    ...[
      ['2026-12-01/2027-01-02', '"2026-12-01..2027-01-02"'],
      ['2026-12-01-2027-01-02', '"2026-12-01..2027-01-02"'],
      ['1.12.2026-2.1.2027', '"2026-12-01..2027-01-02"'],
      ['2026-12-01,2026-12-31', '2026-12-24 or "2026-12-24..2027-01-03"'],
      ['2026-12-01 2026-12-31', '2026-12-24 or "2026-12-24..2027-01-03"'],
      ['1-12 t/m 2-1-2027', '2026-12-24 or "2026-12-24..2027-01-03"'],
      ['2026-12-01..', '2026-12-24 or "2026-12-24..2027-01-03"'],
    ].map(([range, form]): [string, string] => [
      `closed: ["${range}"]`,
      `line 1: slots.closed[0]  "${range}" is not a date or a range; write ${form}`,
    ]),
    [
      'closed: [christmas]',
      'line 1: slots.closed[0]  "christmas" is not a date or a range; write 2026-12-24 or "2026-12-24..2027-01-03"',
    ],
    [
      'closed: ["2026-12-24..2026-12-28..2027-01-03"]',
      'line 1: slots.closed[0]  "2026-12-24..2026-12-28..2027-01-03" is not a date or a range; write 2026-12-24 or "2026-12-24..2027-01-03"',
    ],
    [
      'closed: ["2026-12-24..2027-01-03", 2026-12-31]',
      'line 1: slots.closed[1]  "2026-12-31" overlaps "2026-12-24..2027-01-03"; write "2026-12-24..2027-01-03" instead of the two',
    ],
    [
      'closed: [2026-12-01, "2026-12-20..2026-12-24", { range: "2026-12-24..2027-01-03", why: x }]',
      'line 1: slots.closed[2].range  "2026-12-24..2027-01-03" overlaps "2026-12-20..2026-12-24"; write "2026-12-20..2027-01-03" instead of the two',
    ],
    [
      'closed: [{ range: 2026-02-30 }]',
      'line 1: slots.closed[0].range  "2026-02-30" has a date that does not exist; 2026-02-30 could be 2026-02-28 or 2026-03-01',
    ],
    [
      'freezes: [{ range: "2027-01-06..2026-11-15", tags: [shop] }]',
      'line 1: slots.freezes[0].range  "2027-01-06..2026-11-15" ends before it begins; write "2026-11-15..2027-01-06"',
    ],
    [
      'freezes: [{ range: 2026-11-15, tag: shop }]',
      'line 1: slots.freezes[0].tag  "tag" is not known here; did you mean "tags"?',
    ],
    [
      'freezes: [{ range: 2026-11-15, tags: [] }]',
      'line 1: slots.freezes[0].tags  0 entries is too little; at least 1 entries',
    ],
    [
      'holidays: { add: ["2026-02-30 NL"] }',
      'line 1: slots.holidays.add[0]  "2026-02-30 NL" does not fit: "2026-02-30" is no date; write 2026-02-28 or 2026-03-01',
    ],
    ['holidays: { add: ["2026-06-15 GB-SCO World Cup"] }', /^line 1: slots\.holidays\.add\[0\] .*; write GB-SCT$/],
    [
      'holidays: { remove: ["2027-04-26 NL"] }',
      'line 1: slots.holidays.remove[0]  "2027-04-26 NL" takes nothing away: 2027-04-26 is no holiday in NL; the nearest is 2027-04-27 NL',
    ],
    [
      'holidays: { remove: [2027-02-17] }',
      'line 1: slots.holidays.remove[0]  "2027-02-17" takes nothing away: 2027-02-17 is no holiday anywhere',
    ],
    [
      'holidays: { remove: ["2041-04-27 NL"] }',
      'line 1: slots.holidays.remove[0]  "2041-04-27 NL" takes nothing away: no holidays are known of 2041-04-27',
    ],
    ['noticeIn: workingdays', 'line 1: slots.noticeIn  "workingdays" cannot stand here; did you mean "working-days"?'],
    ['warn: [fridays]', 'line 1: slots.warn[0]  "fridays" cannot stand here; did you mean "friday"?'],
  ])('%s', (slots, expected) => {
    const faults = faultsOf(`slots: { ${slots} }`);
    if (typeof expected === 'string') expect(faults).toEqual([expected]);
    else expect(faults).toEqual([expect.stringMatching(expected)]);
  });
  test.each([
    ['DE-BX', 'DE-B'],
    ['de-by', 'DE-BY'],
    ['UK', 'GB'],
    ['Mars', 'there are NL'],
  ])('agency.region: %s', (region, hint) => {
    const [fault] = faultsOf(`agency: { region: ${region} }`);
    expect(fault).toMatch(
      new RegExp(`^line 1: agency\\.region {2}"${region}" is no region whose holidays are known; .*${hint}`),
    );
  });
});
