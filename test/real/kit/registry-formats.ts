// What registries of these endings publish, in the forms of their own servers, of names that are ours.

/** One registration, as its registry knows it. */
export interface Held {
  registrar: { readonly name: string; readonly iana: string; readonly tag: string };
  /** EPP's words. */
  statuses: readonly string[];
  nameServers: readonly string[];
  readonly createdMs: number;
  updatedMs: number;
  expiresMs: number;
  /** DS rdata: key tag, algorithm, digest type, digest. */
  ds: readonly string[];
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const second = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const english = (ms: number): string => {
  const [year, month, date] = day(ms).split('-');
  return `${date}-${MONTHS[Number(month) - 1]}-${year}`;
};
const lines = (texts: readonly string[], before = ''): string => texts.map((text) => `${before}${text}\n`).join('');
const is = (held: Held, status: string): boolean => held.statuses.includes(status);

export type WhoisFormat = (name: string, held: Held | undefined, referral: string | undefined) => string;

const icann =
  (label: 'registry' | 'registrar'): WhoisFormat =>
  (name, held, referral) =>
    held === undefined
      ? `No match for domain "${name.toUpperCase()}".\n>>> Last update of whois database: ${second(Date.now())} <<<\n\nNOTICE: The expiration date displayed in this record is the date the sponsorship ends.\n`
      : `   Domain Name: ${name.toUpperCase()}
   Registry Domain ID: 123456_DOMAIN-VRSN
${referral === undefined ? '' : `   Registrar WHOIS Server: ${referral}\n`}   Registrar URL: http://www.registrar.example
   Updated Date: ${second(held.updatedMs)}
   Creation Date: ${second(held.createdMs)}
   ${label === 'registry' ? 'Registry Expiry Date' : 'Registrar Registration Expiration Date'}: ${second(held.expiresMs)}
   Registrar: ${held.registrar.name}
   Registrar IANA ID: ${held.registrar.iana}
   Registrar Abuse Contact Email: abuse@registrar.example
${lines(
  held.statuses.map((status) => `Domain Status: ${status} https://icann.org/epp#${status}`),
  '   ',
)}${lines(
  held.nameServers.map((host) => `Name Server: ${host.toUpperCase()}`),
  '   ',
)}   DNSSEC: ${held.ds.length > 0 ? 'signedDelegation' : 'unsigned'}
${lines(
  held.ds.map((ds) => `DNSSEC DS Data: ${ds}`),
  '   ',
)}>>> Last update of whois database: ${second(Date.now())} <<<

NOTICE: You are not authorized to access this database by high-volume automated processes.
`;

export const WHOIS_FORMATS = {
  nl: (name, held) =>
    held === undefined
      ? `${name} is free\n`
      : `Domain name: ${name}
Status:      ${is(held, 'redemptionPeriod') ? 'in quarantine' : 'active'}

Registrar:
   ${held.registrar.name}
   Straat 1
   1234AB Stad
   Netherlands

Abuse Contact:

Creation Date: ${day(held.createdMs)}

Updated Date: ${day(held.updatedMs)}

DNSSEC:      ${held.ds.length > 0 ? 'yes' : 'no'}

Domain nameservers:
${lines(held.nameServers, '   ')}
Record maintained by: SIDN BV
`,
  be: (name, held) => `% .be Whois Server 6.1
%
% The WHOIS service offered by DNS Belgium is provided for information purposes only.

Domain:	${name}
${
  held === undefined
    ? 'Status:	AVAILABLE\n'
    : `Status:	NOT AVAILABLE
Registered:	${new Date(held.createdMs).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+).*$/, '$1 $3 $2 $4')}

Registrant:
	Not shown, please visit www.dnsbelgium.be for webbased whois.

Registrar:
	Name:	 ${held.registrar.name}
	Website:	 https://registrar.example

Nameservers:
${lines(held.nameServers, '\t')}
Keys:

Flags:
${lines(
  held.statuses.filter((status) => status !== 'ok'),
  '\t',
)}
Please visit www.dnsbelgium.be for more info.
`
}`,
  de: (name, held) =>
    held === undefined
      ? `Domain: ${name}\nStatus: free\n`
      : `% Restricted rights.

Domain: ${name}
${lines(held.nameServers.map((host) => `Nserver: ${host}`))}Status: ${is(held, 'redemptionPeriod') ? 'redemptionPeriod' : 'connect'}
Changed: ${second(held.updatedMs)}
`,
  eu: (name, held) => `% The WHOIS service offered by EURid and the access to the records
% in the EURid WHOIS database are provided for information purposes only.

Domain: ${name}
Script: LATIN
${
  held === undefined
    ? 'Status: AVAILABLE\n'
    : `
Registrant:
        NOT DISCLOSED!
        Visit www.eurid.eu for the web-based WHOIS.

Technical:
        Organisation: ${held.registrar.name}
        Language: nl

Registrar:
        Name: ${held.registrar.name}
        Website: https://registrar.example

Name servers:
${lines(held.nameServers, '        ')}
Please visit www.eurid.eu for more info.
`
}`,
  uk: (name, held) =>
    held === undefined
      ? `
    No match for "${name}".

    This domain name has not been registered.

    WHOIS lookup made at 09:41:55 12-Oct-2026
`
      : `
    Domain name:
        ${name}

    Data validation:
        Nominet was able to match the registrant's name and address against a 3rd party data source on 23-Oct-2017

    Registrar:
        ${held.registrar.name} [Tag = ${held.registrar.tag}]
        URL: https://registrar.example

    Relevant dates:
        Registered on: ${english(held.createdMs)}
        Expiry date:  ${english(held.expiresMs)}
        Last updated:  ${english(held.updatedMs)}

    Registration status:
        Registered until expiry date.

    Name servers:
${lines(held.nameServers, '        ')}
    WHOIS lookup made at 09:41:55 12-Oct-2026
`,
  com: icann('registry'),
  org: icann('registry'),
} as const satisfies Readonly<Record<string, WhoisFormat>>;

/** A registrar's own server; it knows what it holds. */
export const REGISTRAR_FORMAT: WhoisFormat = icann('registrar');

export type Ending = keyof typeof WHOIS_FORMATS;

const rdapStatus = (status: string): string => status.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const card = (name: string) => [
  'vcard',
  [
    ['version', {}, 'text', '4.0'],
    ['fn', {}, 'text', name],
  ],
];
const event = (eventAction: string, ms: number) => ({ eventAction, eventDate: second(ms) });

/** Who has RDAP, and what it leaves out. `thin`: the registrar's server says the rest. */
export const RDAP_ENDINGS = {
  nl: { without: ['expiration', 'locks'] },
  de: { without: ['expiration', 'registration', 'registrar', 'locks'] },
  uk: { without: [] },
  com: { without: [], thin: true },
  org: { without: ['expiration'] },
} as const satisfies Partial<Record<Ending, { readonly without: readonly string[]; readonly thin?: boolean }>>;

export function rdapObject(ending: Ending, name: string, held: Held, related: string | undefined): unknown {
  const without: readonly string[] = RDAP_ENDINGS[ending as keyof typeof RDAP_ENDINGS]?.without ?? [];
  const statuses = without.includes('locks') ? ['active'] : held.statuses.map(rdapStatus);
  return {
    rdapConformance: ['rdap_level_0'],
    objectClassName: 'domain',
    ldhName: ending === 'com' ? name.toUpperCase() : name,
    status: statuses.map((status) => (status === 'ok' ? 'active' : status)),
    links: related === undefined ? [] : [{ rel: 'related', href: related, type: 'application/rdap+json' }],
    entities: without.includes('registrar')
      ? []
      : [
          {
            objectClassName: 'entity',
            handle: ending === 'uk' ? held.registrar.tag : held.registrar.iana,
            roles: ['registrar'],
            vcardArray: card(held.registrar.name),
            ...(ending === 'com' || ending === 'org'
              ? { publicIds: [{ type: 'IANA Registrar ID', identifier: held.registrar.iana }] }
              : {}),
          },
          { objectClassName: 'entity', roles: ['registrant'], remarks: [{ title: 'REDACTED FOR PRIVACY' }] },
        ],
    events: [
      ...(without.includes('registration') ? [] : [event('registration', held.createdMs)]),
      ...(without.includes('expiration') ? [] : [event('expiration', held.expiresMs)]),
      event('last changed', held.updatedMs),
    ],
    secureDNS: {
      delegationSigned: held.ds.length > 0,
      ...(held.ds.length === 0
        ? {}
        : {
            dsData: held.ds.map((ds) => {
              const [keyTag, algorithm, digestType, digest] = ds.split(' ');
              return { keyTag: Number(keyTag), algorithm: Number(algorithm), digestType: Number(digestType), digest };
            }),
          }),
    },
    nameservers: held.nameServers.map((host) => ({ objectClassName: 'nameserver', ldhName: host })),
  };
}

/** The registrar's RDAP server: its own view, with who resells. */
export function registrarObject(name: string, held: Held): unknown {
  return {
    rdapConformance: ['rdap_level_0'],
    objectClassName: 'domain',
    ldhName: name,
    status: ['active'],
    entities: [
      { objectClassName: 'entity', roles: ['registrar'], vcardArray: card('A spelling of its own') },
      { objectClassName: 'entity', roles: ['reseller'], vcardArray: card('Bureau aan de Gracht') },
    ],
    events: [event('expiration', held.expiresMs + 86_400_000), event('transfer', held.createdMs + 86_400_000)],
  };
}
