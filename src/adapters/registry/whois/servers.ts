import type { Fqdn } from '../../../domain/name.ts';
import { parentOf } from '../../../domain/name.ts';
import { longestMatch } from '../../../registration/bootstrap.ts';
import { keepingEndingOf } from '../../../registration/registrable.ts';

/** When somebody last went through the rows. Registries retire these servers one by one; a row that is gone answers `unknown`. */
export const WHOIS_SERVERS_SEEN = '2026-11-20';

/**
 * WHOIS servers of registries by their endings. Rows of two labels, where another registry or another server keeps the names than that of the top-level
 * domain, are from the list of Debian's whois 5.6.6 (2026-02-16).
 */
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
  'whois.trabis.gov.tr': 'tr',
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
  'whois.registry.co': 'co',
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
  'whois.registry.net.za': 'co.za',
  'net-whois.registry.net.za': 'net.za',
  'org-whois.registry.net.za': 'org.za',
  'web-whois.registry.net.za': 'web.za',
  'whois.ac.za': 'ac.za',
  'whois.gov.za': 'gov.za',
  'whois.nic.ac.uk': 'ac.uk',
  'whois.gov.uk': 'gov.uk',
  'whois.edu.cn': 'edu.cn',
  'whois.centralnic.net':
    'br.com cn.com de.com eu.com gb.net gr.com hu.net in.net jpn.com ru.com sa.com se.net uk.com uk.net us.com za.com',
  'whois.za.net': 'za.net',
  'whois.za.org': 'za.org',
  'whois.nic.priv.at': 'priv.at',
  'whois.co.ca': 'co.ca',
  'whois.co.pl': 'co.pl',
  'whois.nic.net.ru': 'net.ru org.ru pp.ru',
  'whois.flexireg.net': 'com.ru msk.ru nov.ru spb.ru msk.su nov.su spb.su',
  'whois.biz.ua': 'biz.ua',
  'whois.co.ua': 'co.ua',
  'whois.pp.ua': 'pp.ua',
};

const BY_ENDING: ReadonlyMap<Fqdn, string> = new Map(
  Object.entries(BY_HOST).flatMap(([host, endings]) =>
    endings.split(' ').map((ending) => [`${ending}.` as Fqdn, host] as const),
  ),
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
 * know, and no more has an ending of two labels.
 */
export function whoisServerFor(domain: Fqdn): string | undefined {
  const keeping = keepingEndingOf(domain);
  const known = longestMatch(parentOf(domain), BY_ENDING, keeping);
  if (known !== undefined) return known;
  const ending = keeping.slice(0, -1);
  return ending.length >= 3 && /^[a-z][a-z0-9-]*$/.test(ending) ? `whois.nic.${ending}` : undefined;
}

/** The line to send, without its end; undefined for a name that is no host name of two labels (RFC 1123 §2.1), which is never asked. */
export function questionFor(domain: Fqdn, host: string): string | undefined {
  const name = domain.slice(0, -1);
  if (!/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,126}[a-z0-9-]{2,63}$/.test(name) || name.length > 253)
    return undefined;
  return (Object.hasOwn(QUESTIONS, host) ? QUESTIONS[host]! : '{}').replace('{}', name);
}
