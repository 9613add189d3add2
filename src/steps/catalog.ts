import type { AnyStep } from './contract.ts';

const STEPS: readonly AnyStep[] = [];

/** Every step there is, by id. */
export const CATALOGUE: ReadonlyMap<string, AnyStep> = new Map(STEPS.map((step) => [step.id, step]));
