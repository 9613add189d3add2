import { resolve } from 'node:path';
import { AXES, readAnswersFile } from '../app/answers-file.ts';
import type { App } from '../app/app.ts';
import { newProject, playbookNamed } from '../app/new-project.ts';
import { documentOf, domainPair } from '../app/voice.ts';
import { withZoneFiles } from '../app/zone-export.ts';
import { GoLiveError } from '../domain/errors.ts';
import { nameShown } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly answers?: string;
  readonly registration?: string;
  readonly hosting?: string;
  readonly mail?: string;
  readonly nameServers?: string;
  readonly customer?: string;
  readonly owner?: string;
  readonly playbook?: string;
}

const FROM_OPTIONS = ['registration', 'hosting', 'mail', 'nameServers', 'customer', 'owner', 'playbook'] as const;

export async function newMigration(
  shell: Shell,
  [domains]: readonly (readonly string[])[],
  options: Options,
): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const given = options.answers === undefined ? {} : readAnswers(shell, options.answers, domains![0]!);
    for (const name of FROM_OPTIONS) if (options[name] !== undefined) given[name] = options[name];
    await interview(shell, app, given);
    const { project, migrations } = await newProject(app, domains!, given, whoOf(shell, options));
    if (options.json) {
      shell.json(
        documentOf('created', app, {
          project: { id: project.id, customer: project.customer },
          migrations: migrations.map(({ state }) => ({
            id: state.id,
            ...domainPair(state.domain),
            playbook: state.playbook.id,
          })),
        }),
      );
      return undefined;
    }
    const style = styleOf(app.config);
    for (const { state } of migrations)
      shell.line(
        words(style, 'cli.created', {
          domain: nameShown(domainPair(state.domain)),
          id: state.id,
          playbook: state.playbook.id,
        }),
      );
    shell.line(words(style, 'cli.created-next', { domain: domainPair(migrations[0]!.state.domain).domainUnicode }));
    return undefined;
  });
}

/** Asks for the four answers that are missing, where somebody is there to be asked; a playbook may bring its own. */
async function interview(shell: Shell, app: App, given: Record<string, unknown>): Promise<void> {
  const asked = given['playbook'];
  const preset = typeof asked === 'string' ? playbookNamed(asked, await app.playbooks()).answers : undefined;
  const missing = (Object.keys(AXES) as (keyof typeof AXES)[]).filter(
    (axis) => given[axis] === undefined && preset?.[axis] === undefined,
  );
  if (missing.length === 0) return;
  if (!shell.interactive)
    throw new GoLiveError('answer-missing', {
      subject: 'golive new',
      why: missing.join(', '),
      fix: 'Give --answers FILE, --playbook livegang-1 … -4, or --registration, --hosting, --mail and --name-servers.',
    });
  const style = styleOf(app.config);
  for (const axis of missing) {
    shell.say(words(style, `new.${axis}`));
    for (;;) {
      const answer = (await shell.ask('> ')).trim();
      if (AXES[axis].safeParse(answer).success) {
        given[axis] = answer;
        break;
      }
    }
  }
}

/** The answers file, with the zone files that it names. */
function readAnswers(shell: Shell, file: string, domain: string): Record<string, unknown> {
  const { cwd } = shell.surroundings;
  const written = objectIn(readAnswersFile(file, cwd), file);
  const { given, warnings } = withZoneFiles(written, resolve(cwd, file), domain);
  for (const warning of warnings) shell.say(warning);
  return given;
}

function objectIn(value: unknown, file: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new GoLiveError('answer-invalid', {
    subject: file,
    why: 'it holds no answers by name',
    fix: 'Write lines like "hosting: moves".',
  });
}
