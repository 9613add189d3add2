import type { Dns } from './dns.ts';
import type { DnsHost } from './dns-host.ts';
import type { Hosting, SiteCopier } from './hosting.ts';
import type { MailCopier, MailHost } from './mail-host.ts';
import type { Smtp, Web } from './outside.ts';
import type { Registrar } from './registrar.ts';
import type { Registry } from './registry.ts';
import type { Vault } from './vault.ts';

/** What a step may use. The public views are always there; an API is there only where a provider with an adapter plays that part. */
export interface StepPorts {
  readonly dns: Dns;
  readonly registry: Registry;
  readonly web: Web;
  readonly smtp: Smtp;
  readonly vault: Vault;
  readonly oldDnsHost?: DnsHost;
  readonly newDnsHost?: DnsHost;
  readonly losingRegistrar?: Registrar;
  readonly gainingRegistrar?: Registrar;
  readonly oldHosting?: Hosting;
  readonly newHosting?: Hosting;
  readonly oldMailHost?: MailHost;
  readonly newMailHost?: MailHost;
  readonly siteCopier?: SiteCopier;
  readonly mailCopier?: MailCopier;
}
export type ApiPort = Exclude<keyof StepPorts, 'dns' | 'registry' | 'web' | 'smtp' | 'vault'>;
