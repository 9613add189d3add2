import { load } from '../../src/app/record.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { stepsOf } from '../../src/domain/migration.ts';
import { stepState } from '../../src/domain/status.ts';
import { render } from '../../src/texts/render.ts';
import { EVERYTHING, MONDAY_EVENING, simulated } from './simulated-app.ts';

const style = { language: 'en', timeZone: 'Europe/Amsterdam' } as const;
const extra = process.argv[2] ? JSON.parse(process.argv[2]) : {};
const sim = await simulated({
  scenario: extra.scenario,
  without: extra.without,
  answers: { ...EVERYTHING, ...extra.answers },
});
const out = await runThrough(sim.app, sim.agency, sim.ids, {
  signal: new AbortController().signal,
  untilMs: MONDAY_EVENING + 30 * 86400000,
  onDeed: (d, at) => console.log(new Date(at).toISOString(), d.step, d.did),
});
console.log(out, new Date(sim.clock.now()).toISOString());
const { playbook, state } = await load(sim.app, sim.ids[0]!);
for (const s of stepsOf(playbook, state)) {
  const r = state.steps[s.id];
  console.log(
    s.id.padEnd(24),
    stepState(s, state).padEnd(10),
    r ? new Date(r.sinceMs).toISOString() : '',
    r?.waitsFor ? render(r.waitsFor.reason, style) : '',
    r?.task ? 'TASK ' + render(r.task.text, style) : '',
    r?.blocked ? 'BLOCKED ' + render(r.blocked.reason, style) : '',
    r?.failure?.text ?? '',
    (r?.findings ?? []).map((f) => f.tag + ' ' + f.subject).join('; '),
  );
}
console.log('events', state.seq, sim.logged);
console.log(sim.world.counters);
