import { GoLiveError } from '../domain/errors.ts';
import { fqdn, isName } from '../domain/name.ts';
import { type Rrset, rrset, writtenRdatas } from '../domain/rrset.ts';
import { formatIpv6, parseIpv4, parseIpv6 } from './wire-address.ts';
import { canonicalRdata, rdataFields } from './wire-rdata.ts';
import { Malformed } from './wire-reader.ts';
import { invalid, printable, type Token, tokens } from './wire-text.ts';
import { isWireType } from './wire-types.ts';
import { cutsOf } from './zone-rules.ts';

/** Words of hosts' own that a list may hold; what stands in them is theirs to judge. */
const OWN_WORDS: ReadonlySet<string> = new Set(['ALIAS', 'ANAME', 'LUA']);

/** As data is written, for who wrote it otherwise. */
const EXAMPLES: Readonly<Record<string, string>> = {
  A: '192.0.2.10',
  AAAA: '2001:db8::10',
  TXT: '"v=spf1 mx -all"',
  CNAME: 'host.example.net.',
  NS: 'ns1.example.net.',
  MX: '10 mail.example.net.',
  SRV: '0 5 443 host.example.net.',
  CAA: '0 issue "letsencrypt.org"',
};

/** A record type that data can be given for; small letters are none. */
export function isGivenType(type: string): boolean {
  return isWireType(type) || OWN_WORDS.has(type);
}

/**
 * Data as somebody writes it, in the one spelling that is compared, sent and kept.
 *
 * @param type one that `isGivenType` takes
 * @throws GoLiveError `rdata-invalid`, with the way to write it where an example says it
 */
export function givenData(type: string, rdata: string): string {
  if (OWN_WORDS.has(type)) return rdata;
  const fields = rdataFields(type) ?? [];
  const isText = fields[0] === 'strings' && !rdata.trim().startsWith('\\#');
  try {
    // Each word without quotes is a string of its own (RFC 1035 §5.1), and its blanks are lost: nobody who leaves the quotes out means that.
    if (isText && isSeveralWords(tokens(rdata))) throw invalid(rdata, 'text with blanks stands in quotes');
    return canonicalRdata(type, fields.includes('name') ? withALabels(rdata) : rdata);
  } catch (thrown) {
    if (!(thrown instanceof GoLiveError || thrown instanceof Malformed)) throw thrown;
    const why = thrown instanceof Malformed ? thrown.message : (thrown.why ?? 'not understood');
    const example = isText && !/["\\]/.test(rdata) ? `"${rdata.trim()}"` : EXAMPLES[type];
    const fix = example === undefined ? {} : { fix: `write it like ${example}` };
    throw new GoLiveError('rdata-invalid', { subject: printable(rdata, 60), why, ...fix, cause: thrown });
  }
}

/** A set in the one spelling, as it may not stand in journals from before answers were read so; what is no data stays as it was written. */
export function givenSet(set: Rrset): Rrset {
  const { name, ttlSeconds, rdatas, strings } = set;
  const type = set.type.toUpperCase();
  const written = writtenRdatas(set);
  try {
    const read = written.map((rdata) => givenData(type, rdata));
    return rrset(name, type, ttlSeconds, read, cutsOf(type, written));
  } catch (thrown) {
    if (!(thrown instanceof GoLiveError)) throw thrown;
    return rrset(name, type, ttlSeconds, rdatas, strings);
  }
}

const isSeveralWords = (words: readonly Token[]): boolean => words.length > 1 && words.some(({ quoted }) => !quoted);

/** Addresses with commas, semicolons or blanks between, each in its one spelling; `undefined`: one of them is none, or there is none. */
export function givenAddresses(text: string): readonly string[] | undefined {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const read = words.map((word) => parseIpv4(word)?.join('.') ?? ipv6(word));
  return words.length === 0 || read.includes(undefined) ? undefined : [...new Set(read as string[])];
}

function ipv6(text: string): string | undefined {
  const octets = parseIpv6(text);
  return octets === undefined ? undefined : formatIpv6(octets);
}

/** Names as people write them, `mail.café.be.`, in the letters of the DNS (RFC 5891 §4). */
function withALabels(rdata: string): string {
  if (rdata.includes('"') || /^[\x20-\x7e]*$/.test(rdata)) return rdata;
  return rdata.replace(/\S+/g, (word) => (word.endsWith('.') && isName(word) ? fqdn(word) : word));
}
