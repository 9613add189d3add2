import { readFileSync } from 'node:fs';
import type { Poll } from '../../src/adapters/dns/sockets/batch.ts';
import type { PollResult, Said } from '../../src/adapters/dns/sockets/poll-result.ts';
import { Poller } from '../../src/adapters/dns/sockets/poller.ts';
import { makeQuery, type Query } from '../../src/adapters/dns/sockets/question-bytes.ts';
import type { Target, Transport } from '../../src/adapters/dns/sockets/target.ts';
import { followed } from '../../src/dns/response.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';

/** Of a server that loses one answer in ten, one question in a million stays unanswered. */
const TRIES = 6;
const TIMEOUT_MS = 200;

interface Settings {
  readonly count: number;
  readonly window: number;
  readonly resolvers: readonly string[];
  /** `domain TYPE` on each line. */
  readonly names: string;
  readonly port: number;
  readonly transport: Transport;
}

/**
 * `npm run bench -- poll`: asks N questions (default 100,000), WINDOW at a time (500), of RESOLVERS (a comma list of addresses, 127.0.0.1) on
 * DNS_PORT (53) over TRANSPORT (udp; tcp). NAMES is a file with `domain TYPE` on each line. Question x goes to resolver x mod R with line
 * (x div R) mod lines. What a resolver first says to a line is what it must say ever after. Exits 0 only when all N were answered and
 * compared, and none differed.
 */
async function poll(): Promise<void> {
  const settings = readSettings();
  if (typeof settings === 'string') {
    console.error(settings);
    process.exitCode = 2;
    return;
  }
  const { count, window, resolvers, names, port, transport } = settings;
  const poller = new Poller({
    port,
    allowPrivateAddresses: true,
    timeoutMs: TIMEOUT_MS,
    tries: TRIES,
    inFlight: window,
    clock: { now: () => Date.now() },
  });
  const targets = resolvers.map((address) => poller.target({ address }, transport));
  const wrong = targets.find((target) => typeof target === 'string');
  if (wrong !== undefined) {
    console.error(`RESOLVERS: ${wrong}`);
    process.exitCode = 2;
    return;
  }
  const queries = readQuestions(names);
  if (typeof queries === 'string') {
    console.error(`NAMES: ${queries}`);
    process.exitCode = 2;
    return;
  }
  const check = new Check(targets as readonly Target[], queries, count);
  const begunCpu = process.cpuUsage();
  const begunMs = performance.now();
  await poller.poll(check, new AbortController().signal);
  const seconds = (performance.now() - begunMs) / 1000;
  const { user, system } = process.cpuUsage(begunCpu);
  const { retransmits, receiveBufferDrops } = poller.statistics();
  console.log(
    [
      `${transport} ${count} queries`,
      `${Math.round(count / seconds)} q/s`,
      `${((user + system) / count).toFixed(2)} µs CPU/query`,
      `p50 ${check.percentileMs(0.5).toFixed(2)} ms`,
      `p99 ${check.percentileMs(0.99).toFixed(2)} ms`,
      `RSS ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
      `${check.compared} compared`,
      `${check.mismatches} mismatches`,
      `${retransmits} retransmits`,
      ...(receiveBufferDrops ? [`${receiveBufferDrops} dropped here`] : []),
    ].join(', '),
  );
  for (const [outcome, times] of check.unanswered) console.log(`  ${times} × ${outcome}`);
  if (check.compared !== count || check.mismatches > 0) process.exitCode = 1;
}

function readSettings(): Settings | string {
  const {
    N = '100000',
    WINDOW = '500',
    RESOLVERS = '127.0.0.1',
    NAMES,
    DNS_PORT = '53',
    TRANSPORT = 'udp',
  } = process.env;
  const numbers = { N, WINDOW, DNS_PORT };
  for (const [name, text] of Object.entries(numbers))
    if (!/^[1-9]\d{0,8}$/.test(text)) return `${name} is not a number above 0: ${text}`;
  if (TRANSPORT !== 'udp' && TRANSPORT !== 'tcp') return `TRANSPORT is udp or tcp, not ${TRANSPORT}`;
  if (NAMES === undefined) return 'NAMES is missing: a file with "domain TYPE" on each line';
  let names: string;
  try {
    names = readFileSync(NAMES, 'utf8');
  } catch (thrown) {
    return `NAMES: ${(thrown as Error).message}`;
  }
  const resolvers = RESOLVERS.split(',').map((address) => address.trim());
  return { count: Number(N), window: Number(WINDOW), resolvers, names, port: Number(DNS_PORT), transport: TRANSPORT };
}

function readQuestions(names: string): readonly Query[] | string {
  try {
    const queries = [...questionsIn(names)];
    return queries.length === 0 ? 'no line is "domain TYPE"' : queries;
  } catch (thrown) {
    if (thrown instanceof GoLiveError) return thrown.message;
    throw thrown;
  }
}

/** One at a time: a hundred thousand lines are not to be kept as so many texts. */
function* questionsIn(names: string): Generator<Query> {
  const flags = { recursive: true };
  let name: Fqdn | undefined;
  let before = '';
  for (let start = 0; start < names.length; ) {
    const newline = names.indexOf('\n', start);
    const end = newline < 0 ? names.length : newline;
    const line = names.slice(start, end).trim();
    const [domain, type] = line.includes(' ') ? line.split(' ', 2) : line.split('\t', 2);
    start = end + 1;
    if (domain === undefined || type === undefined) continue;
    if (domain !== before || name === undefined) name = fqdn(domain);
    before = domain;
    yield makeQuery(name, type.toUpperCase(), flags);
  }
}

/** Of a microsecond each power of two, in eight steps. */
const STEPS = 8;

/** Learns what each resolver says to each line, and compares all that it says later with it. */
class Check implements Poll {
  readonly share = false;
  readonly count: number;
  compared = 0;
  mismatches = 0;
  readonly unanswered = new Map<string, number>();
  readonly #targets: readonly Target[];
  readonly #queries: readonly Query[];
  /** By resolver and line, two numbers each; both 0: nothing was learned by fingerprint. */
  readonly #learned: Int32Array;
  /** What was learned in full: no data, no such name, or data that a fingerprint does not hold. */
  readonly #said = new Map<number, string>();
  /** Fingerprints whose packet was decoded and read as the very data that they stand for. */
  readonly #proven = new Map<number, Map<number, string>>();
  readonly #latencies = new Float64Array(STEPS * 32);

  constructor(targets: readonly Target[], queries: readonly Query[], count: number) {
    this.#targets = targets;
    this.#queries = queries;
    this.count = count;
    this.#learned = new Int32Array(2 * targets.length * queries.length);
  }

  targetAt(item: number): Target {
    return this.#targets[item % this.#targets.length]!;
  }

  queryAt(item: number): Query {
    return this.#queries[Math.floor(item / this.#targets.length) % this.#queries.length]!;
  }

  isExpected(item: number, high: number, low: number): boolean {
    const key = this.#key(item);
    const learned = this.#learned;
    if (learned[2 * key] === high && learned[2 * key + 1] === low) return true;
    if (learned[2 * key] !== 0 || learned[2 * key + 1] !== 0 || this.#said.has(key)) return false;
    if (this.#proven.get(high)?.get(low) === undefined) return false;
    learned[2 * key] = high;
    learned[2 * key + 1] = low;
    return true;
  }

  on(item: number, result: PollResult): void {
    this.#measure(result.roundTripMs);
    if (result.same) this.compared++;
    else this.#compare(this.#key(item), result);
  }

  /** Milliseconds under which this share of the round trips stayed. */
  percentileMs(share: number): number {
    const total = this.#latencies.reduce((sum, times) => sum + times, 0);
    let sum = 0;
    const bucket = this.#latencies.findIndex((times) => {
      sum += times;
      return sum >= total * share;
    });
    return (2 ** Math.floor(bucket / STEPS) * (1 + ((bucket % STEPS) + 1) / STEPS)) / 1000;
  }

  #measure(ms: number): void {
    const us = Math.max(STEPS, (ms * 1000) | 0);
    const octave = 31 - Math.clz32(us);
    this.#latencies[octave * STEPS + ((us >> (octave - 3)) & (STEPS - 1))]! += 1;
  }

  #key(item: number): number {
    const resolvers = this.#targets.length;
    return (item % resolvers) * this.#queries.length + (Math.floor(item / resolvers) % this.#queries.length);
  }

  /** Decodes it whole. What a fingerprint stands for is decoded once; then the fingerprint speaks for itself. */
  #compare(key: number, result: PollResult): void {
    const said = result.read();
    if (said.outcome !== 'answer' && said.outcome !== 'nodata' && said.outcome !== 'nxdomain') {
      const what = [said.outcome, said.why].filter(Boolean).join(': ');
      this.unanswered.set(what, (this.unanswered.get(what) ?? 0) + 1);
      return;
    }
    this.compared++;
    const { high, low, query } = result;
    const text = this.#textOf(said, query!);
    const known = this.#known(key);
    if (known !== undefined) {
      if (known !== text) this.mismatches++;
    } else if (said.outcome === 'answer' && (high !== 0 || low !== 0)) {
      const halves = this.#proven.get(high) ?? new Map<number, string>();
      this.#proven.set(high, halves.set(low, text));
      this.#learned[2 * key] = high;
      this.#learned[2 * key + 1] = low;
    } else this.#said.set(key, text);
  }

  #known(key: number): string | undefined {
    const learned = this.#proven.get(this.#learned[2 * key]!)?.get(this.#learned[2 * key + 1]!);
    return learned ?? this.#said.get(key);
  }

  /** Canonical, whatever the order. */
  #textOf(said: Said, query: Query): string {
    const records = said.answer.flatMap(({ name, type, rdatas }) =>
      rdatas.map((rdata) => ({ name, type, ttlSeconds: 0, rdata })),
    );
    const path = followed(query.name, query.type, records).map(({ type, rdata }) => `${type} ${rdata}`);
    return `${said.outcome} ${path.sort().join('\n')}`;
  }
}

void poll();
