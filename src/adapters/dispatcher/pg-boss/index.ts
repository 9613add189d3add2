import { PgBoss } from 'pg-boss';
import { asGoLiveError } from '../../../domain/errors.ts';
import type { EpochMs } from '../../../domain/time.ts';
import type { Dispatcher } from '../../../ports/dispatcher.ts';

export interface PgBossOptions {
  readonly url: string;
  /** What the server's clock will show at that moment of ours; a laboratory's clock runs faster. */
  readonly wallTime: (atMs: EpochMs) => Date;
  /** Rings that one worker answers at the same time. */
  readonly atOnce: number;
  readonly log: (line: string) => void;
}

/** In a schema of its own, beside golive's. */
const SCHEMA = 'golive_alarm';
const QUEUE = 'advance';
/** A worker that died is missed after this; the default would be fifteen minutes, and the sweep is faster than either. */
const HEARTBEAT_SECONDS = 20;
const EXPIRE_SECONDS = 900;
/** Answered rings are worth nothing; PostgreSQL need not carry them for a week. */
const KEEP_SECONDS = 60;
/** A migration may wait for weeks: an alarm must not be forgotten before it rings. */
const RETENTION_SECONDS = 400 * 86_400;
const POLL_SECONDS = 0.5;

/** pg-boss as the alarm clock: one job per migration, moved whenever its due time moves. */
export function pgBossDispatcher({ url, wallTime, atOnce, log }: PgBossOptions): Dispatcher {
  const boss = new PgBoss({ connectionString: url, schema: SCHEMA, application_name: 'golive', max: 4 });
  // Its own trouble, a restarted server for one, is told and outlived: what it does not ring, the sweep finds.
  boss.on('error', (thrown) => log(`alarm clock: ${asGoLiveError(thrown, 'pg-boss').message}`));
  const answering = new Set<Promise<void>>();
  return {
    wake: async (migrationId, atMs) => {
      await boss.upsert(QUEUE, { id: migrationId }, { singletonKey: migrationId, startAfter: wallTime(atMs) });
    },
    start: async (advance) => {
      await boss.start();
      const settings = {
        heartbeatSeconds: HEARTBEAT_SECONDS,
        expireInSeconds: EXPIRE_SECONDS,
        deleteAfterSeconds: KEEP_SECONDS,
        retentionSeconds: RETENTION_SECONDS,
        retryLimit: 0,
      };
      await boss.createQueue(QUEUE, { policy: 'standard', ...settings });
      await boss.updateQueue(QUEUE, settings); // a queue that an older golive made keeps its settings otherwise
      await boss.work<{ readonly id: string }>(
        QUEUE,
        { batchSize: atOnce, pollingIntervalSeconds: POLL_SECONDS, burstWhenBatchFull: true },
        async (jobs) => {
          const answered = Promise.allSettled(jobs.map(({ data }) => advance(data.id))).then(() => undefined);
          answering.add(answered);
          await answered.finally(() => answering.delete(answered));
        },
      );
    },
    stop: async () => {
      await boss.offWork(QUEUE);
      await Promise.all(answering);
      await boss.stop({ graceful: true, close: true, timeout: 5_000 });
    },
  };
}
