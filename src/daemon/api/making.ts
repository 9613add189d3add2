import { z } from 'zod';
import type { AnswersGiven } from '../../app/answers-file.ts';
import { AnswersFile } from '../../app/answers-file.ts';
import { createProject } from '../../app/create-project.ts';
import { WORDS } from './fields.ts';
import { route } from './route.ts';

/** What makes something that was not there. */
export const MAKING = [
  route({
    method: 'POST',
    path: '/projects',
    right: 'plan',
    summary: 'A new project: its domains, the main one first, each with its migration in draft.',
    more: 'What `golive new --answers FILE` does. Which name servers, and everything else that is not said, can be answered later.',
    body: z.strictObject({
      ...WORDS,
      domains: z.array(z.string().min(1).max(253)).min(1).max(100),
      answers: AnswersFile.optional(),
    }),
    answers: 'created',
    status: 201,
    refuses: ['name-invalid', 'answer-invalid', 'answer-missing', 'playbook-unknown', 'already-exists', 'usage'],
    handle: ({ app, body: { domains, answers, ...words }, who }) =>
      createProject(app, domains, (answers ?? {}) as AnswersGiven, who(words)),
  }),
];
