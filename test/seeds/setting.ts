import { resolve } from 'node:path';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import { readPlaybooks } from '../../src/playbook/folder.ts';
import { CATALOGUE } from '../../src/steps/catalog.ts';

/** A Monday evening in Amsterdam: the first half-day that may be booked is Wednesday's morning. */
export const MONDAY_EVENING = Date.parse('2027-01-11T20:30:00+01:00');

const config = { ...ConfigFile.parse({}), file: undefined, folder: '.' } as Config;
export const simulatedConfig = (): Config => config;

let known: ReadonlyMap<string, Playbook> | undefined;
export async function playbooks(): Promise<ReadonlyMap<string, Playbook>> {
  const folder = resolve(import.meta.dirname, '../../playbooks');
  known ??= readPlaybooks(folder, { steps: [...CATALOGUE.keys()] }).playbooks;
  return known;
}
