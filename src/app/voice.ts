import { DateTime } from 'luxon';
import type { Finding } from '../domain/finding.ts';
import type { Language, Message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName, withoutFinalDots } from '../domain/name.ts';
import { severityOf } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import type { DocumentName, DocumentOf } from './documents.ts';
import type { Title } from './step-title.ts';

/** ISO 8601 with the zone's offset: `2026-12-01T09:00:00.000+01:00`. */
export function isoAt(moment: EpochMs, timeZone: string): string {
  return DateTime.fromMillis(moment, { zone: timeZone }).toISO()!;
}

export function styleOf({ config, inBrowser }: Pick<App, 'config' | 'inBrowser'>): Style {
  const { language, timeZone } = config.agency;
  return { language, timeZone, ...(inBrowser === true ? { inBrowser } : {}) };
}

/** A document as it is printed: its name and the moment it was made, then the body. */
export function documentOf<Name extends DocumentName>(
  name: Name,
  app: Pick<App, 'config' | 'clock'>,
  body: Omit<DocumentOf<Name>, 'schema' | 'generatedAt'>,
): DocumentOf<Name> {
  const generatedAt = isoAt(app.clock.now(), app.config.agency.timeZone);
  return { schema: `golive.${name}/1`, generatedAt, ...body } as unknown as DocumentOf<Name>;
}

export function titleIn(title: Title, style: Style): string {
  if ('own' in title) return title.own[style.language];
  return 'plain' in title ? title.plain : render(title.message, style);
}

export function sentenceIn(sentence: Message | { readonly plain: string }, style: Style): string {
  return 'plain' in sentence ? sentence.plain : render(sentence, style);
}

/** As in a JSON document: the A-label without its final dot, and the U-label for people. */
export function domainPair(domain: Fqdn): { readonly domain: string; readonly domainUnicode: string } {
  return { domain: domain === '.' ? '.' : domain.slice(0, -1), domainUnicode: displayName(domain) };
}

export function findingIn(finding: Finding, style: Style) {
  return {
    tag: finding.tag,
    severity: severityOf(finding),
    subject: withoutFinalDots(finding.subject),
    message: render(finding.message, style),
    evidence: finding.evidence.map(({ asked, answered, atMs }) => ({
      asked: withoutFinalDots(asked),
      answered,
      at: isoAt(atMs, style.timeZone),
    })),
    ...(finding.fix === undefined ? {} : { fix: render(finding.fix, style) }),
  };
}

/** The same application, speaking another language: documents and pages are made in it. */
export function inLanguage(app: App, language: Language): App {
  const { agency } = app.config;
  return language === agency.language ? app : { ...app, config: { ...app.config, agency: { ...agency, language } } };
}

/** The same application, for somebody who has forms before them and types no commands. */
export function forPages(app: App): App {
  return { ...app, inBrowser: true };
}
