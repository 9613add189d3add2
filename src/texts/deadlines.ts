import type { InFourLanguages } from '../domain/message.ts';

/** What a moment is, in the timeline of one migration. */
export const DEADLINE_TEXTS = {
  'deadline.slot': {
    nl: 'De livegang begint.',
    de: 'Der Livegang beginnt.',
    fr: 'La mise en ligne commence.',
    en: 'The go-live begins.',
  },
  'deadline.slot-end': {
    nl: 'Het dagdeel van de livegang is voorbij.',
    de: 'Der halbe Tag des Livegangs ist vorbei.',
    fr: 'La demi-journée de la mise en ligne est terminée.',
    en: 'The half-day of the go-live is over.',
  },
  'deadline.hold': {
    nl: 'Tot dan is het dagdeel vastgehouden; wie het wil houden, bevestigt het eerder.',
    de: 'Bis dahin ist der halbe Tag freigehalten; wer ihn behalten will, bestätigt ihn vorher.',
    fr: 'Jusque-là, la demi-journée est retenue ; pour la garder, il faut la confirmer avant.',
    en: 'Until then the half-day is held; to keep it, confirm it before.',
  },
  'deadline.task': {
    nl: 'Dan moet dit gedaan zijn: {title}.',
    de: 'Bis dahin muss das erledigt sein: {title}.',
    fr: 'À faire d’ici là : {title}.',
    en: 'To be done by then: {title}.',
  },
  'deadline.wait': {
    nl: 'Tot dan wacht dit: {title}.',
    de: 'Bis dahin wartet das: {title}.',
    fr: 'En attente jusque-là : {title}.',
    en: 'Waits until then: {title}.',
  },
  'deadline.deadline': {
    nl: 'Is het dan nog niet zover, dan kijkt iemand ernaar: {title}.',
    de: 'Ist es bis dahin nicht so weit, schaut jemand danach: {title}.',
    fr: 'Si ce n’est pas fait d’ici là, quelqu’un s’en occupe : {title}.',
    en: 'If it is not there by then, somebody looks at it: {title}.',
  },
  'deadline.caches': {
    nl: 'Uiterlijk dan heeft elke cache die zich aan de regels houdt de oude gegevens vergeten.',
    de: 'Spätestens dann hat jeder Cache, der sich an die Regeln hält, die alten Daten vergessen.',
    fr: 'Au plus tard à ce moment, tout cache qui respecte les règles a oublié les anciennes données.',
    en: 'By then every cache that keeps to the rules has forgotten the old data.',
  },
  'deadline.old-service': {
    nl: 'Daarna mag de oude dienst worden opgezegd.',
    de: 'Danach darf der alte Dienst gekündigt werden.',
    fr: 'Ensuite, l’ancien service peut être résilié.',
    en: 'After this the old service may be closed.',
  },
  'deadline.code': {
    nl: 'Tot dan is de verhuiscode geldig.',
    de: 'Bis dahin gilt der Transfercode.',
    fr: 'Le code de transfert est valable jusque-là.',
    en: 'Until then the transfer code holds.',
  },
} as const satisfies Record<string, InFourLanguages>;
