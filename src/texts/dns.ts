import type { InFourLanguages } from '../domain/message.ts';

export const DNS_TEXTS = {} as const satisfies Record<string, InFourLanguages>;
