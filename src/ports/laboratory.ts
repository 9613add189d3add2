import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Resolver, ServerAddress } from './dns.ts';

type Side = 'old' | 'new';

export interface LaboratoryOptions {
  /** A folder of ours: the authority's certificate and the world's complaints go there. */
  readonly dir: string;
  /** What is otherwise than in the ordinary world, by the names of the simulation's scenario; an unknown name is refused. */
  readonly scenario?: Readonly<Record<string, unknown>>;
  /** Laboratory time at `realStartMs` of the wall's clock, and how many times as fast it runs. */
  readonly clock: { readonly startsAtMs: EpochMs; readonly realStartMs: EpochMs; readonly factor: number };
  readonly seed: number;
  /** Rounds of the prober in a wall second; 0: none. */
  readonly probe?: { readonly perSecond: number };
  /** The world outlives this process; its pid is in the endpoints. */
  readonly keep?: boolean;
}

/** Where the toy world listens. All of it is loopback. */
export interface LaboratoryEndpoints {
  readonly dnsPort: number;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly smtpPort: number;
  /** The providers' APIs, and the world's own counters. */
  readonly rpcUrl: string;
  /** Opens `rpcUrl`; worth nothing outside this machine and this run. */
  readonly token: string;
  readonly roots: readonly ServerAddress[];
  readonly resolvers: readonly Resolver[];
  /** PEM file of the authority that signed the toy certificates. */
  readonly ca: string;
  readonly pid: number;
}

/** What the prober saw. All moments by the laboratory's clock. */
export interface ProbeTally {
  /** Questions that were asked and came to an end, good or bad. */
  readonly probes: number;
  readonly failures: number;
  /** `nxdomain`, `servfail`, `refused`, `nodata`, `timeout`, `malformed`, `http-<status>`, `http-unreachable`, `smtp-<code>` … */
  readonly failuresByKind: Readonly<Record<string, number>>;
  readonly failuresByResolver: readonly {
    readonly resolver: string;
    readonly kind: string;
    readonly count: number;
    readonly firstMs: EpochMs;
    readonly lastMs: EpochMs;
  }[];
  /** Each distinct answer to NS and MX of the apex and A of apex and `www`. */
  readonly answers: readonly {
    readonly resolver: string;
    readonly name: Fqdn;
    readonly type: string;
    readonly rdatas: readonly string[];
    readonly count: number;
    readonly firstMs: EpochMs;
    readonly lastMs: EpochMs;
  }[];
  readonly rounds: number;
  /** Rounds left out because the machine was too busy; nothing of them counts as asked. */
  readonly skippedRounds: number;
}

/** A caching resolver served the new data of the main domain's apex for the first time. */
export interface TurnedAt {
  readonly resolver: string;
  readonly type: 'NS' | 'A' | 'MX';
  readonly atMs: EpochMs;
}

/** What humans do by hand in the world's panels and mails. @throws GoLiveError where the world refuses */
export interface LaboratoryPeople {
  createZone(host: Side, zone: string): Promise<void>;
  deleteZone(host: Side, zone: string): Promise<void>;
  signZone(host: Side, zone: string): Promise<void>;
  look(domain: string): Promise<{
    readonly nameServers: readonly Fqdn[];
    readonly addresses: readonly string[];
    readonly mailRecords: readonly Rrset[];
    readonly mailboxes: readonly string[];
    readonly verification?: Rrset;
  }>;
  putRrsets(host: Side, zone: string, rrsets: readonly Rrset[]): Promise<void>;
  setTtls(host: Side, zone: string, ttls: readonly Pick<Rrset, 'name' | 'type' | 'ttlSeconds'>[]): Promise<void>;
  setNameServers(domain: string, nameServers: readonly Fqdn[]): Promise<void>;
  setLock(domain: string, locked: boolean): Promise<void>;
  unlock(domain: string): Promise<void>;
  setDs(domain: string, ds: readonly string[]): Promise<void>;
  removeDs(domain: string): Promise<void>;
  setStatuses(domain: string, statuses: readonly string[]): Promise<void>;
  readAuthInfo(domain: string): Promise<string>;
  requestTransfer(domain: string, code: string, nameServers: readonly Fqdn[]): Promise<string>;
  payTransfer(domain: string): Promise<void>;
  confirmTransfer(domain: string): Promise<void>;
  orderHosting(domain: string): Promise<string>;
  payHostingOrder(domain: string): Promise<void>;
  cancelHosting(side: Side, domain: string): Promise<void>;
  backUpSite(domain: string): Promise<void>;
  copySite(domain: string): Promise<void>;
  createDatabase(domain: string, name: string): Promise<void>;
  importDatabase(domain: string): Promise<void>;
  linkDatabase(domain: string, name: string): Promise<void>;
  requestCertificate(domain: string, hosts: readonly string[]): Promise<void>;
  setPublished(side: Side, domain: string, published: boolean): Promise<void>;
  setFrozen(side: Side, domain: string, frozen: boolean): Promise<void>;
  editSite(domain: string, path: string): Promise<boolean>;
  createMailbox(host: Side, address: string): Promise<void>;
  deleteMailbox(host: Side, address: string): Promise<void>;
  orderLicences(domain: string, count: number): Promise<void>;
  cancelLicences(domain: string): Promise<void>;
  verifyMailDomain(domain: string): Promise<void>;
  copyMail(address: string, direction?: 'forward' | 'back'): Promise<void>;
  deliverMail(
    address: string,
    options?: { readonly count?: number; readonly resolver?: string },
  ): Promise<{ readonly at: Side | 'third' | 'nowhere'; readonly why?: string }>;
}

/** What goes wrong on purpose; see the simulation's faults for the kinds. */
export interface LaboratoryFaults {
  next(call: string, kind: 'lost-answer' | 'refused' | 'unreachable' | 'rate-limited' | 'slow'): Promise<void>;
  plan(plan: { readonly perCall: number }): Promise<void>;
  dns(address: string, kind: 'timeout' | 'lame' | 'servfail' | 'stale-zone' | 'refuses-tcp' | undefined): Promise<void>;
  stop(): Promise<void>;
}

/** A toy Internet in a process of its own. All methods may throw GoLiveError `unreachable`: it has ended. */
export interface Laboratory {
  readonly endpoints: LaboratoryEndpoints;
  readonly people: LaboratoryPeople;
  readonly faults: LaboratoryFaults;
  /** How often each changing API call was executed, by name: `gainingRegistrar.requestTransfer`. */
  counters(): Promise<Readonly<Record<string, number>>>;
  /** All that a rollback must restore; equal worlds have equal snapshots. */
  snapshot(): Promise<unknown>;
  probe(): Promise<ProbeTally>;
  turned(): Promise<readonly TurnedAt[]>;
  /** Ends the world, and waits for it; one that runs on (`keep`) is ended too. May be repeated. */
  stop(): Promise<void>;
}
