import { describe, expect, test } from 'vitest';
import { agreedNs, dsGone, dsIsExactly, namesAnyOf, servesExactly } from '../../src/dns/delegation.ts';
import { dsFromDnskey } from '../../src/dns/dnssec.ts';
import { keysSatisfy, serversSatisfy } from '../../src/dns/ds-match.ts';
import type { DelegationView, Outcome, ParentAnswer } from '../../src/dns/views.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { NEW_NS, OLD_NS, served, set, ZONE } from './zones.ts';

const parent = (
  ns: readonly Fqdn[],
  outcome: Outcome = 'referral',
  ds: readonly string[] = [],
  dsOutcome: Outcome = ds.length > 0 ? 'answer' : 'nodata',
): ParentAnswer => ({
  server: 'ns1.nl.',
  address: '192.0.2.1',
  outcome,
  ns,
  nsTtlSeconds: 3600,
  dsOutcome,
  ds,
  dsTtlSeconds: null,
});
const view = (...parents: readonly ParentAnswer[]): DelegationView => ({ zone: ZONE, parents });
const silent = (outcome: Outcome = 'timeout'): ParentAnswer => parent([], outcome, [], outcome);
const MIXED = [OLD_NS[0]!, NEW_NS[0]!];

describe('what the parents say', () => {
  const cases: readonly [title: string, view: DelegationView, exactly: string, anyOld: string, agreed: string][] = [
    ['all new', view(parent(NEW_NS), parent(NEW_NS.toReversed())), 'yes', 'no', 'agreed'],
    ['all old', view(parent(OLD_NS), parent(OLD_NS)), 'no', 'yes', 'agreed'],
    ['one still old: partial', view(parent(NEW_NS), parent(OLD_NS)), 'no', 'yes', 'partial'],
    ['old and new mixed at every one', view(parent(MIXED), parent(MIXED)), 'no', 'yes', 'agreed'],
    ['a subset of the new', view(parent(NEW_NS.slice(1))), 'no', 'no', 'agreed'],
    ['one silent: unknown, never no', view(parent(NEW_NS), silent()), 'unknown', 'unknown', 'agreed'],
    ['one lame', view(parent(NEW_NS), silent('lame')), 'unknown', 'unknown', 'agreed'],
    ['one silent, one old: no', view(parent(OLD_NS), silent()), 'no', 'yes', 'agreed'],
    ['all silent', view(silent(), silent('servfail')), 'unknown', 'unknown', 'unknown'],
    ['nobody was asked', view(), 'unknown', 'unknown', 'unknown'],
    ['not delegated at all', view(parent([], 'nxdomain')), 'no', 'no', 'not-delegated'],
  ];
  test.each(cases)('%s', (_title, seen, exactly, anyOld, agreed) => {
    expect([servesExactly(seen, NEW_NS), namesAnyOf(seen, OLD_NS), agreedNs(seen).kind]).toEqual([
      exactly,
      anyOld,
      agreed,
    ]);
  });

  test('a family that was not asked is waived only by a person, and never the last one', () => {
    const some = view(parent(NEW_NS), silent('not-asked'));
    expect(servesExactly(some, NEW_NS)).toBe('unknown');
    expect(servesExactly(some, NEW_NS, { acceptNotAsked: true })).toBe('yes');
    expect(servesExactly(view(silent('not-asked')), NEW_NS, { acceptNotAsked: true })).toBe('unknown');
    expect(servesExactly(view(parent(NEW_NS), silent()), NEW_NS, { acceptNotAsked: true })).toBe('unknown');
  });

  const ds: readonly [title: string, view: DelegationView, gone: string][] = [
    ['gone everywhere', view(parent(OLD_NS), parent(OLD_NS)), 'yes'],
    ['left at one server', view(parent(OLD_NS), parent(OLD_NS, 'referral', ['1 13 2 aa'])), 'no'],
    ['one does not say', view(parent(OLD_NS), parent(OLD_NS, 'referral', [], 'timeout')), 'unknown'],
    ['nobody was asked', view(), 'unknown'],
  ];
  test.each(ds)('DS: %s', (_title, seen, gone) => expect(dsGone(seen)).toBe(gone));
  test('the DS set has to be exactly the wanted one', () => {
    expect(dsIsExactly(view(parent(OLD_NS, 'referral', ['a', 'b'])), ['a'])).toBe('no');
    expect(dsIsExactly(view(parent(OLD_NS, 'referral', ['a'])), ['a'])).toBe('yes');
  });
});

describe('DS and keys', () => {
  const key = (text: string): string => `257 3 13 ${Buffer.from(text.repeat(8)).toString('base64')}`;
  const [old, fresh] = [key('oldkey12'), key('newkey12')];
  test('every DS needs its key', () => {
    const both = [dsFromDnskey(ZONE, old), dsFromDnskey(ZONE, fresh)];
    expect(keysSatisfy(ZONE, both, [old, fresh])).toBe(true);
    expect(keysSatisfy(ZONE, both, [fresh])).toBe(false);
    expect(keysSatisfy(ZONE, [], [])).toBe(true);
  });
  test('at every address; one that does not say makes it unknown', () => {
    const ds = [dsFromDnskey(ZONE, fresh)];
    const question = [{ name: ZONE, type: 'DNSKEY' }];
    const signed = served([set('@', 'DNSKEY', fresh)], question);
    expect(serversSatisfy(signed, ds)).toBe('yes');
    expect(serversSatisfy(served([set('@', 'A', '192.0.2.1')], question), ds)).toBe('no');
    const [first, second] = signed.servers;
    expect(serversSatisfy({ zone: ZONE, servers: [first!, { ...second!, outcome: 'timeout', answers: [] }] }, ds)).toBe(
      'unknown',
    );
    expect(serversSatisfy({ zone: ZONE, servers: [] }, ds)).toBe('unknown');
  });
});
