import { Hono } from 'hono';
import type { App } from '../../app/app.ts';
import { boardOf } from '../../app/board-document.ts';
import type { Sample } from '../../app/board-history.ts';
import { boardMemory, sampleOf, samplesOf, spansOf } from '../../app/board-history.ts';
import type { Checked } from '../../app/check.ts';
import { checkDocument } from '../../app/check-document.ts';
import { migrationDocument } from '../../app/migration-document.ts';
import type { MigrationShown } from '../../app/migration-schema.ts';
import { boardPage } from '../../dashboard/board.ts';
import { words } from '../../dashboard/parts.ts';
import { isOver } from '../../domain/lifecycle.ts';
import type { EpochMs } from '../../domain/time.ts';
import { MINUTE } from '../../domain/time.ts';
import { needs } from '../access/index.ts';
import { looksOf } from '../api/looks.ts';
import type { Env } from '../env.ts';
import { hubOf } from '../hub.ts';
import { Refused } from '../problem.ts';
import type { Serving } from '../serving.ts';
import { appFor, back, frameFor, show } from './reply.ts';

/** Somebody who stays on the page sees nothing older than this, where the move is in the caches. */
const FRESH_MS = MINUTE;
const MOST_KEPT = 200;

interface Look {
  readonly checked: Checked;
  readonly wallMs: EpochMs;
}

/** What this process knows of boards: its own looks, and what it has read of journals. All of it is bounded, and lost when it ends. */
interface Boards {
  last(id: string): Look | undefined;
  look(app: App, id: string): Promise<void>;
  samples(app: App, id: string): Promise<readonly Sample[]>;
}

function boardsFor(serving: Serving): Boards {
  const looks = looksOf(serving);
  const memory = boardMemory(MOST_KEPT);
  const last = new Map<string, Look>();
  const journals = new Map<string, { readonly seq: number; readonly samples: readonly Sample[] }>();
  return {
    last: (id) => last.get(id),
    async look(app, id) {
      const [checked] = await looks.checked(app, id);
      if (checked === undefined || last.get(id)?.checked === checked) return;
      keep(last, id, { checked, wallMs: serving.wallNow() });
      const sample = sampleOf(checked);
      if (sample !== undefined) memory.add(id, sample);
      hubOf(serving).looked();
    },
    async samples(app, id) {
      const known = journals.get(id) ?? { seq: 0, samples: [] };
      const events = await app.store.readJournal(id, known.seq);
      const now = {
        seq: events.at(-1)?.seq ?? known.seq,
        samples: [...known.samples, ...samplesOf(events)],
      };
      keep(journals, id, now);
      return [...now.samples, ...memory.samples(id)];
    },
  };
}

function keep<T>(kept: Map<string, T>, id: string, value: T): void {
  kept.delete(id);
  kept.set(id, value);
  const [longestUnused] = kept.keys();
  if (kept.size > MOST_KEPT) kept.delete(longestUnused!);
}

/** The propagation board of one migration, and the button that looks now. */
export function boardRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();
  const boards = boardsFor(serving);

  routes.get('/migrations/:id/board', needs('read'), async (context) => {
    const app = appFor(context, serving);
    const migration = await migrationDocument(app, context.req.param('id'));
    if (isWatched(migration) && !isFresh(boards.last(migration.id)))
      // Nobody waits for it: the page shows what is known, and the next one has it.
      boards.look(serving.app, migration.id).catch(() => undefined); // the hub says when it is there
    const look = boards.last(migration.id);
    const result = look && checkDocument({ ...app, dns: await serving.dns() }, [look.checked]).results[0];
    const board = boardOf({
      migration,
      ...(look === undefined || result === undefined
        ? {}
        : { look: { result, atMs: look.checked.seen?.nowMs ?? app.clock.now() } }),
      spans: spansOf(await boards.samples(app, migration.id)),
      nowMs: app.clock.now(),
    });
    const frame = frameFor(context, serving, {
      title: '',
      live: true,
      madeAtMs: app.clock.now(),
    });
    const title = `${words(frame.style, 'board.page')} – ${migration.domainUnicode} – golive`;
    return show(context, { ...frame, title }, boardPage(frame, board, migration));
  });

  routes.post('/migrations/:id/board/look', needs('read'), async (context) => {
    const { id } = await migrationDocument(serving.app, context.req.param('id'));
    try {
      await boards.look(serving.app, id);
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      return back(context, `/migrations/${id}/board`, 'look-later');
    }
    return back(context, `/migrations/${id}/board`, 'looked');
  });

  return routes;

  function isFresh(look: Look | undefined): boolean {
    const age = look === undefined ? Number.POSITIVE_INFINITY : serving.wallNow() - look.wallMs;
    return age >= 0 && age < FRESH_MS;
  }
}

/** Its traffic has been moved, or is being moved, and it is not over: whoever opens the board wants to see it move. */
function isWatched({ status, phase, propagation }: MigrationShown): boolean {
  if (isOver(status) || status === 'draft') return false;
  return propagation?.switchedAt !== undefined ? propagation.propagatedAt === undefined : phase === 'cutover';
}
