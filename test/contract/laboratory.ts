import { expect } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { StepPorts } from '../../src/ports/step-ports.ts';
import type { Faults, People, Scenario, WorldEndpoint, WorldServer } from '../../src/simulation/world.ts';

/** The same methods at the other end of a wire: every answer is a promise. */
export type Remote<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

/** A simulated Internet under contract: its ports, and the hands that the world's people have. May live in another process. */
export interface Laboratory {
  readonly ports: Required<StepPorts>;
  readonly clock: Clock;
  readonly domain: Fqdn;
  readonly servers: readonly WorldServer[];
  readonly endpoints: readonly WorldEndpoint[];
  readonly people: Remote<People>;
  readonly faults: Remote<Faults>;
  counters(): Promise<Readonly<Record<string, number>>>;
  /** Resolves when so much time has passed in the world. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a fresh one; times in it are short, so that one on a real clock is done soon. */
export type OpenLaboratory = (scenario?: Partial<Scenario>) => Promise<Laboratory>;

/** Lists lag by this in every laboratory, so that what forgets it is found out. */
export const CONSISTENCY_SECONDS = 5;
/** What a laboratory begins with, unless the suite says otherwise. */
export const CONTRACT_SCENARIO = {
  apiConsistencySeconds: CONSISTENCY_SECONDS,
  hostingInstallSeconds: 60,
  transferSeconds: 120,
  registryPublishSeconds: 10,
} as const satisfies Partial<Scenario>;

export const never = (): AbortSignal => new AbortController().signal;

export function given(): AbortSignal {
  const controller = new AbortController();
  controller.abort();
  return controller.signal;
}

/** The work must fail as a GoLiveError of this code. */
export async function refuses(code: string, work: () => Promise<unknown>): Promise<void> {
  const outcome = await work().then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  expect(outcome).toMatchObject({ name: 'GoLiveError', code });
}
