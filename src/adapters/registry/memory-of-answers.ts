import type { Fqdn } from '../../domain/name.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Registration } from '../../ports/registry.ts';

/** An answer, and when it was asked for. */
export interface Kept {
  readonly registration: Registration;
  readonly askedMs: EpochMs;
}

/** What one registry lets us do. */
export interface Patience {
  /** When the next question may leave. */
  readonly nextMs: EpochMs;
  /** Until when it asked to be left alone. */
  readonly restUntilMs: EpochMs;
  /** How often in a row it did. */
  readonly rests: number;
}

export const NO_WAIT: Patience = { nextMs: 0, restUntilMs: 0, rests: 0 };

/** Where answers and rests are kept between questions. Losing it costs questions, never an answer. */
export interface AnswerMemory {
  answerOf(domain: Fqdn): Kept | undefined;
  keepAnswer(domain: Fqdn, kept: Kept): void;
  patienceOf(registry: string): Patience;
  keepPatience(registry: string, patience: Patience): void;
}

const MOST_DOMAINS = 10_000;
const MOST_REGISTRIES = 2_000;

/** For one process. */
export function memoryOfAnswers(): AnswerMemory {
  const answers = new Map<Fqdn, Kept>();
  const patience = new Map<string, Patience>();
  return {
    answerOf: (domain) => answers.get(domain),
    keepAnswer: (domain, kept) => put(answers, domain, kept, MOST_DOMAINS),
    patienceOf: (registry) => patience.get(registry) ?? NO_WAIT,
    keepPatience: (registry, one) => put(patience, registry, one, MOST_REGISTRIES),
  };
}

function put<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}
