import { parse } from 'tldts';
import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName, domainName, fqdn, isName } from '../domain/name.ts';

/**
 * What a name is to a registry, by the Public Suffix List. `registrable`: somebody holds it and can move it. `below`: it stands in `domain`, which is
 * what can be moved. `suffix`: names below it are registered, it is not. `shared`: it stands below a name that one company holds and lends out
 * (`foo.github.io`); its user has nothing to transfer. `unknown-ending`: the list knows no such top-level domain.
 */
export type Registrable =
  | { readonly kind: 'registrable' | 'below'; readonly domain: Fqdn }
  | { readonly kind: 'suffix' | 'shared' | 'unknown-ending'; readonly suffix: Fqdn };

/**
 * Suffixes of the list's private part below which names are registered, renewed and transferred as below a top-level domain. All others of that part
 * are hosters' and platforms' own. Seen in the list's comments, 2026-11-20.
 */
const SOLD: ReadonlySet<string> = new Set(
  `ae.org br.com cn.com co.com co.nl co.no com.de com.se de.com eu.com gb.net gr.com hu.net in.net jp.net jpn.com mex.com ru.com sa.com se.net uk.com
  uk.net us.com us.org za.bz za.com radio.am radio.fm`.split(/\s+/),
);

export function registrableOf(name: Fqdn): Registrable {
  const host = name.slice(0, -1);
  const list = { extractHostname: false, validateHostname: false } as const;
  const all = parse(host, { ...list, allowPrivateDomains: true });
  const suffix = (all.publicSuffix ?? host) as string;
  if (all.isIcann !== true && all.isPrivate !== true) return { kind: 'unknown-ending', suffix: fqdn(suffix) };
  if (all.domain === null) return { kind: 'suffix', suffix: fqdn(suffix) };
  if (all.isPrivate === true && !SOLD.has(suffix)) return { kind: 'shared', suffix: fqdn(suffix) };
  const domain = fqdn(all.domain);
  return { kind: domain === name ? 'registrable' : 'below', domain };
}

/** Whether the registry of its top-level domain keeps it; below `uk.com` another one does. */
export function isKeptByItsEnding(name: Fqdn): boolean {
  const host = name.slice(0, -1);
  return parse(host, { extractHostname: false, validateHostname: false, allowPrivateDomains: true }).isPrivate !== true;
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
      throw refusal(text, 'it is an ending: names are registered below it, and nobody can move it', undefined);
    case 'shared':
      throw refusal(
        text,
        `it stands below ${displayName(found.suffix)}, which is held by who lends names out below it: nobody can transfer it`,
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
