import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { SlotRules } from '../../../scheduler/calendar.ts';
import { defaultResolvers } from '../../dns/resolver-table.ts';
import { PROVIDER_PARTS } from '../../domain/answers.ts';
import { LANGUAGES } from '../../domain/message.ts';
import { isPublicUrl, parseListen } from './listen.ts';
import { MailAddress, NotifySection, notifySecretsOf, RemindersSection, SmtpSection } from './notify.ts';
import { OursSection } from './ours.ts';
import { AllowPrivateAddresses, Rdap, Whois } from './registration.ts';
import { SecretSource } from './secret-source.ts';
import { RegionText, SlotsSection } from './slots.ts';

export { SecretSource };

/** What a configured provider may do for a migration; a step uses the API of the part it needs. */
export const PARTS_OF_PROVIDERS = [...PROVIDER_PARTS, 'siteCopier', 'mailCopier', 'registry'] as const;
export type PartOfProvider = (typeof PARTS_OF_PROVIDERS)[number];

/** Above 0, also with decimals; those arrive as text, because the YAML that golive reads knows whole numbers only. */
const Amount = (max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,9}\.\d{1,20}$/.test(value) ? Number(value) : value),
    z.number().positive().max(max),
  );
const Port = z.int().min(1).max(65_535);
const Address = z
  .string()
  .regex(/^(\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?|\[[0-9A-Fa-f:.]+\]:\d{1,5}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/, {
    message: 'is not an address; write IPv4 or IPv6, where needed with its port: "127.0.0.1:5300", "[::1]:5300"',
  });

/** An adapter's own settings are judged by the adapter; what every provider has is judged here. */
const Provider = z
  .object({
    adapter: z.string().min(1),
    does: z.array(z.enum(PARTS_OF_PROVIDERS)).default([]),
    /** How fast it may be asked with these credentials, by all `processes` together (workers, `serve`, cron); default 1. */
    pace: z
      .strictObject({
        perSecond: Amount(1000),
        burst: z.int().min(1).max(10_000),
        atOnce: z.int().min(1).max(1000),
        processes: z.int().min(1).max(1000),
      })
      .partial()
      .optional(),
  })
  .loose();
export type Provider = z.infer<typeof Provider>;

/** The thirteen root servers' IPv4 and IPv6 addresses (named.root of IANA, 2026-11). */
export const ROOTS = [
  { name: 'a.root-servers.net.', address: '198.41.0.4' },
  { name: 'b.root-servers.net.', address: '170.247.170.2' },
  { name: 'c.root-servers.net.', address: '192.33.4.12' },
  { name: 'd.root-servers.net.', address: '199.7.91.13' },
  { name: 'e.root-servers.net.', address: '192.203.230.10' },
  { name: 'f.root-servers.net.', address: '192.5.5.241' },
  { name: 'g.root-servers.net.', address: '192.112.36.4' },
  { name: 'h.root-servers.net.', address: '198.97.190.53' },
  { name: 'i.root-servers.net.', address: '192.36.148.17' },
  { name: 'j.root-servers.net.', address: '192.58.128.30' },
  { name: 'k.root-servers.net.', address: '193.0.14.129' },
  { name: 'l.root-servers.net.', address: '199.7.83.42' },
  { name: 'm.root-servers.net.', address: '202.12.27.33' },
];

const Dns = z.strictObject({
  roots: z
    .array(z.strictObject({ name: z.string(), address: Address }))
    .min(1)
    .default(ROOTS),
  resolvers: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        address: Address,
        region: z.string().optional(),
        operator: z.string().optional(),
        filters: z.boolean().optional(),
        tlsName: z.string().optional(),
        gate: z.boolean().default(true),
      }),
    )
    .default(defaultResolvers),
  /** Addresses that the Internet does not route: none, all (a laboratory), or those that are named (an intranet). */
  allowPrivateAddresses: AllowPrivateAddresses.default(false),
  ports: z
    .strictObject({
      dns: Port.default(53),
      http: Port.default(80),
      https: Port.default(443),
      smtp: Port.default(25),
    })
    .prefault({}),
});

const STORE = /^(sqlite:.+|postgres(ql)?:\/\/.+|memory:)$/;

/** `golive.yaml` as it is written. */
export const ConfigFile = z
  .strictObject({
    agency: z
      .strictObject({
        name: z.string().min(1).default('the agency'),
        timeZone: z
          .string()
          .refine((zone) => IANAZone.isValidZone(zone), 'is not a time zone; write one like Europe/Amsterdam')
          .default('Europe/Amsterdam'),
        language: z.enum(LANGUAGES).default('en'),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/, 'is not a country; write two capitals, like NL')
          .default('NL'),
        /** Where its public holidays are counted, like DE-BY; default: the country. */
        region: RegionText.optional(),
      })
      .prefault({}),
    slots: SlotsSection.prefault({}),
    /** What is no store may hold a password all the same, and is not shown. */
    store: z
      .custom<string>((value) => typeof value === 'string' && STORE.test(value), {
        message: 'is not a store; write sqlite:FILE or postgres://…',
        params: { hidden: true },
        abort: true,
      })
      .refine((text) => !/^postgres/.test(text) || (URL.canParse(text) && !text.includes('#')), {
        message:
          'is not an address; in user and password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25',
        params: { hidden: true },
      })
      .default('sqlite:golive.db'),
    /** The key that encrypts secrets at rest; beside the store unless it is said here. */
    keyFile: z.string().min(1).optional(),
    /** A folder with the agency's own playbooks. */
    playbooks: z.string().min(1).optional(),
    dns: Dns.prefault({}),
    ours: OursSection.prefault({}),
    rdap: Rdap.prefault({}),
    whois: Whois.prefault({}),
    tls: z.strictObject({ caFile: z.string().nullable().default(null) }).prefault({}),
    providers: z.record(z.string().regex(/^[A-Za-z][\w-]*$/), Provider).default({}),
    /** Who is told of what happens. */
    notify: NotifySection.default([]),
    reminders: RemindersSection.default([1, 3, 7]),
    smtp: SmtpSection.optional(),
    people: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          mail: MailAddress.optional(),
          phone: z.string().optional(),
          does: z.array(z.string()).default([]),
        }),
      )
      .default([]),
    serve: z
      .strictObject({
        listen: z
          .string()
          .refine((text) => parseListen(text) !== undefined, {
            message: 'is not an address; write 127.0.0.1:7353, "[::1]:7353", unix:/run/golive.sock or none',
          })
          .default('127.0.0.1:7353'),
        /** Under which the world reaches it, through a web server with TLS; secret addresses begin with it. */
        url: z
          .string()
          .refine(isPublicUrl, 'is not a web address; write one like https://golive.example.nl')
          .optional(),
      })
      .prefault({}),
    checklists: z.strictObject({ after: z.array(z.string().min(1).max(200)).default([]) }).prefault({}),
    /**
     * Only in a laboratory: a clock that runs faster than the wall's, how often waiting steps look, and how long a worker that died is
     * missed. Both are laboratory milliseconds.
     */
    laboratory: z
      .strictObject({
        clock: z
          .strictObject({ startsAtMs: z.number(), realStartMs: z.number(), factor: Amount(1_000_000_000) })
          .optional(),
        pollMs: Amount(1_000_000_000_000).optional(),
        leaseMs: z.number().positive().optional(),
      })
      .optional(),
  })
  .superRefine((config, context) => {
    const { morning, afternoon, evening } = config.slots;
    if (!(morning < afternoon && afternoon < evening))
      context.addIssue({
        code: 'custom',
        path: ['slots'],
        message: `does not fit: ${morning}, ${afternoon}, ${evening} must follow each other`,
      });
    for (const [at, { to }] of config.notify.entries())
      if (to !== 'webhook' && config.smtp === undefined)
        context.addIssue({
          code: 'custom',
          path: ['notify', at],
          message: 'has no server to send its mail by; write smtp: { host: …, from: … }',
          params: { hidden: true },
        });
  });

/** The configuration in use. Relative paths in it start at `folder`. */
export interface Config extends z.infer<typeof ConfigFile> {
  readonly slots: z.infer<typeof SlotsSection> & SlotRules;
  /** The file it was read from, if there was one. */
  readonly file: string | undefined;
  readonly folder: string;
}

/** Under other roots than the Internet's there may be top-level domains that nobody else knows, and names there are others'. */
export function hasOwnRoots({ dns }: Pick<Config, 'dns'>): boolean {
  return dns.roots.some(({ address }) => ROOTS.every((one) => one.address !== address));
}

/** The environment's variables that hold a provider's secret, or one that messages are sent with. */
export function secretVariablesOf(config: Pick<Config, 'providers' | 'notify' | 'smtp'>): ReadonlySet<string> {
  const sources = [
    ...Object.values(config.providers).flatMap((provider) => Object.values(provider)),
    ...notifySecretsOf(config),
  ];
  return new Set(
    sources.flatMap((value) => {
      const source = SecretSource.safeParse(value);
      return source.success && 'env' in source.data ? [source.data.env] : [];
    }),
  );
}
