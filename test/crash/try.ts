import { killLoop } from './kills.ts';
import { stopLoop } from './stops.ts';

const [what, n, mode, seed, url] = process.argv.slice(2);
const run =
  what === 'kill'
    ? await killLoop({
        kills: Number(n),
        seed: Number(seed ?? 1),
        mode: mode as never,
        deadlineMs: 30000,
        ...(url ? { url } : {}),
      })
    : await stopLoop({
        stops: Number(n),
        seed: Number(seed ?? 1),
        mode: mode as never,
        deadlineMs: 30000,
        ...(url ? { url } : {}),
        lastCheck: !process.env['NOGUARD'],
      });
for (const s of run.stories) console.log(s);
console.log({ ...run, stories: run.stories.length });
