import type { InFourLanguages } from '../domain/message.ts';

export const STEP_TEXTS = {} as const satisfies Record<string, InFourLanguages>;
