import type { Secret } from '../domain/secret.ts';
import type { ApiPort, StepPorts } from '../ports/step-ports.ts';

/** What a provider's adapter gives: the APIs it has. Which of them are used is the configuration's `does`. */
export type ProviderApis = Partial<Pick<StepPorts, ApiPort | 'registry'>>;

/** A provider's section of the configuration, opened. */
export interface OpenProvider {
  readonly apis: ProviderApis;
  /**
   * Whom it asks, and as whom: what its provider counts calls by. Named by each adapter and not by leaving out, so that one setting more
   * (`nameServers`, `signs`) does not part sections that are one account.
   */
  readonly account: readonly (string | Secret)[];
}

/** A provider's section of the configuration, its secrets read. Each adapter judges its own settings. */
export type ProviderSettings = Readonly<Record<string, unknown>>;

/** Every adapter of providers there is, by the id the configuration names; each is loaded when a migration needs it. */
export const ADAPTERS: Readonly<Record<string, (settings: ProviderSettings) => Promise<OpenProvider>>> = {
  powerdns: async (settings) => (await import('./dns-host/powerdns/provider.ts')).powerDnsProvider(settings),
  rfc2136: async (settings) => (await import('./dns-host/rfc2136/provider.ts')).rfc2136Provider(settings),
  simulated: async (settings) => (await import('./simulated-provider.ts')).openSimulatedProvider(settings),
};
