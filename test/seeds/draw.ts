import type { EpochMs } from '../../src/domain/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { ApiPort } from '../../src/ports/step-ports.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import type { DnsFaultKind, FaultKind } from '../../src/simulation/types.ts';
import { EVERYTHING } from '../engine/simulated-app.ts';

/** Where a worker can be struck, seen from one call that changes something. */
export type Boundary =
  | 'before-intent'
  | 'after-intent'
  | 'before-send'
  | 'after-apply'
  | 'after-answer'
  | 'after-outcome';
export const BOUNDARIES: readonly Boundary[] = [
  'before-intent',
  'after-intent',
  'before-send',
  'after-apply',
  'after-answer',
  'after-outcome',
];

/** What befalls a worker at its nth changing call, or at its nth append. */
export interface Strike {
  readonly at: Boundary | 'append';
  readonly nth: number;
  /** `dies`: another process takes over. `pauses`: it is stopped, another works on, then it wakes. */
  readonly what: 'dies' | 'pauses';
  readonly pauseMs: number;
}

/** Something that happens so long after the beginning, whatever golive does. */
export type Happening = { readonly afterMs: number } & (
  | { readonly what: 'edit'; readonly record: number }
  | { readonly what: 'jump'; readonly byMs: number }
  | { readonly what: 'dns'; readonly server: number; readonly fault: DnsFaultKind; readonly forMs: number }
  | { readonly what: 'reboot' }
  | { readonly what: 'rollback' }
  | { readonly what: 'answer' }
  /** A letter comes in; somebody changes a page of the site. */
  | { readonly what: 'mail'; readonly box: number }
  | { readonly what: 'site'; readonly page: number }
  /** The half-day is given back for one that is only held; the customer says yes so long after, if it still stands then. */
  | { readonly what: 'hold'; readonly forMs: number; readonly confirmAfterMs: number; readonly nth: number }
  | { readonly what: 'unbook'; readonly taken: 'undo' | 'keep'; readonly againAfterMs: number }
  /** To the nth half-day that is free. */
  | { readonly what: 'move'; readonly taken: 'undo' | 'keep'; readonly nth: number }
  | { readonly what: 'request'; readonly end: 'done' | 'carried over' }
);

/** Everything that makes one run; plain JSON, so that a run that failed can be kept whatever the drawing becomes later. */
export interface Draw {
  readonly seed: number;
  readonly kind: Kind;
  readonly scenario: Partial<Scenario>;
  readonly without: readonly ApiPort[];
  /** Fraction of calls that meet a fault, until `faultsEndMs` after the beginning. */
  readonly perCall: number;
  readonly faults: readonly FaultKind[];
  /** Lists that show nothing new until the faults end, whatever the provider promises; `late`: that show it hours late. */
  readonly hides: readonly string[];
  readonly faultsEndMs: number;
  readonly strikes: readonly Strike[];
  readonly happenings: readonly Happening[];
  /** The domain's holder says no to the first transfer; the registrar refuses the next call of that name. */
  readonly refused: readonly string[];
}

/** How registries of other endings than the toy one work, each by its rule; what a registrar may set is drawn. */
export interface Ending {
  readonly weight: number;
  readonly scenario: (below: (n: number) => number) => Partial<Scenario>;
}
const AT_ONCE = { transferSeconds: 0, transferNeedsConfirmation: false } as const;
const HIDDEN = { lockShown: false } as const;
const NO_LOCK = { locked: false } as const;
const DAY_SECONDS = 86_400;
export const ENDINGS = {
  example: { weight: 10, scenario: () => ({}) },
  com: {
    weight: 2,
    scenario: (below) => ({
      transferSeconds: below(6) * DAY_SECONDS,
      ...(below(3) === 0 ? { registeredDaysAgo: 50 + below(12), lockDaysAfterRegistration: 60 } : {}),
      authInfoValidSeconds: (5 + below(10)) * DAY_SECONDS,
    }),
  },
  nl: { weight: 3, scenario: () => ({ ...AT_ONCE, ...NO_LOCK, orderWantsNameServers: true }) },
  be: {
    weight: 2,
    scenario: () => ({
      ...AT_ONCE,
      ...HIDDEN,
      authInfoValidSeconds: 7 * DAY_SECONDS,
      orderWantsNameServers: true,
    }),
  },
  de: { weight: 2, scenario: () => ({ ...AT_ONCE, ...NO_LOCK, authInfoValidSeconds: 30 * DAY_SECONDS }) },
  eu: {
    weight: 1,
    scenario: (below) => ({
      ...HIDDEN,
      transferSeconds: below(6) * DAY_SECONDS,
      authInfoValidSeconds: 40 * DAY_SECONDS,
      orderWantsNameServers: true,
    }),
  },
  fr: { weight: 1, scenario: (below) => ({ ...NO_LOCK, transferSeconds: (8 + below(2)) * DAY_SECONDS }) },
  uk: {
    weight: 2,
    scenario: (below) => ({ ...NO_LOCK, tagPush: true, transferSeconds: [0, 0, 3600, 2 * DAY_SECONDS][below(4)]! }),
  },
  ch: { weight: 1, scenario: () => ({ ...AT_ONCE, ...HIDDEN }) },
  /** One without a row. */
  pl: { weight: 1, scenario: () => ({ ...HIDDEN }) },
} as const satisfies Record<string, Ending>;

/** The ending is drawn apart, so that all else of a seed is as it was before there were endings. */
function endingOf(seed: number): Partial<Scenario> {
  const random = seededRandom(seed * 2 + 1_000_003);
  const { name, scenario } = endingAt(random());
  const own = scenario((n) => Math.floor(random() * n));
  return name === 'example' ? own : { domain: `bakkerij-dezon.${name}.`, ...own };
}

/** What befalls the half-day is drawn apart too. */
function bookings(seed: number, troubled: number): Happening[] {
  const random = seededRandom(seed * 2 + 3_000_017);
  const below = (n: number): number => Math.floor(random() * n);
  const chance = (p: number): boolean => random() < p;
  const taken = (): 'undo' | 'keep' => (chance(0.6) ? 'undo' : 'keep');
  const happening = (): Happening => {
    const afterMs = chance(0.5) ? below(36 * HOUR) : below(troubled);
    const drawn = random();
    if (drawn < 0.3) {
      const forMs = HOUR + below(30 * HOUR);
      return { afterMs, what: 'hold', forMs, confirmAfterMs: below(forMs * 2), nth: below(6) };
    }
    if (drawn < 0.5) return { afterMs, what: 'unbook', taken: taken(), againAfterMs: below(2 * DAY) };
    if (drawn < 0.75) return { afterMs, what: 'move', taken: taken(), nth: below(8) };
    return { afterMs, what: 'request', end: chance(0.5) ? 'done' : 'carried over' };
  };
  return chance(0.4) ? [] : Array.from({ length: 1 + below(3) }, happening);
}

/** What goes on at the customer's meanwhile; only in the mixes, so that the seeds below them stay what they are. */
function business(seed: number, troubled: number): Happening[] {
  if (seed < MIXED_FROM) return [];
  const random = seededRandom(seed * 2 + 5_000_011);
  const below = (n: number): number => Math.floor(random() * n);
  const moment = () => (random() < 0.5 ? 35 * HOUR + below(12 * HOUR) : below(troubled));
  const mails = Array.from(
    { length: below(7) },
    (): Happening => ({ afterMs: moment(), what: 'mail', box: below(100) }),
  );
  const pages = Array.from(
    { length: below(4) },
    (): Happening => ({ afterMs: moment(), what: 'site', page: below(9) }),
  );
  // A way back after the switch, before the transfer: nothing else has as much to put back.
  const back = random() < 0.2 ? [{ afterMs: 36 * HOUR + below(30 * HOUR), what: 'rollback' } as const] : [];
  return [...mails, ...pages, ...back];
}

/** Long TTLs, which must be lowered long before the half-day; only in the mixes. */
function longTtl(seed: number): Partial<Scenario> {
  if (seed < MIXED_FROM) return {};
  const random = seededRandom(seed * 2 + 7_000_003);
  return random() < 0.25 ? { recordTtlSeconds: random() < 0.5 ? DAY_SECONDS : 2 * DAY_SECONDS } : {};
}

/** @param share a fraction of 1 of all weights */
function endingAt(share: number): { readonly name: string } & Ending {
  const endings = (Object.entries(ENDINGS) as [string, Ending][]).map(([name, ending]) => ({ name, ...ending }));
  let left = share * endings.reduce((sum, { weight }) => sum + weight, 0);
  for (const ending of endings) {
    left -= ending.weight;
    if (left < 0) return ending;
  }
  return endings[0]!;
}

const WITH_US = { zoneAt: 'new', hostingAt: 'new', mailAt: 'new', signed: false } as const;
const OURS = { hosting: 'ours', mail: 'ours', nameServers: 'ours' } as const;

interface KindOfMove {
  /** How often it is drawn, against the others. */
  readonly weight: number;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly scenario: Partial<Scenario>;
}

/** All six playbooks, and the moves of the general one that take another way through it. */
export const KINDS = {
  'livegang-1': {
    weight: 1,
    answers: { ...OURS, registration: 'ours' },
    scenario: { ...WITH_US, registrationAt: 'new' },
  },
  'livegang-2': { weight: 1, answers: { ...OURS, registration: 'stays' }, scenario: WITH_US },
  'livegang-3': { weight: 3, answers: EVERYTHING, scenario: {} },
  'livegang-4': {
    weight: 1,
    answers: { registration: 'stays', hosting: 'stays', mail: 'stays', nameServers: 'stays', playbook: 'livegang-4' },
    scenario: {},
  },
  'move-without-interruption': {
    weight: 3,
    answers: { ...EVERYTHING, playbook: 'move-without-interruption' },
    scenario: {},
  },
  'move-with-interruption': {
    weight: 2,
    answers: { ...EVERYTHING, playbook: 'move-with-interruption' },
    scenario: { losingRegistrarCutsDns: true },
  },
  'only-servers': {
    weight: 2,
    answers: { registration: 'moves', hosting: 'stays', mail: 'stays', nameServers: 'switch' },
    scenario: {},
  },
  'zone-stays': {
    weight: 1,
    answers: { ...EVERYTHING, registration: 'stays', mail: 'stays', nameServers: 'stays' },
    scenario: {},
  },
} as const satisfies Record<string, KindOfMove>;

const ZONE_OURS = { ...EVERYTHING, registration: 'ours', nameServers: 'ours' } as const;
const AT_OURS = { registrationAt: 'new', zoneAt: 'new' } as const;
const INTERRUPTED = { ...EVERYTHING, playbook: 'move-with-interruption' } as const;
const HARMLESS = { free: { losingRegistrarCuts: 'no' } } as const;
const mix = (answers: object, scenario: Partial<Scenario> = {}): KindOfMove => ({
  weight: 1,
  answers: { ...answers },
  scenario,
});

/** What else the four questions can be answered with, and with what the six playbooks make of it. */
export const MIXES = {
  'switch, registration ours': mix({ ...EVERYTHING, registration: 'ours' }, { registrationAt: 'new' }),
  'switch, registration stays': mix({ ...EVERYTHING, registration: 'stays' }),
  'switch with the transfer': mix({ ...EVERYTHING, nameServersWithTransfer: true }),
  'switch of mail alone': mix({ ...EVERYTHING, registration: 'stays', hosting: 'stays' }),
  'switch without mail': mix({ ...EVERYTHING, mail: 'none' }),
  'interrupted, registration ours': mix({ ...INTERRUPTED, registration: 'ours' }, { registrationAt: 'new' }),
  'interrupted, registration stays': mix({ ...INTERRUPTED, registration: 'stays' }),
  'interrupted, with the transfer': mix({ ...INTERRUPTED, nameServersWithTransfer: true }),
  'interrupted, zone stays': mix({ ...INTERRUPTED, registration: 'stays', nameServers: 'stays' }),
  'zone stays, mail alone': mix({ ...EVERYTHING, registration: 'stays', hosting: 'stays', nameServers: 'stays' }),
  'zone stays, the rest moves': mix({ ...EVERYTHING, nameServers: 'stays', ...HARMLESS }),
  'zone stays, registration alone': mix({
    registration: 'moves',
    hosting: 'stays',
    mail: 'stays',
    nameServers: 'stays',
    ...HARMLESS,
  }),
  'zone ours, mail moves': mix({ ...ZONE_OURS, hosting: 'ours' }, { ...AT_OURS, hostingAt: 'new', live: true }),
  'zone ours, hosting moves': mix({ ...ZONE_OURS, mail: 'ours' }, { ...AT_OURS, mailAt: 'new' }),
  'zone ours, registration alone': mix({ ...OURS, registration: 'moves' }, { ...WITH_US, live: true }),
  'a site from a test server': mix({ ...EVERYTHING, site: { ...EVERYTHING.site, source: 'dev-server' } }),
  'a site without a database': mix({ ...EVERYTHING, site: { ...EVERYTHING.site, database: false } }, { tables: 0 }),
} as const satisfies Record<string, KindOfMove>;
/** From this number on seeds are drawn from the mixes, so that those below stay what they are. */
export const MIXED_FROM = 1_000_000_000;

export type Kind = keyof typeof KINDS | keyof typeof MIXES;
export const MOVES: Readonly<Record<Kind, KindOfMove>> = { ...KINDS, ...MIXES };
/** The way that accepts that nobody is served for a while. */
export const isInterrupted = (kind: Kind): boolean => MOVES[kind].answers['playbook'] === INTERRUPTED.playbook;

/** Ports that a customer's provider may have no adapter for, so that a person does it by hand. */
const BY_HAND: readonly ApiPort[] = ['losingRegistrar', 'gainingRegistrar', 'oldDnsHost', 'newDnsHost', 'newHosting'];
/** Nobody plays these parts where everything is with us already. */
const OLD_APIS: readonly ApiPort[] = ['oldDnsHost', 'oldHosting', 'oldMailHost', 'siteCopier', 'mailCopier'];
const DNS_FAULTS: readonly DnsFaultKind[] = ['timeout', 'lame', 'servfail', 'stale-zone', 'refuses-tcp'];
const LISTS = ['newHosting.orders', 'gainingRegistrar.transfers', 'newMailHost.licences'];
const REFUSABLE = [
  'newHosting.order',
  'gainingRegistrar.requestTransfer',
  'losingRegistrar.setNameServers',
  'losingRegistrar.setDs',
  'newDnsHost.putRrsets',
  'newMailHost.createMailbox',
];

/** Before this much after the beginning everything troublesome has happened. */
const troubledMs = (kind: Kind): number => (kind.startsWith('livegang-') && kind !== 'livegang-3' ? 3 : 8) * DAY;

/** One run, from one number. */
export function drawOf(seed: number): Draw {
  const random = seededRandom(seed * 2 + 1);
  const below = (n: number): number => Math.floor(random() * n);
  const chance = (p: number): boolean => random() < p;
  const pick = <T>(among: readonly T[]): T => among[below(among.length)]!;
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make);

  const kind = pickKind(seed < MIXED_FROM ? KINDS : MIXES, random);
  const ttl = (): number => pick([300, 300, 900, 3600, 3600, 7200]);
  const scenario: Partial<Scenario> = {
    signed: chance(0.6),
    locked: chance(0.5),
    parentNsTtlSeconds: pick([900, 3600, 3600, 3600, 3600, 14_400, 14_400, 86_400]),
    oldApexNsTtlSeconds: ttl(),
    newApexNsTtlSeconds: ttl(),
    dsTtlSeconds: pick([300, 300, 900, 3600, 3600, 3600, 3600, 86_400, 172_800]),
    dnskeyTtlSeconds: pick([300, 300, 900, 3600, 3600, 3600, 3600, 86_400, 172_800]),
    recordTtlSeconds: ttl(),
    negativeTtlSeconds: pick([60, 300, 900]),
    registryPublishSeconds: pick([0, 30, 30, 600]),
    apiConsistencySeconds: pick([0, 0, 30, 60, 120, 600]),
    hostingInstallSeconds: pick([0, 600, 3600]),
    transferSeconds: pick([0, 600, 7200, 86_400]),
    transferNeedsPayment: chance(0.7),
    transferNeedsConfirmation: chance(0.6),
    accountMayConfirm: chance(0.7),
    losingRegistrarCutsDns: chance(0.2),
    registryChecksNameServers: chance(0.2),
    mailNeedsVerification: chance(0.3),
    mailSeatsIncluded: chance(0.3) ? 0 : 100,
    newDnsHostSigns: chance(0.7),
    files: 3,
    tables: 2,
    mailboxes: { info: 2, jan: 1 },
    ...endingOf(seed),
    ...MOVES[kind].scenario,
    ...longTtl(seed),
  };
  const byHand = chance(0.25) ? [pick(BY_HAND)] : chance(0.1) ? BY_HAND : [];
  const calm = chance(0.1);
  const strike = (): Strike => ({
    at: chance(0.7) ? pick(BOUNDARIES) : 'append',
    nth: 1 + below(chance(0.5) ? 12 : 60),
    what: chance(0.7) ? 'dies' : 'pauses',
    pauseMs: pick([SECOND, MINUTE, 10 * MINUTE, HOUR, 5 * HOUR, 3 * DAY]),
  });
  // Around the first half-day that can be booked more goes on than on other days.
  const moment = (): number => (chance(0.3) ? 35 * HOUR + below(6 * HOUR) : below(troubledMs(kind)));
  const happening = (): Happening => {
    const afterMs = moment();
    const drawn = random();
    if (drawn < 0.35) return { afterMs, what: 'edit', record: below(1000) };
    if (drawn < 0.55) return { afterMs, what: 'jump', byMs: jump(random) };
    if (drawn < 0.6) return { afterMs, what: 'reboot' };
    if (drawn < 0.9)
      return {
        afterMs,
        what: 'dns',
        server: chance(0.5) ? 5 + below(2) : below(1000),
        fault: pick(DNS_FAULTS),
        forMs: pick([10 * MINUTE, HOUR, 12 * HOUR, 2 * DAY]),
      };
    return { afterMs, what: 'answer' };
  };
  return {
    seed,
    kind,
    scenario,
    without: [...(MOVES[kind].scenario === WITH_US || kind === 'livegang-1' ? OLD_APIS : []), ...byHand],
    perCall: calm ? 0 : pick([0.01, 0.03, 0.1, 0.25]),
    faults: chance(0.4) ? ['lost-answer'] : ['lost-answer', 'unreachable', 'rate-limited', 'slow'],
    hides: calm ? [] : chance(0.2) ? [pick(LISTS)] : chance(0.15) ? [`${pick(LISTS)} late`] : [],
    faultsEndMs: troubledMs(kind),
    strikes: calm ? [] : some(3, strike),
    happenings: [
      ...(calm ? [] : some(5, happening)),
      ...(chance(0.2) ? [{ afterMs: below(6 * DAY), what: 'rollback' } as const] : []),
      ...bookings(seed, troubledMs(kind)),
      ...business(seed, troubledMs(kind)),
    ].sort((one, other) => one.afterMs - other.afterMs),
    refused: chance(0.15) ? [pick(REFUSABLE)] : [],
  };
}

function pickKind(among: Readonly<Partial<Record<Kind, KindOfMove>>>, random: () => number): Kind {
  const kinds = Object.entries(among) as [Kind, KindOfMove][];
  let left = random() * kinds.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [kind, { weight }] of kinds) {
    left -= weight;
    if (left < 0) return kind;
  }
  return 'livegang-3';
}

/** Up to 400 days either way, as often small as large. */
function jump(random: () => number): number {
  const size = Math.exp(Math.log(SECOND) + random() * Math.log((400 * DAY) / SECOND));
  return Math.round(size) * (random() < 0.5 ? -1 : 1);
}

/** Where a run is over in any case. */
export const LONGEST_MS: EpochMs = 80 * DAY;
