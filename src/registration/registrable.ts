import { parse } from 'tldts';
import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName, domainName, endingOf, fqdn, isName } from '../domain/name.ts';

/**
 * What a name is to a registry, by the Public Suffix List. `registrable`: somebody holds it. `below`: it stands in `domain`, which somebody holds.
 * `suffix`: names below it are held, each by itself. `shared`: it stands below a name whose holder is known to lend names out (`foo.github.io`);
 * its user has nothing to move. `unknown-ending`: the list knows no such top-level domain.
 */
export type Registrable =
  | { readonly kind: 'registrable' | 'below'; readonly domain: Fqdn }
  | { readonly kind: 'suffix' | 'shared' | 'unknown-ending'; readonly suffix: Fqdn };

/**
 * Suffixes of the list's private part, or what they stand below, whose holder lends names out: no user of one can transfer it, or set all its records:
 * of site builders, clouds and dynamic DNS. Of all others of that part the
 * list does not say whether names below them are sold (`klant.uk.com`, `klant.co.ua`, `klant.lublin.pl`) or lent: they are taken as domains.
 */
const LENT: ReadonlySet<string> = new Set(
  `123hjemmeside.dk 123hjemmeside.no 123kotisivu.fi 123minsida.se 123miweb.es 123paginaweb.pt 123siteweb.fr 123webseite.at 123webseite.de
  123website.be 123website.ch 123website.lu 123website.nl a.run.app amazonaws.com amplifyapp.com appspot.com azure-api.net azureedge.net
  azurefd.net azurestaticapps.net azurewebsites.net base44.app bitbucket.io blogspot.com bolt.host bubbleapps.io carrd.co cdn.cloudflare.net
  cloudapp.azure.com cloudapp.net cloudfront.net codeberg.page cprapid.com csb.app ddns.net deno.dev diskstation.me dscloud.biz dscloud.me
  duckdns.org dyndns.org dynv6.net editorx.io elasticbeanstalk.com firebaseapp.com fly.dev framer.ai framer.app framer.media framer.photos
  framer.website framer.wiki gitbook.io github.io gitlab.io goip.de herokuapp.com homeip.net hopto.org i234.me jouwweb.site live-website.com
  lovable.app my.canva.site myds.me myfritz.net myshopify.com myspreadshop.at myspreadshop.be myspreadshop.ch myspreadshop.co.uk myspreadshop.com
  myspreadshop.de myspreadshop.dk myspreadshop.es myspreadshop.fi myspreadshop.fr myspreadshop.ie myspreadshop.it myspreadshop.net myspreadshop.nl
  myspreadshop.no myspreadshop.pl myspreadshop.se netlify.app ngrok-free.app ngrok.app ngrok.io no-ip.org notion.site now.sh ondigitalocean.app
  onrender.com pages.dev pantheonsite.io plesk.page r2.dev railway.app readthedocs.io replit.app selfip.net shopware.store spdns.de square.site
  streamlit.app supabase.co surge.sh synology.me sytes.net trafficmanager.net translate.goog vercel.app vercel.dev web.app webadorsite.com
  webflow.io windows.net withgoogle.com withyoutube.com wixsite.com wixstudio.com wixstudio.io workers.dev wpenginepowered.com zapto.org`.split(
    /\s+/,
  ),
);

/** A cloud has one for each of its regions. */
function isLent(suffix: string): boolean {
  return LENT.has(suffix) || (suffix.includes('.') && isLent(suffix.slice(suffix.indexOf('.') + 1)));
}

/**
 * Suffixes of the list's official part that the registry of their top-level domain does not keep, or not at the same server: by the list of WHOIS
 * servers of Debian's whois 5.6.6 (2026-02-16); police.uk by itself, which stands in no list of what Nominet keeps.
 */
const KEPT_APART: ReadonlySet<string> = new Set(
  'ac.uk gov.uk nhs.uk police.uk ac.za alt.za co.za edu.za gov.za net.za org.za web.za edu.cn'.split(' '),
);

const HOST_ALONE = { extractHostname: false, validateHostname: false } as const;

export function registrableOf(name: Fqdn): Registrable {
  const host = name.slice(0, -1);
  const all = parse(host, { ...HOST_ALONE, allowPrivateDomains: true });
  const suffix = (all.publicSuffix ?? host) as string;
  if (all.isIcann !== true && all.isPrivate !== true) return { kind: 'unknown-ending', suffix: fqdn(suffix) };
  if (all.domain === null) return { kind: 'suffix', suffix: fqdn(suffix) };
  if (all.isPrivate === true && isLent(suffix)) return { kind: 'shared', suffix: fqdn(suffix) };
  const domain = fqdn(all.domain);
  return { kind: domain === name ? 'registrable' : 'below', domain };
}

/**
 * The ending whose registry keeps the name: `com.` of `klant.com.`, `uk.` of `klant.co.uk.`, but `uk.com.` of `klant.uk.com.`, which the registry of .com
 * knows nothing of. It says so as of a name that is free, and its rules for transfers are no others'.
 */
export function keepingEndingOf(name: Fqdn): Fqdn {
  const { publicSuffix, domain, isPrivate } = parse(name.slice(0, -1), { ...HOST_ALONE, allowPrivateDomains: true });
  const isApart = domain !== null && publicSuffix !== null && (isPrivate === true || KEPT_APART.has(publicSuffix));
  return (isApart ? `${publicSuffix}.` : `${endingOf(name)}.`) as Fqdn;
}

/**
 * Reads what a person gives as the domain to move: one that can be registered, with or without its dot, in any case.
 *
 * @param anyEnding take top-level domains that the list does not know: the DNS that is asked is a private one
 * @throws GoLiveError `name-invalid`, saying what it is instead, and where it can be told which domain is meant
 */
export function registrableDomain(text: string, anyEnding = false): Fqdn {
  const host = hostIn(text);
  if (host !== undefined) {
    const within = meantBy(host, anyEnding);
    throw refusal(
      text,
      text.includes('@') && !text.includes('://') ? 'it is a mail address' : 'it is a web address',
      within,
    );
  }
  const name = domainNameOrSuffix(text);
  const found = registrableOf(name);
  switch (found.kind) {
    case 'registrable':
      return found.domain;
    case 'below':
      throw refusal(text, `it is a name in ${displayName(found.domain)}`, found.domain);
    case 'suffix':
      throw refusal(text, 'it is an ending: each name below it is somebody’s own', undefined);
    case 'shared':
      throw refusal(
        text,
        `it stands below ${displayName(found.suffix)}, whose holder lends names out: nobody can transfer it, or set its records`,
        undefined,
        'Name the customer’s own domain, like klant.nl.',
      );
    case 'unknown-ending':
      if (anyEnding) return name;
      throw refusal(text, `no top-level domain is called .${displayName(found.suffix)}`, undefined);
  }
}

/** A suffix of one label is no domain name to `domainName`; here it is told as what it is. */
function domainNameOrSuffix(text: string): Fqdn {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  if (!bare.includes('.') && isName(bare) && bare !== '') {
    const name = fqdn(bare);
    if (registrableOf(name).kind === 'suffix') return name;
  }
  return domainName(text);
}

/** The host of something that is more than a name: `https://www.klant.nl/contact`, `www.klant.nl/contact`, `info@klant.nl`. */
function hostIn(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\/|@|^[^\s/]+\/|^[^\s:]+\.[^\s:]+:\d+$/i.test(text)) return undefined;
  const host = text
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/s, '')
    .replace(/:\d+$/, '');
  return isName(host) && host.includes('.') ? host : undefined;
}

function meantBy(host: string, anyEnding: boolean): Fqdn | undefined {
  const found = registrableOf(fqdn(host));
  if (found.kind === 'registrable' || found.kind === 'below') return found.domain;
  return anyEnding && found.kind === 'unknown-ending' ? fqdn(host) : undefined;
}

function refusal(text: string, why: string, meant: Fqdn | undefined, fix = 'Write the name alone, like klant.nl.') {
  const subject = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  return new GoLiveError('name-invalid', {
    subject,
    why,
    fix: meant === undefined ? fix : `Did you mean ${displayName(meant)}?`,
  });
}
