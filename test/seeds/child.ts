import { batch } from './batch.ts';

/** `child.ts FROM TO STEP MOST_FAILING`: one line of JSON now and then, the last one is the result. */
const [from, to, step, mostFailing] = process.argv.slice(2).map(Number) as [number, number, number, number];
const tell = (result: unknown) => process.stdout.write(`${JSON.stringify(result)}\n`);
tell(await batch({ from, to, step, mostFailing, onProgress: tell }));
