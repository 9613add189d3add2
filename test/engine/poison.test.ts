import { describe, expect, test } from 'vitest';
import { tick } from '../../src/app/engine/tick.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { statusOf } from '../../src/domain/status.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { EVERYTHING_MOVES } from '../domain/playbooks.ts';
import type { Toy } from './bench.ts';
import { ANNA, act, bench, done, START_MS, wait } from './bench.ts';

const MIGRATIONS = 500;
const POISONED = 50;
const LOOK_MS = 45 * SECOND;
const EFFECT_MS = 50 * SECOND;
const TICK_EVERY_MS = MINUTE;
const HANDS = 8;

const never = () => new Promise<never>(() => undefined);

/** What a poisoned migration does to the engine, and where that leaves its step. */
const POISONS: Readonly<Record<string, { readonly toy: Toy; readonly ends: RegExp }>> = {
  'looking throws what it likes': {
    toy: {
      observe: () => {
        throw 'a string';
      },
    },
    ends: /^(waiting|needs-you) engine\.look-failed$/,
  },
  'looking fails as providers do': {
    toy: {
      observe: () => {
        throw new GoLiveError('remote-broken', {
          subject: 'the panel',
          why: 'status 200 with something that is not JSON',
        });
      },
    },
    ends: /^(waiting|needs-you) engine\.look-failed$/,
  },
  'looking sees what is no JSON': {
    toy: { observe: () => ({ at: () => 1, loop: Number.NaN }) },
    ends: /^(waiting|needs-you) engine\.look-failed$/,
  },
  'looking hangs': {
    toy: { observe: (_ctx, signal) => hang(signal) },
    ends: /^(waiting|needs-you) engine\.look-failed$/,
  },
  'deciding throws': {
    toy: {
      plan: () => {
        throw new TypeError('undefined is not a function');
      },
    },
    ends: /^failed$/,
  },
  'deciding wants what is no change': { toy: { plan: () => act(() => 1) }, ends: /./ },
  'doing throws': {
    toy: {
      plan: (ctx) => act({ domain: ctx.domain }),
      apply: async () => {
        throw new Error('boom');
      },
    },
    ends: /^failed$/,
  },
  'doing hangs': {
    toy: {
      plan: (ctx) => act({ domain: ctx.domain }),
      apply: (effects) => effects.once('it', {}, SECOND, hangSending),
    },
    ends: /^(unknown engine\.answer-lost|needs-you engine\.undecidable)$/,
  },
  'doing hangs, and might be done again': {
    toy: {
      plan: (ctx) => act({ domain: ctx.domain }),
      apply: (effects) => effects.absolute('it', {}, SECOND, hangSending),
    },
    ends: /^(unknown|waiting|failed)/,
  },
  'waits in a circle': { toy: { plan: (_ctx, _seen, now) => wait(now - HOUR) }, ends: /^waiting toy\.wait$/ },
};
const KINDS = Object.keys(POISONS);
/** `klant-007.nl`: every tenth is poisoned, all kinds in turn. */
const poisonOf = (domain: string): string | undefined => {
  const number = Number(/\d+/.exec(domain)?.[0]);
  return number % (MIGRATIONS / POISONED) === 0 ? KINDS[(number / 10) % KINDS.length] : undefined;
};

/** The engine's own limits, by the jumping clock: a hang lasts as long as the engine lets it. */
const limits = new WeakMap<AbortSignal, () => void>();
let limitOfEffect = (): void => undefined;
async function hang(signal: AbortSignal): Promise<never> {
  setImmediate(() => limits.get(signal)?.());
  return never();
}
/** Within an effect, whose limit has just begun. */
async function hangSending(): Promise<never> {
  setImmediate(limitOfEffect);
  return never();
}

async function fleetOf() {
  const well = new Map<string, number>();
  const here = await bench(
    {
      a: {
        observe: (ctx, signal) => POISONS[poisonOf(ctx.domain) ?? '']?.toy.observe?.(ctx, signal) ?? null,
        plan: (ctx, seen, now) => {
          const poison = POISONS[poisonOf(ctx.domain) ?? ''];
          if (poison !== undefined) return poison.toy.plan?.(ctx, seen, now) ?? done;
          if (!well.has(ctx.domain)) return act({ domain: ctx.domain });
          return now < well.get(ctx.domain)! + 5 * MINUTE ? wait(well.get(ctx.domain)! + 5 * MINUTE) : done;
        },
        apply: async (effects, changes, signal) => {
          const { domain } = changes[0] as { domain: string };
          const poison = POISONS[poisonOf(domain) ?? ''];
          if (poison !== undefined) return poison.toy.apply?.(effects, changes, signal);
          await effects.once('it', {}, 0, async () => void well.set(domain, here.clock.now()));
        },
      },
    },
    { draft: true },
  );
  return { here, well };
}

describe(`${MIGRATIONS} migrations of which ${POISONED} are poisoned`, () => {
  test('the others all get done, soon and none later for it; the poisoned ones say what they wait for', async () => {
    const { here } = await fleetOf();
    const { app, clock } = here;
    // Several hands, several hangs at once: the time that passes is that of the longest of them, not of their sum.
    const limited = (signal: AbortSignal, ms: number) => {
      const own = new AbortController();
      const startedMs = clock.now();
      const both = AbortSignal.any([signal, own.signal]);
      limits.set(both, () => {
        clock.jumpTo(startedMs + ms);
        own.abort();
      });
      return both;
    };
    Object.assign(app, {
      inTime: (signal: AbortSignal) => limited(signal, LOOK_MS),
      effectInTime: (signal: AbortSignal) => {
        const limit = limited(signal, EFFECT_MS);
        limitOfEffect = limits.get(limit)!;
        return limit;
      },
    });
    const ids: string[] = [];
    for (let number = 0; number < MIGRATIONS; number++) {
      const domain = `klant-${String(number).padStart(3, '0')}.nl`;
      const { migrations } = await newProject(app, [domain], { ...EVERYTHING_MOVES, playbook: 'test' } as never, ANNA);
      ids.push(migrations[0]!.state.id);
      await say(app, ids.at(-1)!, 'approve', {}, ANNA);
    }
    const doneAtMs = new Map<string, number>();
    let ticks = 0;
    for (; ticks < 30; ticks++) {
      const beganMs = clock.now();
      await tick(app, { signal: new AbortController().signal, owner: 'one' }, HANDS);
      for (const id of ids) {
        if (doneAtMs.has(id)) continue;
        const { playbook, state } = await load(app, id);
        if (statusOf(playbook, state) === 'done') doneAtMs.set(id, clock.now());
      }
      clock.jumpTo(beganMs + TICK_EVERY_MS);
    }

    const ended = await Promise.all(ids.map(async (id) => ({ id, state: (await load(app, id)).state })));
    const healthy = ended.filter(({ state }) => poisonOf(state.domain) === undefined);
    expect(healthy).toHaveLength(MIGRATIONS - POISONED);
    expect(healthy.filter(({ id }) => !doneAtMs.has(id)).map(({ state }) => state.domain)).toEqual([]);
    expect(Math.max(...healthy.map(({ id }) => doneAtMs.get(id)! - START_MS))).toBeLessThan(20 * MINUTE);
    // Nobody's trouble was anybody else's effect.
    expect(healthy.flatMap(({ state }) => state.effects.map((effect) => effect.state))).toEqual(
      healthy.map(() => 'confirmed'),
    );
    const strays = ended.flatMap(({ state }) => {
      const poison = poisonOf(state.domain);
      if (poison === undefined) return [];
      const record = state.steps['a'];
      const text = record?.waitsFor?.reason.text ?? record?.task?.text.text;
      const at = `${record?.state}${text === undefined ? '' : ` ${text}`}`;
      return POISONS[poison]!.ends.test(at) ? [] : [`${poison}: ${at}`];
    });
    expect(strays).toEqual([]);
  });
});
