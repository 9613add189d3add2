import { asGoLiveError } from '../../domain/errors.ts';
import { digestOf } from '../../domain/json.ts';
import { printable } from '../../domain/printable.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY, HOUR, MINUTE } from '../../domain/time.ts';
import type { Courier, Handed, Mail, Parcel } from '../../ports/courier.ts';
import type { Delivery } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';
import type { DeliveryBody } from './expand.ts';
import { bodyOf, expanded, LATER } from './expand.ts';
import { FORMATS } from './formats.ts';
import { noticeDocument } from './notice-document.ts';
import { isStillWanted } from './receivers.ts';
import { isStillSo } from './still-so.ts';
import { writeDigest, writeNotice } from './write-notice.ts';

/** After so many failures in a row so long a pause; the last one stays. */
const PAUSES_MS: readonly number[] = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
];
const LONGEST_PAUSE_MS = 6 * HOUR;
/** What could not be brought for so long never will be; somebody hears of that elsewhere. */
export const TRIED_FOR_MS = 3 * DAY;
/** Nobody is asked anything by a migration that is paused; it is looked at again. */
const PAUSED_MS = DAY;

const BATCH = 50;
const MOST_IN_HAND = 200;
/** Lanes that are open at the same time: each waits for somebody else's server. */
const LANES_AT_ONCE = 8;
/** Of leases, until a message that a process took belongs to anybody again. */
const LEASES = 3;
const LONGEST_ERROR = 300;

export interface DeliveryCounts {
  readonly sent: number;
  readonly failed: number;
}

/**
 * Sends what is due: takes it, hands it to the courier, writes down what came of it. Cut off in between it is sent again later, under the same
 * id. Every receiver has a lane of its own, so that one that hangs holds nobody else up; where the first in a lane finds nobody, the others of the
 * lane are not tried for now. What is not so any more is dropped.
 */
export async function deliver(app: App, courier: Courier, signal: AbortSignal): Promise<DeliveryCounts> {
  const round: Round = { app, courier, signal, sent: 0, failed: 0 };
  const lanes = new Map<string, Delivery[][]>();
  const open = new Set<Promise<void>>();
  let inHand = 0;
  let broken: { readonly thrown: unknown } | undefined;
  const start = (): void => {
    for (const [name, groups] of lanes) {
      if (open.size >= LANES_AT_ONCE) return;
      lanes.delete(name);
      const count = groups.flat().length;
      const lane: Promise<void> = runLane(round, groups)
        .catch((thrown: unknown) => {
          broken ??= { thrown };
        })
        .finally(() => {
          inHand -= count;
          open.delete(lane);
        });
      open.add(lane);
    }
  };
  while (!signal.aborted && broken === undefined) {
    const now = app.clock.now();
    const room = MOST_IN_HAND - inHand;
    const batch = room < BATCH ? [] : await app.store.claimDeliveries(BATCH, now, now + LEASES * app.leaseMs);
    inHand += batch.length;
    for (const group of grouped(batch)) {
      const name = laneOf(group[0]!);
      lanes.set(name, [...(lanes.get(name) ?? []), group]);
    }
    start();
    if (batch.length === BATCH) continue;
    if (open.size === 0) break;
    await Promise.race(open);
    start();
  }
  await Promise.all(open);
  if (broken !== undefined) throw broken.thrown;
  return { sent: round.sent, failed: round.failed };
}

interface Round {
  readonly app: App;
  readonly courier: Courier;
  readonly signal: AbortSignal;
  sent: number;
  failed: number;
}

/** All mail goes by one server. */
const laneOf = ({ target }: Delivery): string => (target.startsWith('mail:') ? 'mail' : target);

/** What comes together in one message a day; everything else is a group of one. */
function grouped(batch: readonly Delivery[]): Delivery[][] {
  const groups = Map.groupBy(batch, (delivery) => {
    const { digestMs } = bodyOf(delivery);
    return digestMs === undefined ? delivery.id : `${delivery.target} ${digestMs}`;
  });
  return [...groups.values()].map((group) => group.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
}

async function runLane(round: Round, groups: readonly Delivery[][]): Promise<void> {
  let closed: string | undefined;
  for (const group of groups) {
    if (round.signal.aborted) return; // taken, not sent: due again by itself
    if (closed !== undefined) await postpone(round, group, { outcome: 'later', why: closed, others: true });
    else {
      const handed = await one(round, group);
      if (handed?.outcome === 'later' && handed.others) closed = handed.why;
    }
  }
}

/** @returns what the courier said, if it was asked */
async function one(round: Round, group: readonly Delivery[]): Promise<Handed | undefined> {
  const { app, courier, signal } = round;
  const told: Delivery[] = [];
  for (const delivery of group) {
    const { target } = delivery;
    const verdict = await judged(app, delivery);
    if (verdict.is === 'tell' && target === LATER) await tellNow(app, delivery, verdict.loaded);
    else if (verdict.is === 'tell') told.push(delivery);
    else if (verdict.is === 'not-now')
      await settle(app, delivery, { state: 'waiting', dueMs: app.clock.now() + PAUSED_MS });
    else
      await settle(app, delivery, { state: 'dropped', ...(verdict.why === undefined ? {} : { error: verdict.why }) });
  }
  if (told.length === 0) return undefined;
  const handed = await handOver(courier, parcelOf(app, told), signal);
  if (handed.outcome === 'taken') {
    round.sent += told.length;
    for (const delivery of told) await settle(app, delivery, { state: 'sent' });
  } else if (handed.outcome === 'refused') {
    round.failed += told.length;
    for (const delivery of told) await settle(app, delivery, { state: 'given-up', error: handed.why });
  } else if (!signal.aborted) await postpone(round, told, handed);
  return handed;
}

type Judged =
  | { readonly is: 'tell'; readonly loaded?: Loaded }
  | { readonly is: 'not-now' }
  | { readonly is: 'over'; readonly why?: string };

async function judged(app: App, delivery: Delivery): Promise<Judged> {
  const { notice, receiver } = bodyOf(delivery);
  if (notice.event === 'test') return { is: 'tell' };
  const project = receiver?.audience === 'agency' ? undefined : await app.store.readProject(notice.project.id);
  if (receiver !== undefined && !isStillWanted(app.config, project, receiver))
    return { is: 'over', why: 'nobody is configured or known under this address any more' };
  if (notice.migrationId === undefined) return { is: 'tell' };
  const loaded = await load(app, notice.migrationId);
  const still = isStillSo(notice, loaded, app.clock.now());
  if (still === 'no') return { is: 'over' };
  return still === 'paused' ? { is: 'not-now' } : { is: 'tell', loaded };
}

/** Its moment has come: whoever is to hear it now, and what is to be said after it. */
async function tellNow(app: App, delivery: Delivery, loaded: Loaded | undefined): Promise<void> {
  const { notice } = bodyOf(delivery);
  await app.store.addDeliveries(expanded(app.config, loaded?.project, notice, app.clock.now()));
  await settle(app, delivery, { state: 'sent' });
}

function parcelOf(app: App, group: readonly Delivery[]): Parcel {
  const bodies = group.map(bodyOf);
  const [{ wireId, notice, receiver, dueMs }] = bodies as [DeliveryBody];
  const { target } = group[0]!;
  if (target.startsWith('webhook:')) {
    const name = target.slice('webhook:'.length);
    const hook = app.config.notify.find((one) => one.to === 'webhook' && one.name === name);
    const format = hook?.to === 'webhook' ? hook.format : 'golive';
    const body = FORMATS[format](noticeDocument(app.config, notice, receiver!, dueMs));
    return { kind: 'webhook', name, id: wireId, body: JSON.stringify(body), contentType: 'application/json' };
  }
  const isDigest = group.length > 1 || bodies[0]?.digestMs !== undefined;
  const mail: Mail = {
    kind: 'mail',
    id: group.length === 1 ? wireId : `d-${digestOf(bodies.map((body) => body.wireId)).slice(0, 20)}`,
    to: { address: target.slice('mail:'.length), ...(receiver?.name === undefined ? {} : { name: receiver.name }) },
    atMs: dueMs,
    notices: bodies.map((body) => body.notice.id),
    event: isDigest ? 'digest' : notice.event,
    ...(isDigest ? {} : { thread: notice.project.id }),
    ...(isDigest ? writeDigest(app.config, bodies, dueMs, receiver!) : writeNotice(app.config, notice, receiver!)),
  };
  return mail;
}

async function handOver(courier: Courier, parcel: Parcel, signal: AbortSignal): Promise<Handed> {
  try {
    return await courier.hand(parcel, signal);
  } catch (thrown) {
    return { outcome: 'later', why: asGoLiveError(thrown, 'courier').message, others: false };
  }
}

async function postpone(
  round: Round,
  group: readonly Delivery[],
  { why, retryAfterMs = 0 }: Extract<Handed, { outcome: 'later' }>,
): Promise<void> {
  const now = round.app.clock.now();
  round.failed += group.length;
  for (const delivery of group) {
    const isOver = delivery.event === 'test' || now - bodyOf(delivery).dueMs >= TRIED_FOR_MS;
    const pauseMs = PAUSES_MS[Math.min(Math.max(delivery.attempts, 1), PAUSES_MS.length) - 1]!;
    const dueMs = now + Math.min(LONGEST_PAUSE_MS, Math.max(pauseMs, retryAfterMs));
    await settle(
      round.app,
      delivery,
      isOver ? { state: 'given-up', error: why } : { state: 'waiting', dueMs, error: why },
    );
  }
}

async function settle(
  app: App,
  { id }: Delivery,
  { error, ...outcome }: { readonly state: Delivery['state']; readonly dueMs?: EpochMs; readonly error?: string },
): Promise<void> {
  const line = error === undefined ? {} : { error: [...printable(error)].slice(0, LONGEST_ERROR).join('') };
  await app.store.settleDelivery(id, { ...outcome, ...line, atMs: app.clock.now() });
}
