import { tick as tickOnce } from '../app/engine/tick.ts';
import { forgetSent, tellOnce } from '../app/notices/keep-telling.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';

/** Migrations that are worked on at the same time. */
const AT_ONCE = 8;
/** Stopped before all was done: the next tick goes on. */
const INTERRUPTED = 130;

/** One pass over all due work, for cron: one line, and 1 when a migration could not be worked on. */
export async function tick(shell: Shell, _args: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const { advanced, failed } = await tickOnce(app, { signal: shell.signal, owner: app.newId('tick') }, AT_ONCE);
    await forgetSent(app);
    await tellOnce(app, await shell.courierOf(app.config), shell.signal);
    if (options.json) shell.json({ advanced, failed });
    else shell.line(words(styleOf(app.config), 'cli.ticked', { count: advanced + failed, failed }));
    if (shell.signal.aborted) return INTERRUPTED;
    return failed > 0 ? 1 : undefined;
  });
}
