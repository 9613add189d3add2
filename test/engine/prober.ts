import type { JumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { World } from '../../src/simulation/world.ts';

export interface Prober {
  readonly clock: JumpingClock;
  readonly failures: Readonly<Record<string, number>>;
  probes(): number;
}

/**
 * A clock that never jumps over more than ten minutes without a visitor coming by: at each stop every resolver is asked for the domain's
 * NS, A and MX, and what it names is visited. What a visitor misses is counted by kind.
 */
export function probing(world: World, inner: JumpingClock, everyMinutes = 10): Prober {
  const failures: Record<string, number> = {};
  let probes = 0;
  const tally = (kind: string | undefined) => {
    probes += 1;
    if (kind !== undefined) failures[kind] = (failures[kind] ?? 0) + 1;
  };
  const visit = () => {
    for (const { address, name } of world.servers.filter(({ kind }) => kind === 'resolver')) {
      const ask = (owner: string, type: string): string[] => {
        const said = world.answerDns(address, {
          name: owner as World['domain'],
          type,
          recursive: true,
          transport: 'udp',
        });
        const found =
          typeof said === 'string'
            ? []
            : said.answer.filter((record) => record.type === type).map(({ rdata }) => rdata);
        tally(
          found.length > 0 ? undefined : `${name} ${owner} ${type} ${typeof said === 'string' ? said : said.rcode}`,
        );
        return found;
      };
      ask(world.domain, 'NS');
      for (const site of ask(world.domain, 'A')) {
        const page = world.web(site, { scheme: 'https', host: world.domain.slice(0, -1), path: '/' });
        tally(page === undefined || page.status >= 400 ? `${name} http ${page?.status}` : undefined);
      }
      for (const mx of ask(world.domain, 'MX').map((rdata) => rdata.split(' ')[1]!))
        for (const mail of ask(mx, 'A')) {
          const reply = world.smtp(mail, `info@${world.domain.slice(0, -1)}`);
          tally(reply === undefined || reply.code >= 400 ? `${name} smtp ${reply?.code}` : undefined);
        }
    }
  };
  const jumpTo = (untilMs: number) => {
    while (inner.now() < untilMs) {
      inner.jumpTo(Math.min(untilMs, inner.now() + everyMinutes * MINUTE));
      visit();
    }
  };
  const clock: JumpingClock = {
    now: inner.now,
    jumpTo,
    advance: (byMs) => jumpTo(inner.now() + byMs),
    sleepUntil: async (untilMs, signal) => {
      if (!signal.aborted) jumpTo(untilMs);
    },
  };
  return { clock, failures, probes: () => probes };
}
