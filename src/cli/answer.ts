import { answer as answerIt, answerSecret, checkSecretField, isTransferCode } from '../app/answer.ts';
import { readAnswersFile } from '../app/answers-file.ts';
import type { Loaded } from '../app/record.ts';
import { domainPair } from '../app/voice.ts';
import { withZoneFile } from '../app/zone-export.ts';
import { GoLiveError } from '../domain/errors.ts';
import { Secret } from '../domain/secret.ts';
import type { Style } from '../texts/render.ts';
import { nameShown, wrapped } from './print.ts';
import { showSaid } from './say.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly file?: string;
  readonly issued?: string;
  readonly asGiven?: boolean;
}

/** That a secret is there, and how long it is of use; never what it is. */
function sayKept(shell: Shell, style: Style, { state }: Loaded, field: string): void {
  const until = state.secrets[field]?.expiresAtMs;
  const key = isTransferCode(field) ? 'cli.code-kept' : 'cli.secret-kept';
  const values = { domain: nameShown(domainPair(state.domain)), field };
  const kept = words(style, key, values);
  const holds = !isTransferCode(field)
    ? []
    : [until === undefined ? words(style, 'cli.code-kept-no-end') : words(style, 'cli.code-kept-until', { until })];
  shell.write(...wrapped([kept, ...holds].join(' '), shell.columns, ''));
}

export async function answer(
  shell: Shell,
  [domain, given]: readonly [string, readonly string[]],
  options: Options,
): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const who = whoOf(shell, options);
    const bare = given.filter((text) => !text.includes('='));
    const [field, another] = bare;
    const { issued, asGiven } = options;
    if (field === undefined && (issued !== undefined || asGiven === true))
      throw new GoLiveError('usage', {
        subject: issued === undefined ? '--as-given' : '--issued',
        fix: `It goes with a transfer code: golive answer ${domain} authcode.`,
      });
    if (another !== undefined || (field !== undefined && (given.length > 1 || options.file !== undefined)))
      throw new GoLiveError('usage', {
        subject: bare.join(' '),
        fix: 'Give secrets one at a time, other answers as key=value.',
      });
    if (field !== undefined) {
      const secret = await readSecret(field);
      const about = { ...(issued === undefined ? {} : { issued }), ...(asGiven === undefined ? {} : { asGiven }) };
      const after = await answerSecret(app, domain, field, secret, who, about);
      if (options.json !== true) sayKept(shell, styleOf(app.config), after, field);
      showSaid(shell, app, [after], options);
      return undefined;
    }
    const pairs = given.map((text): [string, string] => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    });
    const file = options.file === undefined ? {} : { file: readAnswersFile(options.file, shell.surroundings.cwd) };
    const { cwd } = shell.surroundings;
    const from = { cwd, ...(options.file === undefined ? {} : { file: options.file }) };
    const read = await withZoneFile(app, domain, { pairs, ...file }, from);
    for (const warning of read.warnings) shell.say(warning);
    showSaid(shell, app, [await answerIt(app, domain, read.given, who)], options);
    return undefined;

    async function readSecret(name: string): Promise<Secret> {
      await checkSecretField(app, domain, name);
      if (!shell.interactive) return new Secret((await shell.readInput()).replace(/\r?\n$/, ''));
      const question = words(styleOf(app.config), 'cli.secret-question', { field: name, domain });
      return new Secret(await shell.ask(question, true));
    }
  });
}
