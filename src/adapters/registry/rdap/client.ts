import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError, type Response } from 'got';
import { printable } from '../../../dns/wire-text.ts';
import { asGoLiveError } from '../../../domain/errors.ts';
import type { EpochMs } from '../../../domain/time.ts';
import { SECOND } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { PublicHosts } from '../../net/public-host.ts';
import { retryAfterMs } from '../../retry-after.ts';

const MOST_BYTES = 1_000_000;
/** Wall milliseconds, for one exchange with all its redirects. */
const DEADLINE_MS = 10 * SECOND;
const CONNECT_MS = 5 * SECOND;
const MOST_REDIRECTS = 3;
const MOST_SHOWN = 200;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface Surroundings {
  readonly clock: Clock;
  /** Judges where may be connected to; a new one for each exchange, so that a host keeps its addresses through it. */
  readonly hosts: () => PublicHosts;
  /** Ports that an answer may send us to, beside that of the server it came from. Default: 80 and 443. */
  readonly mayUsePort?: (port: number) => boolean;
  /** PEM, beside the system's. */
  readonly caCertificates?: string;
}

export interface Limits {
  readonly mostBytes?: number;
  readonly deadlineMs?: number;
}

export type Fetched =
  | {
      readonly outcome: 'answered';
      /** Where the answer is from: the last of the redirects. */
      readonly url: string;
      readonly status: number;
      readonly body: string;
      readonly retryAfterMs?: number;
      readonly atMs: EpochMs;
    }
  | { readonly outcome: 'failed'; readonly url: string; readonly why: string; readonly atMs: EpochMs };

export type RdapClient = ReturnType<typeof rdapClient>;

/**
 * GET for RDAP (RFC 7480) and bootstrap files. Nothing is asked twice. What comes back is bounded in octets and time; redirects (RFC 7480 §5.2) are
 * judged like every URL that comes from outside, at most three, never in a circle.
 */
export function rdapClient(
  { clock, hosts, mayUsePort = isWebPort, caCertificates }: Surroundings,
  limits: Limits = {},
) {
  const mostBytes = limits.mostBytes ?? MOST_BYTES;
  const deadlineMs = limits.deadlineMs ?? DEADLINE_MS;

  /** Never rejects. `from`: host and port of the server whose answer named this URL; absent, it is one of the configuration's. */
  async function get(text: string, accept: string, signal: AbortSignal, from?: string): Promise<Fetched> {
    const judge = hosts();
    const deadline = AbortSignal.timeout(deadlineMs);
    const seen = new Set<string>();
    let next = text;
    let sender = from;
    const failed = (why: string): Fetched => ({
      outcome: 'failed',
      url: printable(next, MOST_SHOWN),
      why: printable(why, MOST_SHOWN),
      atMs: clock.now(),
    });
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      let url: URL;
      try {
        url = judge.url(next);
      } catch (thrown) {
        return failed(asGoLiveError(thrown, 'URL').message);
      }
      url.hash = '';
      if (sender !== undefined && !mayUsePort(portOf(url)) && url.host !== sender)
        return failed(`sends us to port ${portOf(url)}`);
      if (seen.has(url.href)) return failed('redirects in a circle');
      seen.add(url.href);
      const answer = await once(url, accept, judge, AbortSignal.any([signal, deadline]));
      if (typeof answer === 'string') {
        if (signal.aborted) return failed('given up while waiting');
        return failed(deadline.aborted ? `no whole answer within ${deadlineMs / SECOND} s` : answer);
      }
      const { statusCode: status, headers, body } = answer;
      const location = headers.location;
      if (!REDIRECTS.has(status) || location === undefined) {
        const waitMs = retryAfterMs(headers['retry-after'], headers.date, clock.now());
        const more = waitMs === undefined ? {} : { retryAfterMs: waitMs };
        return { outcome: 'answered', url: url.href, status, body, ...more, atMs: clock.now() };
      }
      sender = url.host;
      next = URL.canParse(location, url.href) ? new URL(location, url.href).href : location;
    }
    return failed(`more than ${MOST_REDIRECTS} redirects`);
  }

  /** The answer, or why there is none. */
  async function once(
    url: URL,
    accept: string,
    { lookup }: PublicHosts,
    signal: AbortSignal,
  ): Promise<Response<string> | string> {
    if (signal.aborted) return 'given up before it was sent';
    const tooLarge = new AbortController();
    const options = { keepAlive: false, lookup };
    const agent = { http: new HttpAgent(options), https: new HttpsAgent(options) };
    const request = got(url, {
      headers: { accept, 'accept-encoding': 'identity', 'user-agent': 'golive' },
      responseType: 'text',
      throwHttpErrors: false,
      followRedirect: false,
      decompress: false,
      retry: { limit: 0 },
      agent,
      https: caCertificates === undefined ? {} : { certificateAuthority: caCertificates },
      timeout: { lookup: CONNECT_MS, connect: CONNECT_MS, secureConnect: CONNECT_MS, request: deadlineMs },
      signal: AbortSignal.any([signal, tooLarge.signal]),
    });
    request.on('downloadProgress', ({ transferred }) => {
      if (transferred > mostBytes) tooLarge.abort();
    });
    try {
      const response = await request;
      const encoding = response.headers['content-encoding'] ?? '';
      return UNCHANGED.has(encoding.trim().toLowerCase())
        ? response
        : `compressed (${encoding}) without being asked to`;
    } catch (thrown) {
      if (tooLarge.signal.aborted) return `more than ${mostBytes} octets`;
      return thrown instanceof RequestError ? thrown.message || thrown.code : String(thrown);
    } finally {
      agent.http.destroy();
      agent.https.destroy();
    }
  }

  return { get, clock };
}

/** Codings that change nothing, in any letters (RFC 9110 §8.4.1); some servers name the charset there. */
const UNCHANGED: ReadonlySet<string> = new Set(['', 'identity', 'utf-8']);

function isWebPort(port: number): boolean {
  return port === 80 || port === 443;
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}
