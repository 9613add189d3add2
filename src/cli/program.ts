import type { Argument } from 'commander';
import { Command, CommanderError, Option } from 'commander';
import { asGoLiveError } from '../domain/errors.ts';
import type { CommandLine } from './commands.ts';
import { COMMANDS, DOMAIN_NOTE, GROUPS } from './commands.ts';
import { sayFailure } from './failure.ts';
import type { Outcome, Shell } from './shell.ts';

/** Said with the help of these words, and needed to make sense of them. */
const PARENTS: Readonly<Record<string, { readonly group: CommandLine['group']; readonly summary: string }>> = {
  customer: { group: 'before', summary: 'The customer’s own page, by a secret link: link, links, unlink.' },
  task: { group: 'on-the-day', summary: 'Tasks of your own.' },
  playbook: { group: 'operation', summary: 'Playbooks: list, show, lint, graph.' },
  config: { group: 'operation', summary: 'Configuration: show.' },
  user: { group: 'operation', summary: 'Who may sign in: add, list, link, role, remove.' },
  token: { group: 'operation', summary: 'API tokens of programs: add, list, remove.' },
  notify: { group: 'operation', summary: 'Messages about what happens: test, list, retry.' },
};

/**
 * Runs one command line. Answers the exit code; what went wrong was said on stderr in one line.
 */
export async function runProgram(argv: readonly string[], shell: Shell, version: string): Promise<number> {
  let outcome: Outcome;
  const failsWith = COMMANDS.find(({ usage }) => usage.split(' ')[0] === argv[0])?.failsWith;
  const complaints: string[] = [];
  const end = (code: Outcome) => {
    outcome = code;
  };
  try {
    await programOf(shell, version, end, (text) => complaints.push(text)).parseAsync([...argv], { from: 'user' });
    return outcome ?? 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (complaints.length > 0) shell.say({ text: 'golive: ', colour: 'red' }, complaintOf(complaints.join(' ')));
      return thrown.exitCode === 0 ? 0 : (failsWith ?? 2);
    }
    const failure = asGoLiveError(thrown, 'golive');
    sayFailure(shell, failure);
    return failsWith ?? failure.row.exit;
  }
}

function programOf(
  shell: Shell,
  version: string,
  end: (outcome: Outcome) => void,
  complain: (text: string) => void,
): Command {
  const program = new Command('golive')
    .description("Moves a customer's website, mail and domain name to a new provider without anyone noticing.")
    .version(version)
    .helpCommand(false)
    .enablePositionalOptions() // an option belongs to the command that it stands behind
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureHelp({
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map((argument) => shownArgument(argument))].join(' '),
    })
    .configureOutput({
      writeOut: (text) => shell.write(...text.trimEnd().split('\n')),
      writeErr: complain,
      getOutHelpWidth: () => shell.columns,
      getErrHelpWidth: () => shell.columns,
    })
    .addHelpText('after', '\nOptions and examples of a command: golive <command> --help');
  const parents = new Map<string, Command>();
  for (const line of COMMANDS) {
    const [first, second] = line.usage.split(' ');
    // `calendar link` stands under `calendar [domain]`, which is a command of its own and comes first in the table.
    const inGroup = PARENTS[first!] !== undefined || parents.has(first!);
    let parent = program;
    if (inGroup) {
      const known = parents.get(first!);
      parent =
        known?.enablePositionalOptions() ??
        program.command(first!).description(PARENTS[first!]!.summary).helpGroup(GROUPS[PARENTS[first!]!.group]);
      parents.set(first!, parent.helpCommand(false));
    }
    const command = parent.command(inGroup ? line.usage.slice(first!.length + 1) : line.usage);
    if (!inGroup) parents.set(first!, command);
    define(command, line, inGroup ? `${first} ${second}` : first!, shell, end);
  }
  return program;
}

function define(
  command: Command,
  line: CommandLine,
  name: string,
  shell: Shell,
  end: (outcome: Outcome) => void,
): void {
  command.description(line.summary).summary(line.summary).showHelpAfterError(`golive ${name} --help says more.`);
  if (!name.includes(' ')) command.helpGroup(GROUPS[line.group]);
  for (const [flags, text, fallback] of line.options ?? []) {
    const option = new Option(flags, text);
    if (fallback !== undefined) option.default(fallback);
    if (text.endsWith('(required)')) option.makeOptionMandatory();
    command.addOption(option);
  }
  if (line.who === true)
    command
      .option('--by <person>', 'who says it, like "customer, by phone"; your login name if left out')
      .option('--why <reason>', 'why');
  if (line.json === true) command.option('--json', 'one JSON document on stdout');
  command.option('--config <file>', 'the configuration, instead of golive.yaml here or above');
  const notes = line.usage.includes('<domain>') ? `\n${DOMAIN_NOTE}\n` : '';
  command.addHelpText('after', `${notes}\nExamples:\n${line.examples.map((example) => `  ${example}`).join('\n')}`);
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2);
    const options = given.at(-2);
    const run = await line.load();
    end(await run(shell, args, options));
  });
}

function shownArgument(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** commander's words on one line: it says suggestions on a line of their own, and shows the whole help where a command is missing. */
function complaintOf(text: string): string {
  const [, command] = /^Usage: (golive(?: [a-z]+)*)/.exec(text) ?? [];
  if (command !== undefined) return `${command} needs a command. ${command} --help lists them.`;
  const line = text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
  return line.replace(/([^.?)]) (golive [a-z ]+ --help says more\.)$/, '$1. $2');
}
