import type { StepState } from '../domain/lifecycle.ts';
import { stepsOf } from '../domain/migration.ts';
import type { Playbook } from '../domain/playbook.ts';
import { playbookDigest } from '../domain/playbook.ts';
import { stepState } from '../domain/status.ts';
import { readPlaybookFile, readPlaybooks } from '../playbook/folder.ts';
import { mermaid } from '../playbook/graph.ts';
import { formatIssue } from '../playbook/issue.ts';
import { loadPlaybook } from '../playbook/load.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import type { Style } from '../texts/render.ts';
import type { App } from './app.ts';
import type { DocumentOf } from './documents.ts';
import { findOne } from './find.ts';
import { load } from './record.ts';
import { titleOf } from './step-title.ts';
import { documentOf, styleOf, titleIn } from './voice.ts';

const KNOWN = { steps: new Set(CATALOGUE.keys()), params: (step: string) => CATALOGUE.get(step)?.params };

/**
 * The built-in playbooks and the agency's own, which win where they have the same id. A faulty file is left out and told, so that it does
 * not stand in the way of the others.
 *
 * @throws GoLiveError `playbook-unknown` when a folder cannot be read
 */
export function allPlaybooks(
  builtIn: string,
  own: string | undefined,
): { readonly playbooks: ReadonlyMap<string, Playbook>; readonly faults: readonly string[] } {
  const ours = readPlaybooks(builtIn, KNOWN);
  const theirs = own === undefined ? undefined : readPlaybooks(own, { ...KNOWN, graphs: ours.playbooks });
  const issues = [...ours.issues, ...(theirs?.issues ?? [])].filter(({ severity }) => severity === 'error');
  return { playbooks: new Map([...ours.playbooks, ...(theirs?.playbooks ?? [])]), faults: issues.map(formatIssue) };
}

/** Judges one file as `golive playbook lint` does: one line for each fault and each warning. */
export function lintPlaybook(
  file: string,
  known: ReadonlyMap<string, Playbook>,
): { readonly lines: readonly string[]; readonly faulty: boolean } {
  const { issues } = loadPlaybook(readPlaybookFile(file), file, { ...KNOWN, graphs: known });
  return { lines: issues.map(formatIssue), faulty: issues.some(({ severity }) => severity === 'error') };
}

export function playbooksDocument(
  app: Pick<App, 'config' | 'clock'>,
  playbooks: ReadonlyMap<string, Playbook>,
): DocumentOf<'playbooks'> {
  const { language } = styleOf(app);
  return documentOf('playbooks', app, {
    playbooks: [...playbooks.values()].map((playbook) => ({
      id: playbook.id,
      digest: playbookDigest(playbook),
      title: playbook.title[language],
      summary: playbook.summary[language],
      interruption: playbook.interruption,
      steps: playbook.steps.length,
    })),
  });
}

export function playbookDocument(app: Pick<App, 'config' | 'clock'>, playbook: Playbook): DocumentOf<'playbook'> {
  return documentOf('playbook', app, { id: playbook.id, digest: playbookDigest(playbook), playbook: { ...playbook } });
}

/** A playbook as a Mermaid flowchart, all its steps. */
export function playbookGraph(playbook: Playbook, style: Style): string {
  return mermaid(
    playbook.steps,
    Object.fromEntries(playbook.steps.map((step) => [step.id, titleIn(titleOf(step), style)])),
  );
}

/** A migration's steps as a Mermaid flowchart, coloured by their states. */
export async function migrationGraph(app: App, domain: string): Promise<string> {
  const { playbook, state } = await load(app, (await findOne(app.store, domain)).id);
  const steps = stepsOf(playbook, state);
  const style = styleOf(app);
  const states = Object.fromEntries(
    steps.map((step): [string, StepState] => [step.id, stepState(playbook, step, state)]),
  );
  return mermaid(steps, Object.fromEntries(steps.map((step) => [step.id, titleIn(titleOf(step), style)])), states);
}
