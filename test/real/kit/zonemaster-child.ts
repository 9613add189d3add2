// Runs in a network of its own (`unshare --net`), where any address of Zonemaster's plan can be had on port 53. Reads the scenarios' names from
// a file, writes one JSON line for each: what golive sees, or why it could not be served.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './processes.ts';
import { readCorefile } from './zonemaster-corefile.ts';
import type { Look } from './zonemaster-look.ts';
import { lookAt } from './zonemaster-look.ts';
import { planOf } from './zonemaster-plan.ts';
import { serve, ZoneFilesForNsd } from './zonemaster-serve.ts';
import { readScenarios } from './zonemaster-spec.ts';

export type Line = { readonly id: string } & ({ readonly look: Look } | { readonly unservable: string });

const wanted = new Set<string>(JSON.parse(readFileSync(process.argv[2]!, 'utf8')));
const blocks = readCorefile();
const dir = mkdtempSync(join(tmpdir(), 'golive-zonemaster-'));
const files = new ZoneFilesForNsd(join(dir, 'zones'));

try {
  await runProgram('ip', ['link', 'set', 'lo', 'up']);
  // All of 127.0.0.0/8 is on the loopback by itself; of IPv6 only what is added.
  const addresses = new Set(blocks.flatMap((block) => block.addresses).filter((address) => address.includes(':')));
  writeFileSync(join(dir, 'addresses'), [...addresses].map((one) => `addr add ${one}/128 dev lo nodad\n`).join(''));
  await runProgram('ip', ['-6', '-batch', join(dir, 'addresses')]);
  for (const [index, scenario] of readScenarios().entries()) {
    if (!wanted.has(scenario.id)) continue;
    const plan = planOf(scenario, blocks);
    if ('unservable' in plan) {
      say({ id: scenario.id, unservable: plan.unservable });
      continue;
    }
    try {
      const matters = (zone: string) => scenario.zone.endsWith(zone) || zone.includes(scenario.name.toLowerCase());
      const served = await serve(plan.addresses, matters, files, join(dir, String(index)));
      try {
        say({ id: scenario.id, look: await lookAt(scenario) });
      } finally {
        await served.stop();
      }
    } catch (thrown) {
      say({ id: scenario.id, unservable: `! ${thrown instanceof Error ? thrown.stack : String(thrown)}` });
    }
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function say(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
