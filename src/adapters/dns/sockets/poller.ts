import { Fingerprinter } from '../../../dns/fingerprint.ts';
import { isGlobalUnicast } from '../../../dns/global-unicast.ts';
import type { Fqdn } from '../../../domain/name.ts';
import type { Clock } from '../../../ports/clock.ts';
import { type AddressGuard, addressGuard } from '../../net/address-guard.ts';
import type { AllowPrivate } from '../../net/private-targets.ts';
import { parseTarget } from '../../reachable.ts';
import type { Poll } from './batch.ts';
import { Operators, type RateLimits } from './operators.ts';
import { Pump } from './pump.ts';
import { type Query, QueryCache, type QueryFlags } from './question-bytes.ts';
import { RandomWords } from './random.ts';
import { Counters, type PollerStatistics } from './statistics.ts';
import { Stream } from './stream.ts';
import { makeTarget, type Target, type Transport } from './target.ts';
import { UdpPool } from './udp-pool.ts';

export interface PollerOptions {
  /** Default 53, over TLS 853. An address that says its own port has that one. */
  readonly port?: number;
  readonly tlsPort?: number;
  /** PEM of authorities that are trusted over TLS beside the public ones. */
  readonly authorities?: readonly string[];
  /** Default false: private and loopback addresses are not asked. Of a list, addresses and blocks count: which address a server has, others say. */
  readonly allowPrivateAddresses?: AllowPrivate;
  /** Wall milliseconds of the first attempt, each further one twice as long; default 1000. */
  readonly timeoutMs?: number;
  /** Attempts over UDP; default 3. */
  readonly tries?: number;
  /** Questions that are out at one moment; default 500. */
  readonly inFlight?: number;
  /** Asked for each UDP socket; default 4 MiB. 0: what the system gives by itself. */
  readonly receiveBufferBytes?: number;
  readonly rates?: RateLimits;
  /** Who runs which address. */
  readonly operators?: readonly { readonly address: string; readonly operator?: string }[];
  readonly clock: Pick<Clock, 'now'>;
}

type Server = { readonly address: string; readonly tlsName?: string };

const MOST_QUERIES_KEPT = 10_000;

/**
 * Asks any number of questions at once over a few sockets: slots, not promises; one timer, not one a question; octets compared before
 * anything is decoded. Time-outs are the wall's, whatever clock the product runs on. Keeps the process alive only while a question is out.
 */
export class Poller {
  /** For `Poll.isExpected`: fingerprints of what is expected, under this poller's key. */
  readonly fingerprints: Fingerprinter;
  readonly #options: PollerOptions;
  readonly #refusal: AddressGuard;
  readonly #counters = new Counters();
  readonly #pump: Pump;
  readonly #operators: Operators;
  readonly #queries = new QueryCache(MOST_QUERIES_KEPT);
  readonly #targets = new Map<string, Target | string>();

  /** @throws GoLiveError `config-invalid`: an entry of `allowPrivateAddresses` cannot be read */
  constructor(options: PollerOptions) {
    const random = new RandomWords();
    const key = [random.next(), random.next()] as const;
    this.fingerprints = new Fingerprinter(key);
    this.#options = options;
    this.#refusal = addressGuard(options.allowPrivateAddresses);
    this.#operators = new Operators(options.rates ?? {}, options.operators ?? []);
    const { timeoutMs = 1000, tries = 3, inFlight = 500, clock } = options;
    this.#pump = new Pump({ timeoutMs, tries, inFlight, clock }, new Fingerprinter(key), this.#counters, random);
  }

  statistics(): PollerStatistics {
    return this.#counters.statistics();
  }

  /** One server by one transport, for `Poll.targetAt`; the text says why it is not asked. */
  target(server: Server, transport: Transport = 'udp'): Target | string {
    const key = `${transport} ${server.address} ${server.tlsName ?? ''}`;
    let target = this.#targets.get(key);
    if (target === undefined) {
      target = this.#makeTarget(server, transport);
      this.#targets.set(key, target);
    }
    return target;
  }

  /** One question, for `Poll.queryAt`. @throws GoLiveError `name-invalid`, `rdata-invalid` (the type) */
  query(name: Fqdn, type: string, flags: QueryFlags): Query {
    return this.#queries.get(name, type, flags);
  }

  /**
   * Resolves when each item has its result; what the signal gave up is `not-asked`, at once.
   *
   * @throws what the poll's own functions throw; its other items are then dropped
   */
  poll(poll: Poll, signal: AbortSignal): Promise<void> {
    return this.#pump.poll(poll, signal);
  }

  #makeTarget(server: Server, transport: Transport): Target | string {
    const { port = 53, tlsPort = 853, receiveBufferBytes = 4 << 20 } = this.#options;
    const at = parseTarget(server.address, transport === 'tls' ? tlsPort : port);
    if (at === undefined) return 'not an address';
    const refused = this.#refusal(at.address);
    if (refused !== undefined) return refused;
    const isPrivate = !isGlobalUnicast(at.address);
    const { exchange, open } = this.#pump;
    const overTcp = transport === 'udp' ? this.target(server, 'tcp') : undefined;
    return makeTarget({
      ...at,
      transport,
      ...this.#operators.rateOf(at.address, server.address, isPrivate, performance.now()),
      pool: transport === 'udp' ? new UdpPool({ receiveBufferBytes, open }, exchange) : undefined,
      stream: transport === 'udp' ? undefined : new Stream({ ...at, ...this.#tls(server, transport), open }, exchange),
      overTcp: typeof overTcp === 'string' ? undefined : overTcp,
    });
  }

  #tls({ tlsName }: Server, transport: Transport) {
    if (transport !== 'tls') return {};
    const { authorities } = this.#options;
    return {
      tls: {
        ...(tlsName === undefined ? {} : { name: tlsName }),
        ...(authorities === undefined ? {} : { ca: authorities }),
      },
    };
  }
}
