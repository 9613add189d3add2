import type { InFourLanguages } from '../domain/message.ts';

export const ENGINE_TEXTS = {
  'engine.do-by-hand': {
    nl: 'Met de hand te doen, in {count} stappen; golive ziet zelf wanneer het gedaan is.',
    de: 'Von Hand zu erledigen, in {count} Schritten; golive sieht selbst, wann es erledigt ist.',
    fr: 'À faire à la main, en {count} étapes ; golive verra de lui-même quand ce sera fait.',
    en: 'To be done by hand, {count} changes; golive sees for itself when they are done.',
  },
  'engine.not-approved': {
    nl: 'Het plan zoals het nu is, is nog niet goedgekeurd.',
    de: 'Der Plan in seiner jetzigen Fassung ist noch nicht freigegeben.',
    fr: "Le plan tel qu'il est maintenant n'est pas encore approuvé.",
    en: 'The plan as it is now has not been approved.',
  },
  'engine.checking': {
    nl: 'De wijziging is verstuurd; golive kijkt of ze er staat.',
    de: 'Die Änderung ist gesendet; golive prüft, ob sie angekommen ist.',
    fr: 'La modification est envoyée ; golive vérifie si elle est en place.',
    en: 'The change was sent; golive is looking whether it is there.',
  },
  'engine.answer-lost': {
    nl: 'Het antwoord op {effect} ging verloren; het kan gelukt zijn. golive kijkt eerst, en doet niets twee keer.',
    de: 'Die Antwort auf {effect} ging verloren; es kann geklappt haben. golive schaut erst nach und tut nichts doppelt.',
    fr: "La réponse à {effect} s'est perdue ; cela a pu réussir. golive vérifie d'abord et ne fait rien deux fois.",
    en: 'The answer to {effect} was lost; it may have worked. golive looks first, and does nothing twice.',
  },
  'engine.undo-unseen': {
    nl: 'De provider heeft “{effect}” bevestigd, en zijn lijst toont het niet. Kijk daar zelf, draai het met de hand terug als het er is, en meld het dan[[: golive done.||.]]',
    de: 'Der Anbieter hat „{effect}“ bestätigt, und seine Liste zeigt es nicht. Sehen Sie dort selbst nach, machen Sie es von Hand rückgängig, falls es da ist, und melden Sie es dann[[: golive done.||.]]',
    fr: 'Le prestataire a confirmé « {effect} », et sa liste ne le montre pas. Vérifiez chez lui, annulez-le à la main s’il y est, puis dites-le[[ : golive done.||.]]',
    en: 'The provider confirmed “{effect}”, and its list does not show it. Look there yourself, take it back by hand if it is there, and then say so[[: golive done.||.]]',
  },
  'engine.undecidable': {
    nl: 'Het antwoord op {effect} ging verloren en bij de aanbieder is er niets van te zien. Kijk daar zelf: is het gebeurd, zeg dan "done"; is het zeker niet gebeurd, zeg dan "retry".',
    de: 'Die Antwort auf {effect} ging verloren, und beim Anbieter ist nichts davon zu sehen. Bitte dort nachsehen: Ist es geschehen, „done“ sagen; ist es sicher nicht geschehen, „retry“ sagen.',
    fr: "La réponse à {effect} s'est perdue et rien n'en est visible chez le prestataire. Vérifiez sur place : si c'est fait, dites « done » ; si ce n'est certainement pas fait, dites « retry ».",
    en: 'The answer to {effect} was lost and nothing of it can be seen at the provider. Look there yourself: if it happened, say "done"; if it certainly did not, say "retry".',
  },
  'engine.look-failed': {
    nl: 'Kijken lukte niet: {why}',
    de: 'Nachsehen gelang nicht: {why}',
    fr: "La vérification n'a pas abouti : {why}",
    en: 'Could not look: {why}',
  },
  'engine.try-again-later': {
    nl: 'Lukte niet, en wordt vanzelf opnieuw geprobeerd: {why}',
    de: 'Gelang nicht und wird von selbst erneut versucht: {why}',
    fr: "N'a pas abouti et sera réessayé automatiquement : {why}",
    en: 'Did not work, and is tried again by itself: {why}',
  },
  'engine.deadline-passed': {
    nl: 'Dit had {deadline:time} klaar moeten zijn. Kijk wat er aan de hand is; golive blijft kijken.',
    de: 'Das hätte {deadline:time} fertig sein sollen. Bitte nachsehen, woran es liegt; golive schaut weiter.',
    fr: 'Cela aurait dû être terminé {deadline:time}. Voyez ce qui se passe ; golive continue de vérifier.',
    en: 'This should have been finished by {deadline:time}. Find out what is wrong; golive keeps looking.',
  },
  'engine.rate-limited': {
    nl: 'Wacht tot {until:time}: {provider} laat nu niet meer verzoeken toe ({why}). Het gaat vanzelf verder.',
    de: 'Wartet bis {until:time}: {provider} lässt gerade keine weiteren Anfragen zu ({why}). Es geht von selbst weiter.',
    fr: "En attente jusqu'à {until:time} : {provider} n'accepte pas plus de requêtes pour l'instant ({why}). La suite se fera d'elle-même.",
    en: 'Waiting until {until:time}: rate limit of {provider} ({why}). It goes on by itself.',
  },
  'engine.provider-shut': {
    nl: 'Wacht tot {until:time}: {provider} antwoordt niet zoals het hoort ({why}). Daarna wordt het vanzelf opnieuw geprobeerd.',
    de: 'Wartet bis {until:time}: {provider} antwortet nicht richtig ({why}). Danach wird es von selbst erneut versucht.',
    fr: "En attente jusqu'à {until:time} : {provider} ne répond pas correctement ({why}). Un nouvel essai suivra de lui-même.",
    en: 'Waiting until {until:time}: {provider} does not answer as it should ({why}). Then it is tried again by itself.',
  },
  'engine.clock-ahead': {
    nl: 'De klok van deze machine sprong op {at:time} {by:duration} vooruit, en dat is niet te verklaren. Voordat hier iets gebeurt dat niet meer terug kan, moet iemand zeggen hoe laat het is: zet de klok goed, of zeg „golive doctor --accept-clock“ als hij klopt.',
    de: 'Die Uhr dieses Rechners sprang {at:time} um {by:duration} vor, ohne erkennbaren Grund. Bevor hier etwas geschieht, das nicht mehr zurückzunehmen ist, muss jemand sagen, wie spät es ist: die Uhr richtig stellen, oder „golive doctor --accept-clock“ sagen, wenn sie stimmt.',
    fr: "L'horloge de cette machine a avancé d'un coup de {by:duration} ({at:time}), sans raison connue. Avant toute action irréversible, quelqu'un doit dire quelle heure il est : réglez l'horloge, ou dites « golive doctor --accept-clock » si elle est juste.",
    en: 'The clock of this machine jumped ahead by {by:duration} at {at:time}, and nothing explains it. Before anything happens here that cannot be taken back, somebody must say what time it is: set the clock right, or say "golive doctor --accept-clock" if it is right.',
  },
  'engine.clock-back': {
    nl: 'De klok van deze machine sprong op {at:time} {by:duration} terug, en dat is niet te verklaren. Voordat hier iets gebeurt dat niet meer terug kan, moet iemand zeggen hoe laat het is: zet de klok goed, of zeg „golive doctor --accept-clock“ als hij klopt.',
    de: 'Die Uhr dieses Rechners sprang {at:time} um {by:duration} zurück, ohne erkennbaren Grund. Bevor hier etwas geschieht, das nicht mehr zurückzunehmen ist, muss jemand sagen, wie spät es ist: die Uhr richtig stellen, oder „golive doctor --accept-clock“ sagen, wenn sie stimmt.',
    fr: "L'horloge de cette machine a reculé d'un coup de {by:duration} ({at:time}), sans raison connue. Avant toute action irréversible, quelqu'un doit dire quelle heure il est : réglez l'horloge, ou dites « golive doctor --accept-clock » si elle est juste.",
    en: 'The clock of this machine jumped back by {by:duration} at {at:time}, and nothing explains it. Before anything happens here that cannot be taken back, somebody must say what time it is: set the clock right, or say "golive doctor --accept-clock" if it is right.',
  },
  'engine.clock-behind': {
    nl: 'Deze machine is opnieuw gestart en haar klok wijst {at:time}: {by:duration} vóór het laatste dat is vastgelegd. Voordat hier iets gebeurt dat niet meer terug kan, moet iemand zeggen hoe laat het is: zet de klok goed en zeg dan „golive doctor --accept-clock“.',
    de: 'Dieser Rechner wurde neu gestartet und seine Uhr zeigt {at:time}: {by:duration} vor dem letzten Eintrag. Bevor hier etwas geschieht, das nicht mehr zurückzunehmen ist, muss jemand sagen, wie spät es ist: die Uhr richtig stellen und dann „golive doctor --accept-clock“ sagen.',
    fr: "Cette machine a redémarré et son horloge indique {at:time}, soit {by:duration} avant le dernier fait enregistré. Avant toute action irréversible, quelqu'un doit dire quelle heure il est : réglez l'horloge, puis dites « golive doctor --accept-clock ».",
    en: 'This machine was started again and its clock says {at:time}, which is {by:duration} before the newest that is on record. Before anything happens here that cannot be taken back, somebody must say what time it is: set the clock right, then say "golive doctor --accept-clock".',
  },
} as const satisfies Record<string, InFourLanguages>;
