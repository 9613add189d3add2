import type { App } from '../../src/app/app.ts';
import { copiesOf } from '../engine/copies.ts';
import { CRASH_PLAYBOOK } from './steps.ts';

/** Makes approved migrations that are due now, `m-0` … counted on with each call. */
export async function migrationMaker(app: App): Promise<(count: number) => Promise<string[]>> {
  const put = await copiesOf(app, CRASH_PLAYBOOK, 'to be killed');
  let made = 0;
  return async (count) => {
    const from = made;
    made += count;
    const numbers = Array.from({ length: count }, (_, index) => from + index);
    const dueMs = app.clock.now();
    await put(
      `p-${from}`,
      numbers.map((number) => ({ migrationId: `m-${number}`, domain: `klant-${number}.example`, dueMs })),
    );
    return numbers.map((number) => `m-${number}`);
  };
}
