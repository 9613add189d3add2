import type { InFourLanguages } from '../domain/message.ts';

/** The page that any web server can host, and what the command says of it. */
export const PUBLISH_TEXTS = {
  'publish.done': {
    nl: 'Gepubliceerd in {folder} (domeinen: {domains}, pagina’s: {pages}).',
    de: 'In {folder} veröffentlicht (Domains: {domains}, Seiten: {pages}).',
    fr: 'Publié dans {folder} (domaines : {domains}, pages : {pages}).',
    en: 'Published in {folder} (domains: {domains}, pages: {pages}).',
  },
  'publish.as-of': {
    nl: 'Stand van {at:time}; deze pagina ververst zichzelf.',
    de: 'Stand: {at:time}; diese Seite lädt sich selbst neu.',
    fr: 'Situation du {at:time} ; cette page se recharge d’elle-même.',
    en: 'As of {at:time}; this page reloads itself.',
  },
  'publish.page': {
    nl: 'Pagina {page} van {pages}',
    de: 'Seite {page} von {pages}',
    fr: 'Page {page} sur {pages}',
    en: 'Page {page} of {pages}',
  },
  'publish.pages': { nl: 'Bladeren', de: 'Blättern', fr: 'Parcourir les pages', en: 'Browse pages' },
  'publish.numbers': {
    nl: 'Hoeveel er zijn',
    de: 'Wie viele es sind',
    fr: 'Combien il y en a',
    en: 'How many there are',
  },
  'publish.data': {
    nl: 'Dezelfde gegevens voor programma’s:',
    de: 'Dieselben Daten für Programme:',
    fr: 'Les mêmes données pour les programmes :',
    en: 'The same data for programs:',
  },
} as const satisfies Record<string, InFourLanguages>;
