import { didYouMean, GoLiveError } from '../../domain/errors.ts';
import type { Notice } from '../../domain/notice.ts';
import { noticeId } from '../../domain/notice.ts';
import type { Delivery } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { DocumentOf } from '../documents.ts';
import type { Who } from '../say.ts';
import { documentOf, isoAt } from '../voice.ts';
import { bodyOf, deliveryFor, LATER } from './expand.ts';
import { firstId } from './lost.ts';
import type { Receiver } from './receivers.ts';
import { agencyReceivers, mailOf } from './receivers.ts';
import { writeNotice } from './write-notice.ts';

const PAGE = 50;
export const LONGEST_PAGE = 500;

/** The outbox, newest first. */
export async function noticesDocument(
  app: App,
  asked: {
    readonly limit?: number;
    readonly after?: string;
    readonly state?: Delivery['state'];
    readonly projectId?: string;
  } = {},
): Promise<DocumentOf<'notices'>> {
  const limit = asked.limit ?? PAGE;
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE)
    throw new GoLiveError('usage', {
      subject: `--limit ${limit}`,
      fix: `Give a whole number from 1 to ${LONGEST_PAGE}.`,
    });
  const { limit: _limit, ...more } = asked;
  const rows = await app.store.deliveries({ ...more, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return deliveriesDocument(app, page, rows.length > limit ? last?.id : undefined);
}

export function deliveriesDocument(app: App, rows: readonly Delivery[], next?: string): DocumentOf<'notices'> {
  return documentOf('notices', app, {
    // What waits for its moment has no receiver: nobody was told, and maybe nobody will be.
    deliveries: rows.filter(({ target }) => target !== LATER).map((delivery) => shown(app, delivery)),
    ...(next === undefined ? {} : { next }),
  });
}

function shown(app: App, delivery: Delivery): DocumentOf<'notices'>['deliveries'][number] {
  const { notice, receiver } = bodyOf(delivery);
  const { timeZone, language } = app.config.agency;
  const { projectId, migrationId, settledMs, error, state } = delivery;
  const { subject } = writeNotice(app.config, notice, { audience: receiver?.audience ?? 'agency', language });
  return {
    id: delivery.id,
    event: notice.event,
    target: delivery.target,
    ...(projectId === undefined || projectId === '' ? {} : { project: projectId }),
    ...(migrationId === undefined ? {} : { migration: migrationId }),
    subject,
    state,
    attempts: delivery.attempts,
    createdAt: isoAt(delivery.createdMs, timeZone),
    ...(state === 'waiting' ? { dueAt: isoAt(delivery.dueMs, timeZone) } : {}),
    ...(settledMs === undefined ? {} : { settledAt: isoAt(settledMs, timeZone) }),
    ...(error === undefined ? {} : { error }),
  };
}

/**
 * Puts a test message for each target, or for the one that is named, into the outbox; it leaves like any other. Answers the ids.
 *
 * @param target a mail address, a webhook's name or a person's, as the configuration has them
 * @throws GoLiveError `usage`: there is nobody, or nobody of that name
 */
export async function putTests(app: App, target: string | undefined, { by }: Who): Promise<readonly string[]> {
  const receivers = receiversNamed(app, target);
  const now = app.clock.now();
  const notice: Notice = {
    id: noticeId('test', app.newId('test')),
    event: 'test',
    atMs: now,
    by,
    project: { id: '', customer: app.config.agency.name, owner: by },
    domains: [],
  };
  const deliveries = receivers.map((receiver) => {
    const { projectId: _none, ...delivery } = deliveryFor(app.config, receiver, notice, now);
    return delivery;
  });
  await app.store.addDeliveries(deliveries);
  return deliveries.map(({ id }) => id);
}

function receiversNamed(app: App, target: string | undefined): readonly Receiver[] {
  const { config } = app;
  const people = config.people.flatMap(({ name }): (readonly [string, Receiver])[] => {
    const address = mailOf(config, name);
    if (address === undefined) return [];
    const receiver = {
      target: `mail:${address.toLowerCase()}`,
      audience: 'owner',
      name,
      language: config.agency.language,
    };
    return [[name, receiver as Receiver]];
  });
  const targets = agencyReceivers(config);
  if (target === undefined) {
    if (targets.length > 0) return targets;
    if (people.length > 0) return people.map(([, receiver]) => receiver);
    throw new GoLiveError('usage', {
      subject: 'golive notify test',
      why: 'nobody is told of anything yet',
      fix: 'Write notify: [{ to: mail, address: … }] and smtp: { host: …, from: … } in golive.yaml.',
    });
  }
  const named = [...targets.map((one) => [one.target.replace(/^(?:mail|webhook):/, ''), one] as const), ...people];
  const wanted = target.toLowerCase();
  const found = named.find(
    ([name, one]) => name.toLowerCase() === wanted || one.target === wanted || one.target === target,
  );
  if (found !== undefined) return [found[1]];
  const names = named.map(([name]) => name);
  const meant = didYouMean(target, names);
  throw new GoLiveError('usage', {
    subject: target.slice(0, 120),
    why: 'nobody is told anything under that name',
    fix:
      meant !== undefined
        ? `Did you mean ${meant}?`
        : names.length === 0
          ? 'Write notify: [{ to: mail, address: … }] in golive.yaml.'
          : `There are: ${names.join(', ')}.`,
  });
}

/**
 * One that was given up, or waits, is sent now. A receiver knows it by its old id.
 *
 * @throws GoLiveError `usage`: there is none of that id; `not-allowed`: it was sent, or is not needed any more
 */
export async function sendOnceMore(app: App, id: string): Promise<Delivery> {
  const found = await deliveryNamed(app, id);
  const now = app.clock.now();
  if (found.state === 'waiting') {
    await app.store.settleDelivery(id, { state: 'waiting', atMs: now, dueMs: now });
    return { ...found, dueMs: now };
  }
  if (found.state !== 'given-up')
    throw new GoLiveError('not-allowed', {
      subject: `retry ${id}`,
      why: found.state === 'sent' ? 'it was sent' : 'it is not needed any more',
    });
  const { digestMs: _digest, ...body } = bodyOf(found);
  const { settledMs: _settled, error: _error, ...rest } = found;
  const again: Delivery = {
    ...rest,
    id: `${firstId(id)}~${now}`,
    state: 'waiting',
    attempts: 0,
    createdMs: now,
    dueMs: now,
    body: { ...body, dueMs: now },
  };
  await app.store.addDeliveries([again]);
  return again;
}

/** Far more than an agency has undelivered. */
const MOST_LOOKED_AT = 20_000;

async function deliveryNamed(app: App, id: string): Promise<Delivery> {
  let after: string | undefined;
  for (let seen = 0; seen < MOST_LOOKED_AT; seen += LONGEST_PAGE) {
    const page = await app.store.deliveries({ limit: LONGEST_PAGE, ...(after === undefined ? {} : { after }) });
    const found = page.find((delivery) => delivery.id === id && delivery.target !== LATER);
    if (found !== undefined) return found;
    after = page.at(-1)?.id;
    if (page.length < LONGEST_PAGE) break;
  }
  throw new GoLiveError('usage', {
    subject: id.slice(0, 80),
    why: 'there is no such message',
    fix: 'golive notify list shows them.',
  });
}
