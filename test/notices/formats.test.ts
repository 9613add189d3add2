import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { FORMATS } from '../../src/app/notices/formats.ts';
import { noticeDocument } from '../../src/app/notices/notice-document.ts';
import { writeNotice } from '../../src/app/notices/write-notice.ts';
import { schemaDocument } from '../../src/app/schema-document.ts';
import { LANGUAGES, message } from '../../src/domain/message.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { CUSTOMER_EVENTS, NOTICE_EVENTS } from '../../src/domain/notice.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import { fits } from '../app/json-schema.ts';

const CONFIG = {
  ...ConfigFile.parse({ agency: { name: 'Bureau' }, serve: { url: 'https://golive.bureau.example/' } }),
  file: undefined,
  folder: '.',
} as Config;
const AT = Date.parse('2026-12-01T09:00:00+01:00');
const HALTED: Notice = {
  id: 'n-0123',
  event: 'halted',
  atMs: AT,
  by: 'golive',
  project: { id: 'p-1', customer: 'Bakker & <Zoon>', owner: 'Anna' },
  migrationId: 'm-1',
  domains: [fqdn('klant.nl')],
  step: 'create-zone',
  title: { message: message('step.create-zone.title') },
  say: { plain: '*the API* said [no](https://evil.example)' },
  findings: [{ tag: 'ZONE_MISSING', subject: 'klant.nl', message: message('engine.checking') }],
};
const posted = noticeDocument(CONFIG, HALTED, { audience: 'agency', language: 'en' }, AT);
const TEXT = [
  'klant.nl stands still at Create the new DNS zone and does not go on by\nitself.',
  '*the API* said [no](https://evil.example)',
  '- ZONE_MISSING The change was sent; golive is looking whether it is\n  there.',
  'Customer: Bakker & <Zoon>\nDomain: klant.nl\nOwner: Anna',
  'Next: golive status klant.nl\nhttps://golive.bureau.example/migrations/m-1',
];

describe('what is posted', () => {
  test('to a program of one’s own', () => {
    expect(FORMATS.golive(posted)).toEqual({
      schema: 'golive.notice/1',
      generatedAt: '2026-12-01T09:00:00.000+01:00',
      id: 'n-0123',
      event: 'halted',
      at: '2026-12-01T09:00:00.000+01:00',
      by: 'golive',
      project: { id: 'p-1', customer: 'Bakker & <Zoon>', owner: 'Anna' },
      migration: 'm-1',
      domains: [{ domain: 'klant.nl', domainUnicode: 'klant.nl' }],
      step: 'create-zone',
      title: 'Create the new DNS zone',
      says: '*the API* said [no](https://evil.example)',
      findings: [
        {
          tag: 'ZONE_MISSING',
          subject: 'klant.nl',
          message: 'The change was sent; golive is looking whether it is there.',
        },
      ],
      url: 'https://golive.bureau.example/migrations/m-1',
      subject: 'Stands still: klant.nl (Bakker & <Zoon>), Create the new DNS zone',
      text: `${TEXT.join('\n\n')}\n`,
    });
    DOCUMENTS.notice.parse(posted);
    expect(fits(schemaDocument('notice'), JSON.parse(JSON.stringify(posted)))).toEqual([]);
  });
  test('to Slack: plain text, whatever it looks like', () => {
    expect(FORMATS.slack(posted)).toEqual({
      text: 'Stands still: klant.nl (Bakker &amp; &lt;Zoon&gt;), Create the new DNS zone',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: posted.subject, emoji: false } },
        { type: 'section', text: { type: 'plain_text', text: TEXT.join('\n\n'), emoji: false } },
        {
          type: 'actions',
          elements: [{ type: 'button', text: { type: 'plain_text', text: 'golive' }, url: posted.url }],
        },
      ],
    });
  });
  test('to a Teams workflow: a card whose text is no Markdown', () => {
    const block = (text: string, look: object = {}) => ({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text, ...look }],
    });
    expect(FORMATS.teams(posted)).toEqual({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            body: [block(posted.subject, { weight: 'Bolder', size: 'Medium' }), ...TEXT.map((text) => block(text))],
            actions: [{ type: 'Action.OpenUrl', title: 'golive', url: posted.url }],
          },
        },
      ],
    });
  });
  test('to ntfy', () => {
    expect(FORMATS.ntfy(posted)).toEqual({
      title: posted.subject,
      message: TEXT.join('\n\n'),
      priority: 4,
      tags: ['halted'],
      click: posted.url,
    });
  });
});

describe('every event has its words', () => {
  const VARIANTS: Readonly<Record<string, readonly (string | undefined)[]>> = {
    booked: [undefined, 'held', 'confirmed'],
    unbooked: [undefined, 'lapsed'],
    tomorrow: ['go', 'no-go'],
    'rolled-back': ['begun', 'done'],
  };
  const all = (['agency', 'customer'] as const).flatMap((audience) =>
    (audience === 'agency' ? NOTICE_EVENTS : CUSTOMER_EVENTS).flatMap((event) =>
      (VARIANTS[event] ?? [undefined]).flatMap((variant) =>
        audience === 'customer' && variant === 'no-go'
          ? []
          : LANGUAGES.map((language) => ({ audience, event, variant, language })),
      ),
    ),
  );
  test.each(all)('$audience $event $variant $language', ({ audience, event, variant, language }) => {
    const notice: Notice = {
      ...HALTED,
      event,
      ...(variant === undefined ? {} : { variant }),
      say: message('task.custom', { title: 'a task' }),
      who: 'Jan',
      part: 'customer',
      sinceMs: AT,
      untilMs: AT + 1,
      nth: 3,
      of: 3,
      from: '2026-11-30/morning',
      slot: { slot: '2026-12-02/morning', startsAtMs: AT, endsAtMs: AT },
    };
    const { subject, text } = writeNotice(CONFIG, notice, { audience, language, name: 'Jan' });
    expect(`${subject}\n${text}`).not.toMatch(/notice\.|\{\w+|undefined|–\./);
    expect(subject).not.toMatch(/[\p{Cc}]/u);
    expect(text.split('\n').filter((line) => [...line].length > 78)).toEqual([]);
    if (audience === 'customer') expect(`${subject}\n${text}`).not.toMatch(/golive|https?:|ZONE_MISSING/);
  });
});

test('no text of ours is left that nothing says', () => {
  const said = new Set<string>();
  for (const event of NOTICE_EVENTS)
    for (const stem of [`notice.${event}`, `notice.customer.${event}`])
      for (const variant of ['', '.held', '.confirmed', '.lapsed', '.go', '.no-go', '.begun', '.done', '.last'])
        for (const part of ['subject', 'text']) said.add(`${stem}${variant}.${part}`);
  const rest = Object.keys(CATALOG).filter((key) => key.startsWith('notice.') && !said.has(key));
  expect(
    rest.filter(
      (key) => !/^notice\.(fact\.\w+|next|digest\.subject|customer\.(dear|link|no-secrets|regards|until))$/.test(key),
    ),
  ).toEqual([]);
});

test.each(['Jan\r\nBcc: evil@x.example', '\u202eevil\u2066', 'a\u0000b\u2028c', `${'x'.repeat(5000)}`])(
  'a name that is %j stays on its line',
  (name) => {
    const { subject, text } = writeNotice(
      CONFIG,
      { ...HALTED, event: 'booked', by: name, project: { ...HALTED.project, customer: name } },
      { audience: 'agency', language: 'en' },
    );
    expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(text).not.toMatch(/^Bcc/m);
    expect([...subject].length).toBeLessThanOrEqual(180);
  },
);
