import { z } from 'zod';
import { LANGUAGES } from '../../domain/message.ts';
import { CUSTOMER_EVENTS, type NoticeEvent, TOLD_EVENTS } from '../../domain/notice.ts';
import { isLoopback } from './listen.ts';
import { HiddenSource, SecretSource } from './secret-source.ts';

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day; write it as "09:00"');
/** One address and nothing else: what a mail program would take for a name, a list or a line break is none. */
export const MailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s@<>()[\],;:\\"\p{C}]{1,64}@[^\s@<>()[\],;:\\"\p{C}]+$/u, 'is not a mail address');

const Quiet = z.strictObject({ from: TimeOfDay, to: TimeOfDay }).refine(({ from, to }) => from !== to, {
  message: 'begins when it ends; leave it out to be told at any hour',
});
const Events = z.array(z.enum(TOLD_EVENTS as [NoticeEvent, ...NoticeEvent[]]));

/** A mail address of the agency's. */
const MailTarget = z.strictObject({
  to: z.literal('mail'),
  address: MailAddress,
  events: Events.optional(),
  language: z.enum(LANGUAGES).optional(),
  /** Once a day, at this hour, instead of one by one. */
  digest: TimeOfDay.optional(),
  quiet: Quiet.optional(),
});
/** Whoever owns the project or is on duty, at the address in `people`. */
const OwnerTarget = z.strictObject({
  to: z.literal('owner'),
  events: Events.optional(),
  language: z.enum(LANGUAGES).optional(),
  digest: TimeOfDay.optional(),
  quiet: Quiet.optional(),
});
/** The customer's contacts: what concerns them, in their language. */
const CustomerTarget = z.strictObject({
  to: z.literal('customer'),
  events: z.array(z.enum(CUSTOMER_EVENTS)).optional(),
  quiet: Quiet.optional(),
});

export const WEBHOOK_FORMATS = ['golive', 'slack', 'teams', 'ntfy'] as const;

/** Where several chat programs take messages the address itself is the secret: it may be kept like one, and no fault quotes it. */
const WebhookUrl = z.unknown().transform((value, context): string | SecretSource => {
  const source = SecretSource.safeParse(value);
  if (source.success) return source.data;
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '')
    return value as string;
  context.addIssue({
    code: 'custom',
    message: 'is no web address; write https://HOST/PATH without user and password, or { env: NAME } where it is kept',
    params: { hidden: true },
  });
  return z.NEVER;
});
const WebhookTarget = z
  .strictObject({
    to: z.literal('webhook'),
    name: z.string().regex(/^[A-Za-z][\w-]{0,39}$/, 'is not a name; write letters, digits and hyphens'),
    url: WebhookUrl,
    /** Signs every message; two while receivers change from one to the other. */
    secret: z.union([z.array(HiddenSource).min(1).max(2), HiddenSource]).optional(),
    /** Sent as `Authorization: Bearer`. */
    token: HiddenSource.optional(),
    format: z.enum(WEBHOOK_FORMATS).default('golive'),
    events: Events.optional(),
    language: z.enum(LANGUAGES).optional(),
    quiet: Quiet.optional(),
    /** It stands in the agency's own network. */
    allowPrivate: z.boolean().default(false),
  })
  .superRefine(({ url, secret, format, allowPrivate }, context) => {
    if (format === 'golive' && secret === undefined)
      context.addIssue({
        code: 'custom',
        path: ['secret'],
        message:
          'is missing: nobody could tell our messages from others; write { env: NAME }, { file: PATH } or { command: [PROGRAM] }',
        params: { hidden: true },
      });
    if (typeof url === 'string' && url.startsWith('http:') && !allowPrivate)
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: 'is sent in the clear; write https://…, or allowPrivate: true where it stays in your own network',
        params: { hidden: true },
      });
  });

const Target = z.discriminatedUnion('to', [MailTarget, OwnerTarget, CustomerTarget, WebhookTarget]);
export type NotifyTarget = z.infer<typeof Target>;
export type WebhookTarget = Extract<NotifyTarget, { to: 'webhook' }>;

export const NotifySection = z.array(Target).superRefine((targets, context) => {
  const seen = new Set<string>();
  for (const [at, target] of targets.entries()) {
    const name = targetName(target);
    if (seen.has(name))
      context.addIssue({
        code: 'custom',
        path: [at],
        message: `is there twice: ${name}; write its events in one place`,
        params: { hidden: true },
      });
    seen.add(name);
  }
});

/** What a delivery and `golive notify test` call it. */
export function targetName(target: NotifyTarget): string {
  switch (target.to) {
    case 'mail':
      return `mail:${target.address.toLowerCase()}`;
    case 'webhook':
      return `webhook:${target.name}`;
    default:
      return target.to;
  }
}

/** After how many days of waiting somebody is reminded; the last also reaches the owner. */
export const RemindersSection = z
  .array(z.int().min(1).max(365))
  .max(20)
  .refine((days) => days.every((day, at) => at === 0 || day > days[at - 1]!), {
    message: 'goes back; write days that follow each other, like [1, 3, 7]',
    params: { hidden: true },
  });

/** The server that takes our mail and brings it on. */
export const SmtpSection = z
  .strictObject({
    host: z.string().min(1).max(253),
    /** Default: 465 with `secure`, else 587, and 25 on this machine. */
    port: z.int().min(1).max(65_535).optional(),
    /** TLS from the first byte; else STARTTLS. Default: as the port has it. */
    secure: z.boolean().optional(),
    user: z.string().min(1).optional(),
    password: HiddenSource.optional(),
    from: MailAddress,
    /** In the clear, over a network that is trusted. */
    insecure: z.boolean().default(false),
  })
  .superRefine(({ host, user, password, insecure }, context) => {
    if ((user === undefined) !== (password === undefined))
      context.addIssue({
        code: 'custom',
        path: [user === undefined ? 'user' : 'password'],
        message: 'is missing: a server that knows its senders wants both user and password',
        params: { hidden: true },
      });
    if (insecure && password !== undefined && !isLoopback(host))
      context.addIssue({
        code: 'custom',
        path: ['insecure'],
        message: 'would send the password in the clear; leave insecure out, or user and password',
        params: { hidden: true },
      });
  });
export type SmtpSettings = z.infer<typeof SmtpSection>;

/** Variables of the environment that hold one of these secrets. */
export function notifySecretsOf({
  notify,
  smtp,
}: {
  readonly notify: readonly NotifyTarget[];
  readonly smtp?: SmtpSettings | undefined;
}): readonly unknown[] {
  const hooks = notify.flatMap((target) =>
    target.to === 'webhook' ? [target.url, target.token, ...[target.secret ?? []].flat()] : [],
  );
  return [smtp?.password, ...hooks];
}
