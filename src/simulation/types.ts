import type { Response } from '../dns/response.ts';
import type { Json } from '../domain/json.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { DnsHost } from '../ports/dns-host.ts';
import type { Hosting, SiteCopier } from '../ports/hosting.ts';
import type { MailCopier, MailHost } from '../ports/mail-host.ts';
import type { Registrar } from '../ports/registrar.ts';
import type { Registry } from '../ports/registry.ts';
import type { NameServers, Scenario, Side } from './scenario.ts';

export interface WorldOptions {
  readonly clock: { now(): EpochMs };
  readonly seed: number;
  readonly scenario?: Partial<Scenario>;
}

export interface WorldServer {
  readonly name: Fqdn;
  readonly address: string;
  readonly kind: 'root' | 'tld' | 'old' | 'new' | 'third' | 'resolver';
}

/** An address where a web or mail server listens. */
export interface WorldEndpoint {
  readonly name: Fqdn;
  readonly address: string;
  readonly kind: 'web' | 'mail';
  readonly side: Side | 'third';
}

export interface WorldQuery {
  readonly name: Fqdn;
  readonly type: string;
  readonly recursive: boolean;
  readonly transport: 'udp' | 'tcp';
}

export interface WorldWebAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** https only. */
  readonly certificate?: { readonly hosts: readonly string[]; readonly expiresMs: EpochMs };
}

export interface WorldSmtpAnswer {
  readonly code: number;
  readonly text: string;
}

/** A caching resolver served the new data of the main domain's apex for the first time. */
export interface Turned {
  readonly resolver: string;
  readonly type: 'NS' | 'A' | 'MX';
  readonly atMs: EpochMs;
}

export type FaultKind = 'lost-answer' | 'refused' | 'unreachable' | 'rate-limited' | 'slow';
export type DnsFaultKind = 'timeout' | 'lame' | 'servfail' | 'stale-zone' | 'refuses-tcp';

export interface Faults {
  /** The next call of this name (`newDnsHost.putRrsets`; `*`: any changing call) meets this; several are met one after the other. */
  next(call: string, kind: FaultKind): void;
  /** From now on each call meets a fault with this probability (a fraction of 1), drawn from the seed. */
  plan(plan: { readonly perCall: number; readonly kinds?: readonly FaultKind[] }): void;
  /** What a DNS server does until it is told otherwise; `undefined` ends it. `stale-zone`: it stays at the zones as they are now. */
  dns(address: string, kind: DnsFaultKind | undefined): void;
  /** Ends everything above. */
  stop(): void;
}

export type Delivery = { readonly at: Side | 'third' | 'nowhere'; readonly why?: string };

/** What a person reads in the panels of the new providers, and in the old mail service's list. */
export interface PanelsSeen {
  readonly nameServers: readonly Fqdn[];
  /** What a push transfer to the new registrar is addressed to. */
  readonly tag: string;
  /** None before the hosting is installed. */
  readonly addresses: readonly string[];
  /** What somebody else, where no step of ours works, says of his own web server. */
  readonly thirdParty: readonly string[];
  readonly mailRecords: readonly Rrset[];
  readonly mailboxes: readonly string[];
  /** The TXT record that the new mail service wants to see first. */
  readonly verification?: Rrset;
}

/** What humans can do with the world's panels, mails and phones, by hand. None of it counts as an API call. */
export interface People {
  createZone(host: Side, zone: string): void;
  deleteZone(host: Side, zone: string): void;
  /** Switches DNSSEC on there. */
  signZone(host: Side, zone: string): void;
  look(domain: string): PanelsSeen;
  /** Makes each RRset exact; one without rdatas goes. */
  putRrsets(host: Side, zone: string, rrsets: readonly Rrset[]): void;
  /** The data stay; a record that is not there is passed over. */
  setTtls(host: Side, zone: string, ttls: readonly Pick<Rrset, 'name' | 'type' | 'ttlSeconds'>[]): void;
  /** At the registrar that holds the domain. */
  setNameServers(domain: string, nameServers: NameServers): void;
  setLock(domain: string, locked: boolean): void;
  unlock(domain: string): void;
  /** Whoever took the lock off by hand puts it back, where there was one. */
  lockAsBefore(domain: string): void;
  setDs(domain: string, ds: readonly string[]): void;
  removeDs(domain: string): void;
  /** Registry-side statuses (`clientHold`, `serverTransferProhibited` …). */
  setStatuses(domain: string, statuses: readonly string[]): void;
  /** The transfer code as the customer reads it at the registrar that holds the domain. */
  readAuthInfo(domain: string): string;
  /** Orders the transfer in the gaining registrar's shop; answers the order's id. */
  requestTransfer(domain: string, code: string, nameServers: NameServers): string;
  /** The losing registrar changes the tag, at the customer's wish. */
  pushTag(domain: string, tag: string): void;
  takeTagBack(domain: string): void;
  /** Pays the newest unpaid transfer order. */
  payTransfer(domain: string): void;
  /** The holder follows the link in the mail. */
  confirmTransfer(domain: string): void;
  orderHosting(domain: string): string;
  /** Pays the newest unpaid hosting order. */
  payHostingOrder(domain: string): void;
  /** Ends the domain's hosting at that side. */
  cancelHosting(side: Side, domain: string): void;
  backUpSite(domain: string): void;
  copySite(domain: string): void;
  createDatabase(domain: string, name: string): void;
  importDatabase(domain: string): void;
  linkDatabase(domain: string, name: string): void;
  requestCertificate(domain: string, hosts: readonly string[]): void;
  setPublished(side: Side, domain: string, published: boolean): void;
  setFrozen(side: Side, domain: string, frozen: boolean): void;
  /** The customer changes a page of the site where it is live; refused (false) while it is frozen. */
  editSite(domain: string, path: string): boolean;
  createMailbox(host: Side, address: string): void;
  deleteMailbox(host: Side, address: string): void;
  orderLicences(domain: string, count: number): void;
  cancelLicences(domain: string): void;
  verifyMailDomain(domain: string): void;
  copyMail(address: string, direction?: 'forward' | 'back'): void;
  /** Somebody out there writes: to the host that the MX points to, as seen through a resolver (by name; default the first). */
  deliverMail(address: string, options?: { readonly count?: number; readonly resolver?: string }): Delivery;
}

/** What somebody in this world was asked and did, by hand or through an API; what is refused is not here. */
export interface BookEntry {
  readonly atMs: EpochMs;
  /** `registry`, `hosting.new`, `mail.old`, `copier` … */
  readonly book: string;
  /** `setNameServers`, `order`, `create` …; `completed` is a transfer's end, when it really was. */
  readonly what: string;
  readonly args: readonly unknown[];
}

export interface WorldApis {
  readonly dnsHost: { readonly old: DnsHost; readonly new: DnsHost };
  readonly registrar: { readonly losing: Registrar; readonly gaining: Registrar };
  readonly hosting: { readonly old: Hosting; readonly new: Hosting };
  readonly mailHost: { readonly old: MailHost; readonly new: MailHost };
  readonly siteCopier: SiteCopier;
  readonly mailCopier: MailCopier;
  readonly registry: Registry;
}

/** The simulated Internet. In memory, on the clock it was given; nothing in it waits. */
export interface World {
  readonly scenario: Scenario;
  readonly clock: { now(): EpochMs };
  readonly domain: Fqdn;
  /** The main domain first, then those that redirect to it. */
  readonly domains: readonly Fqdn[];
  /** DNS servers, authoritative and recursive. */
  readonly servers: readonly WorldServer[];
  /** Web and mail servers. */
  readonly endpoints: readonly WorldEndpoint[];
  /** `timeout` also for an address where nobody listens. `query.recursive` matters to resolvers only. */
  answerDns(address: string, query: WorldQuery): Response | 'timeout' | 'refused-connection';
  /** `undefined`: nobody listens there. */
  web(
    address: string,
    request: { readonly scheme: 'http' | 'https'; readonly host: string; readonly path: string },
  ): WorldWebAnswer | undefined;
  /** The reply to RCPT TO; `undefined`: nobody listens there. */
  smtp(address: string, recipient: string): WorldSmtpAnswer | undefined;
  readonly apis: WorldApis;
  readonly people: People;
  /**
   * How often each changing API call was received and executed (`gainingRegistrar.requestTransfer`). `<call>:same-key`: how often a key
   * came that had been there before; a keyed call is not executed then, a once call is.
   */
  readonly counters: Readonly<Record<string, number>>;
  readonly faults: Faults;
  /** What was done since the world began, in its order. */
  readonly books: readonly BookEntry[];
  turned(): readonly Turned[];
  /**
   * Everything a rollback must restore: zones, delegation and DS, locks, orders and services that are not cancelled, mailboxes and their
   * messages, whether the site is published or frozen. No clocks, caches, serials, backups or cancelled orders.
   */
  snapshot(): Json;
}
