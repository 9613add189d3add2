import { breaths } from '../app/breath.ts';
import type { Summary } from '../app/summary.ts';
import { isOver, MIGRATION_STATUSES } from '../domain/lifecycle.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import { DELIVERY_STATES } from '../ports/store.ts';
import { hubOf } from './hub.ts';
import { rememberedBy } from './remembered.ts';
import { countsOf } from './request-counts.ts';
import type { Serving } from './serving.ts';

// The text format of Prometheus, version 0.0.4. No name of a customer or a domain is in it.

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export async function metricsText(serving: Serving): Promise<string> {
  const { app } = serving;
  const now = app.clock.now();
  const [byStatus, nextDueMs, work, deliveries] = await Promise.all([
    app.store.countByStatus(),
    app.store.nextDueMs(),
    rememberedBy(serving).get('metrics work', MINUTE, () => workOf(serving)),
    rememberedBy(serving).get('metrics deliveries', 10 * SECOND, () => deliveriesOf(serving)),
  ]);
  const lag = serving.loopLag?.();
  const metrics: Metric[] = [
    {
      name: 'golive_build_info',
      type: 'gauge',
      help: 'Always 1; the version is in the label.',
      samples: [{ labels: { version: serving.installation.version }, value: 1 }],
    },
    {
      name: 'golive_migrations',
      type: 'gauge',
      help: 'Migrations by status.',
      samples: MIGRATION_STATUSES.map((status) => ({ labels: { status }, value: byStatus[status] ?? 0 })),
    },
    gauge('golive_migrations_due', 'Migrations that golive has to look at now, as of the last minute.', work.due),
    gauge(
      'golive_migrations_overdue',
      'Migrations past a deadline or a task’s date, as of the last minute.',
      work.overdue,
    ),
    gauge(
      'golive_tick_lag_seconds',
      'How long the migration that is due longest has been waiting for somebody to look; 0: none is due.',
      nextDueMs === undefined ? 0 : Math.max(0, now - nextDueMs) / SECOND,
    ),
    {
      name: 'golive_deliveries',
      type: 'gauge',
      help: `Messages by state, up to ${MOST_COUNTED} of each.`,
      samples: deliveries.map(({ state, count }) => ({ labels: { state }, value: count })),
    },
    gauge('golive_event_listeners', 'Open streams of events.', hubOf(serving).listeners),
    {
      name: 'golive_http_requests_total',
      type: 'counter',
      help: 'Requests by route and class of answer.',
      samples: countsOf(serving)
        .list()
        .map(({ count, ...labels }) => ({ labels, value: count })),
    },
    ...(lag === undefined
      ? []
      : [
          {
            name: 'golive_event_loop_lag_seconds',
            type: 'gauge' as const,
            help: 'How late the process comes to what is next, since the last scrape.',
            samples: Object.entries(lag).map(([quantile, value]) => ({ labels: { quantile }, value })),
          },
        ]),
  ];
  return metrics.map(textOf).join('');
}

const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  type: 'gauge',
  help,
  samples: [{ value }],
});

function textOf({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ labels = {}, value }) => {
    const inner = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${inner.length === 0 ? '' : `{${inner.join(',')}}`} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const PAGE = 200;

/** Walks all migrations once a minute at most, letting everybody else have a turn in between. */
async function workOf({ app }: Serving): Promise<{ readonly due: number; readonly overdue: number }> {
  const breath = breaths(1);
  const now = app.clock.now();
  let due = 0;
  let overdue = 0;
  for (let after: string | undefined; ; ) {
    const page = await app.store.listProjections({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { projection } of page) {
      if (isOver(projection.status)) continue;
      if (projection.dueMs !== undefined && projection.dueMs <= now) due += 1;
      if (isLate(projection.summary as Partial<Summary>, now)) overdue += 1;
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return { due, overdue };
    await breath();
  }
}

function isLate({ deadlineMs, now: busy = [] }: Partial<Summary>, now: number): boolean {
  const isTaskLate = busy.some(
    ({ status, untilMs }) => status === 'needs-you' && untilMs !== undefined && untilMs < now,
  );
  return isTaskLate || (deadlineMs !== undefined && deadlineMs < now);
}

const MOST_COUNTED = 1000;
const COUNTED = DELIVERY_STATES.filter((state) => state === 'waiting' || state === 'given-up');

function deliveriesOf({ app }: Serving) {
  return Promise.all(
    COUNTED.map(async (state) => ({
      state,
      count: (await app.store.deliveries({ limit: MOST_COUNTED, state })).length,
    })),
  );
}
