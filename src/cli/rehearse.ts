import { rehearsalDocument } from '../app/rehearsal-document.ts';
import { rehearse as rehearseIt } from '../app/rehearse.ts';
import { render } from '../texts/render.ts';
import type { Piece } from './print.ts';
import { nameShown, table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';

export async function rehearse(shell: Shell, [domain]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const rehearsal = await rehearseIt(app, domain!, await shell.rehearsalParts(), shell.signal);
    const document = rehearsalDocument(app, rehearsal);
    const outcome = document.status === 'done' ? undefined : 1;
    if (options.json) {
      shell.json(document);
      return outcome;
    }
    const style = styleOf(app.config);
    const rows = document.steps.map((step): Piece[] => [
      step.doneAt === null ? '-' : step.doneAt.slice(0, 16).replace('T', ' '),
      step.waitedForPerson ? `${step.title} (${words(style, 'rehearse.person')})` : step.title,
    ]);
    shell.write(...table(rows, shell.colours, shell.columns));
    const named = (values: readonly string[]) => values.join(', ') || '-';
    const measured = Object.entries(document.measured).map(([name, value]) => `${name} ${value}`);
    for (const sentence of [
      words(style, 'rehearse.measured', { what: named(measured) }),
      words(style, 'rehearse.assumed', { what: named(document.assumed) }),
      render(
        {
          text: 'rehearse.outcome',
          values: {
            domain: nameShown(document),
            status: words(style, `status.${document.status}`),
            began: rehearsal.beganMs,
            ended: rehearsal.endedMs,
            seconds: document.seconds,
          },
        },
        style,
      ),
    ])
      shell.write(...wrapped(sentence, shell.columns, ''));
    if (document.risks.length > 0) shell.line({ text: words(style, 'rehearse.risks'), colour: 'bold' });
    for (const risk of document.risks) shell.write(...wrapped(risk, shell.columns, '  '));
    return outcome;
  });
}
