import { child, type Fqdn } from '../../domain/name.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { ProbeTally } from '../../ports/laboratory.ts';
import type { World } from '../types.ts';
import { Patience } from './patience.ts';
import { type Failure, mail, Stub, visit } from './probes.ts';

/** More rounds than this at one time are not begun: on a machine that cannot keep up, fewer are asked, none are counted as failed. */
const MOST_ROUNDS_OPEN = 20;

export interface Prober {
  tally(): ProbeTally;
  stop(): void;
}

interface Seen {
  count: number;
  readonly firstMs: EpochMs;
  lastMs: EpochMs;
}

/**
 * The customer's public: through each caching resolver it looks for the domain's name servers, site and mail, then visits the site and offers
 * mail where it was told to. Real packets, as often as `perSecond` wall seconds say.
 */
export async function startProber(
  world: World,
  at: {
    readonly dnsPort: number;
    readonly httpPort: number;
    readonly httpsPort: number;
    readonly smtpPort: number;
    /** PEM of the authority. */
    readonly ca: string;
  },
  perSecond: number,
): Promise<Prober> {
  const patience = new Patience();
  const domain = world.domain;
  const www = child('www', domain);
  const recipient = `${Object.keys(world.scenario.mailboxes)[0] ?? 'postmaster'}@${domain.slice(0, -1)}`;
  const resolvers = await Promise.all(
    world.servers
      .filter(({ kind }) => kind === 'resolver')
      .map(async ({ name, address }) => ({
        name: resolverName(name),
        stub: await Stub.open(address, at.dnsPort, patience),
      })),
  );
  const failures = new Map<string, Seen & { readonly resolver: string; readonly kind: string }>();
  const answers = new Map<string, Seen & Omit<ProbeTally['answers'][number], keyof Seen>>();
  const counts = { probes: 0, failures: 0, rounds: 0, skippedRounds: 0 };
  let open = 0;
  let stopped = false;

  function note(resolver: string, failure: Failure): void {
    if (stopped) return;
    counts.probes++;
    if (failure === undefined) return;
    counts.failures++;
    see(failures, `${resolver} ${failure}`, { resolver, kind: failure });
  }

  function see<Extra extends object>(map: Map<string, Seen & Extra>, key: string, extra: Extra): void {
    const atMs = world.clock.now();
    const seen = map.get(key);
    if (seen === undefined) map.set(key, { ...extra, count: 1, firstMs: atMs, lastMs: atMs });
    else {
      seen.count++;
      seen.lastMs = atMs;
    }
  }

  async function look(resolver: { name: string; stub: Stub }, name: Fqdn, type: string): Promise<readonly string[]> {
    const { rdatas, failure } = await resolver.stub.ask(name, type);
    note(resolver.name, failure);
    if (failure !== undefined || stopped) return [];
    const sorted = [...rdatas].sort();
    see(answers, [resolver.name, name, type, ...sorted].join(' '), {
      resolver: resolver.name,
      name,
      type,
      rdatas: sorted,
    });
    return sorted;
  }

  async function probe(resolver: { name: string; stub: Stub }): Promise<void> {
    const site = async (name: Fqdn) => {
      const [address] = await look(resolver, name, 'A');
      if (address === undefined) return;
      const host = name.slice(0, -1);
      note(resolver.name, await visit({ address, port: at.httpPort, host }, patience));
      if (name === www) note(resolver.name, await visit({ address, port: at.httpsPort, host, ca: at.ca }, patience));
    };
    const post = async () => {
      const [exchange] = await look(resolver, domain, 'MX');
      if (exchange === undefined) return;
      const { rdatas, failure } = await resolver.stub.ask(exchange.split(' ')[1] as Fqdn, 'A');
      note(resolver.name, failure);
      if (rdatas[0] !== undefined) note(resolver.name, await mail(rdatas[0], at.smtpPort, recipient, patience));
    };
    await Promise.all([look(resolver, domain, 'NS'), site(domain), site(www), post()]);
  }

  async function round(): Promise<void> {
    if (open >= MOST_ROUNDS_OPEN) {
      counts.skippedRounds++;
      return;
    }
    open++;
    await Promise.all(resolvers.map(probe));
    open--;
    counts.rounds++;
  }

  const timer = setInterval(() => void round(), 1000 / perSecond);
  return {
    tally() {
      const byKind: Record<string, number> = {};
      for (const { kind, count } of failures.values()) byKind[kind] = (byKind[kind] ?? 0) + count;
      return {
        ...counts,
        failuresByKind: byKind,
        failuresByResolver: [...failures.values()],
        answers: [...answers.values()],
      };
    },
    stop() {
      stopped = true;
      clearInterval(timer);
      patience.stop();
      for (const { stub } of resolvers) stub.close();
    },
  };
}

/** `parent-centric` of `parent-centric.resolver.demo.` */
export function resolverName(name: Fqdn): string {
  return name.split('.')[0]!;
}
