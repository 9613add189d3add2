import { beforeEach, expect, test } from 'vitest';
import { memoryDns } from '../../src/adapters/dns/memory/index.ts';
import { httpApp } from '../../src/daemon/http.ts';
import { hubOf } from '../../src/daemon/hub.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Dns } from '../../src/ports/dns.ts';
import type { Simulated } from '../engine/simulated-app.ts';
import { simulated } from '../engine/simulated-app.ts';
import { stopAt } from '../engine/stop-at.ts';
import { turns } from '../turns.ts';
import type { TestServing } from './serving.ts';
import { servingOf } from './serving.ts';
import type { SignedIn } from './signed-in.ts';
import { signIn } from './signed-in.ts';

const HERE = 'http://127.0.0.1:7353';

let sim: Simulated;
let serving: TestServing;
let dns: () => Promise<Dns>;
let asked: number;
let http: ReturnType<typeof httpApp>;
let viewer: SignedIn;

beforeEach(async () => {
  sim = await simulated();
  asked = 0;
  dns = async () => {
    const real = memoryDns(sim.world);
    return {
      ...real,
      askAll: (questions, signal) => {
        asked += questions.length;
        return real.askAll(questions, signal);
      },
    };
  };
  serving = { ...servingOf(sim.app), dns: () => dns() };
  http = httpApp(serving);
  viewer = await signIn(serving, { roles: ['viewer'] });
});

const path = () => `/migrations/${sim.ids[0]}/board`;
const get = async () => {
  const answer = await http.fetch(
    new Request(`${HERE}${path()}`, { headers: { host: '127.0.0.1:7353', cookie: viewer.cookie } }),
  );
  return { status: answer.status, text: await answer.text() };
};
const look = () =>
  http.fetch(
    new Request(`${HERE}${path()}/look`, {
      method: 'POST',
      headers: {
        host: '127.0.0.1:7353',
        cookie: viewer.cookie,
        origin: HERE,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ csrf: viewer.csrf }),
    }),
  );

test('before anybody looked the page says so, and asks nobody', async () => {
  const { status, text } = await get();
  expect(status).toBe(200);
  expect(text).toContain('Nobody has looked from here yet');
  expect(asked).toBe(0);
});

test('a look shows what the registry names, who answers and what caches remember, with the arithmetic of the end', async () => {
  await stopAt(sim, 'watch-propagation', ({ waitsFor }) => waitsFor !== undefined);
  const answer = await look();
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path()}?said=looked`]);
  const { text } = await get();
  expect(text).toContain('ns1.nieuw-host.example, ns2.nieuw-host.example');
  expect(text).toMatch(/how long caches keep which servers the registry names/);
  expect(text).toMatch(/Together <?[^<]*1 d/);
  for (const { name } of memoryDns(sim.world).resolvers) expect(text).toContain(`<strong>${name}</strong>`);
  expect(text).toMatch(/<svg class="strip"[^>]*aria-label="[^"]*new from/);
  expect(text).not.toMatch(/style=|<script>/);
});

test('an open page hears of somebody’s look', async () => {
  const told: string[] = [];
  const leave = hubOf(serving).listen({
    send: (chunk) => void told.push(new TextDecoder().decode(chunk)),
    close: () => undefined,
  });
  await look();
  expect(told.filter((event) => event.startsWith('event: look'))).toHaveLength(1);
  leave?.();
});

test('however often the button is pressed, the world is asked once in ten seconds', async () => {
  await stopAt(sim, 'watch-propagation', ({ waitsFor }) => waitsFor !== undefined);
  await Promise.all([look(), look(), look()]);
  const once = asked;
  expect(once).toBeGreaterThan(0);
  serving.wall.advance(9 * SECOND);
  await look();
  expect(asked).toBe(once);
  serving.wall.advance(2 * SECOND);
  await look();
  expect(asked).toBeGreaterThan(once);
});

test('the page itself waits for nobody, also where every server is silent', async () => {
  await stopAt(sim, 'watch-propagation', ({ waitsFor }) => waitsFor !== undefined);
  const silent = memoryDns(sim.world);
  dns = async () => ({ ...silent, askAll: () => new Promise(() => undefined) });
  const answer = await Promise.race([get(), turns(2000)]);
  if (answer === 'waits') return expect.fail('it waits for the servers');
  const { status, text } = answer;
  expect(status).toBe(200);
  // What the move itself has seen is there all the same.
  for (const { name } of silent.resolvers) expect(text).toContain(name);
});

test('who stays on the page of a move that is in the caches has a look of the last minute', async () => {
  await stopAt(sim, 'watch-propagation', ({ waitsFor }) => waitsFor !== undefined);
  await look();
  const once = asked;
  serving.wall.advance(30 * SECOND);
  await get();
  expect(asked).toBe(once);
  serving.wall.advance(MINUTE);
  await get();
  await look(); // the one that is on its way
  expect(asked).toBeGreaterThan(once);
});
