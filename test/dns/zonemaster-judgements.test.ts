import { describe, expect, test } from 'vitest';
import { isUseful } from '../../src/checks/referral.ts';
import { takesMail } from '../../src/dns/mail-policy.ts';
import { dsHolds } from '../../src/dns/propagation.ts';
import type { DelegationView, ServersView } from '../../src/dns/views.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { DnsAnswer, DnsOutcome } from '../../src/ports/dns.ts';

// Judgements that test zones of others showed to be wrong, each as it was met.
const ZONE = fqdn('klant.nl');

describe('DS at the parent that no key of the zone answers to', () => {
  const delegation = (ds: readonly string[]): DelegationView => ({
    zone: ZONE,
    parents: [
      {
        server: 'ns.dns.nl.',
        address: '192.0.2.2',
        outcome: 'referral',
        ns: [fqdn('ns1.klant.nl')],
        nsTtlSeconds: 3600,
        dsOutcome: 'answer',
        ds,
        dsTtlSeconds: 3600,
      },
    ],
  });
  const unsigned: ServersView = {
    zone: ZONE,
    servers: [
      {
        server: fqdn('ns1.klant.nl'),
        address: '192.0.2.3',
        outcome: 'answer',
        tcp: 'answer',
        serial: 1,
        negativeTtlSeconds: 60,
        answers: [{ name: ZONE, type: 'DNSKEY', outcome: 'nodata', rdatas: [], ttlSeconds: null, alias: null }],
      },
    ],
  };
  const rows: readonly (readonly [title: string, ds: readonly string[], fails: boolean])[] = [
    ['SHA-256', ['12345 13 2 ab'], true],
    ['a digest that nobody has yet', ['12345 13 128 ab'], false],
    ['a private digest', ['12345 13 253 ab'], false],
    ['SHA-256 beside a private one: validators go by the one they know', ['12345 13 253 ab', '12345 13 2 ab'], true],
  ];
  test.each(rows)('%s', (_title, ds, fails) =>
    expect(dsHolds(delegation(ds), unsigned, 0, {}).map(({ tag }) => tag)).toEqual(fails ? ['DNSSEC_FAILS'] : []),
  );
});

describe('mail', () => {
  const rows: readonly (readonly [mx: readonly string[] | undefined, takes: boolean])[] = [
    [undefined, false],
    [['0 .'], false],
    [['99 .'], false],
    [['10 mail.klant.nl.'], true],
    [['0 .', '10 mail.klant.nl.'], true],
  ];
  for (const [mx, takes] of rows)
    test(`MX ${mx?.join(' and ') ?? 'none'}: mail ${takes ? 'comes' : 'does not come'}`, () =>
      expect(takesMail(ZONE, mx === undefined ? [] : [rrset(ZONE, 'MX', 3600, mx)])).toBe(takes));
});

describe('a "no" from a server that the delegation names', () => {
  const answer = (outcome: DnsOutcome, soa?: string): DnsAnswer => ({
    question: { server: { address: '192.0.2.3' }, name: fqdn('www.klant.nl'), type: 'A', recursive: false },
    outcome,
    authoritative: true,
    answer: [],
    authority: soa === undefined ? [] : [rrset(fqdn(soa), 'SOA', 60, ['ns.test. x.test. 1 2 3 4 5'])],
    additional: [],
    atMs: 0,
  });
  const rows: readonly (readonly [title: string, answer: DnsAnswer, counts: boolean])[] = [
    ['for the zone itself', answer('nxdomain', 'klant.nl'), true],
    ['for a zone below it that it has too', answer('nodata', 'www.klant.nl'), true],
    ['for the zone above: it has not this one', answer('nxdomain', 'nl'), false],
    ['NODATA for the zone above', answer('nodata', 'nl'), false],
    ['without saying for which zone', answer('nxdomain'), true],
  ];
  test.each(rows)('%s', (_title, said, counts) => expect(isUseful(said, fqdn('www.klant.nl'), ZONE)).toBe(counts));

  test('at the root every zone is below', () =>
    expect(isUseful(answer('nxdomain', '.'), fqdn('www.klant.nl'), undefined)).toBe(true));
});
