import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenProvider, ProviderApis } from '../adapters/catalog.ts';
import type { Doors } from '../adapters/politely.ts';
import type { Surroundings } from '../app/config/load.ts';
import type { Config, Provider } from '../app/config/schema.ts';
import { didYouMean, GoLiveError } from '../domain/errors.ts';
import { digestOf } from '../domain/json.ts';
import { knowSecret } from '../domain/scrub.ts';
import { Secret } from '../domain/secret.ts';
import { withoutUndefined } from './settings.ts';

/** Providers live in real time, whatever clock golive runs on. */
const WALL = {
  now: () => performance.now(),
  pause: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
  timeout: (ms: number) => AbortSignal.timeout(Math.ceil(ms)),
  random: Math.random,
};

export type Providers = (name: string) => Promise<ProviderApis>;

/** Each provider is opened once, when a migration first needs it; one that cannot be opened is tried again the next time. */
export function providersOf(config: Config, { env }: Surroundings): Providers {
  const opened = new Map<string, Promise<ProviderApis>>();
  const doors: Doors = new Map();
  const open = async (name: string): Promise<ProviderApis> => {
    const provider = config.providers[name];
    if (provider === undefined) {
      const meant = didYouMean(name, Object.keys(config.providers));
      throw new GoLiveError('config-invalid', {
        subject: `provider ${name}`,
        why: 'the configuration has none of that name',
        ...(meant === undefined ? {} : { fix: `Did you mean ${meant}?` }),
      });
    }
    const { ADAPTERS } = await import('../adapters/catalog.ts');
    const adapter = ADAPTERS[provider.adapter];
    if (adapter === undefined)
      throw new GoLiveError('config-invalid', {
        subject: `providers.${name}.adapter`,
        why: `there is no adapter ${provider.adapter}`,
        fix: `There are ${Object.keys(ADAPTERS).join(', ')}.`,
      });
    const settings = await withSecrets(name, provider, config, env);
    const { apis, account } = await adapter(settings);
    if (provider.adapter === 'simulated') return apis; // a toy world on a clock that runs thousands of times as fast
    const { politely, POLITENESS, shareOf } = await import('../adapters/politely.ts');
    const { processes = 1, ...pace } = provider.pace ?? {};
    const politeness = shareOf({ ...POLITENESS, ...withoutUndefined(pace) }, processes);
    return politely(name, apis, politeness, WALL, { doors, account: accountOf(provider.adapter, account) });
  };
  return (name) => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const opening = open(name);
    opened.set(name, opening);
    opening.catch(() => opened.delete(name));
    return opening;
  };
}

/** Under what its door is known. A digest: secrets are kept nowhere else. */
function accountOf(adapter: string, account: OpenProvider['account']): string {
  return digestOf([adapter, ...account.map((part) => (part instanceof Secret ? part.reveal() : part))]);
}

/** The provider's settings with every secret read from where it is kept. */
async function withSecrets(
  name: string,
  provider: Provider,
  config: Config,
  env: Surroundings['env'],
): Promise<Record<string, unknown>> {
  const [{ readSecret }, { isSecretName }, { secretVariablesOf, SecretSource }] = await Promise.all([
    import('../app/config/secret.ts'),
    import('../app/config/secret-source.ts'),
    import('../app/config/schema.ts'),
  ]);
  const kept = { env, folder: config.folder, withheld: secretVariablesOf(config) };
  const settings: Record<string, unknown> = { ...provider };
  for (const [key, value] of Object.entries(provider)) {
    const source = SecretSource.safeParse(value);
    if (source.success) settings[key] = await readSecret(source.data, `providers.${name}.${key}`, kept);
    else if (typeof value === 'string' && isSecretName(key)) {
      knowSecret(value);
      settings[key] = new Secret(value);
    }
  }
  return settings;
}

/** One provider's APIs. @throws GoLiveError `config-invalid`, also for a secret that is not where it should be */
export async function providerOf(config: Config, surroundings: Surroundings, name: string) {
  return providersOf(config, surroundings)(name);
}
