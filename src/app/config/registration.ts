import { resolve } from 'node:path';
import { z } from 'zod';
import { addressBlock, addressOctets } from '../../dns/global-unicast.ts';
import { fqdn, isName } from '../../domain/name.ts';

const MOST_ENTRIES = 1000;

/** A host name, an address or a block of addresses. */
const PrivateTarget = z
  .string()
  .max(300)
  .refine((text) => addressBlock(text) !== undefined || (isName(text) && text !== '.' && !text.startsWith('*')), {
    message: 'is no host name, address or block; write rdap.example.nl, 127.0.0.1 or 10.0.0.0/8',
  });

/** `dns.allowPrivateAddresses`: all of them in a laboratory, or those that are named. */
export const AllowPrivateAddresses = z.union([z.boolean(), z.array(PrivateTarget).max(MOST_ENTRIES)]);

/** `rdap.bootstrap`; a path is looked for when the configuration is read. */
export const Rdap = z.strictObject({
  bootstrap: z
    .string()
    .min(1)
    .max(2000)
    .refine((text) => isWebAddress(text) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text), {
      message: 'is no address of a list; write default, https://HOST/PATH without user and password, or a file',
      params: { hidden: true },
    })
    .default('default'),
});

/** `whois.servers`: an ending, and the server that is asked for it. */
export const Whois = z.strictObject({
  servers: z
    .record(
      z.string(),
      z.string().refine((text) => whoisServer(text) !== undefined, {
        message: 'is no server; write HOST or HOST:PORT, like whois.domain-registry.nl:43 or "[2001:db8::1]:43"',
      }),
    )
    .superRefine((servers, context) => {
      const entries = Object.keys(servers);
      if (entries.length > MOST_ENTRIES)
        context.addIssue({ code: 'custom', message: `has more than ${MOST_ENTRIES} entries` });
      for (const ending of entries)
        if (!isEnding(ending))
          context.addIssue({ code: 'custom', path: [ending], message: 'stands at no ending; write nl, co.uk or рф' });
    })
    .default({}),
});

/** The file that `rdap.bootstrap` names, from the configuration's folder; undefined: it names none. */
export function bootstrapFileOf(bootstrap: string, folder: string): string | undefined {
  return bootstrap === 'default' || isWebAddress(bootstrap) ? undefined : resolve(folder, bootstrap);
}

/** Whether it is the address of a list, not `default` and not a file. */
export function isWebAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

export interface WhoisServer {
  /** A name in lower case without its last dot, or an address. */
  readonly host: string;
  /** Absent: 43. */
  readonly port?: number;
}

/** `HOST`, `HOST:PORT`, `[IPV6]:PORT`; undefined: none of them. */
export function whoisServer(text: string): WhoisServer | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]{2,50})\]|([^\s:[\]/@]{1,253}))(?::(\d{1,5}))?$/.exec(text);
  if (match === null && addressOctets(text) !== undefined) return { host: text };
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) return undefined;
  const isAddress = addressOctets(host) !== undefined;
  if (match![1] !== undefined ? !isAddress : !isAddress && !isHost(host)) return undefined;
  const port = match![3] === undefined ? undefined : Number(match![3]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return { host: isAddress ? host : fqdn(host).slice(0, -1), ...(port === undefined ? {} : { port }) };
}

/** A name, and no number that a resolver would read as an address. */
function isHost(text: string): boolean {
  return isName(text) && text !== '.' && !text.startsWith('*') && !/(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i.test(text);
}

function isEnding(text: string): boolean {
  return isName(text) && text !== '.' && !text.startsWith('*') && !text.startsWith('.');
}
