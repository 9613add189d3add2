import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Method, RequestError, type Response, TimeoutError } from 'got';
import type { ZodType } from 'zod';
import { printable } from '../../../dns/wire-text.ts';
import { asGoLiveError, GoLiveError } from '../../../domain/errors.ts';
import type { Fqdn } from '../../../domain/name.ts';
import { scrub } from '../../../domain/scrub.ts';
import { SECOND } from '../../../domain/time.ts';
import { leavesSoon } from '../../leaves-soon.ts';
import { retryAfterMs } from '../../retry-after.ts';
import { type RrsetPatch, zoneId } from './convert.ts';
import type { PowerDnsSettings } from './schema.ts';
import { CryptokeysJson, ErrorJson, OwnErrorJson, ServerJson, ZoneJson } from './schema.ts';
import { has, readVersion, type Version } from './version.ts';

/** More than any zone we move; what is larger is not kept. */
const MOST_ZONE_BYTES = 8_000_000;
/** Of what is not about one zone. */
const MOST_BYTES = 1_000_000;
const MOST_SHOWN = 300;
/** Wall milliseconds. Writing a large zone into a database takes its time, and an answer given up is an answer lost. */
const READ_MS = 30 * SECOND;
const WRITE_MS = 90 * SECOND;
const CONNECT_MS = 5 * SECOND;
/** Looking up, connecting and shaking hands, and a little. */
const LEAVES_WITHIN_MS = 3 * CONNECT_MS + SECOND;

export interface NewZone {
  readonly name: Fqdn;
  readonly kind: 'Native' | 'Master';
  readonly nameservers: readonly Fqdn[];
  readonly soa_edit_api: 'DEFAULT';
  readonly dnssec: false;
  readonly account?: string;
}

interface Call<T> {
  readonly method: Method;
  /** Below `/api/v1/servers/<id>`. */
  readonly path: string;
  readonly body?: unknown;
  readonly zone?: Fqdn;
  /** What its answer must be; absent: nobody reads it. */
  readonly answer?: ZodType<T>;
}

export type Client = ReturnType<typeof openClient>;

/**
 * The HTTP API of one server. Nothing is sent twice, redirects are not followed (the key would go with them), and what comes back is bounded in
 * octets and time. https://doc.powerdns.com/authoritative/http-api/
 */
export function openClient(
  settings: PowerDnsSettings,
  patience: { readonly readMs?: number; readonly writeMs?: number } = {},
) {
  const { url, apiKey, serverId } = settings;
  const base = `${url}/api/v1/servers/${serverId}`;
  const subject = `PowerDNS at ${new URL(url).host}`;
  /** Proxies like to repeat what they were sent. */
  const masked = (text: string): string => printable(scrub(text.replaceAll(apiKey.reveal(), '***')), MOST_SHOWN);
  let known: Promise<Version> | undefined;

  async function exchange<T>(call: Call<T>, signal: AbortSignal): Promise<T> {
    const changes = call.method !== 'GET';
    if (signal.aborted) throw new GoLiveError('unreachable', { subject, why: 'given up before it was sent' });
    const tooLarge = new AbortController();
    const mostBytes = call.zone === undefined ? MOST_BYTES : MOST_ZONE_BYTES;
    const request = got(`${base}${call.path}`, {
      method: call.method,
      headers: { 'x-api-key': apiKey.reveal(), accept: 'application/json', 'accept-encoding': 'identity' },
      ...(call.body === undefined ? {} : { json: call.body }),
      responseType: 'text',
      throwHttpErrors: false,
      followRedirect: false,
      decompress: false,
      retry: { limit: 0 },
      agent: {
        http: leavesSoon(new HttpAgent({ keepAlive: false }), LEAVES_WITHIN_MS, signal),
        https: leavesSoon(new HttpsAgent({ keepAlive: false }), LEAVES_WITHIN_MS, signal),
      },
      timeout: {
        lookup: CONNECT_MS,
        connect: CONNECT_MS,
        secureConnect: CONNECT_MS,
        request: changes ? (patience.writeMs ?? WRITE_MS) : (patience.readMs ?? READ_MS),
      },
      signal: AbortSignal.any([signal, tooLarge.signal]),
    });
    request.on('downloadProgress', ({ transferred }) => {
      if (transferred > mostBytes) tooLarge.abort();
    });
    let response: Response<string>;
    try {
      response = await request;
    } catch (thrown) {
      if (tooLarge.signal.aborted) throw broken(`answered with more than ${mostBytes} octets`);
      throw ofRequest(thrown, changes, signal);
    }
    if (response.statusCode >= 200 && response.statusCode < 300) return readAnswer(call, response);
    const failure = ofStatus(call, response, changes);
    if (failure.code === 'zone-missing') await askAgain(failure, signal);
    throw failure;
  }

  /** Of a gateway that has lost its way no zone is there any more, perhaps in PowerDNS's own words; and no server. */
  async function askAgain({ why }: GoLiveError, signal: AbortSignal): Promise<void> {
    try {
      await askVersion(signal);
    } catch (thrown) {
      const failure = asGoLiveError(thrown, subject);
      throw failure.code === 'refused' ? broken(`${why}, and of the server itself: ${failure.why}`) : failure;
    }
  }

  /** @throws GoLiveError `refused`: older than 4.0, or no authoritative server */
  async function askVersion(signal: AbortSignal): Promise<Version> {
    const server = await exchange({ method: 'GET', path: '', answer: ServerJson }, signal);
    if (server.daemon_type !== undefined && server.daemon_type !== 'authoritative')
      throw new GoLiveError('refused', {
        subject,
        why: `it is a ${masked(server.daemon_type)}, which holds no zones`,
      });
    const version = readVersion(server.version);
    if (!has(version, 'api'))
      throw new GoLiveError('refused', { subject, why: `its version ${masked(server.version)} is older than 4.0` });
    return version;
  }

  function readAnswer<T>({ answer, path }: Call<T>, { body, statusCode }: Response<string>): T {
    if (answer === undefined) {
      // 204, or the zone once more; a page of somebody's is no yes.
      if (body !== '' && !/^\s*[{[]/.test(body)) throw notJson(statusCode, body);
      return undefined as T;
    }
    let json: unknown;
    try {
      json = JSON.parse(body);
    } catch {
      throw notJson(statusCode, body);
    }
    const parsed = answer.safeParse(json);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw broken(masked(`${new URL(base).pathname}${path}: ${issue?.path.join('.')} ${issue?.message}`));
  }

  function notJson(statusCode: number, body: string): GoLiveError {
    if (!/^\s*</.test(body)) return broken(`status ${statusCode} with something that is not JSON`);
    const why = `status ${statusCode} with a web page, not JSON`;
    return new GoLiveError('remote-broken', {
      subject,
      why,
      fix: 'Look whether its url in golive.yaml is that of the API.',
    });
  }

  function broken(why: string): GoLiveError {
    return new GoLiveError('remote-broken', { subject, why });
  }

  /** It went wrong before there was an answer. The original is not kept: it holds the headers, and so the key. */
  function ofRequest(thrown: unknown, changes: boolean, signal: AbortSignal): GoLiveError {
    if (signal.aborted)
      return new GoLiveError(changes ? 'answer-lost' : 'unreachable', { subject, why: 'given up while waiting' });
    if (!(thrown instanceof RequestError))
      return broken(masked(thrown instanceof Error ? thrown.message : String(thrown)));
    const why = masked(thrown.message || thrown.code);
    const certain = thrown instanceof TimeoutError ? CONNECTING.has(thrown.event) : NEVER_SENT.test(thrown.code);
    return new GoLiveError(changes && !certain ? 'answer-lost' : 'unreachable', { subject, why });
  }

  function ofStatus<T>({ zone, path, method }: Call<T>, response: Response<string>, changes: boolean): GoLiveError {
    const { statusCode, headers, body } = response;
    const said = errorText(body);
    const why = `status ${statusCode}${said === undefined ? '' : `, ${masked(said)}`}`;
    if (statusCode === 401 || statusCode === 403)
      return new GoLiveError('credentials-rejected', {
        subject,
        why,
        fix: 'Check apiKey, and api-key and webserver-allow-from there.',
      });
    if (statusCode === 429 || (statusCode === 503 && headers['retry-after'] !== undefined)) {
      const waitMs = retryAfterMs(headers['retry-after'], headers.date, Date.now());
      return new GoLiveError('rate-limited', {
        subject,
        why,
        ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      });
    }
    // Before 4.2 a zone that is not there is "unprocessable", its keys a bad request.
    const soundsMissing =
      statusCode === 404 || (statusCode === 400 && path.endsWith('/cryptokeys') && method === 'GET');
    const isMissing =
      (soundsMissing && isOwn(body)) || (statusCode === 422 && /could not find (domain|zone)/i.test(said ?? ''));
    if (zone !== undefined && isMissing) return new GoLiveError('zone-missing', { subject: zone, why });
    // A proxy that does not know the way says nothing of the zone.
    if (zone !== undefined && soundsMissing)
      return /^\s*[{[]/.test(body) ? broken(`${why}: not as PowerDNS says it`) : notJson(statusCode, body);
    if (statusCode === 404)
      return new GoLiveError('refused', {
        subject,
        why: `${why}: no PowerDNS API of version 1 there`,
        fix: 'Check url and serverId.',
      });
    if (statusCode >= 300 && statusCode < 400)
      return new GoLiveError('refused', {
        subject,
        why: `${why}: it sends us elsewhere`,
        fix: 'Put the address it leads to into url.',
      });
    if (statusCode < 500) return new GoLiveError('refused', { subject: zone ?? subject, why });
    // A gateway that could not reach the server, or gave it up while it was at work.
    if ([502, 503, 504].includes(statusCode))
      return new GoLiveError(changes ? 'answer-lost' : 'unreachable', { subject, why });
    return broken(why);
  }

  const at = (zone: Fqdn): string => `/zones/${zoneId(zone)}`;
  return {
    /** What it says it is; asked once. */
    version(signal: AbortSignal): Promise<Version> {
      known ??= askVersion(signal);
      known.catch(() => {
        known = undefined;
      });
      return known;
    },
    /** https://doc.powerdns.com/authoritative/http-api/zone.html */
    readZone: (zone: Fqdn, signal: AbortSignal) =>
      exchange({ method: 'GET', path: at(zone), zone, answer: ZoneJson }, signal),
    createZone: (body: NewZone, signal: AbortSignal) =>
      exchange({ method: 'POST', path: '/zones', body, answer: ZoneJson }, signal),
    deleteZone: (zone: Fqdn, signal: AbortSignal) => exchange({ method: 'DELETE', path: at(zone), zone }, signal),
    patchZone: (zone: Fqdn, rrsets: readonly RrsetPatch[], signal: AbortSignal) =>
      exchange({ method: 'PATCH', path: at(zone), zone, body: { rrsets } }, signal),
    setZone: (zone: Fqdn, body: { readonly dnssec: boolean; readonly api_rectify: boolean }, signal: AbortSignal) =>
      exchange({ method: 'PUT', path: at(zone), zone, body }, signal),
    rectifyZone: (zone: Fqdn, signal: AbortSignal) =>
      exchange({ method: 'PUT', path: `${at(zone)}/rectify`, zone }, signal),
    /** https://doc.powerdns.com/authoritative/http-api/cryptokey.html */
    readKeys: (zone: Fqdn, signal: AbortSignal) =>
      exchange({ method: 'GET', path: `${at(zone)}/cryptokeys`, zone, answer: CryptokeysJson }, signal),
    makeKey: (zone: Fqdn, signal: AbortSignal) =>
      exchange(
        { method: 'POST', path: `${at(zone)}/cryptokeys`, zone, body: { keytype: 'csk', active: true } },
        signal,
      ),
    /** The same as text, for people: what is sent, with a line for each RRset. */
    shown: (method: Method, zone: Fqdn | undefined, body?: NewZone | { readonly rrsets: readonly RrsetPatch[] }) => {
      const line = `${method} ${base}${zone === undefined ? '/zones' : at(zone)}`;
      if (body === undefined) return line;
      if (!('rrsets' in body)) return `${line}\n${JSON.stringify(body)}`;
      return `${line}\n{"rrsets":[\n${body.rrsets.map((set) => JSON.stringify(set)).join(',\n')}\n]}`;
    },
  };
}

const CONNECTING: ReadonlySet<string> = new Set(['lookup', 'connect', 'secureConnect']);
/** No connection, or none that we trust: not one octet of the request has left. */
const NEVER_SENT =
  /^(ETOOLATE|ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EHOSTDOWN|CERT_\w+|UNABLE_TO_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|ERR_TLS_\w+|ERR_SSL_\w+)$/;

/** Asked for JSON, 4.0 to 5.1 refuse in JSON (`handleRequest` in its webserver.cc). */
function isOwn(body: string): boolean {
  try {
    return OwnErrorJson.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}

function errorText(body: string): string | undefined {
  try {
    const parsed = ErrorJson.safeParse(JSON.parse(body));
    return parsed.success ? [parsed.data.error, ...(parsed.data.errors ?? [])].join('; ') : undefined;
  } catch {
    return undefined;
  }
}
