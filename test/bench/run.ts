// npm run bench: how fast golive is on this machine, as figures and ratios. Nothing here passes or fails but what is asked for by name:
// npm run bench -- mutations.
import { availableParallelism } from 'node:os';

/** Parts that are run alone, by their name; each is loaded only when it is run, so that none is measured with another one's weight. */
const ALONE: Readonly<Record<string, () => void | Promise<void>>> = {
  mutations: async () => (await import('./mutations.ts')).mutations(),
  poll: async () => (await import('./poll.ts')).poll(),
  watch: async () => {
    if (!(await import('./watch.ts')).benchWatch()) process.exitCode = 1;
  },
  serve: async () => {
    const counts = process.argv.slice(3).map(Number);
    if (!(await (await import('./serve.ts')).benchServe(counts.length === 0 ? undefined : counts)))
      process.exitCode = 1;
  },
  'poll-compare': async () => (await import('./poll-compare.ts')).pollCompare(),
};

console.log(`Node ${process.version}, ${availableParallelism()} cores`);
const wanted = process.argv[2];
if (wanted === undefined) await (await import('./engine.ts')).engine();
else if (ALONE[wanted] === undefined) {
  console.error(`no part is called "${wanted}"; there are ${Object.keys(ALONE).join(', ')}`);
  process.exitCode = 2;
} else await ALONE[wanted]();
