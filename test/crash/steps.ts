import { Agent, request } from 'node:http';
import { z } from 'zod';
import { leavesSoon, TOO_LATE } from '../../src/adapters/leaves-soon.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import type { EffectKind } from '../../src/domain/journal.ts';
import { message } from '../../src/domain/message.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import { CATALOGUE } from '../../src/steps/catalog.ts';
import type { AnyStep } from '../../src/steps/contract.ts';
import { EVERYTHING_MOVES, playbookOf, stepAfter } from '../domain/playbooks.ts';

/** An order, its payment, and one thing that is set twice: a first setting that comes late undoes the second. */
export const TOYS: readonly { readonly step: string; readonly kind: EffectKind; name: string; value: string }[] = [
  { step: 'crash-order', kind: 'once', name: 'order', value: 'made' },
  { step: 'crash-pay', kind: 'keyed', name: 'pay', value: 'paid' },
  { step: 'crash-first', kind: 'absolute', name: 'target', value: 'first' },
  { step: 'crash-second', kind: 'absolute', name: 'target', value: 'second' },
];
export const LAST_VALUE = 'second';
/** What may be carried out once. */
export const COUNTED: ReadonlySet<string> = new Set(['order', 'pay']);

export const CRASH_PLAYBOOK: Playbook = playbookOf(
  TOYS.map(({ step }, index) => stepAfter(step, index === 0 ? [] : [TOYS[index - 1]!.step])),
  { id: 'crash', answers: EVERYTHING_MOVES },
);

/** `blind` believes what it wrote down, never looks at the provider and sends again what was not answered. */
export type Mode = 'careful' | 'blind';

export interface ToyProvider {
  readonly port: number;
  readonly lagMs: number;
  /** Between asking for a connection and having it: a name is looked up, hands are shaken. */
  readonly connectMs: number;
  /** A connection that took longer is not used. */
  readonly leavesWithinMs: number;
  /** Whether the lease is looked at right before the first octet. */
  readonly isChecked: boolean;
  /** Hears of an effect that is about to leave. */
  readonly onConnecting?: (id: string, name: string) => void;
}

/** Puts the toy steps into this process's catalogue. */
export function addToySteps(provider: ToyProvider, mode: Mode): void {
  for (const { step, kind, name, value } of TOYS) {
    const isBlind = mode === 'blind';
    const toy: AnyStep = {
      id: step,
      phase: 'prepare',
      params: z.looseObject({}),
      observed: z.object({ there: z.boolean() }),
      change: z.literal(value),
      needs: () => [],
      observe: async (ctx, _ports, signal) => {
        if (isBlind) return { there: ctx.acted > 0 };
        const told = (await ask(provider, 'GET', `there/${ctx.migrationId}/${name}`, signal)) as {
          value: string | null;
        };
        return { there: told.value === value };
      },
      plan: (_ctx, observed) => (observed.there ? { kind: 'done' } : { kind: 'act', changes: [value] }),
      describe: () => message('x'),
      apply: async (ctx, _changes, _ports, effects, signal) => {
        const send = (key?: string) => {
          provider.onConnecting?.(ctx.migrationId, name);
          const headers = kind === 'keyed' && !isBlind ? { 'idempotency-key': key ?? '' } : {};
          return ask(provider, 'POST', `do/${ctx.migrationId}/${name}/${value}`, signal, headers);
        };
        if (isBlind) await effects.absolute(name, {}, 0, send);
        else await effects[kind](name, {}, provider.lagMs, send);
      },
    };
    (CATALOGUE as Map<string, AnyStep>).set(step, toy);
  }
}

const NEVER = new AbortController().signal;

function ask(
  { port, connectMs, leavesWithinMs, isChecked }: ToyProvider,
  method: 'GET' | 'POST',
  path: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const lost = (why: string) => {
      const isUnsent = method === 'GET' || why === TOO_LATE;
      // Nothing has left, and somebody else holds the migration by now, or soon will.
      reject(new GoLiveError(isUnsent ? 'lease-lost' : 'answer-lost', { subject: path, why }));
    };
    const asked = request(
      {
        host: 'provider.example',
        port,
        path: `/${path}`,
        method,
        headers: { ...headers, 'x-pid': String(process.pid) },
        agent: leavesSoon(new Agent({ keepAlive: false }), leavesWithinMs, isChecked ? signal : NEVER),
        lookup: (_name, _options, found) => {
          setTimeout(() => found(null, [{ address: '127.0.0.1', family: 4 }]), method === 'GET' ? 0 : connectMs);
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve(JSON.parse(text)));
        response.on('error', (thrown) => lost(thrown.message));
      },
    );
    asked.on('error', (thrown: NodeJS.ErrnoException) => lost(thrown.code ?? thrown.message));
    asked.end();
  });
}
