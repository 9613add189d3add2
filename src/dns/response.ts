import { type Fqdn, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';

/** One record as it came, canonical rdata. */
export interface Record {
  readonly name: Fqdn;
  readonly type: string;
  readonly ttlSeconds: number;
  readonly rdata: string;
  /** How TXT stands where its strings are cut in a way of their own. */
  readonly strings?: string;
}

/** A DNS response, decoded, before anybody judged it. */
export interface Response {
  /** RFC 1035 §4.1.1: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED. */
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly answer: readonly Record[];
  readonly authority: readonly Record[];
  readonly additional: readonly Record[];
  readonly why?: string;
}

export type Judged = 'answer' | 'nodata' | 'nxdomain' | 'referral' | 'servfail' | 'refused' | 'lame' | 'malformed';

/**
 * What a response means for its question. A server that was asked without RD and answers NOERROR without authority is a referral when it
 * names servers of a zone at or above the question and it is not the root's or its own shrug; else it is lame (RFC 9499 §7).
 */
export function judge(
  question: { readonly name: Fqdn; readonly type: string; readonly recursive: boolean },
  response: Response,
): Judged {
  if (response.rcode === 3) return 'nxdomain';
  if (response.rcode === 2) return 'servfail';
  if (response.rcode === 5) return 'refused';
  if (response.rcode !== 0) return 'malformed';
  const chain = followed(question.name, question.type, response.answer);
  if (chain.length > 0) return response.authoritative || question.recursive ? 'answer' : 'lame';
  if (response.authoritative) return 'nodata';
  const delegates = response.authority.some(
    (record) => record.type === 'NS' && record.name !== '.' && isUnder(question.name, record.name),
  );
  if (delegates) return question.recursive ? 'nodata' : 'referral';
  return question.recursive ? 'nodata' : 'lame';
}

/** A chain of more aliases than this is not followed to its end; resolvers stop at as many or fewer. */
const LONGEST_CHAIN = 16;

/** The records that answer the question, along the CNAMEs that start at its name, each once; others are ignored. */
export function followed(name: Fqdn, type: string, records: readonly Record[]): readonly Record[] {
  const found: Record[] = [];
  const visited = new Set<string>();
  let at: string = name;
  for (let hops = 0; hops < LONGEST_CHAIN && !visited.has(at); hops++) {
    visited.add(at);
    const here = records.filter((record) => record.name === at && (record.type === type || record.type === 'CNAME'));
    for (const record of here) found.push(record);
    const alias = here.find((record) => record.type === 'CNAME');
    if (alias === undefined || type === 'CNAME') break;
    at = alias.rdata;
  }
  return found;
}

/** Records gathered into RRsets; an RRset's TTL is its lowest (RFC 2181 §5.2). */
export function toRrsets(records: readonly Record[]): Rrset[] {
  const sets = new Map<
    string,
    { first: Record; ttlSeconds: number; rdatas: string[]; strings: { [rdata: string]: string } }
  >();
  for (const record of records) {
    const key = `${record.name} ${record.type}`;
    const { rdata, ttlSeconds } = record;
    const set = sets.get(key) ?? { first: record, ttlSeconds, rdatas: [], strings: {} };
    set.ttlSeconds = Math.min(set.ttlSeconds, ttlSeconds);
    set.rdatas.push(rdata);
    if (record.strings !== undefined) set.strings[rdata] = record.strings;
    sets.set(key, set);
  }
  return [...sets.values()].map(({ first, ttlSeconds, rdatas, strings }) =>
    rrset(first.name, first.type, ttlSeconds, rdatas, strings),
  );
}
