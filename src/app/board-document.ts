import type { EpochMs } from '../domain/time.ts';
import { SECOND } from '../domain/time.ts';
import type { Span } from './board-history.ts';
import type { CheckResult } from './documents.ts';
import type { MigrationShown } from './migration-schema.ts';

/** How one cell of the board stands. other: neither the old nor the new data. negative: "there is none". error: no answer. */
export const CELL_STATES = ['new', 'old', 'mixed', 'other', 'negative', 'error', 'not-asked'] as const;
export type CellState = (typeof CELL_STATES)[number];

/** Where a cache stands beside the computed end. early: it has turned before it had to. late: its time is up, and it has not. */
export type Pace = 'early' | 'due' | 'late' | 'over';

/** What one cache says of one record. */
export interface BoardCell {
  /** `NS`, `www A` */
  readonly record: string;
  readonly state: CellState;
  readonly rdata: readonly string[];
  readonly ttlLeftSeconds?: number;
  readonly clearsAtMs?: EpochMs;
  readonly why?: string;
}

export interface BoardRow {
  readonly name: string;
  readonly address?: string;
  readonly region?: string;
  readonly state: CellState;
  /** The servers that it names, or how it was heard. */
  readonly says?: readonly string[];
  readonly heard?: string;
  readonly serial?: number;
  readonly ttlLeftSeconds?: number;
  /** Its copy of the old data dies then. */
  readonly turnsAtMs?: EpochMs;
  /** First seen with the new data. */
  readonly turnedAtMs?: EpochMs;
  readonly pace?: Pace;
  /** The verdict waits for it. */
  readonly gate?: boolean;
  readonly lies?: boolean;
  readonly cells?: readonly BoardCell[];
  readonly spans: readonly Span[];
}

export interface Board {
  readonly id: string;
  readonly verdict?: CheckResult['verdict'];
  readonly why?: string;
  readonly kind: CheckResult['expected']['kind'];
  /** By the migration's clock; absent: nobody has looked since this process began. */
  readonly lookedAtMs?: EpochMs;
  readonly parents: readonly BoardRow[];
  readonly newServers: readonly BoardRow[];
  readonly oldServers: readonly BoardRow[];
  readonly resolvers: readonly BoardRow[];
  readonly switchedAtMs?: EpochMs;
  readonly worstCaseAtMs?: EpochMs;
  readonly earlyAtMs?: EpochMs;
  readonly propagatedAtMs?: EpochMs;
  readonly closeAfterMs?: EpochMs;
  readonly seconds: number;
  readonly terms: readonly { readonly what: string; readonly seconds: number; readonly source: string }[];
  readonly rrsets: readonly { readonly source: string; readonly seconds: number; readonly at?: string | undefined }[];
  readonly findings: CheckResult['findings'];
  readonly nowMs: EpochMs;
  readonly questions?: number;
}

export interface BoardParts {
  readonly migration: MigrationShown;
  /** The last look of this process. */
  readonly look?: { readonly result: CheckResult; readonly atMs: EpochMs };
  readonly spans: ReadonlyMap<string, readonly Span[]>;
  readonly nowMs: EpochMs;
}

const PARENT_STATES: Readonly<Record<CheckResult['delegation']['parent'][number]['says'], CellState>> = {
  new: 'new',
  old: 'old',
  half: 'mixed',
  intermediate: 'other',
  none: 'negative',
  unknown: 'error',
};

/** Everything that is known of a switch in the world: the last look, what the journal kept of the caches, and how it went. */
export function boardOf({ migration, look, spans, nowMs }: BoardParts): Board {
  const result = look?.result;
  const known = migration.propagation;
  const switchedAtMs = momentOf(result?.deadline.switchedAt ?? known?.switchedAt);
  const worstCaseAtMs = momentOf(result?.deadline.worstCaseAt ?? known?.worstCaseAt);
  const times = { nowMs, spans, ...optional('worstCaseAtMs', worstCaseAtMs) };
  const terms = result?.deadline.terms ?? [];
  return {
    id: migration.id,
    ...(result === undefined ? {} : { verdict: result.verdict, why: result.why, questions: result.questions }),
    kind: result?.expected.kind ?? (migration.cutoverKind === 'records' ? 'records' : 'switch'),
    ...optional('lookedAtMs', look?.atMs),
    parents: (result?.delegation.parent ?? []).map((row) => parentRow(row, times, look!.atMs)),
    newServers: serversOf(result, 'new', spans),
    oldServers: serversOf(result, 'old', spans),
    resolvers: resolverRows(migration, look, times),
    ...optional('switchedAtMs', switchedAtMs),
    ...optional('worstCaseAtMs', worstCaseAtMs),
    ...optional('earlyAtMs', momentOf(known?.earlyAt)),
    ...optional('propagatedAtMs', momentOf(known?.propagatedAt)),
    ...optional(
      'closeAfterMs',
      momentOf(migration.oldServiceMayCloseAfter ?? result?.deadline.oldServiceMayBeClosedAfter),
    ),
    seconds: terms.length > 0 ? result!.deadline.seconds : (known?.seconds ?? 0),
    terms: terms.length > 0 ? terms : (known?.terms ?? []),
    rrsets: terms.length > 0 ? result!.deadline.rrsets : (known?.rrsets ?? []),
    findings: result?.findings ?? [],
    nowMs,
  };
}

interface Times {
  readonly nowMs: EpochMs;
  readonly worstCaseAtMs?: EpochMs;
  readonly spans: BoardParts['spans'];
}

/** What is left of a TTL that was read at a look. */
export function ttlLeft(ttlSeconds: number | null, readAtMs: EpochMs, nowMs: EpochMs): number | undefined {
  if (ttlSeconds === null) return undefined;
  return Math.max(0, Math.round(ttlSeconds - (nowMs - readAtMs) / SECOND));
}

function parentRow(
  { server, address, ns, ttlSeconds, outcome, says }: CheckResult['delegation']['parent'][number],
  { spans }: Times,
  _readAtMs: EpochMs,
): BoardRow {
  const name = server || '.';
  return {
    name,
    address,
    state: outcome === 'not-asked' ? 'not-asked' : PARENT_STATES[says],
    says: ns,
    ...(outcome === 'answer' || outcome === 'referral' ? {} : { heard: outcome }),
    // The parent's own servers give it whole each time: it runs in the caches.
    ...(ttlSeconds === null ? {} : { ttlLeftSeconds: ttlSeconds }),
    spans: spansNamed(spans, name, address),
  };
}

function serversOf(
  result: CheckResult | undefined,
  wanted: 'new' | 'old',
  spans: BoardParts['spans'],
): readonly BoardRow[] {
  return (result?.delegation.child ?? [])
    .filter(({ side }) => side === wanted)
    .map(({ server, address, ns, outcome, tcp, serial }) => ({
      name: server,
      address,
      state: outcome === 'not-asked' ? 'not-asked' : outcome === 'answer' ? wanted : 'error',
      says: ns,
      ...(outcome !== 'answer' ? { heard: outcome } : tcp === 'answer' ? {} : { heard: `tcp ${tcp}` }),
      ...(serial === null ? {} : { serial }),
      spans: wanted === 'new' ? spansNamed(spans, server, address) : [],
    }));
}

/** How a server was heard and what a parent names, as cells say it. */
const AS_CELLS: Readonly<Record<string, CellState>> = {
  ...PARENT_STATES,
  answer: 'new',
  'not-asked': 'not-asked',
};

/** Standings carry the server's name with its final dot, documents without. */
function spansNamed(spans: BoardParts['spans'], name: string, address: string): readonly Span[] {
  const found = spans.get(`${name}. ${address}`) ?? spans.get(`${name} ${address}`.trim()) ?? spans.get(name) ?? [];
  return found.map((span) => ({ ...span, state: AS_CELLS[span.state] ?? 'error' }));
}

function resolverRows(migration: MigrationShown, look: BoardParts['look'], times: Times): BoardRow[] {
  const remembered = new Map((migration.propagation?.resolvers ?? []).map((row) => [row.name, row]));
  const asked = Map.groupBy(look?.result.resolvers ?? [], ({ name }) => name);
  const names = [...new Set([...asked.keys(), ...remembered.keys()])];
  return names.map((name) =>
    resolverRow(name, asked.get(name) ?? [], remembered.get(name), migration.domain, look?.atMs ?? 0, times),
  );
}

type Remembered = NonNullable<MigrationShown['propagation']>['resolvers'][number];

function resolverRow(
  name: string,
  answers: CheckResult['resolvers'],
  remembered: Remembered | undefined,
  domain: string,
  readAtMs: EpochMs,
  times: Times,
): BoardRow {
  const { nowMs, spans } = times;
  const own = spans.get(name) ?? [];
  const cells = answers.map((answer): BoardCell => {
    const left = ttlLeft(answer.ttlSeconds, readAtMs, nowMs);
    return {
      record: recordOf(answer.record, answer.type, domain),
      state: answer.outcome,
      rdata: answer.rdata,
      ...optional('ttlLeftSeconds', left),
      ...optional('clearsAtMs', momentOf(answer.clearsAt)),
      ...(answer.why === undefined ? {} : { why: answer.why }),
    };
  });
  // Whoever looked last is right: the engine writes down what it sees, this process keeps its own looks.
  const state = cellState(own.at(-1)?.state ?? remembered?.outcome);
  const isNew = state === 'new';
  const clears = cells.flatMap(({ clearsAtMs, state: of }) => (of === 'new' ? [] : (clearsAtMs ?? [])));
  const turnsAtMs = clears.length > 0 ? Math.max(...clears) : momentOf(remembered?.clearsAt);
  const turnedAtMs = isNew
    ? (own.find((span) => span.state === 'new')?.fromMs ?? momentOf(remembered?.turnedAt))
    : undefined;
  const ownEnds = answers.flatMap(({ worstCaseAt }) => momentOf(worstCaseAt) ?? []);
  const endsMs = ownEnds.length > 0 ? Math.max(...ownEnds) : times.worstCaseAtMs;
  const lefts = cells.flatMap(({ ttlLeftSeconds, state: of }) => (of === 'new' ? [] : (ttlLeftSeconds ?? [])));
  const [first] = answers;
  return {
    name,
    ...(first === undefined ? {} : { address: first.address, lies: first.honest === 'no' }),
    ...(first?.region === undefined ? {} : { region: first.region }),
    state,
    ...(!isNew && lefts.length > 0 ? { ttlLeftSeconds: Math.max(...lefts) } : {}),
    ...optional('turnsAtMs', isNew ? undefined : turnsAtMs),
    ...optional('turnedAtMs', turnedAtMs),
    ...optional('pace', paceOf(state, endsMs, nowMs)),
    gate: first?.gate ?? remembered?.gate ?? false,
    cells,
    spans: own,
  };
}

/** Old data past the last moment that the rules allow is late; a cache that gave no answer is neither. */
export function paceOf(state: CellState, endsMs: EpochMs | undefined, nowMs: EpochMs): Pace | undefined {
  if (endsMs === undefined || state === 'error' || state === 'not-asked') return undefined;
  if (state === 'new') return nowMs < endsMs ? 'early' : 'over';
  return nowMs < endsMs ? 'due' : 'late';
}

function cellState(text: string | undefined): CellState {
  return (CELL_STATES as readonly (string | undefined)[]).includes(text) ? (text as CellState) : 'not-asked';
}

/** `NS`, `www A`: the name only where it is not the zone's own. */
function recordOf(record: string, type: string, zone: string): string {
  const below = record.endsWith(`.${zone}`) ? record.slice(0, -zone.length - 1) : record;
  return record === zone ? type : `${below} ${type}`;
}

function momentOf(iso: string | null | undefined): EpochMs | undefined {
  return iso === null || iso === undefined ? undefined : Date.parse(iso);
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}
