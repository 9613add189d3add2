import { z } from 'zod';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { TERM_KINDS } from '../dns/deadline.ts';
import type { Decided } from '../dns/intended-zone.ts';
import type { DelegationView, ServersView } from '../dns/views.ts';
import { OUTCOMES } from '../dns/views.ts';
import type { Evidence, Finding } from '../domain/finding.ts';
import { SEVERITIES } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';

// What steps observe and remember, as JSON. Moments of asking are left out on purpose: the same world must look the same twice.

export const Name = z.string() as unknown as z.ZodType<Fqdn>;
export const Names = z.array(Name).readonly();
const Outcome = z.enum(OUTCOMES);
const seconds = z.number().nullable();

export const RrsetSchema: z.ZodType<Rrset> = z.object({
  name: Name,
  type: z.string(),
  ttlSeconds: z.number(),
  rdatas: z.array(z.string()).readonly(),
  strings: z.record(z.string(), z.string()).exactOptional(),
});
export const Rrsets = z.array(RrsetSchema).readonly();

export const DelegationSchema: z.ZodType<DelegationView> = z.object({
  zone: Name,
  parents: z
    .array(
      z.object({
        server: z.string(),
        address: z.string(),
        outcome: Outcome,
        ns: Names,
        nsTtlSeconds: seconds,
        dsOutcome: Outcome,
        ds: z.array(z.string()).readonly(),
        dsTtlSeconds: seconds,
      }),
    )
    .readonly(),
});

export const ServersSchema: z.ZodType<ServersView> = z.object({
  zone: Name,
  servers: z
    .array(
      z.object({
        server: Name,
        address: z.string(),
        alias: z.string().exactOptional(),
        outcome: Outcome,
        tcp: Outcome,
        serial: seconds,
        negativeTtlSeconds: seconds,
        answers: z
          .array(
            z.object({
              name: Name,
              type: z.string(),
              outcome: Outcome,
              rdatas: z.array(z.string()).readonly(),
              ttlSeconds: seconds,
              alias: z.string().nullable(),
              signatures: z.array(z.string()).readonly().exactOptional(),
              glue: z
                .array(z.object({ name: Name, type: z.string(), rdatas: z.array(z.string()).readonly() }))
                .readonly()
                .exactOptional(),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
});

export const TermSchema: z.ZodType<DeadlineTerm> = z.object({
  what: z.enum(TERM_KINDS),
  seconds: z.number(),
  source: z.string(),
});
export const Terms = z.array(TermSchema).readonly();

export const DecidedSchema: z.ZodType<Decided> = z.object({
  key: z.string(),
  why: z.string(),
  was: z.array(z.string()).readonly(),
  becomes: z.array(z.string()).readonly(),
});

const MessageSchema: z.ZodType<Message> = z.object({
  text: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
});
const EvidenceSchema: z.ZodType<Evidence> = z.object({ asked: z.string(), answered: z.string(), atMs: z.number() });
export const FindingSchema: z.ZodType<Finding> = z.object({
  tag: z.string(),
  subject: z.string(),
  message: MessageSchema,
  evidence: z.array(EvidenceSchema).readonly(),
  fix: MessageSchema.exactOptional(),
  severity: z.enum(SEVERITIES).exactOptional(),
});
