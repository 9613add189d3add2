import type { Fqdn } from '../../../domain/name.ts';
import { endingOf } from '../../../domain/name.ts';

/** When somebody last went through the rows. Registries retire these servers one by one; a row that is gone answers `unknown`. */
export const WHOIS_SERVERS_SEEN = '2026-11-20';

/** WHOIS servers of registries by their top-level domains. */
const BY_HOST: Readonly<Record<string, string>> = {
  'whois.domain-registry.nl': 'nl',
  'whois.dns.be': 'be',
  'whois.denic.de': 'de',
  'whois.eu': 'eu xn--e1a4c xn--qxa6a',
  'whois.nic.fr': 'fr re pm tf wf yt',
  'whois.nic.uk': 'uk',
  'whois.nic.ch': 'ch',
  'whois.nic.li': 'li',
  'whois.nic.at': 'at',
  'whois.nic.io': 'io ac sh',
  'whois.dns.lu': 'lu',
  'whois.nic.it': 'it',
  'whois.punktum.dk': 'dk',
  'whois.iis.se': 'se',
  'whois.iis.nu': 'nu',
  'whois.norid.no': 'no',
  'whois.fi': 'fi',
  'whois.isnic.is': 'is',
  'whois.nic.cz': 'cz',
  'whois.sk-nic.sk': 'sk',
  'whois.dns.pl': 'pl',
  'whois.nic.hu': 'hu',
  'whois.register.si': 'si',
  'whois.dns.hr': 'hr',
  'whois.rnids.rs': 'rs xn--90a3ac',
  'whois.rotld.ro': 'ro',
  'whois.register.bg': 'bg',
  'whois.tld.ee': 'ee',
  'whois.nic.lv': 'lv',
  'whois.domreg.lt': 'lt',
  'whois.weare.ie': 'ie',
  'whois.dns.pt': 'pt',
  'whois.nic.tr': 'tr',
  'whois.ua': 'ua',
  'whois.tcinet.ru': 'ru su xn--p1ai',
  'whois.cctld.by': 'by',
  'whois.nic.kz': 'kz',
  'whois.gg': 'gg',
  'whois.je': 'je',
  'whois.nic.im': 'im',
  'whois.nic.me': 'me',
  'whois.verisign-grs.com': 'com net',
  'whois.nic.cc': 'cc',
  'whois.nic.tv': 'tv',
  'whois.publicinterestregistry.org': 'org ngo ong',
  'whois.nic.info': 'info',
  'whois.nic.biz': 'biz',
  'whois.nic.name': 'name',
  'whois.nic.mobi': 'mobi',
  'whois.nic.pro': 'pro',
  'whois.nic.co': 'co',
  'whois.nic.us': 'us',
  'whois.nic.ai': 'ai',
  'whois.educause.edu': 'edu',
  'whois.nic.gov': 'gov',
  'whois.iana.org': 'int arpa',
  'whois.cira.ca': 'ca',
  'whois.auda.org.au': 'au',
  'whois.irs.net.nz': 'nz',
  'whois.registro.br': 'br',
  'whois.nic.cl': 'cl',
  'whois.mx': 'mx',
  'whois.nic.ar': 'ar',
  'whois.jprs.jp': 'jp',
  'whois.kr': 'kr',
  'whois.cnnic.cn': 'cn xn--fiqs8s xn--fiqz9s',
  'whois.hkirc.hk': 'hk',
  'whois.twnic.net.tw': 'tw',
  'whois.sgnic.sg': 'sg',
  'whois.mynic.my': 'my',
  'whois.thnic.co.th': 'th',
  'whois.id': 'id',
  'whois.nixiregistry.in': 'in',
  'whois.isoc.org.il': 'il',
  'whois.nic.ir': 'ir xn--mgba3a4f16a',
  'whois.registry.net.za': 'za',
};

const BY_ENDING: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_HOST).flatMap(([host, endings]) => endings.split(' ').map((ending) => [ending, host] as const)),
);

/** Questions that are more than the name, by server: `{}` stands for it. */
const QUESTIONS: Readonly<Record<string, string>> = {
  // Without it only the status comes back.
  'whois.denic.de': '-T dn,ace {}',
  // Without it hosts and other names that contain it come back.
  'whois.verisign-grs.com': 'domain {}',
  'whois.nic.name': 'domain={}',
  // In English.
  'whois.jprs.jp': '{}/e',
};

/** Whether it is a registry's; others are registrars' and known from an answer only. */
export function isRegistryServer(host: string): boolean {
  return Object.hasOwn(BY_HOST, host) || /^whois\.nic\.[a-z0-9-]{3,63}$/.test(host);
}

/**
 * The registry's server. Generic top-level domains that have no row have it at `whois.nic.` by their contract; a country without a row has none we
 * know.
 */
export function whoisServerFor(domain: Fqdn): string | undefined {
  const ending = endingOf(domain);
  const known = BY_ENDING.get(ending);
  if (known !== undefined) return known;
  return ending.length >= 3 && /^[a-z][a-z0-9-]*$/.test(ending) ? `whois.nic.${ending}` : undefined;
}

/** The line to send, without its end; undefined for a name that is no host name of two labels (RFC 1123 §2.1), which is never asked. */
export function questionFor(domain: Fqdn, host: string): string | undefined {
  const name = domain.slice(0, -1);
  if (!/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,126}[a-z0-9-]{2,63}$/.test(name) || name.length > 253)
    return undefined;
  return (Object.hasOwn(QUESTIONS, host) ? QUESTIONS[host]! : '{}').replace('{}', name);
}
