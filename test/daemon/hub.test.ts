import { beforeEach, describe, expect, test } from 'vitest';
import { say } from '../../src/app/say.ts';
import { looksFor } from '../../src/daemon/api/looks.ts';
import type { Hub } from '../../src/daemon/hub.ts';
import { HEARTBEAT_MS, hubFor } from '../../src/daemon/hub.ts';
import { remembering } from '../../src/daemon/remembered.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Office } from '../app/small-office.ts';
import { ANNA, withClient } from '../app/small-office.ts';
import { turns } from '../turns.ts';

/** Does what `every` was asked for, when it is told to. */
function beats() {
  const all = new Map<number, Set<() => Promise<void>>>();
  return {
    every: (ms: number, work: () => Promise<void>) => {
      all.set(ms, (all.get(ms) ?? new Set()).add(work));
      return () => void all.get(ms)?.delete(work);
    },
    beat: (ms: number) => Promise.all([...(all.get(ms) ?? [])].map((work) => work())),
    count: () => [...all.values()].reduce((sum, works) => sum + works.size, 0),
  };
}

function listener() {
  const told: string[] = [];
  let closed = false;
  return {
    told,
    isClosed: () => closed,
    send: (chunk: Uint8Array) => void told.push(new TextDecoder().decode(chunk)),
    close: () => {
      closed = true;
    },
  };
}

describe('the hub', () => {
  let office: Office;
  let clock: ReturnType<typeof beats>;
  let hub: Hub;
  let asked: number;
  let isBusy: boolean;
  const stopping = new AbortController();
  beforeEach(async () => {
    office = await withClient();
    clock = beats();
    asked = 0;
    isBusy = false;
    const { store } = office.app;
    const touchedSince: typeof store.touchedSince = (since, limit) => {
      asked += 1;
      if (isBusy) throw new GoLiveError('store-busy', { subject: 'golive.db' });
      return store.touchedSince(since, limit);
    };
    const app = { ...office.app, store: { ...store, touchedSince } };
    hub = hubFor({ app, every: clock.every, signal: stopping.signal }, 3);
    await Promise.resolve();
  });
  const settled = () => turns(1);
  const pause = () => say(office.app, 'klant.nl', 'approve', {}, ANNA);

  test('lets go of what was made before, and tells only then', async () => {
    const one = listener();
    const before: number[] = [];
    hub = hubFor(
      { app: office.app, every: clock.every, signal: stopping.signal },
      3,
      () => void before.push(one.told.length),
    );
    hub.listen(one);
    await settled();
    before.length = 0;
    await clock.beat(SECOND);
    expect(before).toEqual([]);
    await pause();
    const told = one.told.length;
    await clock.beat(SECOND);
    expect([before, one.told.length]).toEqual([[told], told + 1]);
  });
  test('asks nobody while nobody listens, and one look serves all', async () => {
    expect([asked, clock.count()]).toEqual([0, 0]);
    const [one, two] = [listener(), listener()];
    const leave = [hub.listen(one)!, hub.listen(two)!];
    await settled();
    asked = 0;
    await clock.beat(SECOND);
    expect([asked, hub.listeners]).toEqual([1, 2]);
    for (const go of leave) go();
    expect([clock.count(), hub.listeners]).toEqual([0, 0]);
  });
  test('tells each change once, and nothing of what was before', async () => {
    const one = listener();
    hub.listen(one);
    await settled();
    await clock.beat(SECOND);
    expect(one.told).toEqual([]);
    await pause();
    await clock.beat(SECOND);
    await clock.beat(SECOND);
    expect(one.told).toHaveLength(1);
    expect(one.told[0]).toMatch(
      /^event: migration\ndata: \{ "id": "m-1", "project": "p-2", "status": "planned", "at": "[^"]+" \}\n\n$/,
    );
  });
  test('hears late of a writer whose clock is behind', async () => {
    const one = listener();
    office.clock.jumpTo(office.clock.now() + MINUTE);
    hub.listen(one);
    await settled();
    const { store } = office.app;
    const { projection } = (await store.listProjections({ limit: 1 }))[0]!;
    await store.append(
      'm-1',
      1,
      [{ by: 'x', atMs: office.clock.now() - 30 * SECOND, event: { type: 'note', text: 'late' } }],
      projection,
    );
    await clock.beat(SECOND);
    expect(one.told).toHaveLength(1);
  });
  test('tells what it could not ask for as soon as it can', async () => {
    const one = listener();
    hub.listen(one);
    await settled();
    isBusy = true;
    await pause();
    await clock.beat(SECOND);
    expect(one.told).toEqual([]);
    isBusy = false;
    await clock.beat(SECOND);
    expect(one.told).toHaveLength(1);
  });
  test('tells of a look that no journal knows', () => {
    const one = listener();
    hub.listen(one);
    hub.looked();
    expect(one.told).toEqual(['event: look\ndata: {}\n\n']);
  });
  test('gives a sign of life, and nothing to who has left', async () => {
    const [one, two] = [listener(), listener()];
    hub.listen(one);
    hub.listen(two)!();
    await clock.beat(HEARTBEAT_MS);
    expect([one.told, two.told]).toEqual([[': here\n\n'], []]);
  });
  test('has so many listeners and no more, and none once golive stops', async () => {
    const all = [listener(), listener(), listener()];
    const leave = all.map((one) => hub.listen(one)!);
    expect(hub.listen(listener())).toBeUndefined();
    leave[0]!();
    expect(hub.listen(all[0]!)).toBeDefined();
    stopping.abort();
    expect([all.map((one) => one.isClosed()), hub.listeners, clock.count()]).toEqual([[true, true, true], 0, 0]);
    expect(hub.listen(listener())).toBeUndefined();
  });
});

describe('what was made a moment ago', () => {
  let now = 0;
  let made = 0;
  const make = async () => ++made;
  beforeEach(() => {
    now = 1000;
    made = 0;
  });
  test('is given again, for so long, or until it is forgotten', async () => {
    const { get, forget } = remembering(() => now);
    expect(await Promise.all([get('a', 100, make), get('a', 100, make)])).toEqual([1, 1]);
    now += 99;
    expect(await get('a', 100, make)).toBe(1);
    now += 1;
    expect(await get('a', 100, make)).toBe(2);
    now -= 500; // set back
    expect(await get('a', 100, make)).toBe(3);
    forget();
    expect(await get('a', 100, make)).toBe(4);
    expect(await get('b', 100, make)).toBe(5);
  });
  test('takes no room when it is given no more, however many pages were searched for', async () => {
    const pages = remembering(() => now);
    for (; now < 1400; now++) await pages.get(`page ${now}`, 10, make);
    expect(pages.size).toBe(10);
  });
  test('is not given again where it failed', async () => {
    const { get } = remembering(() => now);
    await expect(get('a', 100, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await get('a', 100, make)).toBe(1);
  });
});

describe('looks at the world', () => {
  test('are four at once, twenty wait, and the next is told to come back; one of a kind in ten seconds', async () => {
    let now = 0;
    let running = 0;
    let most = 0;
    let made = 0;
    const ends: (() => void)[] = [];
    const looks = looksFor({
      wallNow: () => now,
      dns: async () => undefined as never,
      signal: new AbortController().signal,
    });
    const make = async () => {
      made += 1;
      most = Math.max(most, ++running);
      await new Promise<void>((go) => void ends.push(go));
      running -= 1;
      return made;
    };
    const all = Array.from({ length: 24 }, (_, nth) => looks.look(`${nth}`, make));
    const again = looks.look('3', make);
    await expect(Promise.race([looks.look('25', make), turns(10)])).rejects.toMatchObject({
      code: 'too-many',
      retryAfterSeconds: 10,
    });
    for (let nth = 0; nth < 24; nth++) {
      await turns(1);
      ends.shift()!();
    }
    await Promise.all([...all, again]);
    expect([most, made]).toEqual([4, 24]);
    now += 9 * SECOND;
    await looks.look('3', make);
    expect(made).toBe(24);
    now += SECOND;
    const fresh = looks.look('3', make);
    await turns(1);
    ends.shift()!();
    await fresh;
    expect(made).toBe(25);
  });
});
