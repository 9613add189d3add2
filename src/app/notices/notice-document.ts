import type { Notice } from '../../domain/notice.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Style } from '../../texts/render.ts';
import { render } from '../../texts/render.ts';
import type { Config } from '../config/schema.ts';
import type { DocumentOf } from '../documents.ts';
import { domainPair, isoAt, sentenceIn, titleIn } from '../voice.ts';
import type { Receiver } from './receivers.ts';
import { pageOf, writeNotice } from './write-notice.ts';

/** A notice as programs get it; the same bytes each time it is sent. */
export function noticeDocument(
  config: Config,
  notice: Notice,
  receiver: Pick<Receiver, 'audience' | 'name' | 'language'>,
  atMs: EpochMs,
): DocumentOf<'notice'> {
  const style: Style = { language: receiver.language, timeZone: config.agency.timeZone };
  const at = (moment: EpochMs) => isoAt(moment, style.timeZone);
  const { slot, findings, migrationId } = notice;
  const page = migrationId === undefined ? undefined : pageOf(config, migrationId);
  return {
    schema: 'golive.notice/1',
    generatedAt: at(atMs),
    id: notice.id,
    event: notice.event,
    ...(notice.variant === undefined ? {} : { variant: notice.variant }),
    at: at(notice.atMs),
    by: notice.by,
    ...(notice.why === undefined ? {} : { why: notice.why }),
    project: notice.project,
    ...(migrationId === undefined ? {} : { migration: migrationId }),
    domains: notice.domains.map(domainPair),
    ...(notice.step === undefined ? {} : { step: notice.step }),
    ...(notice.title === undefined ? {} : { title: titleIn(notice.title, style) }),
    ...(notice.say === undefined ? {} : { says: sentenceIn(notice.say, style) }),
    ...(notice.who === undefined ? {} : { who: notice.who }),
    ...(notice.sinceMs === undefined ? {} : { since: at(notice.sinceMs) }),
    ...(notice.untilMs === undefined ? {} : { until: at(notice.untilMs) }),
    ...(slot === undefined
      ? {}
      : { slot: slot.slot, slotStartsAt: at(slot.startsAtMs), slotEndsAt: at(slot.endsAtMs) }),
    ...(notice.from === undefined ? {} : { movedFrom: notice.from }),
    ...(findings === undefined
      ? {}
      : { findings: findings.map(({ tag, subject, message }) => ({ tag, subject, message: render(message, style) })) }),
    ...(notice.nth === undefined || notice.of === undefined ? {} : { reminder: notice.nth, reminders: notice.of }),
    ...(page === undefined ? {} : { url: page }),
    ...writeNotice(config, notice, receiver),
  };
}
