// Kills `golive serve` with SIGKILL all the way through a move, beside a move that nobody disturbs, and prints the figures:
// node bin/node24.cjs test/process/kill-serve.ts [seconds per day] [folder for the two journals]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { doneTwice } from './done-twice.ts';
import { killedAndControl } from './kill-run.ts';

const [, , pace = '10', folder] = process.argv;
const runs = await killedAndControl(Number(pace));
for (const [name, { journal, world: _world, ...figures }] of Object.entries(runs)) {
  console.log(name, figures);
  if (folder !== undefined)
    writeFileSync(join(folder, `${name}.jsonl`), journal.map((event) => `${JSON.stringify(event)}\n`).join(''));
}
console.log('done twice or not at all', doneTwice(runs.killed, runs.control));
