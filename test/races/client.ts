// A process with some of the clients of a race: `client.ts {"configFile": …}`; a round comes in as a line of JSON, its outcomes go out as one.
import { createInterface } from 'node:readline';
import { book, reschedule, unbook } from '../../src/app/book.ts';
import { offeredSlots } from '../../src/app/calendar.ts';
import { openApp } from '../../src/compose/app.ts';
import { asGoLiveError, FAILURES } from '../../src/domain/errors.ts';
import type { Asked, Outcome, Round } from './round.ts';

const { configFile, cwd } = JSON.parse(process.argv[2]!) as { configFile: string; cwd: string };
const app = await openApp({ cwd, home: cwd, env: process.env }, configFile, () => undefined);

async function ask({ domain, verb, slot }: Asked): Promise<Outcome> {
  const who = { by: domain };
  try {
    if (verb === 'look') return { domain, ended: (await isFree(slot)) ? 'won' : 'lost' };
    if (verb === 'unbook') await unbook(app, domain, {}, who);
    else await (verb === 'book' ? book : reschedule)(app, domain, { slot }, who);
    return { domain, ended: 'won' };
  } catch (thrown) {
    const { code, fix = '' } = asGoLiveError(thrown, domain);
    return {
      domain,
      ended: code === 'slot-refused' ? 'lost' : code,
      exit: FAILURES[code].exit,
      offered: [...fix.matchAll(/\d{4}-\d{2}-\d{2}\/\w+/g)].map(([one]) => one),
    };
  }
}

/** What somebody would go by who looks first and writes afterwards. */
async function isFree(slot: string): Promise<boolean> {
  const [offer] = (await offeredSlots(app, slot.slice(0, 10), 1)).filter((one) => one.slot === slot);
  return offer?.free === true;
}

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const round = JSON.parse(line) as Round;
  console.log(JSON.stringify(await Promise.all(round.asked.map(ask))));
}
await app.store.close();
process.exit(0);
