import type { Fqdn } from '../domain/name.ts';

export interface HostingOrder {
  readonly id: string;
  readonly domain: Fqdn;
  readonly key: string;
  readonly plan: string;
  /** Must be false: an order that also asks for the transfer starts it too early. */
  readonly includesTransfer: boolean;
  readonly state: 'unpaid' | 'installing' | 'active' | 'cancelled';
}

export interface HostingService {
  /** What the site's A and AAAA will be. */
  readonly addresses: readonly string[];
  readonly databases: readonly { readonly name: string; readonly tables: number; readonly linked: boolean }[];
  /** Host names that the certificate on the new server covers. */
  readonly certificateFor: readonly string[];
  readonly published: boolean;
  readonly frozen: boolean;
}

export interface SiteComparison {
  readonly files: number;
  /** Files of the source that the target lacks or has otherwise. */
  readonly missing: number;
  readonly differing: number;
  readonly backups: readonly { readonly id: string; readonly files: number; readonly tables: number }[];
  /** `missing`: tables of the source that the target lacks or has with other rows; `rowsUnseen`: this copier cannot compare rows. */
  readonly database: { readonly tables: number; readonly missing: number; readonly rowsUnseen?: true };
}

/** A web host's API for one account. */
export interface Hosting {
  readonly consistencyMs: number;
  orders(domain: Fqdn, signal: AbortSignal): Promise<readonly HostingOrder[]>;
  /** Once. */
  order(
    order: { readonly domain: Fqdn; readonly plan: string; readonly key: string },
    signal: AbortSignal,
  ): Promise<HostingOrder>;
  /** Keyed. */
  payOrder(orderId: string, key: string, signal: AbortSignal): Promise<void>;
  /** Absolute: a cancelled order stays so; its service goes. */
  cancelOrder(orderId: string, signal: AbortSignal): Promise<void>;
  /** `undefined`: no active service for the domain. */
  service(domain: Fqdn, signal: AbortSignal): Promise<HostingService | undefined>;
  /** Absolute. */
  createDatabase(domain: Fqdn, name: string, signal: AbortSignal): Promise<void>;
  /** Absolute. Points the site's configuration at the database. */
  linkDatabase(domain: Fqdn, name: string, signal: AbortSignal): Promise<void>;
  /** Absolute. A certificate for these hosts on the new server, before the DNS points there. */
  requestCertificate(domain: Fqdn, hosts: readonly string[], signal: AbortSignal): Promise<void>;
  /** Absolute. Visible to the world under its own name, or only under the staging name. */
  setPublished(domain: Fqdn, published: boolean, signal: AbortSignal): Promise<void>;
  /** Absolute. Read-only for its users. */
  setFrozen(domain: Fqdn, frozen: boolean, signal: AbortSignal): Promise<void>;
}

/** Copies a site from its source to the new host; both ends are configured in the adapter. Everything may be repeated. */
export interface SiteCopier {
  compare(domain: Fqdn, signal: AbortSignal): Promise<SiteComparison>;
  /** A full backup of files and database, kept apart from both hosts. */
  backUp(domain: Fqdn, signal: AbortSignal): Promise<void>;
  copyFiles(domain: Fqdn, signal: AbortSignal): Promise<void>;
  importDatabase(domain: Fqdn, signal: AbortSignal): Promise<void>;
}
