import { decode as libraryDecode } from 'dns-packet';
import { Fingerprinter, UNREADABLE } from '../../src/dns/fingerprint.ts';
import { followed, judge, type Record, toRrsets } from '../../src/dns/response.ts';
import { canonicalRdata, decode, encodeQuery, encodeResponse, type Message } from '../../src/dns/wire.ts';
import { canonicalText } from '../../src/dns/wire-rdata.ts';
import { Reader } from '../../src/dns/wire-reader.ts';
import { fqdn } from '../../src/domain/name.ts';
import { clampTtlSeconds } from '../../src/domain/time.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import { below, mutated } from './mutations.ts';
import { basePackets, bigPackets } from './mutations-base.ts';

/** Longest that reading one message may take, and that judging it may. */
export const LIMIT_MS = 5;
/** One packet in so many is one of nearly 64 KiB: such come over TCP alone, in answers of whole zones. */
const BIG_EVERY = 1000;

export interface MutationReport {
  packets: number;
  accepted: number;
  /** Accepted ones that dns-packet read too, and whose records were held against it. */
  compared: number;
  worstMs: number;
  /** Measured again because a first time was over the limit: on a busy machine that says nothing by itself. */
  measuredAgain: number;
  /** What went wrong, with the packet in hexadecimal; at most twenty. */
  readonly failures: string[];
}

/**
 * Reads so many mutated packets. None may throw, none may take longer than `LIMIT_MS`, and what is accepted must come back the same after
 * it was written again, and must be what dns-packet reads.
 */
export function runMutations(count: number, seed: number, failuresAtMost = 20): MutationReport {
  const random = seededRandom(seed);
  const [small, big] = [basePackets(), bigPackets()];
  const report: MutationReport = { packets: 0, accepted: 0, compared: 0, worstMs: 0, measuredAgain: 0, failures: [] };
  for (let index = 0; index < 500; index++) readAndJudge(small[index % small.length]!); // the compiler's time is not the packet's
  for (const bytes of [...big, ...big]) readAndJudge(bytes);
  while (report.packets < count && report.failures.length < failuresAtMost) {
    report.packets++;
    const { bytes, how } = mutated(below(BIG_EVERY, random) === 0 ? big : small, random);
    const fail = (what: string) =>
      report.failures.push(`${what} [${how.join(' ')}] ${Buffer.from(bytes).toString('hex').slice(0, 4000)}`);
    try {
      const message = measured(bytes, report, fail);
      if (message === undefined) continue;
      report.accepted++;
      const lost = lostInWriting(message);
      if (lost !== undefined) fail(`not the same when written again: ${lost}`);
      const unlike = comparedWithFingerprint(bytes, message);
      if (unlike !== undefined) fail(`the fingerprint stands for ${unlike}`);
      const other = comparedWithLibrary(bytes, message);
      if (other !== 'not comparable') report.compared++;
      if (other !== 'same' && other !== 'not comparable') fail(`dns-packet reads ${other}`);
    } catch (thrown) {
      fail(`threw ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    }
  }
  return report;
}

function measured(bytes: Uint8Array, report: MutationReport, fail: (what: string) => void): Message | undefined {
  let { ms, message } = readAndJudge(bytes);
  if (ms > LIMIT_MS) {
    report.measuredAgain++;
    // What is slow is slow every time. By both clocks: the processor's own time is told in steps of a millisecond.
    for (let again = 0; again < 25 && ms > LIMIT_MS; again++)
      ms = Math.min(ms, readAndJudge(bytes, again % 2 === 0 ? ownTime : undefined).ms);
    if (ms > LIMIT_MS) fail(`took ${ms.toFixed(1)} ms`);
  }
  report.worstMs = Math.max(report.worstMs, ms);
  return message;
}

/** What the processor spent on this thread, in nanoseconds: on a busy machine the wall's clock counts what others do, too. */
function ownTime(): bigint {
  const { user, system } = process.threadCpuUsage();
  return BigInt(user + system) * 1000n;
}

/** All that golive does with a message before anybody looks at what it says; `ms` is the longer of reading and judging. */
function readAndJudge(
  bytes: Uint8Array,
  clock: () => bigint = process.hrtime.bigint,
): { ms: number; message: Message | undefined } {
  const begun = clock();
  const decoded = decode(bytes);
  const read = clock();
  const message = 'message' in decoded ? decoded.message : undefined;
  if (message !== undefined) {
    const { name, type } = message.question ?? { name: fqdn('klant.nl'), type: 'A' };
    for (const recursive of [true, false]) judge({ name, type, recursive }, message);
    toRrsets(followed(name, type, message.answer));
    for (const section of [message.answer, message.authority, message.additional]) toRrsets(section);
  }
  const judged = clock();
  const questionEnd = endOfQuestion(bytes);
  if (questionEnd !== undefined) fingerprinter.read(bytes, questionEnd);
  const printed = clock();
  const steps = [read - begun, judged - read, printed - judged].map(Number);
  return { ms: Math.max(...steps) / 1e6, message };
}

/**
 * Types whose text stands for more than one form on the wire: bitmaps with zeros at their end, parameters in any order, raw octets with a
 * pointer in them, which the fingerprint follows. There unlike fingerprints say nothing, as it promises.
 */
const SEVERAL_FORMS: ReadonlySet<string> = new Set(['NSEC', 'NSEC3', 'CSYNC', 'SVCB', 'HTTPS']);
const fingerprinter = new Fingerprinter([0x01234567, 0x89abcdef]);

/** Behind the first question; the fingerprint is asked only where one was read. */
function endOfQuestion(bytes: Uint8Array): number | undefined {
  if (bytes.length < 12) return undefined;
  try {
    const reader = new Reader(bytes, 12, bytes.length);
    reader.name();
    reader.u32();
    return reader.at;
  } catch {
    return undefined;
  }
}

/** The records that answer, by their text, beside the fingerprint that was taken of the octets; `undefined`: the same. */
function comparedWithFingerprint(bytes: Uint8Array, message: Message): string | undefined {
  if (message.question === undefined || message.truncated) return undefined;
  const count = fingerprinter.read(bytes, 12 + message.question.bytes.length);
  if (count === UNREADABLE) return undefined;
  const seen = [fingerprinter.high, fingerprinter.low];
  const answer = followed(message.question.name, message.question.type, message.answer);
  if (answer.length !== count) return `${count} records, not ${answer.length}`;
  const isOneForm = ({ type, rdata }: Record): boolean =>
    !SEVERAL_FORMS.has(type) && (type.startsWith('TYPE') || !rdata.startsWith('\\#'));
  if (count === 0 || !answer.every(isOneForm)) return undefined;
  fingerprinter.of(answer);
  return seen[0] === fingerprinter.high && seen[1] === fingerprinter.low ? undefined : JSON.stringify(answer);
}

/** What is not canonical, or does not come back from our own encoder; `undefined`: nothing. */
function lostInWriting(message: Message): string | undefined {
  const { answer, authority, additional } = message;
  for (const { type, rdata } of [...answer, ...authority, ...additional])
    if (canonicalRdata(type, rdata) !== rdata) return `${type} ${rdata} is ${canonicalRdata(type, rdata)}`;
  const query = decode(encodeQuery({ id: message.id, name: fqdn('klant.nl'), type: 'A', recursive: false }));
  if ('malformed' in query) return query.malformed;
  const reply = { rcode: message.rcode & 0xf, authoritative: message.authoritative, recursionAvailable: false };
  const bytes = encodeResponse(query.message, { ...reply, answer, authority, additional }, Number.POSITIVE_INFINITY);
  if (bytes.length > 0xffff) return undefined; // written without compression
  const again = decode(bytes);
  if ('malformed' in again) return again.malformed;
  const [before, after] = [message, again.message].map((one) =>
    JSON.stringify([one.answer, one.authority, one.additional]),
  );
  return before === after ? undefined : `${before} is ${after}`;
}

/** How dns-packet shows the data of a record in our words; types that are not here it reads otherwise or not at all. */
const LIBRARY_FORMS: Readonly<globalThis.Record<string, (data: never) => string | Pick<Record, 'rdata' | 'strings'>>> =
  {
    A: (data: string) => data,
    AAAA: (data: string) => canonicalRdata('AAAA', data),
    NS: name,
    CNAME: name,
    PTR: name,
    DNAME: name,
    MX: (data: { preference: number; exchange: string }) => `${data.preference} ${name(data.exchange)}`,
    SRV: (data: { priority: number; weight: number; port: number; target: string }) =>
      `${data.priority} ${data.weight} ${data.port} ${name(data.target)}`,
    TXT: (parts: Buffer[]) => {
      const wire = Buffer.concat(parts.map((part) => Buffer.concat([Buffer.of(part.length), part])));
      return canonicalText('TXT', `\\# ${wire.length} ${wire.toString('hex')}`);
    },
    SOA: (data: {
      mname: string;
      rname: string;
      serial: number;
      refresh: number;
      retry: number;
      expire: number;
      minimum: number;
    }) =>
      [name(data.mname), name(data.rname), data.serial, data.refresh, data.retry, data.expire, data.minimum].join(' '),
    DS: (data: { keyTag: number; algorithm: number; digestType: number; digest: Buffer }) =>
      `${data.keyTag} ${data.algorithm} ${data.digestType} ${data.digest.toString('hex')}`,
  };

function name(text: string): string {
  return text === '.' || text === '' ? '.' : `${text.toLowerCase()}.`;
}

/**
 * The answer section held against dns-packet's reading of the same bytes, up to the first record of a type that is not in the table: behind
 * such a record dns-packet goes on where it stopped reading, not at the end of the rdata. Not comparable: a truncated message, whose
 * records we leave out; a name with octets that dns-packet shows as characters; and what dns-packet refuses.
 */
function comparedWithLibrary(bytes: Uint8Array, message: Message): string {
  if (message.truncated || message.answer.some(({ type, rdata }) => type !== 'TXT' && rdata.includes('\\')))
    return 'not comparable';
  let read: { name: string; type: string; ttl?: number; data?: unknown }[];
  try {
    read = (libraryDecode(Buffer.from(bytes)).answers ?? []) as typeof read;
  } catch {
    return 'not comparable';
  }
  for (const [index, ours] of message.answer.entries()) {
    const form = LIBRARY_FORMS[ours.type];
    if (form === undefined) return index === 0 ? 'not comparable' : 'same';
    const theirs = read[index];
    if (theirs === undefined) return `${index} records for ${message.answer.length}`;
    const data = form(theirs.data as never);
    const shown: Record = {
      name: name(theirs.name) as Record['name'],
      type: theirs.type,
      ttlSeconds: clampTtlSeconds(theirs.ttl ?? 0),
      ...(typeof data === 'string' ? { rdata: data } : data),
    };
    if (JSON.stringify(shown) !== JSON.stringify(ours)) return `${JSON.stringify(shown)} for ${JSON.stringify(ours)}`;
  }
  return read.length === message.answer.length ? 'same' : `${read.length} records for ${message.answer.length}`;
}
