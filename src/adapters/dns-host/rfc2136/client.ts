import { randomInt } from 'node:crypto';
import type { Update } from '../../../dns/update-message.ts';
import { encodeUpdate } from '../../../dns/update-message.ts';
import { Malformed, walk } from '../../../dns/wire-reader.ts';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Fqdn } from '../../../domain/name.ts';
import type { WholeZone } from '../../../ports/dns-host.ts';
import { converse, type Patience } from '../../dns/sockets/conversation.ts';
import { RCODES, transferZone } from '../../dns/sockets/transfer.ts';
import { signRequest, TsigStream, type TsigVerdict } from '../../dns/tsig.ts';
import { noRouteTo } from '../../reachable.ts';
import type { Rfc2136Settings } from './schema.ts';

const MOST_NAMED = 5;
const PATIENCE: Patience = { totalMs: 20_000, idleMs: 15_000, mostBytes: 65_537 };

export interface Client {
  /** Everything the server gives by AXFR. @throws GoLiveError */
  transfer(zone: Fqdn, signal: AbortSignal): Promise<Required<WholeZone>>;
  /**
   * @param suspects what may be the reason where the server refuses
   * @throws GoLiveError; `zone-changed`: a prerequisite does not hold, and nothing was changed
   */
  update(update: Update, suspects: () => readonly string[], signal: AbortSignal): Promise<void>;
}

/** What RFC 1035, 5936 and 2136 call the same, in golive's failures. Wall milliseconds come in: signatures are dated. */
export function openClient(settings: Rfc2136Settings, nowMs: () => number): Client {
  const { target, key } = settings;
  const server = `the DNS server ${target.address}`;
  return {
    async transfer(zone, signal) {
      const heard = await transferZone({ target, zone, tsig: key, nowMs }, signal);
      switch (heard.kind) {
        case 'zone':
          return { rrsets: heard.rrsets, soa: heard.soa, unsayable: heard.unsayable };
        case 'rcode':
          throw ofRcode(heard.rcode, zone, `AXFR of ${zone} at ${target.address}`);
        case 'tsig':
          throw ofSignature(heard.verdict, server, settings, nowMs);
        case 'no-route':
          throw new GoLiveError('unreachable', { subject: server, why: noRouteTo(target.address) });
        case 'malformed':
          throw new GoLiveError('remote-broken', { subject: server, why: heard.why });
        default:
          throw new GoLiveError('unreachable', { subject: server, why: heard.why });
      }
    },
    async update(update, suspects, signal) {
      const subject = `the update of ${update.zone} at ${target.address}`;
      const request = encodeUpdate(randomInt(0x10000), update);
      const signed = signRequest(request, key, nowMs());
      const stream = new TsigStream(key, signed.mac, nowMs);
      const judge = (message: Buffer) => {
        const walked = walk(message);
        const { id, flags } = walked.header;
        // Another's answer cannot come over our own connection: this is a server that does not know what it says.
        if (id !== signed.bytes.readUInt16BE(0) || (flags & 0x8000) === 0)
          throw new Malformed('no answer to this update');
        return { rcode: flags & 0xf, verdict: stream.judge(message, walked) };
      };
      const heard = await converse(target, signed.bytes, judge, PATIENCE, signal).catch((thrown: unknown) => {
        if (!(thrown instanceof Malformed)) throw thrown;
        throw new GoLiveError('remote-broken', { subject, why: thrown.message });
      });
      if (heard.kind === 'no-route')
        throw new GoLiveError('unreachable', { subject: server, why: noRouteTo(target.address) });
      if (heard.kind !== 'heard') {
        // Until the request had left, nothing can have happened.
        throw new GoLiveError(heard.sent ? 'answer-lost' : 'unreachable', { subject, why: heard.why });
      }
      const { rcode, verdict } = heard.value;
      if (verdict.kind === 'bad') throw ofSignature(verdict, server, settings, nowMs);
      if (rcode !== 0) throw ofRcode(rcode, update.zone, subject, suspects());
      // "Done", and nobody's word: it may have been, it may not.
      if (verdict.kind === 'unsigned')
        throw new GoLiveError('remote-broken', { subject, why: 'the answer is not signed' });
    },
  };
}

/** RFC 2136 §2.2; a prerequisite that does not hold has its own codes (§3.2). */
function ofRcode(rcode: number, zone: Fqdn, subject: string, suspects: readonly string[] = []): GoLiveError {
  const why = RCODES[rcode] ?? `RCODE ${rcode}`;
  switch (why) {
    case 'NXDOMAIN':
    case 'YXDOMAIN':
    case 'YXRRSET':
    case 'NXRRSET':
      return new GoLiveError('zone-changed', { subject: zone, why });
    case 'NOTAUTH':
    case 'NOTZONE':
      return new GoLiveError('zone-missing', { subject: zone, why });
    case 'SERVFAIL':
      return new GoLiveError('remote-broken', { subject, why });
    default:
      return new GoLiveError('refused', { subject, why, fix: refusedFix(suspects) });
  }
}

function refusedFix(suspects: readonly string[]): string {
  const allow = 'Let the key transfer and update this zone.';
  if (suspects.length === 0) return `${allow} Where it may, the server's log says what it refuses.`;
  const named = suspects.slice(0, MOST_NAMED).join(', ');
  return `${allow} BIND also refuses an MX whose host has no address in the zone, or is an alias: ${named}.`;
}

/** The server does not take our signature, or its own is none (RFC 8945 §5.2, §5.3). */
function ofSignature(
  verdict: Exclude<TsigVerdict, { kind: 'signed' }>,
  server: string,
  { key }: Rfc2136Settings,
  nowMs: () => number,
): GoLiveError {
  if (verdict.kind === 'unsigned')
    return new GoLiveError('remote-broken', { subject: server, why: 'the answer is not signed' });
  const { by, fault, serverMs } = verdict;
  if (fault === 'BADTIME') {
    const apart = serverMs === undefined ? 'too far' : `${Math.round(Math.abs(serverMs - nowMs()) / 1000)} s`;
    return new GoLiveError(by === 'server' ? 'refused' : 'remote-broken', {
      subject: server,
      why: `BADTIME: its clock and ours are ${apart} apart`,
      fix: 'Set both clocks.',
    });
  }
  if (by === 'us')
    return new GoLiveError('remote-broken', { subject: server, why: `its answer is signed wrongly (${fault})` });
  const what = fault === 'BADKEY' ? `knows no key ${key.name} with ${key.algorithm}` : 'finds the signature wrong';
  return new GoLiveError('credentials-rejected', {
    subject: server,
    why: `${fault}: it ${what}`,
    fix: fault === 'BADKEY' ? 'Check keyName and algorithm.' : 'Check the secret.',
  });
}
