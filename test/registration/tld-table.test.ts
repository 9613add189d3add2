import { describe, expect, test } from 'vitest';
import { fqdn } from '../../src/domain/name.ts';
import { cellsOf, cellsOlderThan, known, tldRuleOf } from '../../src/registration/tld-rules.ts';
import { GTLD_RULES_TO_COME, TLD_TABLE } from '../../src/registration/tld-table.ts';

const TLDS = ['nl', 'be', 'de', 'eu', 'fr', 'uk', 'com', 'net', 'org', 'io', 'ch', 'at', '*', '?'];
const ALL = TLD_TABLE.flatMap((rule) => cellsOf(rule).map(([name, cell]) => ({ at: `${rule.tld} ${name}`, cell })));

describe('every cell', () => {
  test('is there', () => {
    expect(TLD_TABLE.map(({ tld }) => tld)).toEqual(TLDS);
    expect(new Set(TLD_TABLE.map((rule) => Object.keys(rule).join()))).toHaveLength(1);
    expect(ALL).toHaveLength(TLDS.length * 18);
  });
  test.each(ALL)('$at says where and when it was read, and its value or why there is none', ({ cell }) => {
    expect(cell.source.length).toBeGreaterThan(5);
    expect(cell.seen).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(Date.parse(cell.seen)).toBeLessThanOrEqual(Date.now());
    if ('value' in cell) expect(cell.source).not.toMatch(/^no public/);
    else expect(cell.unknown.split(' ').length).toBeGreaterThan(3);
  });
  test('is no older than 18 months; from 12 on there is a word', () => {
    const old = cellsOlderThan(12, Date.now());
    if (old.length > 0)
      console.warn(
        `Rules of top-level domains were last read more than 12 months ago, read them again: ${old.join(', ')}`,
      );
    const tooOld = cellsOlderThan(18, Date.now());
    expect(tooOld, 'these were last read more than 18 months ago: read their sources again, then set `seen`').toEqual(
      [],
    );
  });
});

test('age is counted by the calendar', () => {
  const lock = { value: 'none', by: 'registry', source: 'a document', seen: '2026-11-20' } as const;
  const table = [{ ...TLD_TABLE[0]!, lock }];
  const old = (months: number, day: string) =>
    cellsOlderThan(months, Date.parse(day), table).includes('nl lock (2026-11-20)');
  expect([old(12, '2026-11-20'), old(12, '2027-11-20'), old(12, '2027-11-21')]).toEqual([false, false, true]);
  expect([old(18, '2028-05-20'), old(18, '2028-05-21')]).toEqual([false, true]);
});

describe('the rule of a domain', () => {
  test.each([
    ['klant.nl', 'nl'],
    ['shop.co.uk', 'uk'],
    ['a.b.c.klant.be', 'be'],
    ['winkel.shop', '*'],
    ['klant.amsterdam', '*'],
    ['klant.lu', '?'],
    // Other registries' than that of the last label.
    ['klant.uk.com', '?'],
    ['klant.co.nl', '?'],
    ['klant.ac.uk', '?'],
    ['klant.xn--p1ai', '?'],
    ['klant.gov', '?'],
    ['nl', 'nl'],
    ['.', '?'],
  ])('%s: %s', (domain, tld) => expect(tldRuleOf(fqdn(domain)).tld).toBe(tld));

  test('what is unknown has no value', () => {
    expect(known(tldRuleOf(fqdn('klant.lu')).durationDays)).toBeUndefined();
    expect(known(tldRuleOf(fqdn('klant.io')).durationDays)).toBeUndefined();
    expect(known(tldRuleOf(fqdn('klant.lu')).oldDnsMayEnd)).toBe(true);
  });
  test('a registrar may know a cell better, and only that cell', () => {
    const lock = { value: 'observable', by: 'reported', source: 'our registrar', seen: '2026-11-20' } as const;
    const rule = tldRuleOf(fqdn('klant.nl'), { nl: { lock }, be: {} });
    expect(rule.lock).toEqual(lock);
    expect({ ...rule, lock: undefined }).toEqual({ ...tldRuleOf(fqdn('klant.nl')), lock: undefined });
    expect(tldRuleOf(fqdn('klant.de'), { nl: { lock } }).lock).not.toEqual(lock);
  });
});

describe('what the plans rest on', () => {
  test.each([
    ['nl', 'none', 'code', 0, undefined],
    ['be', undefined, 'code', 0, 7],
    ['de', 'none', 'code', 0, 30],
    ['eu', undefined, 'code', 0, 40],
    ['fr', 'none', 'code', 8, undefined],
    ['uk', undefined, 'tag', 0, undefined],
    ['com', 'observable', 'code', 5, undefined],
    ['io', 'observable', 'code', undefined, undefined],
    ['ch', undefined, 'code', 0, undefined],
    ['at', 'none', 'code', 0, undefined],
  ] as const)('%s: lock %s, %s, %s days, code of %s days', (tld, lock, proof, days, codeDays) => {
    const rule = tldRuleOf(fqdn(`klant.${tld}`));
    expect([known(rule.lock), known(rule.proof), known(rule.durationDays)?.usual]).toEqual([lock, proof, days]);
    expect(known(rule.codeLifetimeSeconds)).toBe(codeDays === undefined ? undefined : codeDays * 86_400);
  });
  test.each([
    ['be', '123-456-789-012-345', true],
    ['be', '123456789012345', false],
    ['be', '123-456-789-O12-345', false],
    ['eu', 'K3F9-AAAA-bbbb-0001', true],
    ['eu', 'K3F9-AAAA-bbbb', false],
    ['fr', 'abcdefGHIJK1', true],
    ['fr', 'abcdefghijkl', false],
  ])('a code of .%s: %s: %s', (tld, code, fits) =>
    expect(known(tldRuleOf(fqdn(`klant.${tld}`)).codeForm)?.pattern?.test(code)).toBe(fits),
  );
  test('where nothing is left to stop, nothing is said to be stoppable', () => {
    for (const rule of TLD_TABLE) {
      const [days, cancel] = [known(rule.durationDays), known(rule.cancelDays)];
      if (days !== undefined) expect(days.usual).toBeLessThanOrEqual(days.atMost);
      if (days?.atMost === 0) expect(cancel, rule.tld).toBe(0);
    }
  });
  test('the gTLDs’ coming rules are data with sources too, and not in force', () => {
    expect('unknown' in GTLD_RULES_TO_COME.from).toBe(true);
    expect(known(tldRuleOf(fqdn('klant.com')).lockDaysAfterTransfer)).toBe(60);
  });
});
