import type { Surroundings } from '../app/config/load.ts';
import type { Config } from '../app/config/schema.ts';
import type { Secret } from '../domain/secret.ts';
import { SECOND } from '../domain/time.ts';
import type { Courier } from '../ports/courier.ts';
import { certificatesOf } from './settings.ts';

/** Mail and webhooks as the configuration says; each way is opened when there is something to bring by it. */
export function courierOf(config: Config, surroundings: Surroundings): Courier {
  const opened = new Map<string, Promise<Courier>>();
  const open = { mail: openMail, webhook: openWebhooks };
  return {
    async hand(parcel, signal) {
      const known = opened.get(parcel.kind) ?? open[parcel.kind](config, surroundings);
      opened.set(parcel.kind, known);
      known.catch(() => opened.delete(parcel.kind));
      return (await known).hand(parcel, signal);
    },
  };
}

async function openMail(config: Config, surroundings: Surroundings): Promise<Courier> {
  const [{ smtpCourier }, { isLoopback }] = await Promise.all([
    import('../adapters/mail/smtp.ts'),
    import('../app/config/listen.ts'),
  ]);
  const { smtp } = config;
  if (smtp === undefined)
    return { hand: async () => ({ outcome: 'later', why: 'golive.yaml has no smtp', others: true }) };
  const { host, user, password, from, insecure } = smtp;
  const isPlain = insecure || isLoopback(host);
  const port = smtp.port ?? (smtp.secure === true ? 465 : isPlain ? 25 : 587);
  const read = await secretReader(config, surroundings);
  return smtpCourier({
    host,
    port,
    secure: smtp.secure ?? port === 465,
    tls: isPlain ? 'none' : 'required',
    ...(user === undefined || password === undefined
      ? {}
      : { login: { user, password: () => read(password, 'smtp.password') } }),
    from: { name: config.agency.name, address: from },
    ...(await certificatesOf(config)),
  });
}

async function openWebhooks(config: Config, surroundings: Surroundings): Promise<Courier> {
  const [{ webhookCourier }, { publicHosts }] = await Promise.all([
    import('../adapters/webhook/post.ts'),
    import('../adapters/net/public-host.ts'),
  ]);
  const read = await secretReader(config, surroundings);
  const named = (name: string) => {
    const found = config.notify.find((one) => one.to === 'webhook' && one.name === name);
    return found?.to === 'webhook' ? found : undefined;
  };
  return webhookCourier({
    async hook(name) {
      const hook = named(name);
      if (hook === undefined) return undefined;
      const what = (field: string) => `notify ${name} ${field}`;
      const { url, token } = hook;
      const secrets = [hook.secret ?? []].flat();
      return {
        url: typeof url === 'string' ? url : (await read(url, what('url'))).reveal(),
        secrets: await Promise.all(secrets.map((secret) => read(secret, what('secret')))),
        ...(token === undefined ? {} : { token: await read(token, what('token')) }),
        ...(hook.format === 'ntfy' ? { topicInBody: true } : {}),
      };
    },
    hosts: (name) => publicHosts({ allowPrivate: named(name)?.allowPrivate || config.dns.allowPrivateAddresses }),
    ...(await certificatesOf(config)),
  });
}

/** A program that fetches a secret is not run for every message. */
const SECRETS_KEPT_MS = 5 * 60 * SECOND;

async function secretReader(config: Config, { env }: Surroundings) {
  const [{ readSecret }, { secretVariablesOf }] = await Promise.all([
    import('../app/config/secret.ts'),
    import('../app/config/schema.ts'),
  ]);
  const where = { env, folder: config.folder, withheld: secretVariablesOf(config) };
  const known = new Map<object, { readonly secret: Secret; readonly readMs: number }>();
  return async (source: Parameters<typeof readSecret>[0], what: string): Promise<Secret> => {
    const last = known.get(source);
    if (last !== undefined && performance.now() - last.readMs < SECRETS_KEPT_MS) return last.secret;
    const secret = await readSecret(source, what, where);
    known.set(source, { secret, readMs: performance.now() });
    return secret;
  };
}
