import type { MemoryCourier } from '../../src/adapters/mail/memory/index.ts';
import { memoryCourier } from '../../src/adapters/mail/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { deliver } from '../../src/app/notices/deliver.ts';
import { notice } from '../../src/app/notices/notice.ts';
import type { Mail, WebhookPost } from '../../src/ports/courier.ts';

export const signal = new AbortController().signal;

export const SMTP = { host: 'mail.bureau.example', from: 'golive@bureau.example' } as const;
export const OPS = { to: 'mail', address: 'ops@bureau.example' } as const;
export const HOOK = {
  to: 'webhook',
  name: 'team',
  url: 'https://hook.example/golive',
  secret: { env: 'HOOK' },
} as const;

/** The same application, telling whom these settings name. */
export function telling(app: App, settings: Readonly<Record<string, unknown>>): App {
  const parsed = ConfigFile.parse({ agency: { name: 'Bureau Zonneschijn' }, smtp: SMTP, ...settings });
  return { ...app, config: { ...parsed, file: undefined, folder: '/nowhere' } as Config };
}

export interface Told {
  readonly courier: MemoryCourier;
  /** Makes messages and sends what is due. */
  pass(): Promise<void>;
  mails(): readonly Mail[];
  posts(): readonly WebhookPost[];
  /** Each once, as `event to subject`. */
  lines(): readonly string[];
}

export function told(app: App, courier: MemoryCourier = memoryCourier()): Told {
  const mails = () => courier.arrived.filter((parcel) => parcel.kind === 'mail');
  return {
    courier,
    async pass() {
      await notice(app, signal);
      await deliver(app, courier, signal);
    },
    mails,
    posts: () => courier.arrived.filter((parcel) => parcel.kind === 'webhook'),
    lines: () => mails().map(({ event, to, subject }) => `${event} ${to.address.split('@')[0]}: ${subject}`),
  };
}
