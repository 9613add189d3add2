/** One CAA property: `0 issue "letsencrypt.org; validationmethods=dns-01"` (RFC 8659 §4.1). */
interface Property {
  readonly critical: boolean;
  readonly tag: string;
  readonly value: string;
}

/** Tags that are known, also those that say nothing about web certificates (RFC 8659 §4, RFC 9495, CA/Browser Forum BR 3.2.2). */
const KNOWN_TAGS: ReadonlySet<string> = new Set([
  'issue',
  'issuewild',
  'iodef',
  'issuemail',
  'issuevmc',
  'contactemail',
  'contactphone',
]);

/** Of a tag that cannot be written: data as octets (RFC 3597 §5). */
const IN_OCTETS = /^\\#\s+\d+\s+((?:[0-9a-f]{2})+)$/i;

function propertyOf(rdata: string): Property | undefined {
  const hex = IN_OCTETS.exec(rdata.trim())?.[1];
  if (hex !== undefined) return propertyIn(Buffer.from(hex, 'hex'));
  const match = /^(\d{1,3})\s+([a-z0-9]+)\s+"?(.*?)"?$/is.exec(rdata.trim());
  if (match === null) return undefined;
  return { critical: (Number(match[1]) & 128) !== 0, tag: match[2]!.toLowerCase(), value: match[3]! };
}

function propertyIn(octets: Buffer): Property | undefined {
  const [flags = 0, length = 0] = octets;
  if (length === 0 || octets.length < 2 + length) return undefined;
  const text = octets.toString('latin1', 2);
  return { critical: (flags & 128) !== 0, tag: text.slice(0, length).toLowerCase(), value: text.slice(length) };
}

/** The issuer's domain name of a value: what stands before the parameters. Empty: nobody (RFC 8659 §4.2). */
const issuerOf = (value: string): string => value.split(';')[0]!.trim().toLowerCase().replace(/\.$/, '');

/** Parameters by which an issuer's property holds for some requests only (RFC 8657 §3, §4). */
const CONDITION = /;\s*(?:accounturi|validationmethods)\s*=/i;

/**
 * The properties that let an authority issue on conditions alone: for one account, or by some ways of validation. Empty: one lets it without, or none
 * does.
 */
export function caaConditions(rdatas: readonly string[], authorities: readonly string[], wildcard = false): string[] {
  const letting = caaLetting(rdatas, authorities, wildcard);
  return letting.every((rdata) => CONDITION.test(rdata)) ? letting : [];
}

function caaLetting(rdatas: readonly string[], authorities: readonly string[], wildcard: boolean): string[] {
  const names = authorities.map((name) => name.toLowerCase());
  return countingOf(rdatas, wildcard).filter((rdata) => names.includes(issuerOf(propertyOf(rdata)!.value)));
}

/** The properties that say who may issue; for a wildcard certificate `issuewild` takes the place of `issue` where there is one. */
function countingOf(rdatas: readonly string[], wildcard: boolean): string[] {
  const tagged = (tag: string): string[] => rdatas.filter((rdata) => propertyOf(rdata)?.tag === tag);
  const wild = wildcard ? tagged('issuewild') : [];
  return wild.length > 0 ? wild : tagged('issue');
}

/**
 * Whether a relevant CAA RRset lets an authority issue for a name. An RRset without any property about issuing restricts nobody; for a wildcard
 * certificate `issuewild` takes the place of `issue` where there is one (RFC 8659 §4.3).
 *
 * @param authorities the authority's own names for CAA, any of which will do
 * @returns the properties that forbid it; empty: it may issue
 */
export function caaForbids(rdatas: readonly string[], authorities: readonly string[], wildcard = false): string[] {
  const properties = rdatas.map(propertyOf);
  const unknown = rdatas.filter((_rdata, at) => {
    const property = properties[at];
    return property === undefined || (property.critical && !KNOWN_TAGS.has(property.tag));
  });
  if (unknown.length > 0) return unknown;
  return caaLetting(rdatas, authorities, wildcard).length > 0 ? [] : countingOf(rdatas, wildcard);
}
