import { z } from 'zod';
import { GoLiveError } from '../../../domain/errors.ts';
import { type Fqdn, fqdn, isName } from '../../../domain/name.ts';
import { Secret } from '../../../domain/secret.ts';
import { TSIG_ALGORITHMS, type TsigAlgorithm, type TsigKey } from '../../dns/tsig.ts';
import { parseTarget, type Target } from '../../reachable.ts';

/** A server that takes dynamic updates, as the configuration has it. */
const Settings = z.object({
  server: z.string(),
  keyName: z.string(),
  algorithm: z.enum(Object.keys(TSIG_ALGORITHMS) as [TsigAlgorithm, ...TsigAlgorithm[]]).default('hmac-sha256'),
  secret: z.instanceof(Secret),
  nameServers: z.array(z.string()).default([]),
  minTtlSeconds: z.int().min(0).max(604_800).default(0),
});

export interface Rfc2136Settings {
  readonly target: Target;
  readonly key: TsigKey;
  /** Empty: the zone's own apex NS are asked. */
  readonly nameServers: readonly Fqdn[];
  readonly minTtlSeconds: number;
}

const DNS_PORT = 53;
const FEWEST_KEY_BYTES = 8;

/** @throws GoLiveError `config-invalid`, naming the setting; the secret is never in it */
export function readSettings(settings: unknown): Rfc2136Settings {
  const parsed = Settings.safeParse(settings);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrong(`${issue?.path.join('.') || 'settings'}: ${issue?.message}`, NEEDS);
  }
  const { server, keyName, algorithm, secret, nameServers, minTtlSeconds } = parsed.data;
  const target = parseTarget(server, DNS_PORT);
  if (target === undefined)
    throw wrong('server is not an address', 'Write IPv4 or IPv6, where needed with its port: "[2001:db8::1]:53".');
  if (!isName(keyName)) throw wrong('keyName is not the name of a key');
  const unfit = nameServers.find((name) => !isName(name));
  if (unfit !== undefined) throw wrong(`nameServers: ${unfit.slice(0, 80)} is not a name`);
  if (!isKey(secret.reveal())) throw wrong('secret is not a key in base64', 'tsig-keygen prints one.');
  return {
    target,
    key: { name: fqdn(keyName), algorithm, secret },
    nameServers: [...new Set(nameServers.map((name) => fqdn(name)))].sort(),
    minTtlSeconds,
  };
}

const NEEDS = 'It needs server, keyName and secret; algorithm, nameServers and minTtlSeconds may be left out.';

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text, 'base64').length >= FEWEST_KEY_BYTES;
}

function wrong(why: string, fix?: string): GoLiveError {
  return new GoLiveError('config-invalid', {
    subject: 'an rfc2136 provider',
    why,
    ...(fix === undefined ? {} : { fix }),
  });
}
