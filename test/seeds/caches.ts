import type { Rrset } from '../../src/domain/rrset.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { SECOND } from '../../src/domain/time.ts';
import type { Outside } from './outside.ts';

/** What moves, and caches have as it was: the mail's and the site's records. */
const CONTENT = [
  { type: 'MX', moves: 'mail' },
  { type: 'A', moves: 'hosting' },
] as const;

/** A clock that is set right is followed by a few seconds a day; no cache keeps time better. */
const CLOCK_MS = 10 * SECOND;

/** Something a cache may have learnt: whether a parent says it now, and when the last cache forgets it. */
class Learnt {
  isThere = false;
  untilMs = Number.NEGATIVE_INFINITY;

  /** A cache may have it at `ms`. */
  isHeldAt(ms: EpochMs): boolean {
    return ms < this.untilMs - CLOCK_MS;
  }

  see(isThere: boolean, untilMs: () => EpochMs): void {
    this.isThere = isThere;
    if (isThere) this.untilMs = untilMs();
  }
}

/** What caches anywhere may still hold, at worst, by what the servers were seen to say. */
export class Caches {
  /** The old name servers, and how long a cache may keep them. */
  readonly old = new Learnt();
  /** The same of the new name servers: what a way back must wait for. */
  readonly new = new Learnt();
  readonly ds = new Learnt();
  /** A DS that was not there in the beginning. */
  readonly strangeDs = new Learnt();
  /** That there are no keys. */
  readonly keyless = new Learnt();
  /** When the parents first named the new servers alone. */
  switchedMs: EpochMs | undefined;
  /** Until when a cache may have what moves as it was: by RRset of `CONTENT`. */
  readonly #contentUntilMs = new Map<string, EpochMs>();
  readonly #learntUntilMs = new Map<string, EpochMs>();
  readonly #outside: Outside;

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** Takes in what the parents say now; called at every turn of the clock. */
  look(): void {
    const outside = this.#outside;
    const now = outside.trueNow();
    const { dsTtlSeconds, dnskeyTtlSeconds, newApexNsTtlSeconds, signed } = outside.world.scenario;
    const delegation = outside.parent('NS');
    const names = new Set(delegation?.map(({ rdata }) => rdata));
    if (delegation !== undefined) {
      const until = (zoneTtlSeconds: number) =>
        now + Math.max(zoneTtlSeconds, ...delegation.map(({ ttlSeconds }) => ttlSeconds)) * SECOND;
      const olds = outside.servers('old').map(({ name }) => name);
      this.old.see(
        olds.some((name) => names.has(name)),
        () => until(Math.max(0, ...outside.ttls('old', 'NS'))),
      );
      const news = outside.servers('new').map(({ name }) => name);
      if (!this.old.isThere && news.every((name) => names.has(name))) this.switchedMs ??= now;
      this.new.see(
        news.some((name) => names.has(name)),
        () => until(newApexNsTtlSeconds),
      );
      if (this.old.isThere && outside.isSwitch()) this.#learnContent(now);
    }
    if (signed) this.#lookForKeys(now, names);
    const ds = outside.parent('DS');
    if (ds === undefined) return;
    const until = () => now + (dsTtlSeconds + dnskeyTtlSeconds) * SECOND;
    this.ds.see(ds.length > 0, until);
    const first = outside.begin.registrations[outside.domain]?.ds ?? [];
    this.strangeDs.see(
      ds.some(({ rdata }) => !first.includes(rdata)),
      until,
    );
  }

  /** The type of something that moves and that a cache may have as it was at `ms`, and until when. */
  oldContentAt(ms: EpochMs): readonly [type: string, untilMs: EpochMs] | undefined {
    return [...this.#contentUntilMs].find(([, untilMs]) => ms < untilMs - CLOCK_MS);
  }

  /** A cache fetches from the old servers now, or at the last moment at which it still finds its way there. */
  #learnContent(now: EpochMs): void {
    for (const { type, moves } of CONTENT) {
      if (this.#outside.answers[moves] !== 'moves') continue;
      const ttls = this.#outside.ttls('old', type);
      if (ttls.length === 0) continue;
      const until = Math.max(now + Math.max(...ttls) * SECOND, this.old.untilMs + Math.min(...ttls) * SECOND);
      // What was learnt with a long TTL stays; the way there is what it is now.
      const before = this.#learntUntilMs.get(type) ?? Number.NEGATIVE_INFINITY;
      const learntUntilMs = Math.max(before, now + Math.max(...ttls) * SECOND);
      this.#learntUntilMs.set(type, learntUntilMs);
      this.#contentUntilMs.set(type, Math.max(until, learntUntilMs));
    }
  }

  /** A cache that was told "no keys" keeps that. */
  #lookForKeys(now: EpochMs, named: ReadonlySet<string>): void {
    const { world } = this.#outside;
    for (const { address } of world.servers.filter(({ name }) => named.has(name))) {
      const said = this.#outside.ask(address, 'DNSKEY');
      if (said === undefined || said.rcode !== 0 || !said.authoritative || said.answer.length > 0) continue;
      this.keyless.untilMs = now + world.scenario.negativeTtlSeconds * SECOND;
    }
  }

  /** In a zone that stays what moves is put over what was: caches keep that for its TTL. */
  putting(side: 'old' | 'new', rrsets: readonly Rrset[]): void {
    const { domain, begin, answers } = this.#outside;
    if (this.#outside.isSwitch()) return;
    for (const { type, moves } of CONTENT) {
      const isIt = (set: Rrset) => set.type === type && set.name === domain;
      const put = rrsets.find(isIt);
      if (put === undefined || answers[moves] !== 'moves') continue;
      const was = begin.zones[side][domain]?.rrsets.find(isIt);
      if (was === undefined || was.rdatas.join() === put.rdatas.join()) continue;
      const ttls = this.#outside.ttls(side, type);
      if (!this.#contentUntilMs.has(type) && ttls.length > 0)
        this.#contentUntilMs.set(type, this.#outside.trueNow() + Math.min(...ttls) * SECOND);
    }
  }
}
