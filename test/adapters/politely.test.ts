import { expect, test, vi } from 'vitest';
import type { ProviderApis } from '../../src/adapters/catalog.ts';
import type { Doors, Politeness } from '../../src/adapters/politely.ts';
import { POLITENESS, politely, shareOf } from '../../src/adapters/politely.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { fqdn } from '../../src/domain/name.ts';
import { whileHeld } from '../../src/ports/held.ts';

// Nothing here takes wall time: what has not come by then never comes.
vi.setConfig({ testTimeout: 2000 });

const ZONE = fqdn('klant.nl');
const SLOW: Politeness = { perSecond: 1, burst: 2, atOnce: 1, mostWaitMs: 3_000, deadlineMs: 60_000 };

function rig(
  { timeout, ...politeness }: Partial<Politeness> & { readonly timeout?: () => AbortSignal } = {},
  answer: () => Promise<unknown> = async () => [],
  stoppedMs = 0,
) {
  const time = { ms: 0 };
  const calledAt: number[] = [];
  const host = {
    limits: { minTtlSeconds: 60 },
    readZone: (_zone: unknown, _signal: AbortSignal) => {
      calledAt.push(time.ms);
      return answer();
    },
    calls: () => ['GET /zone'],
  };
  const surroundings = {
    now: () => time.ms,
    pause: async (ms: number) => {
      time.ms += ms + stoppedMs;
    },
    timeout: timeout ?? (() => new AbortController().signal),
    random: () => 0,
  };
  const apis = { newDnsHost: host } as unknown as ProviderApis;
  const polite = politely('newdns', apis, { ...SLOW, ...politeness }, surroundings).newDnsHost!;
  const ask = (signal = new AbortController().signal) =>
    polite.readZone(ZONE, signal).then(
      () => 'ok',
      (thrown: GoLiveError) => `${thrown.code} ${thrown.retryAfterMs ?? ''} ${thrown.why ?? ''}`.trim(),
    );
  return { time, calledAt, ask, polite: polite as unknown as typeof host };
}

const failing = (code: 'unreachable' | 'refused' | 'rate-limited', retryAfterMs?: number) => async () => {
  throw new GoLiveError(code, { subject: 'x', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
};

test('the burst goes at once, what follows at its pace', async () => {
  const { ask, calledAt } = rig();
  for (let count = 0; count < 5; count++) expect(await ask()).toBe('ok');
  expect(calledAt).toEqual([0, 0, 1000, 2000, 3000]);
});

test('whoever would wait too long is told until when instead, and nobody was asked', async () => {
  const { ask, calledAt } = rig({ perSecond: 0.1, burst: 1 });
  expect(await ask()).toBe('ok');
  expect(await ask()).toBe('rate-limited 10000 our own limit of 0.1 calls a second');
  expect(calledAt).toEqual([0]);
});

test('what is no longer held when its turn comes is not asked', async () => {
  const { ask, calledAt, time } = rig({ burst: 1 });
  const signal = whileHeld(new AbortController().signal, () => time.ms < 500);
  expect(await ask(signal)).toBe('ok');
  expect(await ask(signal)).toBe('lease-lost  its turn came too late');
  expect(calledAt).toEqual([0]);
});

test('a process that was stopped in the line does not ask when it wakes', async () => {
  const { ask, calledAt } = rig({ burst: 1 }, undefined, 5_000);
  expect(await ask()).toBe('ok');
  expect(await ask()).toBe('rate-limited 1000 its turn came after 6 s');
  expect(calledAt).toEqual([0]);
});

test('what it asked for is kept to, by everybody', async () => {
  const { ask, calledAt, time } = rig({}, failing('rate-limited', 90_000));
  expect(await ask()).toBe('rate-limited 90000');
  time.ms = 60_000;
  expect(await ask()).toBe('rate-limited 30000 it asked us to slow down');
  expect(calledAt).toEqual([0]);
  time.ms = 90_000;
  await ask();
  expect(calledAt).toEqual([0, 90_000]);
});

test('five failures in a row shut the door, each further one for twice as long', async () => {
  const { ask, calledAt, time } = rig({ burst: 100 }, failing('unreachable'));
  for (let count = 0; count < 5; count++) expect(await ask()).toBe('unreachable');
  expect(await ask()).toBe('unreachable 30000 it failed several times in a row');
  time.ms += 30_000;
  expect(await ask()).toBe('unreachable');
  expect(await ask()).toBe('unreachable 60000 it failed several times in a row');
  expect(calledAt).toHaveLength(6);
});

test('a refusal is an answer: it shuts nothing', async () => {
  const { ask } = rig({ burst: 100 }, failing('refused'));
  for (let count = 0; count < 20; count++) expect(await ask()).toBe('refused');
});

test('of a failure that an adapter made of another that other is heard', async () => {
  const madeOf = (code: 'refused' | 'unreachable' | 'rate-limited', retryAfterMs?: number) => async () => {
    const cause = await failing(code, retryAfterMs)().catch((thrown: unknown) => thrown);
    throw new GoLiveError('remote-broken', { subject: 'x', cause });
  };
  const patient = rig({ burst: 100 }, madeOf('refused'));
  for (let count = 0; count < 20; count++) expect(await patient.ask()).toBe('remote-broken');
  const troubled = rig({ burst: 100 }, madeOf('unreachable'));
  for (let count = 0; count < 5; count++) expect(await troubled.ask()).toBe('remote-broken');
  expect(await troubled.ask()).toBe('unreachable 30000 it failed several times in a row');
  const slowed = rig({}, madeOf('rate-limited', 90_000));
  expect(await slowed.ask()).toBe('remote-broken');
  expect(await slowed.ask()).toBe('rate-limited 90000 it asked us to slow down');
});

test('no more are out at the same time than may be', async () => {
  let out = 0;
  let most = 0;
  const { ask } = rig({ burst: 100, atOnce: 3 }, async () => {
    most = Math.max(most, ++out);
    await new Promise(setImmediate);
    out--;
  });
  await Promise.all(Array.from({ length: 20 }, () => ask()));
  expect(most).toBe(3);
});

test('of two paces for one account the lower of each number counts, whoever came first', async () => {
  for (const turned of [false, true]) {
    const time = { ms: 0 };
    const calledAt: number[] = [];
    let out = 0;
    let most = 0;
    const host = {
      readZone: async () => {
        calledAt.push(time.ms);
        most = Math.max(most, ++out);
        await new Promise(setImmediate);
        out--;
        return [];
      },
    };
    const surroundings = {
      now: () => time.ms,
      pause: async (ms: number) => {
        time.ms += ms;
      },
      timeout: () => new AbortController().signal,
      random: () => 0,
    };
    const doors: Doors = new Map();
    const paces = [
      { ...SLOW, perSecond: 4, burst: 3, atOnce: 9 },
      { ...SLOW, perSecond: 1, burst: 50, atOnce: 2 },
    ];
    const [one, other] = (turned ? paces.toReversed() : paces).map((pace, at) => {
      const apis = { newDnsHost: host } as unknown as ProviderApis;
      return politely(`${at}`, apis, pace, surroundings, { doors, account: 'x' }).newDnsHost!;
    });
    const { signal } = new AbortController();
    await Promise.all([one, other, one].map((host) => host!.readZone(ZONE, signal)));
    expect([calledAt, most]).toEqual([[0, 0, 0], 2]);
    await other!.readZone(ZONE, signal);
    await one!.readZone(ZONE, signal);
    expect(calledAt).toEqual([0, 0, 0, 1000, 2000]);
  }
});

test('who was asked faster before a slower pace came has no more out than that allows', async () => {
  const waiting: (() => void)[] = [];
  let asked = 0;
  const host = {
    readZone: async () => {
      asked += 1;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return [];
    },
  };
  const surroundings = {
    now: () => 0,
    pause: async () => undefined,
    timeout: () => new AbortController().signal,
    random: () => 0,
  };
  const doors: Doors = new Map();
  const open = (atOnce: number) => {
    const apis = { newDnsHost: host } as unknown as ProviderApis;
    return politely('x', apis, { ...SLOW, burst: 99, atOnce }, surroundings, { doors, account: 'x' }).newDnsHost!;
  };
  const { signal } = new AbortController();
  const fast = open(3);
  const calls = Array.from({ length: 5 }, () => fast.readZone(ZONE, signal));
  await new Promise(setImmediate);
  open(1);
  for (const expected of [3, 3, 4, 5]) {
    waiting.shift()!();
    await new Promise(setImmediate);
    expect(asked).toBe(expected);
  }
  waiting.shift()!();
  await Promise.all(calls);
});

test('who waits for its turn when a slower pace comes keeps to that', async () => {
  const pauses: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  const host = {
    readZone: async () => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return [];
    },
  };
  const surroundings = {
    now: () => 0,
    pause: () => new Promise<void>((resolve) => pauses.push(resolve)),
    timeout: () => new AbortController().signal,
    random: () => 0,
  };
  const doors: Doors = new Map();
  const open = (atOnce: number) => {
    const apis = { newDnsHost: host } as unknown as ProviderApis;
    const pace = { ...SLOW, perSecond: 100, burst: 1, atOnce };
    return politely('x', apis, pace, surroundings, { doors, account: 'x' }).newDnsHost!;
  };
  const { signal } = new AbortController();
  const fast = open(9);
  const calls = Array.from({ length: 6 }, () => fast.readZone(ZONE, signal));
  open(2);
  for (const over of pauses) over();
  for (const out of [2, 2, 2, 2, 2, 1]) {
    await new Promise(setImmediate);
    expect(waiting).toHaveLength(out);
    waiting.shift()!();
  }
  await Promise.all(calls);
});

test('constants and questions that leave this machine alone pass', () => {
  const { polite } = rig();
  expect(polite.limits.minTtlSeconds).toBe(60);
  expect(polite.calls()).toEqual(['GET /zone']);
});

test('a provider in trouble is asked by one, and by all when that one had an answer', async () => {
  let works = false;
  const answers: (() => void)[] = [];
  const { ask, calledAt, time } = rig({ burst: 100, atOnce: 9 }, async () => {
    if (!works) throw new GoLiveError('unreachable', { subject: 'x', why: 'ECONNREFUSED' });
    await new Promise<void>((answer) => answers.push(answer));
  });
  for (let count = 0; count < 5; count++) await ask();
  time.ms += 30_000;
  works = true;
  const first = ask();
  await new Promise(setImmediate);
  expect(await ask()).toBe('unreachable 5000 ECONNREFUSED');
  answers[0]!();
  expect(await first).toBe('ok');
  const more = [ask(), ask()];
  await new Promise(setImmediate);
  for (const answer of answers) answer();
  expect(await Promise.all(more)).toEqual(['ok', 'ok']);
  expect(calledAt).toHaveLength(8);
});

test('an answer that does not come in time is lost, also from an adapter that hears no signal, and the hand is free again', async () => {
  const late = new AbortController();
  let hang = true;
  const { ask } = rig({ burst: 100, timeout: () => late.signal }, () =>
    hang ? new Promise(() => undefined) : Promise.resolve([]),
  );
  const first = ask();
  await new Promise(setImmediate);
  late.abort();
  expect(await first).toBe('answer-lost  there was no answer in time');
  hang = false;
  expect(await ask()).toBe('ok');
});

test('who is called off while standing in line leaves it', async () => {
  const answers: (() => void)[] = [];
  const { ask, calledAt } = rig({ burst: 100 }, () => new Promise<void>((answer) => answers.push(answer)));
  const first = ask();
  const stop = new AbortController();
  const second = ask(stop.signal);
  const third = ask();
  await new Promise(setImmediate);
  stop.abort();
  expect(await second).toBe('unreachable  given up before it was asked');
  answers[0]!();
  expect(await first).toBe('ok');
  await new Promise(setImmediate);
  answers[1]!();
  expect([await third, calledAt.length]).toEqual(['ok', 2]);
});

test('the copying of a site or of mail has its turn, and no deadline', async () => {
  const late = AbortSignal.abort();
  const api = { copy: async (_what: string, signal: AbortSignal) => signal.aborted };
  const surroundings = { now: () => 0, pause: async () => undefined, timeout: () => late, random: () => 0 };
  const apis = { mailCopier: api, newHosting: api } as unknown as ProviderApis;
  const polite = politely('x', apis, SLOW, surroundings) as unknown as Record<string, typeof api>;
  const { signal } = new AbortController();
  expect(await polite['mailCopier']!.copy('x', signal)).toBe(false);
  expect(await polite['newHosting']!.copy('x', signal)).toBe(true);
});

test.each([
  [1, { perSecond: 5, burst: 20, atOnce: 8 }],
  [4, { perSecond: 1.25, burst: 5, atOnce: 2 }],
  [100, { perSecond: 0.05, burst: 1, atOnce: 1 }],
])('%i processes share what an account may be asked', (processes, share) => {
  expect(shareOf(POLITENESS, processes)).toMatchObject(share);
});

test('a copy that takes hours is no reason to ask nobody else for as long', async () => {
  const time = { ms: 0 };
  let works = false;
  const api = {
    copy: (_what: string, _signal: AbortSignal) =>
      works ? new Promise(() => undefined) : Promise.reject(new GoLiveError('unreachable', { subject: 'x' })),
  };
  const surroundings = {
    now: () => time.ms,
    pause: async () => undefined,
    timeout: () => new AbortController().signal,
    random: () => 0,
  };
  const apis = { mailCopier: api } as unknown as ProviderApis;
  const made = politely('x', apis, { ...SLOW, burst: 100, atOnce: 9 }, surroundings);
  const polite = made.mailCopier as unknown as typeof api;
  const { signal } = new AbortController();
  for (let count = 0; count < 5; count++) await polite.copy('x', signal).catch(() => undefined);
  time.ms += 30_000;
  works = true;
  void polite.copy('for hours', signal);
  await new Promise(setImmediate);
  await expect(polite.copy('x', signal)).rejects.toThrow(/cannot be reached/);
  time.ms += SLOW.deadlineMs;
  const next = polite.copy('x', signal).catch((thrown: unknown) => thrown);
  expect(await Promise.race([next, new Promise((resolve) => setImmediate(() => resolve('under way')))])).toBe(
    'under way',
  );
});
