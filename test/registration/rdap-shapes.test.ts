import { describe, expect, test } from 'vitest';
import { fqdn } from '../../src/domain/name.ts';
import { readRdap } from '../../src/registration/rdap.ts';
import { beDomain, comDomain, comThick, NOT_FOUND, nlDomain } from './rdap-documents.ts';

const read = (document: unknown, status = 200, name = 'klant.nl') =>
  readRdap(fqdn(name), { url: 'https://rdap.registry.test/domain/x', status, body: JSON.stringify(document), atMs: 0 })
    .registration;
const domain = (more: object) => ({ objectClassName: 'domain', ldhName: 'klant.nl', ...more });
const registrar = (more: object) => ({ objectClassName: 'entity', roles: ['registrar'], ...more });
const card = (...properties: readonly unknown[]) => ['vcard', [['version', {}, 'text', '4.0'], ...properties]];
const day = (ms: number | undefined) => (ms === undefined ? '-' : new Date(ms).toISOString().slice(0, 10));

const PROHIBITED = ['client', 'server'].flatMap((who) => [
  ...['Delete', 'Renew', 'Update', 'Transfer'].map((what) => `${who}${what}Prohibited`),
]);
const WITH_ADDRESSES = PROHIBITED.map((name) => `${name} https://icann.org/epp#${name}`).join(', ');

describe('the registrar, wherever it stands', () => {
  const rows: readonly (readonly [string, object, string])[] = [
    ['within the holder', { entities: [{ roles: ['registrant'], entities: [registrar({ handle: 'R1', vcardArray: card(['fn', {}, 'text', 'Voorbeeld']) })] }] }, 'R1/Voorbeeld'],
    ['its own entity before a nested one', { entities: [{ roles: ['technical'], entities: [registrar({ handle: 'R2' })] }, registrar({ handle: 'R1' })] }, 'R1/R1'],
    ['one instead of a list, its role a text', { entities: { roles: 'Registrar', handle: 'R1', vcardArray: card(['fn', {}, 'text', 'Voorbeeld']) } }, 'R1/Voorbeeld'],
    ['an empty name and an organisation in parts', { entities: [registrar({ handle: 'R1', vcardArray: card(['fn', {}, 'text', ''], ['org', {}, 'text', ['Voorbeeld B.V.', 'Domeinen']]) })] }, 'R1/Voorbeeld B.V.'],
    ['an organisation in parts of parts', { entities: [registrar({ handle: 'R1', vcardArray: card(['org', {}, 'text', [['', 'Voorbeeld B.V.']]]) })] }, 'R1/Voorbeeld B.V.'],
    ['a name by language', { entities: [registrar({ handle: 'R1', vcardArray: card(['fn', {}, 'text', { en: 'Example', nl: 'Voorbeeld' }]) })] }, 'R1/Example'],
    ['a card within a list of cards', { entities: [registrar({ handle: 'R1', vcardArray: [card(['fn', {}, 'text', 'Voorbeeld'])] })] }, 'R1/Voorbeeld'],
    ['a JSContact card', { entities: [registrar({ handle: 'R1', jscard: { name: { full: 'Jan' }, organizations: { o1: { name: 'Voorbeeld B.V.' } } } })] }, 'R1/Voorbeeld B.V.'],
    ['known by its abuse desk', { entities: [registrar({ handle: '1-Test', publicIds: [{ type: 'IANA Registrar ID', identifier: '9999' }], entities: [{ roles: ['abuse'], vcardArray: card(['fn', {}, 'text', 'Voorbeeld Ltd']) }] })] }, '9999/Voorbeeld Ltd'],
    ['another body’s id is not IANA’s', { entities: [registrar({ handle: 'TAG', publicIds: [{ type: 'Registry Identifier', identifier: 'REGISTRY' }] })] }, 'TAG/TAG'],
    ['an id that is one thing, a number, in capitals', { entities: [registrar({ handle: 'R1', publicIds: { type: 'IANA REGISTRAR ID', identifier: 292 } })] }, '292/R1'],
    ['an id with noughts before it', { entities: [registrar({ handle: 'R1', publicIds: [{ type: 'IANA Registrar ID', identifier: '0292' }] })] }, '292/R1'],
    ['an id that is none', { entities: [registrar({ handle: 'R1', publicIds: [{ type: 'IANA Registrar ID', identifier: 'not applicable' }] })] }, 'R1/R1'],
    ['an id of nought', { entities: [registrar({ handle: 'R1', publicIds: [{ type: 'IANA Registrar ID', identifier: 0 }] })] }, 'R1/R1'],
    ['a handle of digits beside the number', { entities: [registrar({ handle: '1234', publicIds: [{ type: 'IANA Registrar ID', identifier: '292' }] })] }, '292/1234'],
    ['a handle of digits alone, which is not IANA’s number', { entities: [registrar({ handle: '1234' })] }, 'handle:1234/1234'],
    ['none', { entities: [{ roles: ['registrant'], handle: 'H' }] }, '-'],
  ]; // biome-ignore format: a table
  test.each(rows)('%s', (_title, more, expected) => {
    const { registrar: found } = read(domain(more));
    expect(found === undefined ? '-' : `${found.id}/${found.name}`).toBe(expected);
  });
});

describe('dates, whatever the action is called and the moment looks like', () => {
  const rows: readonly (readonly [string, string, string, 'createdMs' | 'updatedMs' | 'expiresMs' | 'transferredMs'])[] = [
    ['registration', '2010-03-01T10:00:00Z', '2010-03-01', 'createdMs'],
    [' Registration ', '2010-03-01', '2010-03-01', 'createdMs'],
    ['registered', '2010-03-01 10:00:00', '2010-03-01', 'createdMs'],
    ['Registration Date', '2010-03-01', '2010-03-01', 'createdMs'],
    ['creation date', '2010-03-01', '2010-03-01', 'createdMs'],
    ['lastChanged', '2010-03-01T10:00:00.123456', '2010-03-01', 'updatedMs'],
    ['last_changed', '2010-03-01T10:00:00,5Z', '2010-03-01', 'updatedMs'],
    ['last modified', '2010-03-01T10:00Z', '2010-03-01', 'updatedMs'],
    ['expiration', '2027-03-01T01:00:00+02', '2027-02-28', 'expiresMs'],
    ['soft expiration', '2027-03-01T01:00:00+0200', '2027-02-28', 'expiresMs'],
    ['Record expires', '2027-03-01 23:00:00 UTC', '2027-03-01', 'expiresMs'],
    ['registrar expiration', '2027-03-01T23:00:00-05:00', '2027-03-02', 'expiresMs'],
    ['last transfer', '2027-03-01T23:00:00Z', '2027-03-01', 'transferredMs'],
    ['last update of RDAP database', '2027-03-01T23:00:00Z', '-', 'updatedMs'],
    ['expiration', '2027-02-30T00:00:00Z', '-', 'expiresMs'],
    ['expiration', '2027-03-01T25:00:00Z', '-', 'expiresMs'],
    ['expiration', 'soon', '-', 'expiresMs'],
    ['expiration', '0001-01-01T00:00:00Z', '-', 'expiresMs'],
    ['expiration', '1970-01-01T00:00:00Z', '-', 'expiresMs'],
    ['registration', '1970-01-01T00:00:00Z', '-', 'createdMs'],
    ['registration', '1985-01-01T05:00:00Z', '1985-01-01', 'createdMs'],
  ]; // biome-ignore format: a table
  test.each(rows)('%s %s is %s', (eventAction, eventDate, expected, key) => {
    expect(day(read(domain({ events: [{ eventAction, eventDate }] }))[key])).toBe(expected);
    expect(day(read(domain({ events: { eventAction, eventDate } }))[key])).toBe(expected);
  });

  test('a name that was given up and had again is registered since then', () => {
    const events = [
      { eventAction: 'registration', eventDate: '2001-11-16' },
      { eventAction: 'reregistration', eventDate: '2026-11-16' },
    ];
    expect(day(read(domain({ events })).createdMs)).toBe('2026-11-16');
    expect(day(read(domain({ events: events.toReversed() })).createdMs)).toBe('2026-11-16');
  });

  // A registry adds a year by itself to what has run out.
  test.each([
    ['2026-01-01', '2027-01-01', '2026-01-01'],
    ['2028-01-01', '2027-01-01', '2027-01-01'],
  ])('sold until %s and registered until %s: it ends %s, whichever is told first', (sold, registered, ends) => {
    const events = [
      { eventAction: 'registrar expiration', eventDate: sold },
      { eventAction: 'expiration', eventDate: registered },
    ];
    expect(day(read(domain({ events })).expiresMs)).toBe(ends);
    expect(day(read(domain({ events: events.toReversed() })).expiresMs)).toBe(ends);
  });
});

// A registrar may order it for the day until which its customer paid, whatever the registry's own period is (.nl).
test.each([
  ['2026-12-31', '2027-03-01', '2026-12-31'],
  ['2027-12-31', '2027-03-01', '2027-03-01'],
  ['2026-12-31', 'never', '2026-12-31'],
  // It is behind it: what is there now was registered or restored since.
  ['2026-01-31', '2027-03-01', '2027-03-01'],
  ['2026-01-31', 'never', '-'],
])('deleted on %s and registered until %s: it ends %s', (deletion, registered, ends) => {
  const events = [
    { eventAction: 'deletion', eventDate: deletion },
    { eventAction: 'expiration', eventDate: registered },
  ];
  const body = JSON.stringify(domain({ events, status: 'active' }));
  const atMs = Date.parse('2026-11-21T12:00:00Z');
  const { registration } = readRdap(fqdn('klant.nl'), {
    url: 'https://rdap.registry.test/domain/x',
    status: 200,
    body,
    atMs,
  });
  expect(day(registration.expiresMs)).toBe(ends);
  expect(registration.statuses).toEqual(['ok']);
});

describe('names, servers, statuses, keys', () => {
  test.each([
    ['active, client transfer prohibited', 'ok clientTransferProhibited'],
    [['client delete prohibited;clientTransferProhibited'], 'clientDeleteProhibited clientTransferProhibited'],
    ['ok clientTransferProhibited', 'ok clientTransferProhibited'],
    ['active | client transfer prohibited', 'ok clientTransferProhibited'],
    ['clientUpdateProhibited/clientTransferProhibited', 'clientUpdateProhibited clientTransferProhibited'],
    [['associated', 'locked', 'validated'], 'linked locked validated'],
    [WITH_ADDRESSES, PROHIBITED.join(' ')],
    [PROHIBITED.map((name) => name.replace(/[A-Z]/g, ' $&')).join(', '), PROHIBITED.join(' ')],
    [null, ''],
    [{ a: 'client transfer prohibited' }, ''],
  ])('statuses as %j', (status, expected) => expect(read(domain({ status })).statuses.join(' ')).toBe(expected));
  test('a lock at the end of a long text is one', () => {
    const status = `${'active, '.repeat(400)}client transfer prohibited`;
    expect(read(domain({ status })).statuses).toEqual(['ok', 'clientTransferProhibited']);
  });
  test('an empty name in A-labels gives way to the one in U-labels; servers as texts and with addresses behind them', () => {
    const found = read({
      objectClassName: 'domain',
      ldhName: '',
      unicodeName: 'KLANT.nl.',
      nameservers: [
        'NS1.OUD.TEST.',
        { ldhName: 'ns2.oud.test 192.0.2.1' },
        { ldhName: '', unicodeName: 'ns3.oud.test' },
        { ldhName: 'no name at all' },
      ],
      status: 'Client Transfer Prohibited',
    });
    expect(found).toMatchObject({
      outcome: 'found',
      nameServers: ['ns1.oud.test.', 'ns2.oud.test.', 'ns3.oud.test.'],
      statuses: ['clientTransferProhibited'],
    });
  });
  test.each([
    ['https://icann.org/epp#serverTransferProhibited', 'serverTransferProhibited'],
    ['(https://www.icann.org/epp#clientHold)', 'clientHold'],
    ['https://registry.test/statuses', 'https://registry.test/statuses'],
  ])('a status that is only an address, %s, is %s', (status, expected) =>
    expect(read(domain({ status: [status] })).statuses).toEqual([expected]),
  );
  test.each([
    [{ keyData: [{ flags: 257, protocol: 3, algorithm: 13, publicKey: 'AAAA' }] }, true],
    [{ keyData: [] }, undefined],
    [{ delegationSigned: 'true' }, true],
    [{ delegationSigned: false, keyData: [{}] }, false],
    [undefined, undefined],
  ])('secureDNS %j: signed %s', (secureDNS, expected) =>
    expect(read(domain({ secureDNS })).delegationSigned).toBe(expected),
  );
  test('notices in front, redactions (RFC 9537) and languages change nothing', () => {
    const plain = read(nlDomain());
    const redacted = [
      { name: { description: 'Registrant Name' }, method: 'removal', prePath: '$.entities[?(@.roles[0]==registrant)]' },
    ];
    expect(
      read({
        notices: [{ title: 'Terms', description: ['No match is promised.'] }],
        lang: 'nl',
        redacted,
        ...nlDomain(),
      }),
    ).toEqual(plain);
  });
});

describe('what the answer is about', () => {
  test('the one of a search that has the name', () => {
    const results = (...found: readonly unknown[]) => ({
      rdapConformance: ['rdap_level_0'],
      domainSearchResults: found,
    });
    expect(read(results({ objectClassName: 'domain', ldhName: 'ander.nl' }, nlDomain())).outcome).toBe('found');
    expect(read(results({ objectClassName: 'domain', ldhName: 'ander.nl' })).outcome).toBe('unknown');
    expect(read(results()).outcome).toBe('unknown');
  });
  test('a class that is left out is told by the record, not by the name alone', () => {
    const { objectClassName: _, ...bare } = nlDomain();
    expect(read(bare).outcome).toBe('found');
    expect(read({ ldhName: 'klant.nl' }).outcome).toBe('unknown');
    expect(read({ ...bare, ldhName: 'ander.nl', unicodeName: 'ander.nl' }).outcome).toBe('unknown');
  });
  test.each(['reserved', 'blocked', 'available'])('a record of nothing with the status %s is nobody’s', (status) => {
    expect(read(domain({ status: [status] })).outcome).toBe('unknown');
    expect(read(domain({ status: [status], nameservers: [{ ldhName: 'ns1.oud.test' }] })).outcome).toBe('found');
  });
});

describe('404', () => {
  test.each([
    ['its error', NOT_FOUND, 'not-found'],
    ['its code as text', { ...NOT_FOUND, errorCode: '404' }, 'not-found'],
    [
      'no code, but the conformance and the words',
      { rdapConformance: ['rdap_level_0'], title: 'Not Found' },
      'not-found',
    ],
    [
      'words in the description, one text',
      { rdapConformance: ['rdap_level_0'], title: 'Error', description: 'The domain does not exist' },
      'not-found',
    ],
    ['no code and no conformance', { title: 'Not Found' }, 'unknown'],
    ['a help document', { rdapConformance: ['rdap_level_0'], notices: [{ title: 'Help' }] }, 'unknown'],
    ['another ending', { ...NOT_FOUND, description: ['This TLD is not served here'] }, 'unknown'],
    ['a name kept back', { ...NOT_FOUND, description: ['The name is reserved by the registry'] }, 'unknown'],
    ['asked too often', { ...NOT_FOUND, title: 'Rate limit reached' }, 'unknown'],
    ['a premium name', { ...NOT_FOUND, description: ['The domain is a premium name'] }, 'unknown'],
    ['a name on its way out', { ...NOT_FOUND, description: ['The name is in pending delete'] }, 'unknown'],
    ['a memory of the server', { ...NOT_FOUND, title: 'Object not found in cache' }, 'unknown'],
    ['the words of a web server', { ...NOT_FOUND, title: 'Cannot GET /domain/klant.nl' }, 'unknown'],
    ['a page', { ...NOT_FOUND, description: ['The requested URL was not found on this server.'] }, 'unknown'],
    ['a path nobody knows', { ...NOT_FOUND, description: ['No such endpoint'] }, 'unknown'],
  ] as const)('with %s', (_title, document, outcome) => expect(read(document, 404).outcome).toBe(outcome));
  test.each([
    ['klant.zone', 'klant.zone was not found', 'not-found'],
    ['klant.limited', 'The domain KLANT.LIMITED. does not exist', 'not-found'],
    ['café-route.be', 'No such domain: café-route.be', 'not-found'],
    ['cache.be', 'Object "cache.be" not found in cache', 'unknown'],
    ['klant.zone', 'Not in our zone: klant.zone', 'unknown'],
    ['klant.zone', 'ander.zone was not found', 'unknown'],
  ])('of %s, "%s": %s', (name, title, outcome) =>
    expect(read({ ...NOT_FOUND, title, description: [] }, 404, name).outcome).toBe(outcome),
  );
  test('no registered record is not-found, whatever its status of HTTP', () => {
    for (const [name, document] of [
      ['klant.com', comDomain()],
      ['klant.com', comThick()],
      ['klant.nl', nlDomain()],
      ['café-dezon.be', beDomain()],
    ] as const)
      for (const status of [200, 404, 429, 500])
        expect(read(document, status, name).outcome).toBe(status === 200 ? 'found' : 'unknown');
  });
});
