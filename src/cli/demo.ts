import { ConfigFile } from '../app/config/schema.ts';
import type { DemoOptions, DemoProgress, DemoResult } from '../app/demo/run.ts';
import {
  checkDemoPlaybook,
  countSteps,
  DOMAIN as DEMO_DOMAIN,
  draftOfDemo,
  openDemo,
  runDemo,
} from '../app/demo/run.ts';
import { titleOf } from '../app/step-title.ts';
import { documentOf, isoAt, titleIn } from '../app/voice.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { StepDetail } from '../domain/journal.ts';
import type { StepState } from '../domain/lifecycle.ts';
import type { Language } from '../domain/message.ts';
import { LANGUAGES } from '../domain/message.ts';
import { stepsOf } from '../domain/migration.ts';
import { stepState } from '../domain/status.ts';
import type { Style } from '../texts/render.ts';
import { formatDuration, formatMoment } from '../texts/render.ts';
import type { Piece } from './print.ts';
import { painted, short, table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { words } from './shell.ts';

/** In the order in which somebody tries them; a new project is of another name, since this one has its draft. */
export const KEPT_COMMANDS: readonly string[] = [
  `inspect ${DEMO_DOMAIN}`,
  'new bakkerij-demaan.example',
  `plan ${DEMO_DOMAIN}`,
  `preflight ${DEMO_DOMAIN}`,
  `approve ${DEMO_DOMAIN}`,
  'slots',
  'serve',
  `letter ${DEMO_DOMAIN}`,
  `status ${DEMO_DOMAIN}`,
  `check ${DEMO_DOMAIN}`,
  `watch ${DEMO_DOMAIN}`,
];

interface Options extends CommonOptions {
  readonly pace: string;
  readonly playbook: string;
  readonly keep?: boolean;
}

export async function demo(shell: Shell, _args: readonly string[], options: Options): Promise<Outcome> {
  const style: Style = { language: languageOf(shell), timeZone: 'Europe/Amsterdam' };
  const asked: DemoOptions = {
    playbook: options.playbook,
    pace: paceOf(options.pace),
    language: style.language,
    signal: shell.signal,
  };
  checkDemoPlaybook(options.playbook);
  if (options.keep === true) return keep(shell, asked, style);
  if (options.json !== true)
    for (const line of wrapped(words(style, 'demo.begins', { pace: asked.pace }), shell.columns, '')) shell.say(line);
  const watch = options.json === true || !shell.terminal ? plainly(shell, style) : onTerminal(shell, style);
  const result = await runDemo(await shell.demoParts(), asked, watch);
  if (options.json === true) shell.json(documentOf('demo', appOf(result), bodyOf(result)));
  else show(shell, result, style);
  const lossless = asked.playbook !== 'move-without-interruption' || result.probe.failures === 0;
  return result.status === 'done' && lossless ? undefined : 1;
}

async function keep(shell: Shell, asked: DemoOptions, style: Style): Promise<Outcome> {
  const parts = await shell.demoParts();
  const open = await openDemo(parts, asked, true);
  try {
    await draftOfDemo(open.app, asked.playbook);
    const { pid } = open.laboratory.endpoints;
    shell.line(words(style, 'demo.kept', { pid }));
    for (const command of KEPT_COMMANDS) shell.line(`  golive ${command} --config ${open.configFile}`);
    shell.line(words(style, 'demo.browser', { file: open.configFile }));
    shell.line(words(style, 'demo.config', { file: open.configFile }));
    for (const line of (await parts.readFile(open.configFile)).trimEnd().split('\n')) shell.line(`  ${line}`);
  } finally {
    await open.close();
  }
  return undefined;
}

/** One line for each change of a step: for files, pipes and continuous integration. */
function plainly(shell: Shell, style: Style): (progress: DemoProgress) => void {
  const seen = new Map<string, string>();
  return ({ loaded, nowMs }) => {
    for (const step of stepsOf(loaded.playbook, loaded.state)) {
      const state = stepState(loaded.playbook, step, loaded.state);
      if (state === 'waiting' && loaded.state.steps[step.id] === undefined) continue;
      if (seen.get(step.id) === state) continue;
      seen.set(step.id, state);
      shell.say(
        words(style, 'demo.step', {
          at: nowMs,
          step: titleIn(titleOf(step), style),
          state: words(style, `state.${state}`),
        }),
      );
    }
  };
}

const BAR = 30;
const SHOWN = 12;

/** A bar and the steps that are going on, drawn over each other. */
function onTerminal(shell: Shell, style: Style): (progress: DemoProgress) => void {
  let drawn = 0;
  return (progress) => {
    const { loaded, nowMs, probe, realSeconds } = progress;
    const { over, all } = countSteps(loaded);
    const filled = Math.round((BAR * over) / Math.max(1, all));
    const steps = stepsOf(loaded.playbook, loaded.state)
      .map((step) => ({ step, state: stepState(loaded.playbook, step, loaded.state) }))
      .filter(
        ({ step, state }) => state !== 'skipped' && (state !== 'waiting' || loaded.state.steps[step.id] !== undefined),
      )
      .slice(-SHOWN);
    const rows = steps.map(({ step, state }): Piece[] => [
      { text: words(style, `state.${state}`), colour: state === 'done' ? 'green' : 'yellow' },
      // Never wider than the screen: a line that breaks would not be drawn over.
      short(
        [titleIn(titleOf(step), style), ...untilIn(state, loaded.state.steps[step.id]?.waitsFor, style)].join(' · '),
        shell.columns - 24,
      ),
    ]);
    const lines = [
      painted(
        { text: `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${over}/${all}`, colour: 'blue' },
        shell.colours,
      ),
      `${formatMoment(nowMs, style)} · ${Math.round(realSeconds)} s · ${words(style, 'demo.probes', probe)}`,
      ...table(rows, shell.colours),
    ];
    shell.redraw(drawn, lines);
    drawn = lines.length;
  };
}

/** Until when a step waits: what a watcher wonders at while nothing moves. */
function untilIn(state: StepState, waitsFor: StepDetail['waitsFor'], style: Style): readonly string[] {
  return state === 'waiting' && waitsFor?.for === 'time' ? [words(style, 'cli.until', { at: waitsFor.untilMs })] : [];
}

function show(shell: Shell, result: DemoResult, style: Style): void {
  shell.line();
  shell.line({ text: words(style, 'demo.timeline'), colour: 'bold' });
  const { playbook, state } = result.loaded;
  const titles = new Map(stepsOf(playbook, state).map((step) => [step.id, titleIn(titleOf(step), style)]));
  const ended = stepsOf(playbook, state)
    .flatMap((step) => {
      const atMs = state.steps[step.id]?.doneMs;
      return atMs === undefined ? [] : [{ atMs, what: titleIn(titleOf(step), style), who: '' }];
    })
    .concat(
      result.deeds.map(({ atMs, step, who, did }) => ({ atMs, what: `${titles.get(step) ?? step}: ${did}`, who })),
    )
    .toSorted((a, b) => a.atMs - b.atMs);
  shell.write(
    ...table(
      ended.map(({ atMs, what, who }): Piece[] => [formatMoment(atMs, style), short(who, 20), what]),
      shell.colours,
      shell.columns,
    ),
  );
  shell.line();
  const at = (moment: number | undefined) =>
    moment === undefined ? words(style, 'demo.never') : formatMoment(moment, style);
  if (result.switchedMs !== undefined) {
    shell.write(...wrapped(words(style, 'demo.deadline', { at: result.switchedMs }), shell.columns, ''));
    const terms = result.terms.map(({ seconds, source }) => [`  ${formatDuration(seconds, style.language)}`, source]);
    shell.write(...table(terms, shell.colours, shell.columns));
  }
  const head = ['demo.caches', 'demo.turned', 'demo.latest'].map(
    (key): Piece => ({ text: words(style, key), colour: 'bold' }),
  );
  const caches = result.caches.map(({ name, turnedMs, worstCaseMs }): Piece[] => [
    `  ${name}`,
    at(turnedMs),
    at(worstCaseMs),
  ]);
  shell.write(...table([head, ...caches], shell.colours));
  shell.line();
  const { probes, failures, failuresByKind } = result.probe;
  shell.line({ text: words(style, 'demo.probes', { probes, failures }), colour: failures === 0 ? 'green' : 'red' });
  for (const [kind, count] of Object.entries(failuresByKind)) shell.line(`  ${kind}: ${count}`);
  shell.line(
    words(style, 'demo.outcome', {
      domain: result.domain,
      status: words(style, `status.${result.status}`),
      seconds: Math.round(result.seconds),
    }),
  );
  shell.line(words(style, 'demo.journal', { file: result.journal }));
}

function bodyOf(result: DemoResult) {
  const at = (moment: number | undefined) => (moment === undefined ? null : isoAt(moment, result.timeZone));
  return {
    playbook: result.playbook,
    seconds: result.seconds,
    probes: result.probe.probes,
    failures: { ...result.probe.failuresByKind },
    caches: result.caches.map(({ name, turnedMs, worstCaseMs }) => ({
      name,
      turnedAt: at(turnedMs),
      worstCaseAt: at(worstCaseMs),
    })),
    journal: result.journal,
    status: result.status,
  };
}

/** The demo's document is dated by its own clock: the moment of its last event. */
function appOf(result: DemoResult) {
  const config = {
    ...ConfigFile.parse({ agency: { timeZone: result.timeZone } }),
    file: undefined,
    folder: result.folder,
  };
  return { config, clock: { now: () => result.loaded.state.changedMs, sleepUntil: async () => undefined } };
}

function paceOf(text: string): number {
  const pace = Number(text);
  if (!(pace >= 1 && pace <= 3600))
    throw new GoLiveError('usage', {
      subject: `--pace ${JSON.stringify(text.slice(0, 40))}`,
      fix: 'Give seconds per day, from 1 to 3600.',
    });
  return pace;
}

/** The demo has no configuration: it speaks the terminal's language, where it knows it. */
function languageOf({ surroundings: { env } }: Shell): Language {
  const wanted = (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '').slice(0, 2);
  return LANGUAGES.find((language) => language === wanted) ?? 'en';
}
