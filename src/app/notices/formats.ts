import { URGENT } from '../../domain/notice.ts';
import type { WEBHOOK_FORMATS } from '../config/notify.ts';
import type { DocumentOf } from '../documents.ts';

export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];
type Posted = DocumentOf<'notice'>;

/** What a chat program shows at most of one message. */
const LONGEST_TEXT = 3000;

/** What each receiver wants to be sent, as JSON; nothing of it is read as markup there. Pure. */
export const FORMATS: Readonly<Record<WebhookFormat, (notice: Posted) => unknown>> = {
  golive: (notice) => notice,
  // Incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  slack: (notice) => ({
    text: slackText(notice.subject),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(notice.subject, 150), emoji: false } },
      { type: 'section', text: { type: 'plain_text', text: cut(notice.text.trimEnd(), LONGEST_TEXT), emoji: false } },
      ...(notice.url === undefined
        ? []
        : [
            {
              type: 'actions',
              elements: [{ type: 'button', text: { type: 'plain_text', text: 'golive' }, url: notice.url }],
            },
          ]),
    ],
  }),
  // Workflows, "When a Teams webhook request is received". RichTextBlock knows no Markdown.
  teams: (notice) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            teamsBlock(notice.subject, { weight: 'Bolder', size: 'Medium' }),
            ...notice.text
              .trimEnd()
              .split('\n\n')
              .map((paragraph) => teamsBlock(cut(paragraph, LONGEST_TEXT), {})),
          ],
          ...(notice.url === undefined
            ? {}
            : { actions: [{ type: 'Action.OpenUrl', title: 'golive', url: notice.url }] }),
        },
      },
    ],
  }),
  // Publish as JSON: https://docs.ntfy.sh/publish/#publish-as-json; the topic is the last part of the configured address.
  ntfy: (notice) => ({
    title: notice.subject,
    message: cut(notice.text.trimEnd(), LONGEST_TEXT),
    priority: URGENT.has(notice.event) && notice.event !== 'test' ? 4 : 3,
    tags: [notice.event],
    ...(notice.url === undefined ? {} : { click: notice.url }),
  }),
};

function cut(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

/** Shown where blocks are not: in the notification on a phone. Three characters mean something there. */
const slackText = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!);

function teamsBlock(text: string, look: Readonly<Record<string, string>>) {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...look }] };
}
