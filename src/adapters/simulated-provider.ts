import { z } from 'zod';
import { GoLiveError } from '../domain/errors.ts';
import { Secret } from '../domain/secret.ts';
import type { OpenProvider, ProviderSettings } from './catalog.ts';
import { openSimulated } from './simulated.ts';

const Settings = z.object({ url: z.url(), token: z.instanceof(Secret) });

/** A provider of the toy world: `{ adapter: simulated, url, token }`. */
export async function openSimulatedProvider(settings: ProviderSettings): Promise<OpenProvider> {
  const parsed = Settings.safeParse(settings);
  if (!parsed.success)
    throw new GoLiveError('config-invalid', { subject: 'a simulated provider', why: 'it needs url and token' });
  const { url, token } = parsed.data;
  return { apis: await openSimulated({ url, token: token.reveal() }), account: [url, token] };
}
