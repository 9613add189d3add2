import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY } from '../domain/time.ts';
import type { Account, HostingCore } from './hosting.ts';
import { bareHost } from './hosting.ts';
import type { Scenario, Side } from './scenario.ts';
import { page } from './site.ts';
import { PROVIDER_ZONES } from './topology.ts';
import type { WorldWebAnswer } from './types.ts';

interface WebRequest {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly path: string;
}

const SERVER: Readonly<Record<Side | 'third', string>> = { old: 'oud-host', new: 'nieuw-host', third: 'derde' };
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/xml',
  jpg: 'image/jpeg',
  php: 'text/html; charset=utf-8',
};

/** The host name that the site answers under; others lead to it. */
export function canonicalHost(domain: Fqdn, scenario: Scenario): string {
  return scenario.wwwRedirect ? `www.${bareHost(domain)}` : bareHost(domain);
}

/** Where a site that is not published can be looked at. */
export function stagingHost(domain: Fqdn, side: Side): string {
  return `${bareHost(domain).replaceAll('.', '-')}.staging.${bareHost(PROVIDER_ZONES[side])}`;
}

/** What a web server of that side says to a visitor. */
export function visit(
  core: HostingCore,
  domains: readonly Fqdn[],
  scenario: Scenario,
  begunMs: EpochMs,
  request: WebRequest,
): WorldWebAnswer {
  const host = bareHost(request.host);
  const main = domains[0]!;
  const account = core.account(main);
  const named = domains.find((domain) => [bareHost(domain), `www.${bareHost(domain)}`].includes(host));
  const staging = host === stagingHost(main, core.side);
  const ours = account !== undefined && (named !== undefined || staging);
  const covered = ours && account.certificateFor.includes(host);
  const certificate = {
    hosts: covered
      ? account.certificateFor
      : [`*.${bareHost(PROVIDER_ZONES[core.side])}`, stagingHost(main, core.side)],
    expiresMs: begunMs + 365 * DAY,
  };
  const reply = (status: number, headers: Record<string, string>, body: string): WorldWebAnswer => {
    const all = { 'content-type': CONTENT_TYPES['html']!, ...headers, server: SERVER[core.side] };
    return { status, headers: all, body, ...(request.scheme === 'https' ? { certificate } : {}) };
  };
  if (!ours) return reply(404, {}, page('Onbekend', 'Hier staat geen website met deze naam.'));
  if (!account.published && !staging)
    return reply(404, {}, page('Nog niet open', 'Deze website is nog niet gepubliceerd.'));
  const canonical = staging ? host : canonicalHost(main, scenario);
  const inPlace = host === canonical || (named === main && !scenario.wwwRedirect);
  if (!inPlace || (request.scheme === 'http' && covered))
    return reply(301, { location: `https://${inPlace ? host : canonical}${request.path}` }, '');
  const extra: Record<string, string> = staging ? { 'x-robots-tag': 'noindex' } : {};
  return serve(account, request.path, (status, headers, body) => reply(status, { ...extra, ...headers }, body));
}

function serve(
  account: Account,
  requested: string,
  reply: (status: number, headers: Record<string, string>, body: string) => WorldWebAnswer,
): WorldWebAnswer {
  const path = requested.split(/[?#]/, 1)[0]!;
  if (path === '/oud-adres') return reply(301, { location: '/contact' }, '');
  const file = path === '/' ? '/index.html' : account.files.has(path) ? path : `${path}.html`;
  const body = account.files.get(file);
  if (body === undefined || file === '/wp-config.php')
    return reply(404, {}, page('Niet gevonden', 'Deze pagina is er niet.'));
  const contentType = CONTENT_TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  const dynamic = file.endsWith('.html') && account.files.has('/wp-config.php');
  if (dynamic && !account.databases.some(({ linked, tables }) => linked && tables.size > 0))
    return reply(500, {}, page('Fout', 'Error establishing a database connection'));
  return reply(200, { 'content-type': contentType }, body);
}

/** The third party's server: whatever name leads there has its shop and its certificate. */
export function visitThird(request: WebRequest, begunMs: EpochMs): WorldWebAnswer {
  const answer = {
    status: 200,
    headers: { 'content-type': CONTENT_TYPES['html']!, server: SERVER.third },
    body: page('Webwinkel', 'Bestel hier uw taart.'),
  };
  const certificate = { hosts: [bareHost(request.host)], expiresMs: begunMs + 365 * DAY };
  return request.scheme === 'https' ? { ...answer, certificate } : answer;
}
