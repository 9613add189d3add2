import { resolve } from 'node:path';
import { playbookNamed } from '../app/new-project.ts';
import { lintPlaybook, playbookDocument, playbookGraph, playbooksDocument } from '../app/playbooks.ts';
import { table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, words } from './shell.ts';

async function opened(shell: Shell, options: CommonOptions) {
  const { config } = await shell.loadConfig(options.config);
  const { playbooks, faults } = await shell.playbooksOf(config);
  for (const fault of faults) shell.say(fault);
  return { config, clock: await shell.clockOf(config), playbooks, style: styleOf(config) };
}

export async function playbookList(shell: Shell, _args: readonly string[], options: CommonOptions): Promise<Outcome> {
  const { config, clock, playbooks } = await opened(shell, options);
  const document = playbooksDocument({ config, clock }, playbooks);
  if (options.json) shell.json(document);
  else
    shell.write(
      ...table(
        document.playbooks.map(({ id, title }) => [{ text: id, colour: 'bold' }, title]),
        shell.colours,
        shell.columns,
      ),
    );
  return undefined;
}

export async function playbookShow(shell: Shell, [id]: readonly string[], options: CommonOptions): Promise<Outcome> {
  const { config, clock, playbooks, style } = await opened(shell, options);
  const playbook = playbookNamed(id!, playbooks);
  if (options.json) {
    shell.json(playbookDocument({ config, clock }, playbook));
    return undefined;
  }
  shell.line({ text: `${playbook.id}: ${playbook.title[style.language]}`, colour: 'bold' });
  shell.write(...wrapped(playbook.summary[style.language], shell.columns, '  '));
  for (const warning of playbook.warnings) shell.write(...wrapped(`! ${warning[style.language]}`, shell.columns, '  '));
  shell.write(
    ...table(
      playbook.steps.map((step) => [`  ${step.id}`, step.title?.[style.language] ?? step.step]),
      shell.colours,
      shell.columns,
    ),
  );
  return undefined;
}

export async function playbookLint(
  shell: Shell,
  [files]: readonly (readonly string[])[],
  options: CommonOptions,
): Promise<Outcome> {
  const { playbooks, style } = await opened(shell, options);
  let faulty = false;
  for (const file of files ?? []) {
    const judged = lintPlaybook(resolve(shell.surroundings.cwd, file), playbooks);
    faulty ||= judged.faulty;
    for (const line of judged.lines) shell.line(line);
    if (judged.lines.length === 0) shell.line(words(style, 'cli.playbook-fine', { file }));
  }
  return faulty ? 2 : undefined;
}

export async function playbookGraphed(shell: Shell, [id]: readonly string[], options: CommonOptions): Promise<Outcome> {
  const { playbooks, style } = await opened(shell, options);
  for (const line of playbookGraph(playbookNamed(id!, playbooks), style).trimEnd().split('\n')) shell.line(line);
  return undefined;
}
