import { expect, test } from 'vitest';
import type { ProviderApis } from '../../src/adapters/catalog.ts';
import type { Politeness } from '../../src/adapters/politely.ts';
import { politely } from '../../src/adapters/politely.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { fqdn } from '../../src/domain/name.ts';

const ZONE = fqdn('klant.nl');
const SLOW: Politeness = { perSecond: 1, burst: 2, atOnce: 1, mostWaitMs: 3_000, deadlineMs: 60_000 };

function rig(politeness: Partial<Politeness> = {}, answer: () => Promise<unknown> = async () => []) {
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
      time.ms += ms;
    },
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
  expect(await ask()).toBe('rate-limited 30000 5 calls in a row failed');
  time.ms += 30_000;
  expect(await ask()).toBe('unreachable');
  expect(await ask()).toBe('rate-limited 60000 6 calls in a row failed');
  expect(calledAt).toHaveLength(6);
});

test('a refusal is an answer: it shuts nothing', async () => {
  const { ask } = rig({ burst: 100 }, failing('refused'));
  for (let count = 0; count < 20; count++) expect(await ask()).toBe('refused');
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

test('constants and questions that leave this machine alone pass', () => {
  const { polite } = rig();
  expect(polite.limits.minTtlSeconds).toBe(60);
  expect(polite.calls()).toEqual(['GET /zone']);
});
