import type { InFourLanguages } from '../domain/message.ts';

export const TASK_TEXTS = {} as const satisfies Record<string, InFourLanguages>;
