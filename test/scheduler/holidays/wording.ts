import type { InFourLanguages } from '../../../src/domain/message.ts';

/** What the source lacks or says awkwardly, by its English name; a country before it holds for that country alone. */
export const WORDING: Readonly<Record<string, Partial<InFourLanguages>>> = {
  'January 2nd': { nl: '2 januari', de: '2. Januar', fr: '2 janvier', en: '2 January' },
  Epiphany: { fr: 'Épiphanie' },
  'St Patrick’s Day': { nl: 'Sint-Patricksdag', de: 'Sankt-Patricks-Tag', fr: 'Saint-Patrick' },
  'Easter Sunday': { nl: 'Eerste paasdag' },
  'Ascension Day': { nl: 'Hemelvaartsdag', fr: 'Ascension' },
  Pentecost: { nl: 'Eerste pinksterdag', en: 'Whit Sunday' },
  'Corpus Christi': { fr: 'Fête-Dieu' },
  'AT Staatsfeiertag': { nl: 'Dag van de Arbeid', fr: 'Fête du travail', en: 'Labour Day' },
  'Early May bank holiday': {
    nl: 'Britse feestdag begin mei',
    de: 'Britischer Feiertag Anfang Mai',
    fr: 'Jour férié britannique de début mai',
  },
  'Spring bank holiday': {
    nl: 'Britse feestdag eind mei',
    de: 'Britischer Feiertag Ende Mai',
    fr: 'Jour férié britannique de fin mai',
  },
  'Summer bank holiday': {
    nl: 'Britse feestdag in augustus',
    de: 'Britischer Feiertag im August',
    fr: 'Jour férié britannique d’août',
  },
  'Victory Day': {
    nl: 'Dag van de overwinning (1945)',
    de: 'Tag des Sieges (1945)',
    fr: 'Victoire de 1945',
    en: 'Victory in Europe Day',
  },
  '75th anniversary of the GDR uprising': {
    nl: '75 jaar volksopstand in de DDR',
    de: '75. Jahrestag des Volksaufstands in der DDR',
    fr: '75 ans de l’insurrection en RDA',
  },
  'Battle of the Boyne (Orangemen’s Day)': {
    nl: 'Slag aan de Boyne',
    de: 'Jahrestag der Schlacht am Boyne',
    fr: 'Bataille de la Boyne',
  },
  'Bastille Day': { nl: 'Franse nationale feestdag', de: 'Französischer Nationalfeiertag', fr: 'Fête nationale' },
  Assumption: { nl: 'Maria-Hemelvaart' },
  'BE Assumption': { nl: 'O.L.V.-Hemelvaart' },
  'International Children’s Day': {
    nl: 'Wereldkinderdag',
    fr: 'Journée mondiale de l’enfance',
    en: 'World Children’s Day',
  },
  'DE National Holiday': {
    nl: 'Dag van de Duitse Eenheid',
    fr: 'Jour de l’Unité allemande',
    en: 'Day of German Unity',
  },
  'BE National Holiday': { en: 'Belgian National Day' },
  'LU National Holiday': { en: 'Luxembourg National Day' },
  'AT National Holiday': { en: 'Austrian National Day' },
  'Reformation Day': { fr: 'Fête de la Réformation' },
  'FR Armistice Day': { nl: 'Wapenstilstand (1918)', de: 'Waffenstillstand (1918)', fr: 'Armistice de 1918' },
  'Day of Prayer and Repentance': { nl: 'Boete- en gebedsdag', fr: 'Jour de pénitence et de prière' },
  'St Andrew’s Day': { nl: 'Sint-Andreasdag', de: 'Andreastag', fr: 'Saint-André' },
  'Christmas Day': { nl: 'Eerste kerstdag', de: '1. Weihnachtstag' },
  'BE Christmas Day': { nl: 'Kerstmis', de: 'Weihnachten' },
  'AT Christmas Day': { de: 'Christtag' },
  'AT Boxing Day': { de: 'Stefanitag' },
};

/** A day in lieu of one that fell on a weekend (GB). */
export const SUBSTITUTE: InFourLanguages = {
  nl: ' (vervangende vrije dag)',
  de: ' (Ersatztag)',
  fr: ' (jour de remplacement)',
  en: ' (substitute day)',
};
