import type { App } from '../../../src/app/app.ts';
import { copiesOf } from '../../engine/copies.ts';
import { addToySteps, FLEET_PLAYBOOK } from './toy-steps.ts';

const PER_PROJECT = 25;
const AT_ONCE = 4;

/** Approved migrations through the store's port, `m-fleet-0` to `m-fleet-(count-1)`. Each is due at `dueMs(index)` (epoch ms). */
export async function fill(app: App, count: number, dueMs: (index: number) => number): Promise<void> {
  addToySteps(0);
  const put = await copiesOf(app, FLEET_PLAYBOOK, 'a fleet at work');
  const putProject = async (from: number): Promise<void> => {
    const copies = Array.from({ length: Math.min(PER_PROJECT, count - from) }, (_, place) => {
      const index = from + place;
      return { migrationId: `m-fleet-${index}`, domain: `fleet-${index}.example`, dueMs: dueMs(index) };
    });
    await put(`p-fleet-${from}`, copies);
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let from = next; from < count; from = next) {
      next = from + PER_PROJECT;
      await putProject(from);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
