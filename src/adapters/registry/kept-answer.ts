import { z } from 'zod';
import { fqdn, isName } from '../../domain/name.ts';

// What lies on a disk may be cut off, of another version, or written by anybody who can write there: it is judged like an answer from outside.

const Moment = z.number().min(0).max(8.64e15);
const Text = z.string().max(1000);
const Name = z.string().max(260).refine(isName).transform(fqdn);
const Evidence = z.object({ asked: Text, answered: Text, atMs: Moment });
const Registrar = z.object({ id: Text, name: Text, tag: Text.optional(), by: z.literal('whois').optional() });

const Registration = z.object({
  outcome: z.enum(['found', 'not-found', 'unknown']),
  registrar: Registrar.optional(),
  reseller: Text.optional(),
  statuses: z.array(Text).max(100),
  statusesCut: z.literal(true).optional(),
  nameServers: z.array(Name).max(100),
  ds: z.array(Text).max(100),
  createdMs: Moment.optional(),
  expiresMs: Moment.optional(),
  soldUntilMs: Moment.optional(),
  updatedMs: Moment.optional(),
  transferredMs: Moment.optional(),
  delegationSigned: z.boolean().optional(),
  source: Text,
  why: Text.optional(),
  evidence: z.array(Evidence).max(50).optional(),
  atMs: Moment,
});

/** One file with an answer. */
export const KeptAnswer = z.object({
  form: z.literal('answer/1'),
  domain: z.string(),
  askedMs: Moment,
  registration: Registration,
});

/** One file with what a registry lets us do. */
export const KeptPatience = z.object({
  form: z.literal('patience/1'),
  registry: z.string(),
  nextMs: Moment,
  restUntilMs: Moment,
  rests: z.int().min(0).max(1000),
});
