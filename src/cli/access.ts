import type { AccessParts } from '../app/access/parts.ts';
import { isLoopback, parseListen } from '../app/config/listen.ts';
import type { Config } from '../app/config/schema.ts';
import type { Shell } from './shell.ts';

const MOST_TOKENS = 2;

/** What access stands on, for one command. */
export async function accessParts(shell: Shell): Promise<AccessParts> {
  const tokens = await Promise.all(Array.from({ length: MOST_TOKENS }, () => shell.newToken()));
  return {
    wallNow: () => shell.wallNow(),
    newToken() {
      const token = tokens.pop();
      if (token === undefined) throw new Error('a command makes one way in');
      return token;
    },
  };
}

/** What to say of an address that others cannot use as it stands. */
export function addressHint({ serve }: Config): string | undefined {
  const listen = parseListen(serve.listen);
  if (serve.url !== undefined) return undefined;
  if (listen?.kind !== 'tcp' || listen.port === 0) return 'links.no-host';
  return isLoopback(listen.host) ? 'links.only-here' : undefined;
}
