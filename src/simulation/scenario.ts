import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { TldOverrides } from '../ports/tld-rule.ts';

/** Where something is when the world begins. */
export type Side = 'old' | 'new';

/** What kind of world it is. Everything has a default; a test or a rehearsal names what it wants otherwise. */
export interface Scenario {
  /** The customer's main domain. */
  readonly domain: string;
  /** Other domains of the customer that only lead to the main one. */
  readonly redirectDomains: readonly string[];
  /** First three numbers of every address. */
  readonly addressBase: string;

  readonly registrationAt: Side;
  readonly zoneAt: Side;
  /** `new`: the site stands at the new host and, unless it is `live` there, is not published yet. */
  readonly hostingAt: Side;
  /** Visitors are served where the site stands, with a certificate for every name of the customer. Default: at the old host only. */
  readonly live?: boolean;
  /** The site was built at the new host beforehand and stands there too, with a certificate for every name of the customer. */
  readonly builtAtNew: boolean;
  /** The mailboxes were made at the new mail service beforehand and stand there too, empty. */
  readonly boxesAtNew: boolean;
  readonly mailAt: Side;
  readonly oldNameServers: readonly string[];
  readonly newNameServers: readonly string[];
  /** The main domain's zone (without SOA), instead of the bakery's. Apex NS is set by the world where it is missing. */
  readonly zone?: readonly Rrset[];

  /** The losing registrar stops serving the zone as soon as the registry tells it of the transfer. */
  readonly losingRegistrarCutsDns: boolean;
  /** The old zone is signed, with its DS at the parent. */
  readonly signed: boolean;
  /** The new DNS host can sign. */
  readonly newDnsHostSigns: boolean;
  readonly locked: boolean;
  /** Public registration data shows the lock. */
  readonly lockShown: boolean;
  readonly statuses: readonly string[];
  /** The losing registrar pushes a domain to the gaining one's tag: there are no codes and no orders. */
  readonly tagPush: boolean;
  /** What a code looks like: `digits` is 123-456-789-012-345, `groups` is AB12-CD34-EF56-7890. */
  readonly codeForm: 'any' | 'digits' | 'groups';
  /** An order without name servers is refused. */
  readonly orderWantsNameServers: boolean;
  /** How long before the world begins the domain was registered. */
  readonly registeredDaysAgo: number;
  readonly expiresInDays: number;
  /** Days after a registration in which transfers are refused. */
  readonly lockDaysAfterRegistration: number;
  /** What both registrars' adapters say of endings. */
  readonly tldOverrides: TldOverrides;
  /** From the last confirmation to completion. */
  readonly transferSeconds: number;
  readonly transferNeedsPayment: boolean;
  /** The registry waits for the holder's yes. */
  readonly transferNeedsConfirmation: boolean;
  /** The gaining account may give that yes for the holder; else only the holder can, by the mail's link. */
  readonly accountMayConfirm: boolean;
  readonly authInfoValidSeconds: number;
  /** The registry refuses name servers that do not answer for the domain with authority. */
  readonly registryChecksNameServers: boolean;
  readonly registryPublishSeconds: number;

  readonly hostingInstallSeconds: number;
  readonly apiConsistencySeconds: number;

  readonly parentNsTtlSeconds: number;
  readonly oldApexNsTtlSeconds: number;
  readonly newApexNsTtlSeconds: number;
  readonly dsTtlSeconds: number;
  readonly dnskeyTtlSeconds: number;
  readonly recordTtlSeconds: number;
  readonly negativeTtlSeconds: number;
  /** What both DNS hosts take at least. */
  readonly minTtlSeconds: number;

  /** Local parts and how many messages each begins with. */
  readonly mailboxes: Readonly<Record<string, number>>;
  /** The new mail service wants a TXT record before it takes the domain's mail. */
  readonly mailNeedsVerification: boolean;
  /** Seats that the new mail service gives without an order. */
  readonly mailSeatsIncluded: number;

  readonly files: number;
  /** None: the site has no database, and none of the settings that lead to one. */
  readonly tables: number;
  /** `https://domain/` leads to `https://www.domain/`. */
  readonly wwwRedirect: boolean;
}

export const DEFAULT_SCENARIO: Scenario = {
  domain: 'bakkerij-dezon.example.',
  redirectDomains: [],
  addressBase: '127.77.0',
  registrationAt: 'old',
  zoneAt: 'old',
  hostingAt: 'old',
  builtAtNew: false,
  boxesAtNew: false,
  mailAt: 'old',
  oldNameServers: ['ns1.oud-host.example.', 'ns2.oud-host.example.'],
  newNameServers: ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'],
  losingRegistrarCutsDns: false,
  signed: true,
  newDnsHostSigns: true,
  locked: true,
  lockShown: true,
  statuses: [],
  tagPush: false,
  codeForm: 'any',
  orderWantsNameServers: false,
  registeredDaysAgo: 3650,
  expiresInDays: 200,
  lockDaysAfterRegistration: 0,
  tldOverrides: {},
  transferSeconds: 86_400,
  transferNeedsPayment: true,
  transferNeedsConfirmation: true,
  accountMayConfirm: true,
  authInfoValidSeconds: 30 * 86_400,
  registryChecksNameServers: false,
  registryPublishSeconds: 30,
  hostingInstallSeconds: 600,
  apiConsistencySeconds: 0,
  parentNsTtlSeconds: 86_400,
  oldApexNsTtlSeconds: 14_400,
  newApexNsTtlSeconds: 14_400,
  dsTtlSeconds: 3600,
  dnskeyTtlSeconds: 3600,
  recordTtlSeconds: 3600,
  negativeTtlSeconds: 900,
  minTtlSeconds: 60,
  mailboxes: { info: 5, bestellen: 8, jan: 3 },
  mailNeedsVerification: false,
  mailSeatsIncluded: 100,
  files: 40,
  tables: 6,
  wwwRedirect: true,
};

/** Name servers of an order or a panel, as names. */
export type NameServers = readonly Fqdn[];
