import { randomInt } from 'node:crypto';
import { leftOutText } from '../../../dns/left-out.ts';
import { serialOf } from '../../../dns/rdata.ts';
import { decodeRdata, encodeQuery, typeName } from '../../../dns/wire.ts';
import { ownCut } from '../../../dns/wire-rdata.ts';
import { Malformed, type RawRecord, type Walked, walk } from '../../../dns/wire-reader.ts';
import { type Fqdn, fqdn, isName, isUnder } from '../../../domain/name.ts';
import type { Rrset } from '../../../domain/rrset.ts';
import { rrset, sortZone } from '../../../domain/rrset.ts';
import type { ServerAddress, ZoneTransfer } from '../../../ports/dns.ts';
import { addressGuard } from '../../net/address-guard.ts';
import type { AllowPrivate } from '../../net/private-targets.ts';
import { noRouteTo, parseTarget, type Target } from '../../reachable.ts';
import { signRequest, type TsigKey, TsigStream, type TsigVerdict } from '../tsig.ts';
import { type Conversation, converse, type Patience } from './conversation.ts';

/** A zone of a million records is nobody's we move; what is larger is an attack on our memory. */
const MOST_RECORDS = 1_000_000;
const PATIENCE: Patience = { totalMs: 30_000, idleMs: 10_000, mostBytes: 50_000_000 };
const SOA = 6;
const CLASS_IN = 1;

export interface TransferOptions {
  readonly target: Target;
  readonly zone: Fqdn;
  readonly tsig?: TsigKey;
  /** The wall's clock, for the signature. */
  readonly nowMs: () => number;
  readonly patience?: Partial<Patience>;
}

/** A whole zone, or how it was not given. */
export type Transferred =
  | {
      readonly kind: 'zone';
      /** Canonical, sorted; without the SOA. */
      readonly rrsets: readonly Rrset[];
      readonly soa: Rrset;
      /** Owner names that are no `Fqdn`; their records are not in `rrsets`. */
      readonly unsayable: readonly string[];
    }
  /** RFC 1035 §4.1.1, RFC 2136 §2.2: 5 REFUSED, 9 NOTAUTH. */
  | { readonly kind: 'rcode'; readonly rcode: number }
  | { readonly kind: 'tsig'; readonly verdict: Exclude<TsigVerdict, { kind: 'signed' }> }
  | { readonly kind: 'malformed' | 'timeout' | 'unreachable' | 'no-route' | 'interrupted'; readonly why: string };

/**
 * A zone by AXFR over TCP (RFC 5936), signed where there is a key. What a server sends is bounded in octets, records and time, and counts only
 * once its last record has come: half a zone is no zone.
 */
export async function transferZone(options: TransferOptions, signal: AbortSignal): Promise<Transferred> {
  const { target, zone, tsig, nowMs } = options;
  const query = encodeQuery({ id: randomInt(0x10000), name: zone, type: 'AXFR', recursive: false, edns: false });
  const signed = tsig === undefined ? undefined : signRequest(query, tsig, nowMs());
  const stream = signed && new TsigStream(tsig!, signed.mac, nowMs);
  const gathering = new Gathering(zone, Buffer.from(query), stream);
  const patience = { ...PATIENCE, ...options.patience };
  let heard: Conversation<Transferred>;
  try {
    heard = await converse(target, signed?.bytes ?? query, (message) => gathering.take(message), patience, signal);
  } catch (thrown) {
    if (thrown instanceof Malformed) return { kind: 'malformed', why: thrown.message };
    throw thrown;
  }
  if (heard.kind === 'heard') return heard.value;
  return { kind: heard.kind, why: heard.kind === 'no-route' ? noRouteTo(target.address) : heard.why };
}

interface Gathered {
  readonly name: Fqdn;
  readonly type: string;
  ttlSeconds: number;
  readonly rdatas: string[];
  readonly strings: { [rdata: string]: string };
}

/** The records of a transfer as they come: SOA … the same SOA. */
class Gathering {
  readonly #zone: Fqdn;
  readonly #query: Buffer;
  readonly #stream: TsigStream | undefined;
  readonly #sets = new Map<string, Gathered>();
  readonly #unsayable = new Set<string>();
  #soa: Rrset | undefined;
  #records = 0;
  #over = false;

  constructor(zone: Fqdn, query: Buffer, stream: TsigStream | undefined) {
    this.#zone = zone;
    this.#query = query;
    this.#stream = stream;
  }

  /** @throws Malformed */
  take(bytes: Buffer): Transferred | undefined {
    const walked = walk(bytes);
    this.#checkHeader(walked);
    const verdict = this.#stream?.judge(bytes, walked);
    const rcode = walked.header.flags & 0xf;
    if (verdict?.kind === 'bad') return { kind: 'tsig', verdict };
    // RFC 8945 §5.3 would not believe an unsigned no. Knot 3.2 signs none about a zone that it has not: by zone it knows who may ask with which key.
    if (rcode !== 0) return { kind: 'rcode', rcode };
    if (verdict?.kind === 'unsigned') return { kind: 'tsig', verdict };
    for (const record of walked.records) if (record.section === 'answer') this.#add(bytes, record);
    // The first message begins with the SOA (RFC 5936 §2.2): who sends one without has nothing more to say.
    if (this.#soa === undefined) throw new Malformed("an answer without the zone's SOA");
    if (!this.#over) return undefined;
    if (this.#stream?.settled === false) return { kind: 'tsig', verdict: { kind: 'unsigned' } };
    return this.#whole();
  }

  /** The first message repeats the question, later ones need not (RFC 5936 §2.2.1). */
  #checkHeader({ header, questions }: Walked): void {
    if (header.id !== this.#query.readUInt16BE(0)) throw new Malformed('another id in the transfer');
    if ((header.flags & 0x8000) === 0 || (header.flags & 0x7800) !== 0) throw new Malformed('no answer to a query');
    const [question] = questions;
    if (questions.length > 1) throw new Malformed('more than one question');
    if (question !== undefined && (question.name !== this.#zone || typeName(question.type) !== 'AXFR'))
      throw new Malformed('an answer to another question');
  }

  #add(bytes: Buffer, record: RawRecord): void {
    if (this.#over) throw new Malformed('records after the last SOA');
    if (++this.#records > MOST_RECORDS) throw new Malformed(`more than ${MOST_RECORDS} records`);
    if (record.class !== CLASS_IN) throw new Malformed('a class other than IN');
    const rdata = decodeRdata(record.type, bytes, record.start, record.end);
    if (record.type === SOA) {
      this.#addSoa(record, rdata);
      return;
    }
    if (this.#soa === undefined) throw new Malformed('the transfer does not begin with the SOA');
    const { name } = record;
    if (!isName(name) || fqdn(name) !== name) {
      this.#unsayable.add(name);
      return;
    }
    // Glue above or beside the zone is no part of it (RFC 5936 §3.1).
    if (!isUnder(name as Fqdn, this.#zone)) return;
    const type = typeName(record.type);
    const key = `${name} ${type}`;
    const ttlSeconds = ttlOf(record);
    const strings = ownCut(record.type, bytes.subarray(record.start, record.end));
    const set = this.#sets.get(key) ?? { name: name as Fqdn, type, ttlSeconds, rdatas: [], strings: {} };
    set.ttlSeconds = Math.min(set.ttlSeconds, ttlSeconds);
    set.rdatas.push(rdata);
    if (strings !== undefined) set.strings[rdata] = strings;
    this.#sets.set(key, set);
  }

  #addSoa(record: RawRecord, rdata: string): void {
    if (record.name !== this.#zone) throw new Malformed('the SOA of another zone');
    if (this.#soa === undefined) this.#soa = rrset(this.#zone, 'SOA', ttlOf(record), [rdata]);
    else if (this.#soa.rdatas[0] !== rdata) throw new Malformed('two different SOAs: the zone changed under way');
    else this.#over = true;
  }

  #whole(): Transferred {
    const sets = [...this.#sets.values()];
    return {
      kind: 'zone',
      soa: this.#soa!,
      rrsets: sortZone(
        sets.map(({ name, type, ttlSeconds, rdatas, strings }) => rrset(name, type, ttlSeconds, rdatas, strings)),
      ),
      unsayable: [...this.#unsayable],
    };
  }
}

export interface Asking {
  /** Default 53; an address may carry its own. */
  readonly port?: number;
  readonly allowPrivateAddresses?: AllowPrivate;
  readonly clock: { now(): number };
  readonly patience?: Partial<Patience>;
}

/** Asks for a zone without a key, as anybody may; mostly that is refused. */
export async function askForZone(
  asking: Asking,
  server: ServerAddress,
  zone: Fqdn,
  signal: AbortSignal,
): Promise<ZoneTransfer> {
  const { clock, patience } = asking;
  const target = parseTarget(server.address, asking.port ?? 53);
  const refused = target === undefined ? 'not an address' : addressGuard(asking.allowPrivateAddresses)(target.address);
  if (target === undefined || refused !== undefined)
    return { outcome: 'not-asked', rrsets: [], why: refused ?? 'not an address', atMs: clock.now() };
  const heard = await transferZone({ target, zone, nowMs: () => clock.now(), ...(patience && { patience }) }, signal);
  return transferOutcome(heard, clock.now());
}

/** As published: a backup must say what was there. Only what is no TTL at all is none (RFC 2181 §8). */
function ttlOf({ ttl }: RawRecord): number {
  return ttl > 0x7fff_ffff ? 0 : ttl;
}

/** As the port `Dns` says it. */
export function transferOutcome(heard: Transferred, atMs: number): ZoneTransfer {
  const nothing = (outcome: ZoneTransfer['outcome'], why: string): ZoneTransfer => ({ outcome, rrsets: [], why, atMs });
  switch (heard.kind) {
    case 'zone': {
      const serial = serialOf(heard.soa);
      const why = leftOutText(heard.unsayable);
      return {
        outcome: 'answer',
        rrsets: heard.rrsets,
        atMs,
        ...(serial === undefined ? {} : { serial }),
        ...(why === undefined ? {} : { why }),
      };
    }
    case 'rcode':
      return nothing('refused', RCODES[heard.rcode] ?? `RCODE ${heard.rcode}`);
    case 'tsig':
      return heard.verdict.kind === 'bad' && heard.verdict.by === 'server'
        ? nothing('refused', heard.verdict.fault)
        : nothing('malformed', 'not signed as it must be');
    case 'no-route':
    case 'interrupted':
      return nothing('not-asked', heard.why);
    default:
      return nothing(heard.kind, heard.why);
  }
}

/** RFC 1035 §4.1.1, RFC 2136 §2.2. */
export const RCODES: Readonly<Record<number, string>> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
};
