// Answers as registries of these formats give them, made up for names of our own.

const event = (eventAction: string, eventDate: string) => ({ eventAction, eventDate });
const server = (ldhName: string) => ({ objectClassName: 'nameserver', ldhName });
const card = (fn: string) => [
  'vcard',
  [
    ['version', {}, 'text', '4.0'],
    ['fn', {}, 'text', fn],
  ],
];

/** A thin generic registry: capitals, EPP words in RDAP's spelling, DS, a link to the registrar. */
export const comDomain = (related?: string) => ({
  rdapConformance: ['rdap_level_0', 'icann_rdap_response_profile_0'],
  objectClassName: 'domain',
  handle: '1234567_DOMAIN_COM-VRSN',
  ldhName: 'KLANT.COM',
  links: [
    { rel: 'self', href: 'https://rdap.registry.test/com/v1/domain/KLANT.COM', type: 'application/rdap+json' },
    ...(related === undefined ? [] : [{ rel: 'related', href: related, type: 'application/rdap+json' }]),
  ],
  status: ['client transfer prohibited', 'client delete prohibited'],
  entities: [
    {
      objectClassName: 'entity',
      handle: '1234',
      roles: ['registrar'],
      publicIds: [{ type: 'IANA Registrar ID', identifier: '1234' }],
      vcardArray: card('Voorbeeld Registrar B.V.'),
      entities: [{ objectClassName: 'entity', roles: ['abuse'], vcardArray: card('Misbruik') }],
    },
  ],
  events: [
    event('registration', '2010-03-01T10:00:00Z'),
    event('expiration', '2027-03-01T10:00:00Z'),
    event('last changed', '2026-02-01T09:30:00Z'),
    event('last update of RDAP database', '2026-11-20T08:00:00Z'),
  ],
  secureDNS: {
    delegationSigned: true,
    dsData: [{ keyTag: 12345, algorithm: 13, digestType: 2, digest: 'AB'.repeat(32) }],
  },
  nameservers: [server('NS1.HOST.NL'), server('NS2.HOST.NL')],
});

/** A registrar's server: all of the registry's, with its own opinion of the expiry, and who resells. */
export const comThick = () => ({
  objectClassName: 'domain',
  ldhName: 'klant.com',
  status: ['active'],
  entities: [
    { objectClassName: 'entity', handle: 'x', roles: ['registrar'], vcardArray: card('Another name') },
    { objectClassName: 'entity', roles: ['reseller'], vcardArray: card('Bureau aan de Gracht') },
    { objectClassName: 'entity', roles: ['abuse'], vcardArray: card('abuse@registrar.example') },
  ],
  events: [event('expiration', '2028-01-01T00:00:00Z'), event('transfer', '2024-05-06T07:08:09+02:00')],
  nameservers: [server('ns9.elsewhere.example')],
});

/** A country registry that shows no locks, and keys in place of DS. */
export const nlDomain = () => ({
  rdapConformance: ['rdap_level_0'],
  objectClassName: 'domain',
  ldhName: 'klant.nl',
  unicodeName: 'klant.nl',
  status: ['active'],
  entities: [
    { objectClassName: 'entity', handle: 'HANDLE-NL', roles: ['registrar'], vcardArray: card('Hosting Noord') },
    { objectClassName: 'entity', handle: 'RES-1', roles: ['reseller'], vcardArray: card('Webbureau Zuid') },
    { objectClassName: 'entity', roles: ['registrant'], remarks: [{ title: 'REDACTED' }] },
  ],
  events: [event('registration', '2003-07-08T00:00:00Z'), event('last changed', '2025-12-31')],
  secureDNS: { delegationSigned: true, keyData: [{ flags: 257, protocol: 3, algorithm: 13, publicKey: 'AAAA' }] },
  nameservers: [server('ns1.host.nl.'), server('ns2.host.nl.'), server('ns1.host.nl')],
});

/** An IDN, in capitals and U-labels only. */
export const beDomain = () => ({
  objectClassName: 'domain',
  unicodeName: 'CAFÉ-DEZON.be',
  status: ['Server Hold', 'pending transfer', 'in dispute'],
  entities: [{ objectClassName: 'entity', roles: ['Registrar'], vcardArray: ['vcard', 'no list'], handle: 'REG-BE' }],
  nameservers: [{ objectClassName: 'nameserver', unicodeName: 'ns1.café-dezon.be' }, { ldhName: 'not a name!' }, 7],
});

export const ukDomain = (handle: string, fn: string) => ({
  objectClassName: 'domain',
  ldhName: 'klant.co.uk',
  entities: [{ objectClassName: 'entity', handle, roles: ['registrar'], vcardArray: card(fn) }],
});

export const NOT_FOUND = { rdapConformance: ['rdap_level_0'], errorCode: 404, title: 'Object not found' };
