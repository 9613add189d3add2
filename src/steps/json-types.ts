import type { ZodType } from 'zod';
import { z } from 'zod';
import type { Fqdn } from '../domain/name.ts';
import { isName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';

/** A name that came out of our own JSON, where only `Fqdn`s are written. */
export const FqdnJson = z.custom<Fqdn>((value) => typeof value === 'string' && value.endsWith('.') && isName(value));

export const RrsetJson: ZodType<Rrset> = z.object({
  name: FqdnJson,
  type: z.string(),
  ttlSeconds: z.number(),
  rdatas: z.array(z.string()),
  strings: z.record(z.string(), z.string()).exactOptional(),
});
