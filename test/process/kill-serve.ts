// Kills `golive serve` with SIGKILL all the way through a move, beside a move that nobody disturbs:
// node bin/node24.cjs test/process/kill-serve.ts [seconds per day]
import { writeFileSync } from 'node:fs';
import { doneTwice } from './done-twice.ts';
import { move } from './move.ts';

const pace = Number(process.argv[2] ?? 10);
const settings = { pace, leaseMs: 400, lagMs: 700, giveUpAfterSeconds: 240 };
const [control, killed] = await Promise.all([
  move(settings),
  move({ ...settings, dies: (moment) => moment === 'intended' || moment === 'done-unread' || moment === 'over' }),
]);
for (const [name, { journal, ...run }] of Object.entries({ control, killed })) {
  writeFileSync(`/tmp/kill-serve-${name}.json`, JSON.stringify(journal));
  console.log(name, run);
}
console.log('done twice', doneTwice(killed, control));
