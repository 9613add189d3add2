import { z } from 'zod';
import { message } from '../domain/message.ts';
import { shown } from './asking.ts';
import { taskStep } from './task-step.ts';

const Params = z.strictObject({
  /** Secrets that must be in the vault (`ftp`, `database`, `mail`). Without any the person's word is enough. */
  fields: z.array(z.string()).default([]),
});

/** Everything the move needs that only the customer has: logins, FTP, database, mail passwords, an export of the zone. */
export const collectAccess = taskStep<z.infer<typeof Params>>({
  id: 'collect-access',
  phase: 'prepare',
  params: Params,
  ask: (ctx) =>
    ctx.params.fields.length === 0
      ? message('task.collect-access', { domain: shown(ctx) })
      : message('task.collect-access.fields', {
          domain: shown(ctx),
          fields: ctx.params.fields.filter((field) => ctx.secrets[field] === undefined).join(', '),
        }),
  closesOnWord: true,
  wants: (ctx) => ctx.params.fields.find((field) => ctx.secrets[field] === undefined),
  answered: (ctx) =>
    ctx.params.fields.length > 0 && ctx.params.fields.every((field) => ctx.secrets[field] !== undefined)
      ? { fields: ctx.params.fields }
      : undefined,
});
