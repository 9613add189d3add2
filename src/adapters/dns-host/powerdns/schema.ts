import { z } from 'zod';
import { GoLiveError } from '../../../domain/errors.ts';
import { type Fqdn, fqdn, isName } from '../../../domain/name.ts';
import { Secret } from '../../../domain/secret.ts';

/** A PowerDNS Authoritative Server with its HTTP API, as the configuration has it. */
const Settings = z.object({
  url: z.url({ protocol: /^https?$/ }),
  apiKey: z.instanceof(Secret),
  serverId: z
    .string()
    .regex(/^[\w.-]+$/)
    .default('localhost'),
  nameServers: z.array(z.string()).default([]),
  /** What new zones are: `primary` where others fetch them by AXFR, `native` where the database does that. */
  kind: z.enum(['native', 'primary']).default('native'),
  account: z.string().max(40).optional(),
  /** False: zones are signed elsewhere, or never. */
  signs: z.boolean().default(true),
  minTtlSeconds: z.int().min(0).max(604_800).default(0),
});

export interface PowerDnsSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: Secret;
  readonly serverId: string;
  /** Empty: the zone's own apex NS are asked. */
  readonly nameServers: readonly Fqdn[];
  readonly kind: 'native' | 'primary';
  readonly account?: string;
  readonly signs: boolean;
  readonly minTtlSeconds: number;
}

const NEEDS = 'It needs url and apiKey; serverId, nameServers, kind, account, signs and minTtlSeconds may be left out.';

/** @throws GoLiveError `config-invalid`, naming the setting; the key is never in it */
export function readSettings(settings: unknown): PowerDnsSettings {
  const parsed = Settings.safeParse(settings);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrong(`${issue?.path.join('.') || 'settings'}: ${issue?.message}`, NEEDS);
  }
  const { url, apiKey, nameServers, account, ...others } = parsed.data;
  const { username, password, search, hash } = new URL(url);
  if (username !== '' || password !== '' || search !== '' || hash !== '')
    throw wrong('url holds more than a place', 'Write it like https://ns1.example.nl:8081; the key goes into apiKey.');
  if (!/^[\x21-\x7e]+$/.test(apiKey.reveal())) throw wrong('apiKey holds something that no HTTP header may carry');
  const unfit = nameServers.find((name) => !isName(name));
  if (unfit !== undefined) throw wrong(`nameServers: ${unfit.slice(0, 80)} is not a name`);
  return {
    ...others,
    // Some write the API's path too.
    url: url.replace(/\/+$/, '').replace(/\/api(\/v1)?$/, ''),
    apiKey,
    nameServers: [...new Set(nameServers.map((name) => fqdn(name)))].sort(),
    ...(account === undefined ? {} : { account }),
  };
}

function wrong(why: string, fix?: string): GoLiveError {
  return new GoLiveError('config-invalid', {
    subject: 'a powerdns provider',
    why,
    ...(fix === undefined ? {} : { fix }),
  });
}

// What we read of its answers; the rest is its own business.

export const ServerJson = z.object({ version: z.string(), daemon_type: z.string().optional() });

const RecordJson = z.object({ content: z.string(), disabled: z.boolean().optional() });
export const RrsetJson = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.int().min(0),
  records: z.array(RecordJson),
});
export type RrsetJson = z.infer<typeof RrsetJson>;

export const ZoneJson = z.object({
  kind: z.string(),
  dnssec: z.boolean().optional(),
  /** No version up to 5.1 says so; a zone that another signs is `dnssec` too. */
  presigned: z.boolean().optional(),
  /** As set on the zone: false also where `default-api-rectify` says yes for all. */
  api_rectify: z.boolean().optional(),
  rrsets: z.array(RrsetJson),
});
export type ZoneJson = z.infer<typeof ZoneJson>;

export const CryptokeysJson = z.array(
  z.object({
    keytype: z.string(),
    active: z.boolean(),
    /** Since 4.3. */
    published: z.boolean().optional(),
    ds: z.array(z.string()).optional(),
  }),
);
export type CryptokeysJson = z.infer<typeof CryptokeysJson>;

/** A refusal in its own words. */
export const ErrorJson = z.object({ error: z.string(), errors: z.array(z.string()).optional() });
/** With nothing that a gateway adds (`status`, `path`, `timestamp`). */
export const OwnErrorJson = ErrorJson.strict();
