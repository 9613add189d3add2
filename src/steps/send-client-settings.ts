import { z } from 'zod';
import { message } from '../domain/message.ts';
import { shown } from './asking.ts';
import { taskStep } from './task-step.ts';

const Params = z.strictObject({
  imapHost: z.string().optional(),
  smtpHost: z.string().optional(),
  popHost: z.string().optional(),
});

/**
 * Everybody with a mail program gets the new servers: TLS from the first byte (RFC 8314: IMAP 993, POP 995, submission 465), the whole
 * address as the user name, authentication for sending too.
 */
export const sendClientSettings = taskStep<z.infer<typeof Params>>({
  id: 'send-client-settings',
  phase: 'aftercare',
  params: Params,
  ask: (ctx) => {
    const { imapHost, smtpHost, popHost } = ctx.params;
    if (imapHost === undefined || smtpHost === undefined)
      return message('task.send-client-settings', { domain: shown(ctx), service: ctx.answers.mailTo ?? '–' });
    return message('task.send-client-settings.hosts', {
      domain: shown(ctx),
      imap: imapHost,
      smtp: smtpHost,
      pop: popHost ?? imapHost,
    });
  },
  closesOnWord: true,
});
