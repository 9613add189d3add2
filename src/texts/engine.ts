import type { InFourLanguages } from '../domain/message.ts';

export const ENGINE_TEXTS = {} as const satisfies Record<string, InFourLanguages>;
