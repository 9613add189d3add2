import type { App } from '../app/app.ts';
import { waitsForHalfDay } from '../app/booking/waits-for-half-day.ts';
import type { Loaded } from '../app/record.ts';
import { saidDocument } from '../app/said-document.ts';
import type { Verb } from '../app/say.ts';
import { say as sayIt } from '../app/say.ts';
import { domainPair } from '../app/voice.ts';
import { statusOf } from '../domain/status.ts';
import { hintFor, isWorkedOn } from './hint.ts';
import { nameShown } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly plan?: string;
  readonly leave?: boolean;
  readonly to?: string;
}

/** approve, done, skip, retry, pause, resume, rollback and cancel are one command with eight words. */
export function say(verb: Verb) {
  return (shell: Shell, [domain, step]: readonly (string | undefined)[], options: Options): Promise<Outcome> =>
    withApp(shell, options, async (app) => {
      const saying = {
        ...(step === undefined ? {} : { step }),
        ...(options.plan === undefined ? {} : { planHash: options.plan }),
        ...(options.leave === undefined ? {} : { leave: options.leave }),
        ...(options.to === undefined ? {} : { to: options.to }),
      };
      showSaid(shell, app, await sayIt(app, domain!, verb, saying, whoOf(shell, options)), options);
      return undefined;
    });
}

export function showSaid(shell: Shell, app: App, after: readonly Loaded[], options: CommonOptions): void {
  if (options.json) {
    shell.json(saidDocument(app, after));
    return;
  }
  const style = styleOf(app.config);
  for (const { playbook, state } of after) {
    const pair = domainPair(state.domain);
    const status = statusOf(playbook, state);
    shell.line(words(style, 'cli.said', { domain: nameShown(pair), status: words(style, `status.${status}`) }));
    const hint = hintFor(status, state.slot === undefined && waitsForHalfDay({ playbook, state }));
    if (hint !== undefined) shell.line(words(style, hint, { domain: pair.domain }));
  }
  // A word is written down and no more: whoever runs neither serve nor cron must go on by hand.
  if (after.some(({ playbook, state }) => isWorkedOn(statusOf(playbook, state))))
    shell.line(words(style, 'cli.tick-next'));
}
