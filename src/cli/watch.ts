import type { Checked, CheckParts } from '../app/check.ts';
import { whyOf } from '../app/check-document.ts';
import { isoAt, styleOf } from '../app/voice.ts';
import type { Watched } from '../app/watch.ts';
import { standings, watch as watchOne } from '../app/watch.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { CheckOptions } from './check.ts';
import { askedOf, shownName, withCheckParts, wordOf } from './check.ts';
import type { LiveTable } from './live-table.ts';
import type { Outcome, Shell } from './shell.ts';
import { words } from './shell.ts';
import { outcomeWord, screenOf } from './watch-lines.ts';

interface Options extends CheckOptions {
  readonly until?: string;
}

const INTERRUPTED = 130;
/** The clock on the screen goes on. */
const TICK_MS = 1000;

export async function watch(shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> {
  if (options.until !== undefined && options.until !== 'propagated')
    throw new GoLiveError('usage', {
      subject: `--until ${JSON.stringify(options.until.slice(0, 40))}`,
      fix: 'Write --until propagated, or leave it out.',
    });
  return withCheckParts(shell, options, async (parts) =>
    shell.terminal && shell.liveTable !== undefined
      ? onScreen(shell, parts, domain!, options)
      : inLines(shell, parts, domain!, options),
  );
}

const isOver = ({ checked }: Watched, { until }: Options): boolean =>
  until !== undefined && checked.seen?.propagation.verdict === until;

/** A line for how it begins, and one for each change; for files and pipes. */
async function inLines(shell: Shell, parts: CheckParts, domain: string, options: Options): Promise<Outcome> {
  const style = styleOf(parts);
  let before: ReadonlyMap<string, string> | undefined;
  let expected: string | undefined;
  let said = '';
  for await (const watched of watchOne(parts, askedOf(shell, [domain], options), { signal: shell.signal })) {
    const { checked } = watched;
    const at = isoAt(parts.clock.now(), style.timeZone);
    const now = standings(checked);
    const servers = expectedIn(checked);
    // What is looked for became known: nobody outside has changed.
    if (expected !== undefined && servers !== expected) shell.line(words(style, 'watch.expects', { at, servers }));
    else
      for (const [who, is] of now) {
        const was = before?.get(who);
        if (was === undefined || was === is) continue;
        const kind = checked.seen?.expected.kind;
        const shown = { was: outcomeWord(style, was, kind), is: outcomeWord(style, is, kind) };
        shell.line(words(style, 'watch.change', { at, who, ...shown }));
      }
    expected = servers;
    const verdict = wordOf(checked);
    if (verdict !== said)
      shell.line(words(style, 'watch.begins', { at, verdict, domain: shownName(checked), why: whyOf(checked, style) }));
    before = now;
    said = verdict;
    if (isOver(watched, options)) return undefined;
  }
  return INTERRUPTED;
}

const expectedIn = ({ seen }: Checked): string => (seen?.expected.newNameServers ?? []).join(', ');

/** The whole screen, until a key or `--until` ends it; whatever ends it, the terminal is given back. */
async function onScreen(shell: Shell, parts: CheckParts, domain: string, options: Options): Promise<Outcome> {
  const style = styleOf(parts);
  const leaving = new AbortController();
  const signal = AbortSignal.any([shell.signal, leaving.signal]);
  let waking = new AbortController();
  let interrupted = false;
  let newest: Watched | undefined;
  let screen: LiveTable | undefined;
  const draw = (): void => {
    if (newest === undefined || screen === undefined) return;
    const shown = { watched: newest, parts, style, nowMs: parts.clock.now(), columns: screen.columns };
    screen.draw(screenOf(shown), (count) => words(style, 'watch.cut', { count }));
  };
  screen = await shell.liveTable!({
    onResize: draw,
    onKey: (key) => {
      if (key === ' ') return waking.abort();
      interrupted = key === 'ctrl-c';
      leaving.abort();
    },
  });
  const ticking = tick(parts, signal, draw);
  let over = false;
  try {
    const wake = (): AbortSignal => {
      waking = new AbortController();
      return waking.signal;
    };
    for await (const watched of watchOne(parts, askedOf(shell, [domain], options), { signal, wake })) {
      newest = watched;
      draw();
      over = isOver(watched, options);
      if (over) break;
    }
  } finally {
    leaving.abort();
    await ticking;
    screen.close();
  }
  // What was on the screen is gone with it: the last state stays as a line.
  if (newest !== undefined)
    shell.line(`${wordOf(newest.checked)} - ${shownName(newest.checked)}: ${whyOf(newest.checked, style)}`);
  // Left by a key before what --until names was there: a script must not go on.
  const left = !interrupted && !shell.signal.aborted && options.until === undefined;
  return over || left ? undefined : INTERRUPTED;
}

/** A laboratory's clock runs faster: a second of the wall is many of its own. */
async function tick({ clock, config }: CheckParts, signal: AbortSignal, draw: () => void): Promise<void> {
  const stepMs = TICK_MS * (config.laboratory?.clock?.factor ?? 1);
  while (!signal.aborted) {
    await clock.sleepUntil(clock.now() + stepMs, signal);
    draw();
  }
}
