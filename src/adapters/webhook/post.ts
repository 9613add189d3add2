import { createHmac } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError } from 'got';
import { asGoLiveError } from '../../domain/errors.ts';
import { printable } from '../../domain/printable.ts';
import type { Secret } from '../../domain/secret.ts';
import { SECOND } from '../../domain/time.ts';
import type { Courier, Handed, WebhookPost } from '../../ports/courier.ts';
import type { PublicHosts } from '../net/public-host.ts';
import { retryAfterMs } from '../retry-after.ts';

/** One configured webhook with what it is sent with; read anew for each message, so that a secret can be changed. */
export interface Hook {
  readonly url: string;
  /** The newest first. */
  readonly secrets: readonly Secret[];
  readonly token?: Secret;
  /** The last part of the path is not the address but a field of the body. */
  readonly topicInBody?: boolean;
}

export interface WebhookCourierOptions {
  /** `undefined`: there is none of that name any more. @throws GoLiveError `config-invalid`: a secret is not where it should be */
  hook(name: string): Promise<Hook | undefined>;
  /** Judges where may be connected to; a new one for each message. */
  hosts(name: string): PublicHosts;
  /** PEM, beside the system's. */
  readonly caCertificates?: string;
  /** Wall milliseconds for one message, all of it. */
  readonly deadlineMs?: number;
  /** Of the wall, epoch ms; default: this machine's. */
  readonly wallNow?: () => number;
}

const DEADLINE_MS = 10 * SECOND;
const CONNECT_MS = 5 * SECOND;
const MOST_BYTES = 64 * 1024;
const LONGEST_WHY = 250;

/** A signed POST (Standard Webhooks 1.0): `webhook-id` stays the same, time and signature are those of the attempt. No redirect is followed. */
export function webhookCourier(options: WebhookCourierOptions): Courier {
  const { wallNow = () => Date.now() } = options;
  return {
    async hand(parcel, signal) {
      if (parcel.kind !== 'webhook') return { outcome: 'refused', why: 'this is no message for a webhook' };
      try {
        const hook = await options.hook(parcel.name);
        if (hook === undefined) return { outcome: 'refused', why: 'there is no webhook of that name any more' };
        return await post(parcel, hook, Math.floor(wallNow() / SECOND), options, signal);
      } catch (thrown) {
        return { outcome: 'later', why: lineOf(whyOf(thrown, parcel.name)), others: true };
      }
    },
  };
}

/** An address that is refused may be a secret: what is wrong with it is said, and not what it is. */
function whyOf(thrown: unknown, name: string): string {
  const { code, why, message, fix } = asGoLiveError(thrown, `webhook ${name}`);
  if (code !== 'refused') return message;
  return `its address was refused: ${why ?? ''}${fix === undefined ? '' : `. ${ALLOW}`}`;
}
const ALLOW = 'If this host is yours, write allowPrivate: true';

async function post(
  parcel: WebhookPost,
  hook: Hook,
  timestamp: number,
  options: WebhookCourierOptions,
  signal: AbortSignal,
): Promise<Handed> {
  if (signal.aborted) return { outcome: 'later', why: 'given up before it was sent', others: false };
  const hosts = options.hosts(parcel.name);
  const url = hosts.url(hook.url);
  const body = hook.topicInBody === true ? withTopic(url, parcel.body) : parcel.body;
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const inTime = AbortSignal.timeout(deadlineMs);
  const enough = new AbortController();
  const agents = { keepAlive: false, lookup: hosts.lookup };
  const agent = { http: new HttpAgent(agents), https: new HttpsAgent(agents) };
  const request = got.post(url, {
    body,
    headers: {
      'content-type': parcel.contentType,
      'user-agent': 'golive',
      'webhook-id': parcel.id,
      'webhook-timestamp': String(timestamp),
      ...(hook.secrets.length === 0
        ? {}
        : { 'webhook-signature': signaturesOf(hook.secrets, parcel.id, timestamp, body) }),
      ...(hook.token === undefined ? {} : { authorization: `Bearer ${hook.token.reveal()}` }),
    },
    responseType: 'text',
    throwHttpErrors: false,
    followRedirect: false,
    decompress: false,
    retry: { limit: 0 },
    agent,
    https: options.caCertificates === undefined ? {} : { certificateAuthority: options.caCertificates },
    timeout: { lookup: CONNECT_MS, connect: CONNECT_MS, secureConnect: CONNECT_MS, request: deadlineMs },
    signal: AbortSignal.any([signal, inTime, enough.signal]),
  });
  // The status says it all: whoever answers without end has answered.
  request.on('downloadProgress', ({ transferred }: { transferred: number }) => {
    if (transferred > MOST_BYTES) enough.abort();
  });
  try {
    const response = await request;
    return judged(response.statusCode, response.headers['retry-after'], options.wallNow?.() ?? Date.now());
  } catch (thrown) {
    const answered = thrown instanceof RequestError ? thrown.request?.response : undefined;
    if (enough.signal.aborted && answered !== undefined)
      return judged(answered.statusCode, answered.headers['retry-after'], options.wallNow?.() ?? Date.now());
    if (signal.aborted) return { outcome: 'later', why: 'given up while it was being sent', others: false };
    if (inTime.aborted) return { outcome: 'later', why: `no answer within ${deadlineMs / SECOND} s`, others: true };
    const cause = thrown instanceof RequestError ? thrown.message || thrown.code : String(thrown);
    return { outcome: 'later', why: lineOf(cause), others: true };
  } finally {
    agent.http.destroy();
    agent.https.destroy();
  }
}

/** `v1,` and HMAC-SHA256 of `id.timestamp.body`, for each secret one, with blanks between. */
export function signaturesOf(secrets: readonly Secret[], id: string, timestamp: number, body: string): string {
  return secrets
    .map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
    .join(' ');
}

/** Standard Webhooks writes keys as `whsec_` and base64; any other text is the key itself. */
function keyOf(secret: Secret): Buffer {
  const text = secret.reveal();
  return text.startsWith('whsec_') ? Buffer.from(text.slice('whsec_'.length), 'base64') : Buffer.from(text, 'utf8');
}

/** ntfy: what would be a path is sent as the topic, to the server's own address. */
function withTopic(url: URL, body: string): string {
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const topic = decodeURIComponent(parts.pop() ?? '');
  url.pathname = `/${parts.join('/')}`;
  return JSON.stringify({ ...(JSON.parse(body) as object), topic });
}

function judged(status: number, retryAfter: string | undefined, now: number): Handed {
  if (status >= 200 && status < 300) return { outcome: 'taken' };
  if (status === 410) return { outcome: 'refused', why: 'HTTP 410: it does not want to hear any more' };
  const waitMs = retryAfterMs(retryAfter, undefined, now);
  return {
    outcome: 'later',
    why: status >= 300 && status < 400 ? `HTTP ${status}: it leads elsewhere, and is not followed` : `HTTP ${status}`,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    others: status === 429 || status >= 500,
  };
}

function lineOf(text: string): string {
  return [...printable(text.replace(/\s+/g, ' '))].slice(0, LONGEST_WHY).join('');
}
