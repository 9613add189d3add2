import type { PlanEntry } from '../app/documents.ts';
import { planDocument } from '../app/plan-document.ts';
import type { Style } from '../texts/render.ts';
import { nameShown, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly offline?: boolean;
}

export async function plan(shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const document = await planDocument(app, domain!, { offline: options.offline === true, signal: shell.signal });
    if (options.json) shell.json(document);
    else for (const entry of document.plans) show(shell, entry, styleOf(app.config));
    return undefined;
  });
}

function show(shell: Shell, entry: PlanEntry, style: Style): void {
  shell.line({ text: `${nameShown(entry)} · ${entry.playbook.title}`, colour: 'bold' });
  for (const warning of entry.warnings) shell.write(...wrapped(`! ${warning}`, shell.columns, '  '));
  let phase = '';
  for (const [index, step] of entry.steps.entries()) {
    if (step.phase !== phase) {
      phase = step.phase;
      shell.line();
      shell.line({ text: words(style, `phase.${phase}`), colour: 'bold' });
    }
    const facts = [
      step.who,
      words(style, `state.${step.status}`),
      ...(step.estimatedSeconds === undefined
        ? []
        : [words(style, 'plan.duration', { seconds: step.estimatedSeconds })]),
      ...(step.needsApproval ? [words(style, 'plan.needs-approval')] : []),
    ];
    shell.line(`${String(index + 1).padStart(3)}  ${step.title}`, { text: `  [${step.step}]`, colour: 'dim' });
    const details = [
      facts.join(' · '),
      ...(step.warning === undefined ? [] : [`! ${step.warning}`]),
      ...(step.note === undefined ? [] : [step.note]),
      ...(step.changes ?? []).map((change) => `→ ${change}`),
      ...(step.undo === undefined || step.pointOfNoReturn ? [] : [words(style, 'plan.undo', { cost: step.undo })]),
      ...(step.pointOfNoReturn ? [`⛔ ${words(style, 'plan.point-of-no-return')}`] : []),
    ];
    for (const detail of details) shell.write(...wrapped(detail, shell.columns, '     '));
    if (step.calls !== undefined) {
      shell.write(...wrapped(words(style, 'plan.calls'), shell.columns, '     '));
      // Uncut, so that they can be compared and tried by hand.
      for (const line of step.calls.join('\n').split('\n')) shell.line({ text: `       ${line}`, colour: 'dim' });
    }
  }
  shell.line();
  shell.line(words(style, 'plan.hash', { hash: entry.planHash, domain: entry.domain }));
}
