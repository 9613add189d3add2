import { describe, expect, test } from 'vitest';
import { fqdn } from '../../../src/domain/name.ts';
import { textOf } from '../../../src/registration/whois/charset.ts';
import { readDate, slashOrder } from '../../../src/registration/whois/dates.ts';
import { readWhois } from '../../../src/registration/whois/read-whois.ts';
import { eppStatus } from '../../../src/registration/whois/statuses.ts';
import { RECORDS } from './texts.ts';

const day = (ms: number | undefined): string => (ms === undefined ? '-' : new Date(ms).toISOString().slice(0, 10));

describe('a record is read', () => {
  // name, statuses, name servers, created, updated, expires, registrar, DS, signed
  const rows: readonly (readonly [string, string, string, string, string, string, string, number, boolean | undefined])[] = [
    ['klant.com.', 'clientTransferProhibited clientUpdateProhibited', 'ns1.old.example. ns2.old.example.', '1997-09-15', '2025-09-09', '2028-09-14', '292/Registrar Example, Inc.', 1, true],
    ['klant.nl.', 'redemptionPeriod', 'ns1.oud.nl. ns2.oud.nl.', '1999-05-27', '2023-01-02', '-', '/Oude Hoster B.V.', 0, true],
    ['klant.be.', 'ok clientTransferProhibited', 'ns1.oud.be. ns2.oud.be.', '2000-12-12', '-', '-', '/Oude Hoster NV', 0, true],
    ['klant.de.', 'ok', 'ns1.alt.de. ns1.klant.de.', '-', '2018-03-12', '-', '-', 0, true],
    ['klant.co.uk.', 'ok', 'ns1.klant.co.uk. ns2.old.example.', '1996-08-01', '2025-03-03', '2027-04-02', 'OLD-HOST/Old Host Ltd t/a Old', 0, undefined],
    ['klant.co.jp.', 'ok', 'ns1.old.jp. ns2.old.jp.', '2001-05-14', '2026-05-31', '2027-05-31', '-', 0, undefined],
    ['klant.at.', '', 'ns1.alt.at. ns2.alt.at.', '-', '2022-11-01', '-', '/Alter Hoster GmbH', 0, undefined],
    ['klant.fi.', 'ok', 'ns1.old.fi. ns2.old.fi.', '2015-12-15', '2025-02-19', '2027-04-03', '/Vanha Oy', 0, undefined],
    ['klant.fr.', 'ok', 'ns1.ancien.fr. ns2.ancien.fr.', '2001-03-04', '2025-06-05', '2027-04-03', '/ANCIEN', 1, true],
    ['klant.ch.', '', 'ns1.alt.ch. ns2.alt.ch.', '1996-01-01', '-', '-', '/Alter Hoster AG', 0, false],
  ]; // biome-ignore format: a table
  test.each(rows)('%s', (name, statuses, servers, created, updated, expires, registrar, ds, signed) => {
    const read = readWhois(RECORDS[name]!, fqdn(name));
    expect(read.verdict).toBe('registered');
    expect({
      statuses: read.statuses.join(' '),
      servers: read.nameServers.join(' '),
      dates: [day(read.createdMs), day(read.updatedMs), day(read.expiresMs)],
      registrar: read.registrar === undefined ? '-' : `${read.registrar.id}/${read.registrar.name}`,
      ds: read.ds.length,
      signed: read.signed,
    }).toEqual({ statuses, servers, dates: [created, updated, expires], registrar, ds, signed });
  });

  test('whatever the ends of its lines, and in no letter case of its own', () => {
    for (const [name, text] of Object.entries(RECORDS)) {
      const plain = readWhois(text, fqdn(name));
      expect({ ...readWhois(text.replaceAll('\n', '\r\n'), fqdn(name)) }).toEqual(plain);
      expect(readWhois(`\n\n\n${text}`, fqdn(name)).outcome).toBe('found');
      expect(readWhois(`\n\n\n${text.toUpperCase()}`, fqdn(name)).outcome).toBe('found');
    }
  });

  test('the words around it change nothing of it', () => {
    const around =
      'No match for "klant.com".\nYour query limit has been exceeded, try again later.\nReserved by the registry.\n\n';
    for (const [name, text] of Object.entries(RECORDS))
      expect(readWhois(`${around}${text}\n${around}`, fqdn(name)).outcome, name).toBe('found');
  });

  test('an answer about another name decides nothing', () => {
    expect(readWhois(RECORDS['klant.nl.']!, fqdn('ander.nl')).verdict).toBe('elsewhere');
    const ending =
      'domain:       NL\n\norganisation: SIDN\n\nnserver: NS1.DNS.NL 192.0.2.1\nstatus: ACTIVE\nwhois: whois.domain-registry.nl\n';
    expect(readWhois(ending, fqdn('klant.nl'))).toMatchObject({
      outcome: 'unknown',
      verdict: 'elsewhere',
      referral: 'whois.domain-registry.nl',
    });
    expect(readWhois('No match for "OTHER.COM".\n', fqdn('klant.com')).outcome).toBe('unknown');
  });
});

describe('a sentence decides', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['klant.nl is free', 'free'],
    ['Domain: klant.de\nStatus: free', 'free'],
    ['% comment\n\n%% No entries found in the AFNIC Database.', 'free'],
    ['No match for "KLANT.COM".\n>>> Last update of whois database: 2026-07-03T03:50:56Z <<<', 'free'],
    ['The queried object does not exist: DOMAIN NOT FOUND', 'free'],
    ['Domain klant.sn not found', 'free'],
    ['>>> Domain klant.love is available for registration', 'free'],
    ['Domain Name: klant.ai\nDomain Status: No Object Found', 'free'],
    ['query_status: 220 Available', 'free'],
    ['Die Domain ist nicht registriert', 'free'],
    ['Aucun enregistrement trouvé', 'free'],
    [
      '    Error for "klant.co.uk".\n\n    The WHOIS query quota for 192.0.2.1 has been exceeded\n    and will be replenished in 50 seconds.',
      'rate-limited',
    ],
    ['whois.domain-registry.nl: only 1 request per second allowed, try again later', 'rate-limited'],
    ['WHOIS LIMIT EXCEEDED - SEE WWW.PIR.ORG/WHOIS FOR DETAILS', 'rate-limited'],
    ['maximum number of requests per second exceeded', 'rate-limited'],
    ['# Too many connections.', 'rate-limited'],
    ['Please go away for 13 Seconds', 'rate-limited'],
    ['% Excessive querying, grace period of 30 seconds\n-1: Still in grace period, wait 30 seconds', 'rate-limited'],
    ['query_status: 440 Request Denied', 'rate-limited'],
    ['% Error: 55000000002 Connection refused; access control limit reached.', 'rate-limited'],
    ['Requests of this client are not permitted. Please use https://www.nic.ch/whois/ for queries.', 'refused'],
    ['-3: IP address blocked', 'refused'],
    ['Service temporarily unavailable.', 'refused'],
    ['Invalid input', 'refused'],
    ['Reserved by Registry', 'reserved'],
    ['Domain: x.it\nStatus: UNASSIGNABLE', 'reserved'],
    ['Domain: x.dk\nRegistered: ***N/A***\nStatus: Reserved', 'reserved'],
    ['Domain: x.uz\nStatus: RESERVED\nCreation Date: 01-May-2005', 'reserved'],
    ['Domain: x.lt\nStatus: blocked', 'reserved'],
    ['domainname: x.lu\ndomaintype: RESERVED', 'reserved'],
    ['Domain: x.eu\nScript: LATIN\nStatus: WITHDRAWN', 'reserved'],
    ['The queried object does not exist: This domain name is reserved', 'reserved'],
    ['The queried object does not exist: Reserved by registry', 'reserved'],
    ['The queried object does not exist: premium domain name', 'reserved'],
    ['Sorry, The domain you requested is in the reserved list.', 'reserved'],
    ['This name is not available for registration:\nThis name is registry reserved.', 'reserved'],
    ['No match for "klant.com".\nYou have exceeded your quota of queries.', 'rate-limited'],
    ['<!DOCTYPE html><html><title>404 Not Found</title>\nNot found\n</html>', 'unclear'],
    ['All rights\nreserved.\nNo information is promised.\nThe registrar of record is not found here.', 'unclear'],
    ['', 'empty'],
    ['\u0000\u0000\n\n', 'empty'],
  ];
  test.each(rows)('%j is %s', (text, verdict) => {
    const read = readWhois(text);
    expect(read.verdict).toBe(verdict);
    expect(read.outcome).toBe(verdict === 'free' ? 'not-found' : 'unknown');
    if (verdict !== 'empty') expect(read.evidence.length).toBeGreaterThan(0);
  });
});

describe('dates', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['2019-08-12T10:52:01-0700', '2019-08-12T17:52:01'],
    ['2019-05-17-T23:02:50Z', '2019-05-17T23:02:50'],
    ['2018-02-05 22:59:12.55172', '2018-02-05T22:59:12'],
    ['2011-01-23 00:00:07 +02:00', '2011-01-22T22:00:07'],
    ['2022-06-19 12:24:23+03', '2022-06-19T09:24:23'],
    ['2000-08-29 10:22:50 (UTC+8)', '2000-08-29T02:22:50'],
    ['2019/06/01 04:52:02 (JST)', '2019-05-31T19:52:02'],
    ['2008.03.16 01:08:04', '2008-03-16T01:08:04'],
    ['2012. 05. 19.', '2012-05-19T00:00:00'],
    ['19961206 #24302', '1996-12-06T00:00:00'],
    ['20121216134104', '2012-12-16T13:41:04'],
    ['31 May 1999', '1999-05-31T00:00:00'],
    ['before 1 January 1996', '1996-01-01T00:00:00'],
    ['before Aug-1996', '1996-08-01T00:00:00'],
    ['registrar AT registry.test 20010821 (Assigned)', '2001-08-21T00:00:00'],
    ['16/09/03', '2003-09-16T00:00:00'],
    ['03/04/05', '-'],
    ['16/09/03/4', '-'],
    ['30th April 2003 at 00:00:00.000', '2003-04-30T00:00:00'],
    ['22-Oct-2017', '2017-10-22T00:00:00'],
    ['2001-Aug-23.', '2001-08-23T00:00:00'],
    ['Fri Jul 22 18:37:41 GMT 2005', '2005-07-22T18:37:41'],
    ['Tue Dec 12 2000', '2000-12-12T00:00:00'],
    ['March 30, 2014', '2014-03-30T00:00:00'],
    ['3 août 2014', '2014-08-03T00:00:00'],
    ['15.1.2021 09:37:54', '2021-01-15T09:37:54'],
    ['25/12/2020 5:00:00 PM', '2020-12-25T17:00:00'],
    ['2020-12-25 12:30 a.m. UTC', '2020-12-25T00:30:00'],
    ['2020-12-25 12:30pm +02:00', '2020-12-25T10:30:00'],
    ['11-07-2020', '2020-07-11T00:00:00'],
    ['25/12/2020', '2020-12-25T00:00:00'],
    ['12/25/2020', '2020-12-25T00:00:00'],
    ['03/04/2020', '-'],
    ['2020-02-30', '-'],
    ['1970-01-01', '-'],
    ['30 Foo 2020', '-'],
    ['Not Disclosed', '-'],
    ['', '-'],
  ];
  test.each(rows)('%j is %s', (text, moment) => {
    const ms = readDate(text);
    expect(ms === undefined ? '-' : new Date(ms).toISOString().slice(0, 19)).toBe(moment);
  });
  test('03/04/2020 is what its registry means, and nothing where nobody says', () => {
    expect(day(readDate('03/04/2020', slashOrder('', 'fr')))).toBe('2020-04-03');
    expect(day(readDate('03/04/2020', slashOrder('', 'tk')))).toBe('2020-03-04');
    expect(day(readDate('03/04/2020', slashOrder('created 12/25/2018', 'fr')))).toBe('2020-03-04');
    expect(day(readDate('03/04/2020', slashOrder('Date (mm/dd/yyyy)', 'pt')))).toBe('2020-03-04');
    expect(slashOrder('', 'com')).toBeUndefined();
  });
});

test('octets are text in the character set of the registry', () => {
  expect(textOf(new TextEncoder().encode('Café Zürich'))).toBe('Café Zürich');
  expect(textOf(Uint8Array.from([0x43, 0x61, 0x66, 0xe9]), 'fr')).toBe('Café');
  expect(textOf(Uint8Array.from([0x1b, 0x24, 0x42, 0x3e, 0x75, 0x42, 0x56, 0x1b, 0x28, 0x42]), 'jp')).toBe('状態');
  expect(textOf(new TextEncoder().encode('Zürich é').subarray(0, 9))).toBe('Zürich ');
  expect(textOf(new Uint8Array())).toBe('');
});

test('a status is EPP’s name or none', () => {
  for (const word of [
    'clientTransferProhibited',
    'CLIENT-XFER-PROHIBITED',
    'client transfer prohibited',
    'REGISTRAR-LOCK',
    'Transfer Prohibited by Registrar',
  ])
    expect(eppStatus(word), word).toBe('clientTransferProhibited');
  for (const [word, name] of [
    ['OUT OF SERVICE', 'serverHold'],
    ['deleteCandidate', 'pendingDelete'],
    ['serverForceDelete', 'pendingDelete'],
    ['Domain blocked', 'serverUpdateProhibited'],
    ['Domain isn’t generated in zone', 'inactive'],
    ['frozen since 20261101', 'serverHold'],
    ['HOLD-SINCE 20261101121852', 'serverHold'],
    ['FROZEN-OK-UNTIL 20271101121852', 'serverUpdateProhibited'],
    ['restrictedDisposal', 'serverTransferProhibited'],
    ['restrictedRights', 'serverTransferProhibited'],
    ['stopped', 'serverHold'],
    ['Administratively blocked', 'serverUpdateProhibited'],
    ['In Redemption Period', 'redemptionPeriod'],
    ['Client Updt Lock', 'clientUpdateProhibited'],
    ['revoked', 'serverHold'],
    ['toBeReassigned', 'serverHold'],
    ['BULK-TRANSFER', 'pendingTransfer'],
    ['Client Updt+Delt Lock', 'clientUpdateProhibited'],
  ] as const)
    expect(eppStatus(word), word).toBe(name);
  expect(eppStatus('Reserved', 'dk')).toBe('serverHold');
  expect(eppStatus('Reserved')).toBeUndefined();
  expect(eppStatus('constructor')).toBeUndefined();
  expect(eppStatus('VERIFIED')).toBeUndefined();
  expect(eppStatus('Suspended', 'jp')).toBe('redemptionPeriod');
});

test('what is shown has no control characters and is short', () => {
  const read = readWhois(`No match for "\u001b[31mklant.com\u202e"${'x'.repeat(100)}\n`);
  for (const line of read.evidence) expect(line).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(readWhois(`${'y'.repeat(5000)}\n`).evidence[0]!.length).toBe(200);
});
