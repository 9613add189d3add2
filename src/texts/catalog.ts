import type { InFourLanguages } from '../domain/message.ts';
import { CLI_TEXTS } from './cli.ts';
import { DNS_TEXTS } from './dns.ts';
import { ENGINE_TEXTS } from './engine.ts';
import { STEP_TEXTS } from './steps.ts';
import { TASK_TEXTS } from './tasks.ts';

/** Every sentence golive says, by key, in four languages. A key lives in one file; a test finds doubles and keys nobody uses. */
export const CATALOG: Readonly<Record<string, InFourLanguages>> = {
  ...ENGINE_TEXTS,
  ...STEP_TEXTS,
  ...DNS_TEXTS,
  ...TASK_TEXTS,
  ...CLI_TEXTS,
};
