/** A sentence for people, not yet in a language: a key of the catalogues in `src/texts` and the values it is filled with. */
export interface Message {
  readonly text: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export function message(text: string, values?: Readonly<Record<string, string | number>>): Message {
  return values === undefined ? { text } : { text, values };
}

export const LANGUAGES = ['nl', 'de', 'fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export type InFourLanguages = Readonly<Record<Language, string>>;
