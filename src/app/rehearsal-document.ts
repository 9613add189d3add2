import type { App } from './app.ts';
import type { DocumentOf } from './documents.ts';
import { projectionOf } from './projection.ts';
import type { Rehearsal } from './rehearse.ts';
import { titleOf } from './step-title.ts';
import type { Summary } from './summary.ts';
import { documentOf, domainPair, findingIn, isoAt, sentenceIn, styleOf, titleIn } from './voice.ts';

export function rehearsalDocument(app: App, rehearsal: Rehearsal): DocumentOf<'rehearsal'> {
  const style = styleOf(app);
  const at = (moment: number) => isoAt(moment, style.timeZone);
  const { state } = rehearsal.loaded;
  return documentOf('rehearsal', app, {
    id: state.id,
    ...domainPair(state.domain),
    status: rehearsal.status,
    beganAt: at(rehearsal.beganMs),
    endedAt: at(rehearsal.endedMs),
    seconds: Math.round((rehearsal.endedMs - rehearsal.beganMs) / 1000),
    measured: { ...rehearsal.measured } as Record<string, number | boolean>,
    assumed: [...rehearsal.assumed],
    steps: rehearsal.steps.map(({ step, doneMs, waitedForPerson }) => ({
      step: step.id,
      title: titleIn(titleOf(step), style),
      doneAt: doneMs === undefined ? null : at(doneMs),
      waitedForPerson,
    })),
    risks: risksOf(),
  });

  /** What it was stuck on, and what its checks found. */
  function risksOf(): string[] {
    const summary = projectionOf(rehearsal.ended, rehearsal.endedMs).summary as Summary;
    const stuck = summary.now.map(
      ({ step, status, waitsFor }) =>
        `${step} (${status})${waitsFor === undefined ? '' : `: ${sentenceIn(waitsFor, style)}`}`,
    );
    const found = summary.findings.map((finding) => {
      const { severity, tag, subject, message } = findingIn(finding, style);
      return `${severity} ${tag} ${subject}: ${message}`;
    });
    return [...stuck, ...found];
  }
}
