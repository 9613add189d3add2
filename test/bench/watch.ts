// Watches simulated cutovers to their end on a clock that jumps, with the very schedule that golive watch uses. Caches are modelled by their
// copies alone: what they hold, until when, and which way they go when they fetch.
import type { CacheState, Copy } from '../../src/dns/look-schedule.ts';
import {
  chanceOf,
  copyLooks,
  heard,
  nextOldZoneLook,
  nextParentLook,
  nextServersLook,
  UNASKED,
} from '../../src/dns/look-schedule.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { seededRandom } from '../../src/simulation/random.ts';

const DAY_SECONDS = 86_400;
/** Where registries differ: the delegation's TTL, how long publishing takes, how many addresses serve the zone above. */
const REGISTRIES = [
  { share: 0.45, delegationSeconds: 3600, publishMs: 30 * MINUTE, parents: 6 },
  { share: 0.35, delegationSeconds: DAY_SECONDS, publishMs: 10 * MINUTE, parents: 8 },
  { share: 0.2, delegationSeconds: 2 * DAY_SECONDS, publishMs: MINUTE, parents: 13 },
] as const;
const CACHES = 9;
const SERVER_ADDRESSES = 4;
/** Questions of the canaries, for each cache, once. */
const CANARIES = 3;
/** SOA over UDP and TCP, and the apex NS. */
const PER_SERVER = 3;

export interface Watched {
  readonly queries: number;
  readonly queriesFromSwitch: number;
  readonly everyFiveMinutes: number;
  readonly everyFiveMinutesFromSwitch: number;
  /** For each cache that turned: how long after it that was reported; negative: before the last of its shards. */
  readonly lateMs: readonly number[];
  /** A cache that had turned and was never reported. */
  readonly missed: number;
  /** From the registry's last server having the new set until that was seen. */
  readonly parentLateMs: number;
}

type Random = () => number;

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

/** One cache as its operator runs it: each question's copy, and the way it knows to the zone's servers. */
class Shard {
  readonly #ttlMs: readonly number[];
  readonly #expiresMs: number[];
  readonly #isNew: boolean[];
  readonly turnedMs: (number | null)[];
  readonly #popular: boolean;
  readonly #childCentric: boolean;
  readonly #oldNamesNew: boolean;
  readonly #switchedMs: number;
  #pathMs: number;

  constructor(
    random: Random,
    options: {
      readonly switchedMs: number;
      readonly ttlSeconds: readonly number[];
      readonly delegationSeconds: number;
      readonly ceilingSeconds: number;
      readonly oldNamesNew: boolean;
    },
  ) {
    const { switchedMs, ttlSeconds, delegationSeconds, ceilingSeconds, oldNamesNew } = options;
    this.#ttlMs = ttlSeconds.map((seconds) => Math.min(seconds, ceilingSeconds) * SECOND);
    this.#popular = random() < 0.6;
    this.#childCentric = random() < 0.3;
    this.#oldNamesNew = oldNamesNew;
    this.#switchedMs = switchedMs;
    const pathMs = Math.min(this.#childCentric ? ttlSeconds[0]! : delegationSeconds, ceilingSeconds) * SECOND;
    const isCold = !this.#popular && random() < 0.5;
    this.#pathMs = isCold ? switchedMs : switchedMs + random() * pathMs;
    this.#expiresMs = this.#ttlMs.map((ttl) => (isCold ? switchedMs : switchedMs + random() * ttl));
    this.#isNew = this.#ttlMs.map(() => false);
    this.turnedMs = this.#ttlMs.map(() => null);
  }

  ask(question: number, atMs: number): { readonly outcome: 'new' | 'old'; readonly clearsAtMs: number | null } {
    const ttl = this.#ttlMs[question]!;
    while (this.#expiresMs[question]! <= atMs) {
      // Somebody else's question brings a new copy at once; with nobody else, ours does.
      const fetchedMs = this.#popular ? this.#expiresMs[question]! : atMs;
      const couldMs = Math.max(this.#expiresMs[question]!, this.#pathMs);
      // Without the change in the old zone, whoever goes by the child's set is sent there again by each answer.
      const sticks = this.#childCentric && !this.#oldNamesNew && fetchedMs < this.#pathMs;
      if (sticks) this.#pathMs = fetchedMs + this.#ttlMs[0]!;
      const byOld = question === 0 && this.#oldNamesNew && fetchedMs >= this.#switchedMs;
      this.#isNew[question] = fetchedMs >= this.#pathMs || byOld;
      if (this.#isNew[question] && this.turnedMs[question] === null)
        this.turnedMs[question] = this.#popular || byOld ? fetchedMs : couldMs;
      if (byOld && !this.#popular && this.turnedMs[question] === fetchedMs)
        this.turnedMs[question] = this.#expiresMs[question]!;
      this.#expiresMs[question] = fetchedMs + ttl;
    }
    const isNew = this.#isNew[question]!;
    return { outcome: isNew ? 'new' : 'old', clearsAtMs: isNew ? null : this.#expiresMs[question]! };
  }
}

/** One cutover from the moment at which its preflight said go until its computed deadline. */
export function watchOne(seed: number): Watched {
  const random = seededRandom(seed);
  let draw = random();
  const registry = REGISTRIES.find(({ share }) => {
    draw -= share;
    return draw < 0;
  })!;
  const apexSeconds = pick(random, [3600, 14_400, DAY_SECONDS]);
  const contentSeconds = random() < 0.6 ? [300] : [3600, 14_400, DAY_SECONDS];
  const changed = Math.floor(random() * 6);
  const ttlSeconds = [apexSeconds, ...Array.from({ length: changed }, () => pick(random, contentSeconds))];
  const oldNamesNew = random() < 0.7;
  const beginsMs = 0;
  const slotMs = random() * 24 * HOUR;
  const orderedMs = slotMs + random() * 30 * MINUTE;
  const publishedMs = Array.from({ length: registry.parents }, () => orderedMs + random() * registry.publishMs);
  const switchedMs = Math.max(...publishedMs);
  const chance = random();
  const name = `zone-${seed}`;

  // The way there: parents one at a time until one has changed, then those that have not.
  let queries = 0;
  let lastMs: number | null = null;
  let seenMs = Number.POSITIVE_INFINITY;
  let changing = false;
  let turn = 0;
  const isNew = publishedMs.map(() => false);
  const serversAt: number[] = [];
  for (;;) {
    const at = nextParentLook(
      { lastMs, cutoverAtMs: slotMs, watchedSinceMs: beginsMs, delegated: 'no', changing },
      chance,
    );
    lastMs = at;
    const asked = changing ? [...isNew.keys()].filter((index) => !isNew[index]) : [turn++ % isNew.length];
    queries += asked.length;
    for (const index of asked) isNew[index] = publishedMs[index]! <= at;
    changing ||= isNew.some(Boolean);
    if (isNew.every(Boolean)) {
      seenMs = at;
      break;
    }
  }
  for (let at: number = beginsMs; at < seenMs; at = nextServersLook(at, 'yes', at)) serversAt.push(at);
  const contentMs = Math.max(0, ...ttlSeconds.slice(1)) * SECOND;
  // Where the zone that is left names itself for ever, its NS set is content too.
  const ownMs = oldNamesNew ? contentMs : Math.max(contentMs, apexSeconds * SECOND);
  const deadlineMs = switchedMs + Math.max(registry.delegationSeconds, apexSeconds) * SECOND + ownMs;
  for (let at = seenMs; at < deadlineMs; at = nextServersLook(at, 'yes', at)) serversAt.push(at);
  const beforeSwitch = queries + serversAt.filter((at) => at < seenMs).length * SERVER_ADDRESSES * PER_SERVER;
  queries += serversAt.length * SERVER_ADDRESSES * (PER_SERVER + changed);
  for (let at: number | null = seenMs; at !== null; at = nextOldZoneLook(at, deadlineMs, at))
    queries += SERVER_ADDRESSES * PER_SERVER;
  for (
    let at = seenMs;
    at < deadlineMs;
    at = nextParentLook(
      { lastMs: at, cutoverAtMs: slotMs, watchedSinceMs: beginsMs, delegated: 'yes', changing: false },
      chance,
    )
  )
    queries += at === seenMs ? 0 : registry.parents;

  const lateMs: number[] = [];
  let missed = 0;
  for (let index = 0; index < CACHES; index++) {
    const sharded = index === 1;
    const ceilingSeconds = [43_200, 21_600, Infinity, Infinity, 3600][index] ?? Infinity;
    const shards = Array.from(
      { length: sharded ? 3 : 1 },
      () =>
        new Shard(random, {
          switchedMs,
          ttlSeconds,
          delegationSeconds: registry.delegationSeconds,
          ceilingSeconds,
          oldNamesNew,
        }),
    );
    const one = watchCache(random, shards, ttlSeconds, `${name} ${index}`, {
      rightSinceMs: seenMs,
      deadlineMs,
      pathIsRight: false,
      sharded,
    });
    queries += one.queries + CANARIES;
    if (one.turnedMs === null) continue;
    // What had turned before anybody could look is reported with the first look.
    if (one.reportedMs === null) missed++;
    else lateMs.push(one.reportedMs - Math.max(one.turnedMs, seenMs));
  }
  const perRound = registry.parents + 2 * SERVER_ADDRESSES * (1 + ttlSeconds.length) + CACHES * ttlSeconds.length;
  const rounds = (fromMs: number): number => Math.floor((deadlineMs - fromMs) / (5 * MINUTE)) + 1;
  return {
    queries,
    queriesFromSwitch: queries - beforeSwitch,
    everyFiveMinutes: perRound * rounds(beginsMs),
    everyFiveMinutesFromSwitch: perRound * rounds(seenMs),
    lateMs,
    missed,
    parentLateMs: seenMs - switchedMs,
  };
}

const SAMPLES = 3;

/** Asks one cache until the deadline. Its turn: the last question of the last shard. */
function watchCache(
  random: Random,
  shards: readonly Shard[],
  ttlSeconds: readonly number[],
  name: string,
  cache: CacheState & { readonly deadlineMs: number },
) {
  let copies: Copy[] = ttlSeconds.map((seconds, index) => ({
    ...UNASKED,
    ttlSeconds: seconds,
    shows: index > 0 || ttlSeconds.length === 1,
  }));
  const chance = chanceOf(name);
  let queries = 0;
  let reportedMs: number | null = null;
  for (;;) {
    const looks = copyLooks(copies, cache, chance);
    const next = Math.min(...looks.map((look) => look ?? Number.POSITIVE_INFINITY));
    if (next > cache.deadlineMs + MINUTE) break;
    const at = Math.max(next, cache.rightSinceMs);
    copies = copies.map((copy, index) => {
      const due = looks[index];
      if (due === null || due === undefined || due > at) return copy;
      const samples = shards.length > 1 ? SAMPLES : 1;
      queries += samples;
      const answers = Array.from({ length: samples }, () => pick(random, shards).ask(index, at));
      const behind = answers.filter(({ outcome }) => outcome === 'old');
      const clears = behind.flatMap(({ clearsAtMs }) => clearsAtMs ?? []);
      const outcome = behind.length === 0 ? 'new' : behind.length === samples ? 'old' : 'mixed';
      return heard(copy, { outcome, clearsAtMs: clears.length === 0 ? null : Math.min(...clears) }, at);
    });
    const allNew = copies.every(({ outcome }) => outcome === 'new');
    if (!allNew) reportedMs = null;
    else reportedMs ??= at;
  }
  // What the world knows: everything is asked once more at the end, behind our back.
  for (const shard of shards) for (const index of ttlSeconds.keys()) shard.ask(index, cache.deadlineMs);
  const turns = shards.flatMap(({ turnedMs }) => turnedMs);
  const turnedMs = turns.some((turn) => turn === null) ? null : Math.max(...turns.map((turn) => turn!));
  return { queries, reportedMs, turnedMs };
}

export interface WatchFigures {
  readonly cutovers: number;
  readonly queries: number;
  readonly everyFiveMinutes: number;
  readonly ratio: number;
  readonly ratioFromSwitch: number;
  readonly turns: number;
  readonly worstLateMs: number;
  readonly worstParentLateMs: number;
  readonly lateTurns: number;
  readonly missed: number;
  /** Reported while a shard that no sample met still had an old copy. */
  readonly early: number;
}

export const MOST_RATIO = 0.1;
export const MOST_LATE_MS = MINUTE;

export function watchMany(cutovers: number, seed = 1): WatchFigures {
  let [queries, all, fromSwitch, allFromSwitch, turns, late, missed, early] = [0, 0, 0, 0, 0, 0, 0, 0];
  let worstLateMs = 0;
  let worstParentLateMs = 0;
  for (let index = 0; index < cutovers; index++) {
    const one = watchOne(seed * 1_000_003 + index);
    queries += one.queries;
    all += one.everyFiveMinutes;
    fromSwitch += one.queriesFromSwitch;
    allFromSwitch += one.everyFiveMinutesFromSwitch;
    turns += one.lateMs.length;
    missed += one.missed;
    worstParentLateMs = Math.max(worstParentLateMs, one.parentLateMs);
    for (const lateMs of one.lateMs) {
      worstLateMs = Math.max(worstLateMs, lateMs);
      if (lateMs > MOST_LATE_MS) late++;
      if (lateMs < 0) early++;
    }
  }
  return {
    cutovers,
    queries,
    everyFiveMinutes: all,
    ratio: queries / all,
    ratioFromSwitch: fromSwitch / allFromSwitch,
    turns,
    worstLateMs,
    worstParentLateMs,
    lateTurns: late,
    missed,
    early,
  };
}

/** Prints the figures; answers whether both hold. */
export function benchWatch(cutovers = 10_000, print: (line: string) => void = console.log): boolean {
  const figures = watchMany(cutovers);
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  print(`\nWatching ${cutovers} simulated cutovers to the end`);
  print(`queries                                        ${figures.queries}`);
  print(`asking everything every five minutes           ${figures.everyFiveMinutes}`);
  print(`share                                          ${percent(figures.ratio)} (at most ${percent(MOST_RATIO)})`);
  print(`share from the switch on                       ${percent(figures.ratioFromSwitch)}`);
  print(`caches that turned                             ${figures.turns}`);
  print(`reported after at most                         ${(figures.worstLateMs / SECOND).toFixed(1)} s (at most 60 s)`);
  print(`later than that, or never                      ${figures.lateTurns}, ${figures.missed}`);
  print(`before a shard that no sample met              ${figures.early}`);
  print(`the registry's last server seen after at most  ${(figures.worstParentLateMs / SECOND).toFixed(1)} s`);
  return figures.ratio <= MOST_RATIO && figures.lateTurns === 0 && figures.missed === 0;
}
