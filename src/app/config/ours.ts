import { z } from 'zod';
import { addressBlock } from '../../dns/global-unicast.ts';
import { isName } from '../../domain/name.ts';

const HostPattern = z
  .string()
  .refine((text) => isName(text.startsWith('*.') ? text.slice(2) : text) && text.replace(/^\*\./, '').includes('.'), {
    message: 'is not a host name; write ns1.agency.example, or *.agency.example for all below it',
  });
const Block = z.string().refine((text) => addressBlock(text) !== undefined, {
  message: 'is not an address or a block of them; write 192.0.2.10, 192.0.2.0/24 or 2001:db8::/32',
});

/** What belongs to the agency itself, so that `inspect` and `new` know it again. */
export const OursSection = z.strictObject({
  /** By name, IANA id or tag. */
  registrars: z.array(z.string().trim().min(1)).default([]),
  nameServers: z.array(HostPattern).default([]),
  addresses: z.array(Block).default([]),
  mailServers: z.array(HostPattern).default([]),
});
