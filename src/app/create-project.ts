import type { AnswersGiven } from './answers-file.ts';
import type { App } from './app.ts';
import { personOnDuty } from './booking/on-duty.ts';
import type { DocumentOf } from './documents.ts';
import { beginInterview, createdDocument, originsGiven, refuseMissing } from './interview/begin.ts';
import { endingOf } from './interview/ending.ts';
import { leftOpen } from './interview/interview.ts';
import { landed, originsOf } from './interview/land.ts';
import { newProject } from './new-project.ts';
import type { Who } from './say.ts';
import { styleOf } from './voice.ts';

/**
 * Makes a project from answers that are there already, as a program gives them: nobody is asked, and nobody looks from outside.
 *
 * @throws GoLiveError `name-invalid`, `answer-invalid`, `answer-missing`, `playbook-unknown`, `already-exists`
 */
export async function createProject(
  app: App,
  domains: readonly string[],
  answers: AnswersGiven,
  who: Who,
): Promise<DocumentOf<'created'>> {
  const given = answers.owner === undefined ? answers : { ...answers, owner: personOnDuty(app, answers.owner) };
  const begun = await beginInterview(app, domains, given, 'open');
  refuseMissing(begun);
  const open = leftOpen(begun).filter(({ id }) => begun.answers[id] !== undefined);
  const ids = open.map(({ id }) => id);
  const origins = { ...originsGiven(begun, { ...given }, new Set()), ...originsOf(begun) };
  const { migrations } = await newProject(app, domains, landed(begun), who, { origins, open: ids });
  const ending = await endingOf(app, migrations, {
    open,
    style: { ...styleOf(app), language: begun.setting.language },
  });
  return createdDocument(app, migrations, ending, ids, undefined);
}
