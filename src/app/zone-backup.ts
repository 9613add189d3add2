import { z } from 'zod';
import { GoLiveError } from '../domain/errors.ts';
import { displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { ZoneWriteRequest } from '../steps/zone-write.ts';
import type { App } from './app.ts';
import { findOne } from './find.ts';

/** A zone as it was just before golive wrote it. */
export interface ZoneBackup {
  /** As people write it. */
  readonly zone: string;
  readonly step: string;
  readonly atMs: EpochMs;
  /** RFC 1035 §5, for any server. */
  readonly zoneFile: string;
}

/** A request that was too large for the journal is kept once, by content. */
const Kept = z.strictObject({ body: z.string() });

/**
 * The zone as it was before a step first wrote it; without a step, before the newest write of all.
 * @throws GoLiveError `not-allowed`: nothing was written; `domain-unknown`
 */
export async function zoneBackup(app: App, domain: string, step?: string): Promise<ZoneBackup> {
  const header = await findOne(app.store, domain);
  const events = await app.store.readJournal(header.id, 0);
  const writes = step === undefined ? events.toReversed() : events;
  for (const { event, atMs } of writes) {
    if (event.type !== 'effect-intended' || (step !== undefined && event.step !== step)) continue;
    const kept = Kept.safeParse(event.request);
    const request = ZoneWriteRequest.safeParse(kept.success ? await app.store.readBody(kept.data.body) : event.request);
    if (!request.success || request.data.zoneFile === undefined) continue;
    return { zone: displayName(header.domain), step: event.step, atMs, zoneFile: request.data.zoneFile };
  }
  throw new GoLiveError('not-allowed', {
    subject: `a zone file of ${displayName(header.domain)}`,
    why: step === undefined ? 'golive has not written its zone' : `${step} has not written its zone`,
  });
}
