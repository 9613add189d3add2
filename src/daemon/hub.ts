import { isoAt } from '../app/voice.ts';
import { printableJson } from '../domain/printable.ts';
import type { EpochMs } from '../domain/time.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import { rememberedBy } from './remembered.ts';
import type { Serving } from './serving.ts';

/** Somebody who wants to hear of changes as they happen (server-sent events). */
export interface Listener {
  /** What goes down the line: an event, or a sign of life. */
  send(chunk: Uint8Array): void;
  /** There will be nothing more. */
  close(): void;
}

/**
 * Tells everybody who listens which migrations have changed. The store is asked once a second, and only while somebody listens: a thousand who
 * wait cost no more than one.
 */
export interface Hub {
  readonly listeners: number;
  /** @returns forgets the listener. `undefined`: there are as many as there can be, or golive is stopping */
  listen(listener: Listener): (() => void) | undefined;
  /** A look at the world, of which no journal knows, has ended: a page that shows it has something new. */
  looked(): void;
}

export const MOST_LISTENERS = 2000;
const POLL_MS = SECOND;
/** Well below the time after which a connection with nothing on it is cut. */
export const HEARTBEAT_MS = 15 * SECOND;
/** Writers on other machines may be behind: what is younger than this is looked at again. */
const OVERLAP_MS = MINUTE;
const PAGE = 500;
const MOST_PAGES = 20;

const HEARTBEAT = new TextEncoder().encode(': here\n\n');
const LOOKED = new TextEncoder().encode('event: look\ndata: {}\n\n');

/** @param onNews called before anybody is told: whoever asks then must not get what was made before */
export function hubFor(
  { app, every, signal }: Pick<Serving, 'app' | 'every' | 'signal'>,
  most = MOST_LISTENERS,
  onNews: () => void = () => undefined,
): Hub {
  const { store, clock } = app;
  const listeners = new Set<Listener>();
  /** Up to which event each was told, of those that changed of late. */
  let told = new Map<string, { readonly seq: number; readonly atMs: EpochMs }>();
  let fromMs = 0;
  let rest: readonly (() => void)[] = [];
  let isPolling = false;
  /** What has changed before somebody listened is known to whoever asks for it then. */
  let isFirst = true;

  const toAll = (chunk: Uint8Array): void => {
    for (const listener of [...listeners]) listener.send(chunk);
  };

  const begin = (): void => {
    fromMs = clock.now();
    told = new Map();
    isFirst = true;
    void poll();
    rest = [every(POLL_MS, poll), every(HEARTBEAT_MS, async () => toAll(HEARTBEAT))];
  };
  const end = (): void => {
    for (const stop of rest) stop();
    rest = [];
  };

  /** A store that is busy is asked again in a second; nothing is lost by that. */
  async function poll(): Promise<void> {
    if (isPolling || listeners.size === 0) return;
    isPolling = true;
    try {
      await news();
    } catch {
      // The next look begins where this one did.
    } finally {
      isPolling = false;
    }
  }

  async function news(): Promise<void> {
    let sinceMs = fromMs - OVERLAP_MS;
    let newestMs = fromMs;
    for (let page = 0; page < MOST_PAGES; page++) {
      const rows = await store.touchedSince(sinceMs, PAGE);
      if (rows.some(({ id, seq }) => (told.get(id)?.seq ?? 0) < seq)) onNews();
      for (const { id, projectId, status, seq, touchedMs } of rows) {
        newestMs = Math.max(newestMs, touchedMs);
        if ((told.get(id)?.seq ?? 0) >= seq) continue;
        told.set(id, { seq, atMs: touchedMs });
        if (!isFirst)
          toAll(eventOf({ id, project: projectId, status, at: isoAt(touchedMs, app.config.agency.timeZone) }));
      }
      const lastMs = rows.at(-1)?.touchedMs ?? sinceMs;
      if (rows.length < PAGE || lastMs <= sinceMs) break;
      sinceMs = lastMs;
    }
    isFirst = false;
    // A writer whose clock is ahead must not hide the others.
    fromMs = Math.min(newestMs, clock.now());
    for (const [id, { atMs }] of told) if (atMs < fromMs - 2 * OVERLAP_MS) told.delete(id);
  }

  signal.addEventListener('abort', () => {
    end();
    for (const listener of [...listeners]) listener.close();
    listeners.clear();
  });

  return {
    looked: () => toAll(LOOKED),
    get listeners() {
      return listeners.size;
    },
    listen(listener) {
      if (listeners.size >= most || signal.aborted) return undefined;
      listeners.add(listener);
      if (listeners.size === 1) begin();
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) end();
      };
    },
  };
}

function eventOf(data: {
  readonly id: string;
  readonly project: string;
  readonly status: string;
  readonly at: string;
}): Uint8Array {
  return new TextEncoder().encode(`event: migration\ndata: ${printableJson(data).replace(/\n\s*/g, ' ')}\n\n`);
}

const OF = new WeakMap<Serving, Hub>();

/** One hub for the process. */
export function hubOf(serving: Serving): Hub {
  const known = OF.get(serving) ?? hubFor(serving, MOST_LISTENERS, () => rememberedBy(serving).forget());
  OF.set(serving, known);
  return known;
}
