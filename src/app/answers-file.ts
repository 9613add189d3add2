import { resolve } from 'node:path';
import { z } from 'zod';
import { givenAddresses, givenData, isGivenType } from '../dns/given-data.ts';
import { isWireType, typeName, typeNumber } from '../dns/wire-types.ts';
import { cutsOf } from '../dns/zone-rules.ts';
import type { Answers } from '../domain/answers.ts';
import { PROVIDER_PARTS, ROLES } from '../domain/answers.ts';
import { GoLiveError } from '../domain/errors.ts';
import { LANGUAGES } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, displayName, fqdn, isName, isUnder } from '../domain/name.ts';
import { PARTS } from '../domain/project.ts';
import { rrset } from '../domain/rrset.ts';
import { Issues } from '../playbook/issue.ts';
import { fitted } from '../playbook/schema-issues.ts';
import { parseYaml } from '../playbook/yaml.ts';
import { readTextFile, whyUnread } from './config/text-file.ts';

/** People write `moves` for what switches and `stay` for what stays; both mean the same. */
const meaning = (words: Readonly<Record<string, string>>) => (value: unknown) =>
  typeof value === 'string' ? (words[value] ?? value) : value;
const moves = meaning({ switch: 'moves', switches: 'moves', move: 'moves', stay: 'stays' });
const switches = meaning({ moves: 'switch', move: 'switch', switches: 'switch', stay: 'stays' });

const Name = z.string().refine(isName, 'is not a domain name').transform(fqdn);
const Mailbox = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'is not a mail address');

const Type = z
  .string()
  .regex(/^[A-Za-z0-9]+$/)
  .transform((type) => type.toUpperCase())
  // `TYPE65` is HTTPS (RFC 3597 §5), and must not stand beside it.
  .transform((type) => (isWireType(type) ? typeName(typeNumber(type)) : type));

/** Kept in the one spelling in which equal is equal: parity, drift and DNS hosts compare texts. */
const SetOfRecords = z
  .strictObject({
    name: Name,
    type: Type.refine(isGivenType, 'is no record type (one without a name here is written as TYPE<number>)'),
    ttlSeconds: z.int().min(0).max(0x7fffffff),
    rdatas: z.array(z.string().min(1)).min(1),
    /** How TXT stands, by its text, where a zone file cuts its strings in a way of its own. */
    strings: z.record(z.string(), z.string()).optional(),
  })
  .transform(({ name, type, ttlSeconds, rdatas, strings = {} }, ctx) => {
    const written = rdatas.map((rdata) => (Object.hasOwn(strings, rdata) ? strings[rdata]! : rdata));
    const read = written.map((rdata, index) => {
      try {
        return givenData(type, rdata);
      } catch (thrown) {
        if (!(thrown instanceof GoLiveError)) throw thrown;
        const fix = thrown.fix === undefined ? '' : ` (${thrown.fix})`;
        const why = `is no data of ${type}: ${thrown.why}${fix}`;
        ctx.addIssue({ code: 'custom', message: why, path: ['rdatas', index] });
        return rdata;
      }
    });
    return rrset(name, type, ttlSeconds, read, cutsOf(type, written));
  });

/** RRsets; a person names a zone file instead, which is read before the answers are judged. */
const ZoneExport = z.union([
  z.array(SetOfRecords),
  z
    .string()
    .min(1)
    .transform((_file, ctx): never => {
      ctx.addIssue({ code: 'custom', message: 'is a zone file, and only a command can read one' });
      return z.NEVER;
    }),
]);

const Site = z.strictObject({
  source: z.enum(['old-host', 'dev-server', 'in-place']),
  canonicalHost: z.string().refine(isName, 'is not a host name'),
  redirects: z.array(z.string().refine(isName, 'is not a host name')).default([]),
  database: z.boolean().default(false),
});

/** Free answers that are addresses, with commas between. */
export const ADDRESS_ANSWERS = ['newAddresses', 'siteAddresses'] as const;
export const WRITE_ADDRESSES = 'Write IPv4 and IPv6 addresses with commas between, like 203.0.113.10,2001:db8::10.';

const Free = z.record(z.string(), z.string()).transform((free, ctx) => {
  const read = { ...free };
  for (const name of ADDRESS_ANSWERS) {
    if (!Object.hasOwn(free, name)) continue;
    const addresses = givenAddresses(free[name]!);
    if (addresses !== undefined) read[name] = addresses.join(',');
    else ctx.addIssue({ code: 'custom', message: `is no list of addresses (${WRITE_ADDRESSES})`, path: [name] });
  }
  return read;
});

/** The four questions; everything else about a move follows from them or is asked later. */
export const AXES = {
  registration: z.preprocess(moves, z.enum(['ours', 'stays', 'moves'])),
  hosting: z.preprocess(moves, z.enum(['ours', 'stays', 'moves'])),
  mail: z.preprocess(moves, z.enum(['ours', 'stays', 'moves', 'none'])),
  nameServers: z.preprocess(switches, z.enum(['ours', 'switch', 'stays'])),
} as const;
export type Axis = keyof typeof AXES;

/** Answers that golive knows by name; other names are free answers, and those must have been asked for. */
export const AnswersSchema = z.strictObject({
  ...AXES,
  newNameServers: z.array(Name).min(1).optional(),
  nameServersWithTransfer: z.boolean().optional(),
  site: Site.optional(),
  mailTo: z.string().min(1).optional(),
  mailboxes: z.array(Mailbox).optional(),
  zoneChanges: z
    .array(
      z.union([
        z.strictObject({ set: SetOfRecords, why: z.string().min(1) }),
        z.strictObject({ remove: z.strictObject({ name: Name, type: Type }), why: z.string().min(1) }),
      ]),
    )
    .optional(),
  zoneExport: ZoneExport.optional(),
  providers: z.partialRecord(z.enum(PROVIDER_PARTS), z.string()).optional(),
  free: Free.optional(),
});
export const SomeAnswers = AnswersSchema.partial();

const ContactSchema = z.strictObject({
  name: z.string().min(1),
  mail: Mailbox.optional(),
  phone: z.string().optional(),
  language: z.enum(LANGUAGES).optional(),
  parts: z.array(z.enum(PARTS)).default([]),
});

/** What `golive new --answers FILE` reads: the answers, and who and what the project is. */
export const AnswersFile = z.strictObject({
  ...SomeAnswers.shape,
  customer: z.string().min(1).max(200).optional(),
  language: z.enum(LANGUAGES).optional(),
  owner: z.string().min(1).max(200).optional(),
  playbook: z.string().optional(),
  role: z.enum(ROLES).optional(),
  contacts: z.array(ContactSchema).optional(),
  /** Answers by the interview's questions, as `golive new --answers-template` writes them; empty is left open. */
  interview: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
    .nullable()
    .optional(),
  /** More domains of the same customer; what is not said here is as for the first. */
  domains: z.array(z.strictObject({ ...SomeAnswers.shape, domain: Name, role: z.enum(ROLES) })).optional(),
});
export type AnswersFile = z.infer<typeof AnswersFile>;
/** As people and programs write it. */
export type AnswersGiven = z.input<typeof AnswersFile>;

/** Fields of an answers file that are about the project, not the move. */
export const PROJECT_FIELDS = [
  'customer',
  'language',
  'owner',
  'playbook',
  'role',
  'contacts',
  'domains',
  'interview',
] as const;

/**
 * @param what the file, or the command, that the answers came from
 * @throws GoLiveError `answer-invalid` with every fault
 */
export function parseAnswers<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const issues = new Issues(what);
  const answers = fitted(issues, schema, parseYaml('', what), value);
  if (answers !== undefined) return answers;
  throw new GoLiveError('answer-invalid', {
    subject: what,
    why: issues
      .list()
      .map((issue) => `${issue.path || 'it'}: ${issue.what}${issue.fix === undefined ? '' : ` (${issue.fix})`}`)
      .join('; '),
  });
}

/** The answers file as written (YAML or JSON), not yet judged. @throws GoLiveError `answer-invalid` with every fault of its form */
export function readAnswersFile(file: string, cwd: string): unknown {
  const path = resolve(cwd, file);
  let text: string;
  try {
    text = readTextFile(path);
  } catch (cause) {
    throw new GoLiveError('answer-invalid', {
      subject: file,
      why: whyUnread(cause),
      fix: 'Name a file with answers; golive schema answers describes it.',
      cause,
    });
  }
  const yaml = parseYaml(text, file);
  if (yaml.faults.length > 0)
    throw new GoLiveError('answer-invalid', {
      subject: file,
      why: `${yaml.faults.length} faults`,
      faults: yaml.faults,
    });
  return yaml.value;
}

/** Without the keys that are `undefined`, as the domain's types want it. */
export function compact<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as never;
}

/** @throws GoLiveError `answer-invalid`: a record that is not of this zone */
export function asAnswers(parsed: z.infer<typeof AnswersSchema>, zone: Fqdn): Answers {
  const outside = (parsed.zoneChanges ?? [])
    .map((change) => ('set' in change ? change.set.name : change.remove.name))
    .filter((name) => !isUnder(name, zone));
  if (outside.length > 0)
    throw new GoLiveError('answer-invalid', {
      subject: 'zoneChanges',
      why: `not in the zone ${displayName(zone)}: ${[...new Set(outside)].map(displayName).join(', ')}`,
      fix: `Write each name whole, like ${displayName(child('www', zone))}.`,
    });
  return compact(parsed) as Answers;
}
