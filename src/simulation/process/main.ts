// The toy world as a program: node main.ts '{"dir":…,"scenario":…,"clock":…,"seed":…,"probe":…,"keep":…}'
import type { LaboratoryOptions } from '../../ports/laboratory.ts';
import { createWorld, DEFAULT_SCENARIO, type Scenario } from '../world.ts';
import { hostWorld } from './host.ts';
import { scaledClock } from './scaled-clock.ts';

async function run(options: LaboratoryOptions): Promise<void> {
  const world = createWorld({
    clock: scaledClock(options.clock),
    seed: options.seed,
    scenario: checkedScenario(options.scenario ?? {}),
  });
  const hosted = await hostWorld(world, { dir: options.dir, probesPerSecond: options.probe?.perSecond ?? 0 });
  const stop = () => {
    hosted.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', () => undefined); // Ctrl-C is for who started us; when they end, stdin closes
  if (options.keep !== true) {
    process.stdin.on('end', stop);
    process.stdin.on('close', stop);
    process.stdin.resume();
  }
  process.stdout.write(`${JSON.stringify(hosted.endpoints)}\n`);
}

function checkedScenario(given: Readonly<Record<string, unknown>>): Partial<Scenario> {
  const known = new Set([...Object.keys(DEFAULT_SCENARIO), 'zone']);
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`the scenario has no ${unknown.join(', ')}`);
  return given as Partial<Scenario>;
}

run(JSON.parse(process.argv[2] ?? '{}') as LaboratoryOptions).catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exit(1);
});
