import { isLoopback, isWildcard, parseListen } from '../app/config/listen.ts';
import type { Config } from '../app/config/schema.ts';

/**
 * Whether a `Host` header names us. A page of somebody else can have its own name resolve to this machine (DNS rebinding) and then read what we
 * answer; its name is none of these. Ports say nothing: a tunnel or a web server in front has its own.
 */
export function isOurHost({ serve }: Pick<Config, 'serve'>): (header: string | undefined) => boolean {
  const listen = parseListen(serve.listen);
  const host = listen?.kind === 'tcp' ? hostnameOf(inBrackets(listen.host)) : undefined;
  const url = serve.url === undefined ? undefined : hostnameOf(new URL(serve.url).host);
  const named = new Set(['localhost', host, url]);
  const onEvery = host !== undefined && isWildcard(host);
  const isOurs = (header: string): boolean => {
    const asked = hostnameOf(header);
    if (asked === undefined) return false;
    // An address is no name that could be pointed elsewhere.
    return named.has(asked) || isLoopback(asked) || (onEvery && isAddress(asked));
  };
  /** As they were written; that one is ours never changes. */
  const known = new Set<string>();
  return (header) => {
    if (header === undefined) return false;
    if (known.has(header)) return true;
    if (!isOurs(header)) return false;
    if (known.size < MOST_KNOWN) known.add(header);
    return true;
  };
}

/** Each name may come with any port, in any case. */
const MOST_KNOWN = 100;

/** One spelling for each name and address: lower case, without a port, a final dot and brackets, IPv6 at its shortest. */
function hostnameOf(header: string): string | undefined {
  const url = /[/?#@\s\\]/.test(header) ? null : URL.parse(`http://${header}`);
  return url === null ? undefined : url.hostname.replace(/\.$/, '').replace(/^\[|\]$/g, '');
}

const inBrackets = (host: string): string => (host.includes(':') ? `[${host}]` : host);

const isAddress = (hostname: string): boolean => hostname.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname);
