import { PgBoss } from 'pg-boss';
import { asGoLiveError, GoLiveError } from '../../../domain/errors.ts';
import type { EpochMs } from '../../../domain/time.ts';
import type { Dispatcher } from '../../../ports/dispatcher.ts';
import type { Patience } from '../../store/kysely/patience.ts';
import { PATIENCE, patiently } from '../../store/kysely/patience.ts';
import { fromPostgres, isBusyPostgres, stateOfPostgres } from '../../store/kysely/postgres-errors.ts';
import { askedOf, withoutPassword } from '../../store/kysely/postgres-url.ts';

export interface PgBossOptions {
  readonly url: string;
  /** What the server's clock will show at that moment of ours; a laboratory's clock runs faster. */
  readonly wallTime: (atMs: EpochMs) => Date;
  /** Rings that one worker answers at the same time. */
  readonly atOnce: number;
  readonly log: (line: string) => void;
  /** How long a server that is away is waited for at the start. */
  readonly patience?: Patience;
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
const SETTINGS = {
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: EXPIRE_SECONDS,
  deleteAfterSeconds: KEEP_SECONDS,
  retentionSeconds: RETENTION_SECONDS,
  retryLimit: 0,
};

const TELL_EVERY_MS = 60_000;

/** What pg-boss says went wrong: mostly an error, or a copy of one as a plain object. */
function messageOf(thrown: unknown): string {
  const message = (thrown as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : 'it does not say what';
}

/** What it meets in a schema of that name that is not its own, or that a release before its oldest made. */
const OTHER_SCHEMA = /^42(?!501)/;
const TOO_OLD = /cannot migrate pg-boss schema/i;

const isOtherSchema = (thrown: unknown): boolean =>
  OTHER_SCHEMA.test(stateOfPostgres(thrown) ?? '') || TOO_OLD.test(messageOf(thrown));

function startFailure(thrown: unknown, where: string): unknown {
  const known = fromPostgres(thrown, where);
  if (known !== undefined) return known;
  if (!isOtherSchema(thrown)) return thrown;
  return new GoLiveError('store-foreign', {
    subject: where,
    why: `its schema ${SCHEMA} belongs to another program, or to a release of golive that is too old`,
    fix: 'Rename that schema: golive makes its own anew, and looks through the store for what is due.',
    cause: thrown,
  });
}

/** pg-boss as the alarm clock: one job per migration, moved whenever its due time moves. */
export function pgBossDispatcher({ url, wallTime, atOnce, log, patience = PATIENCE }: PgBossOptions): Dispatcher {
  let boss: PgBoss | undefined;
  const answering = new Set<Promise<void>>();
  let toldMs = Number.NEGATIVE_INFINITY;
  /** Each of its connections tells of one server that is away, again and again. */
  const tell = (thrown: unknown) => {
    if (performance.now() - toldMs < TELL_EVERY_MS) return;
    toldMs = performance.now();
    const why = messageOf(thrown);
    log(`alarm clock: ${fromPostgres(thrown, withoutPassword(url))?.message ?? asGoLiveError(why, 'pg-boss').message}`);
  };
  const open = async (): Promise<PgBoss> => {
    const one = new PgBoss({ ...askedOf(url), schema: SCHEMA, application_name: 'golive', max: 3 });
    // Its own trouble, a restarted server for one, is told and outlived: what it does not ring, the sweep finds.
    // A schema that is not its own ends the start, which says so.
    let isStarting = true;
    one.on('error', (thrown) => {
      if (!isStarting || !isOtherSchema(thrown)) tell(thrown);
    });
    try {
      await one.start();
      await one.createQueue(QUEUE, { policy: 'standard', ...SETTINGS });
      await one.updateQueue(QUEUE, SETTINGS); // a queue that an older golive made keeps its settings otherwise
      isStarting = false;
      return one;
    } catch (thrown) {
      await one.stop({ graceful: false, close: true }).catch(() => undefined);
      throw thrown;
    }
  };
  return {
    wake: async (migrationId, atMs) => {
      await boss?.upsert(QUEUE, { id: migrationId }, { singletonKey: migrationId, startAfter: wallTime(atMs) });
    },
    start: async (advance) => {
      try {
        boss = await patiently(open, isBusyPostgres, patience);
      } catch (thrown) {
        throw startFailure(thrown, withoutPassword(url));
      }
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
      const started = boss;
      boss = undefined;
      if (started === undefined) return;
      // With the server away there is nobody to say goodbye to.
      await started.offWork(QUEUE).catch(() => undefined);
      await Promise.all(answering);
      await started.stop({ graceful: true, close: true, timeout: 5_000 }).catch(() => undefined);
    },
  };
}
