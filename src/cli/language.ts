import { GoLiveError } from '../domain/errors.ts';
import type { Language } from '../domain/message.ts';
import { LANGUAGES } from '../domain/message.ts';

/** What `--language` says, in any case. @throws GoLiveError `usage` */
export function languageOf(text: string | undefined): Language | undefined {
  if (text === undefined) return undefined;
  const language = LANGUAGES.find((one) => one === text.trim().toLowerCase());
  if (language === undefined)
    throw new GoLiveError('usage', {
      subject: `--language ${JSON.stringify(text.slice(0, 20))}`,
      fix: `Write one of ${LANGUAGES.join(', ')}.`,
    });
  return language;
}
