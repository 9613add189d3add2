import { explain } from '../../../dns/extended-errors.ts';
import { judge, toRrsets } from '../../../dns/response.ts';
import { decode } from '../../../dns/wire.ts';
import type { DnsAnswer, DnsOutcome } from '../../../ports/dns.ts';
import { noRouteTo } from '../../reachable.ts';
import type { Query } from './question-bytes.ts';
import type { Target } from './target.ts';

/** How an exchange ended, before anybody read what was said. */
export type Ending = 'response' | 'timeout' | 'unreachable' | 'no-route' | 'malformed' | 'not-asked';

export type Said = Omit<DnsAnswer, 'question' | 'atMs'>;

/** What came of one question. One object serves all of them: take what you need during the call. */
export class PollResult {
  ending: Ending = 'not-asked';
  /** An answer with the expected fingerprint; nothing was decoded and there is nothing more to learn from `read` but TTLs. */
  same = false;
  /** Of a response that holds data along the question's path; else both are 0. */
  high = 0;
  low = 0;
  /** From the last time it was sent to its answer. */
  roundTripMs = 0;
  query: Query | undefined;
  target: Target | undefined;
  /** The response's octets; they may be overwritten later. */
  packet: Uint8Array | undefined;
  why: string | undefined;

  /** Decodes and judges it, whole. */
  read(): Said {
    const { ending, packet, query, target, why } = this;
    if (ending === 'no-route') return nothing('not-asked', noRouteTo(target!.address));
    if (ending !== 'response') return nothing(ending, why);
    const decoded = decode(packet!);
    if ('malformed' in decoded) return nothing('malformed', decoded.malformed);
    const { message } = decoded;
    if (message.truncated) return nothing('malformed', 'truncated over TCP too');
    const { name, type, flags } = query!;
    const outcome = judge({ name, type, recursive: flags.recursive }, message);
    const error = message.edns?.extendedError;
    const said = error !== undefined ? explain(error) : outcome === 'malformed' ? rcodeText(message.rcode) : undefined;
    return {
      outcome,
      authoritative: message.authoritative,
      ...(message.authenticated ? { authenticated: true } : {}),
      answer: toRrsets(message.answer),
      authority: toRrsets(message.authority),
      additional: toRrsets(message.additional),
      ...(said === undefined ? {} : { why: said }),
    };
  }
}

function rcodeText(rcode: number): string {
  return rcode === 1 ? 'FORMERR' : `RCODE ${rcode}`;
}

export function nothing(outcome: DnsOutcome, why: string | undefined): Said {
  const empty = { outcome, authoritative: false, answer: [], authority: [], additional: [] };
  return why === undefined ? empty : { ...empty, why };
}
