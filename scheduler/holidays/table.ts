/*!
 * Holidays of seven countries, 2026-01-01 to 2030-12-31, taken on 2026-11-21 from date-holidays 3.37.0 (2026-09-20).
 * Its program: Copyright (c) 2015 commenthol and contributors, ISC licence. Its data: CC BY-SA 3.0 in its LICENSE file, CC-BY-3.0 in
 * its package.json (https://creativecommons.org/licenses/by-sa/3.0/), drawn from Wikipedia: Public holidays in the Netherlands,
 * Feestdagen in Nederland, Public holidays in Belgium, Feestdagen in België, Gesetzlech Feierdeeg zu Lëtzebuerg, Feiertage in
 * Deutschland, Feiertage in Österreich, Jour férié (France), Public holidays in the United Kingdom. Changed: countries, years and kinds
 * of days were chosen, days added and left out, names worded anew. This table alone is under CC BY-SA 3.0.
 */
// Made by test/scheduler/holidays/generate.ts (corrections.ts beside it says what was added and left out, and why). A test compares it
// with its source: change the generator, not this file.
import type { InFourLanguages } from '../../src/domain/message.ts';
import type { Region } from './regions.ts';

/** Days of one name. A country among the regions stands for all its parts. */
export interface HolidayRow {
  /** `YYYY-MM-DD`. */
  readonly dates: readonly string[];
  readonly regions: readonly Region[];
  /** `bank`: no holiday by law, but offices stay shut. */
  readonly type: 'public' | 'bank';
  readonly names: InFourLanguages;
}

export const HOLIDAYS_FROM = '2026-01-01';
/** The last date covered. */
export const HOLIDAYS_UNTIL = '2030-12-31';

export const HOLIDAY_ROWS: readonly HolidayRow[] = [
  {
    dates: ['2026-01-01', '2027-01-01', '2028-01-01', '2029-01-01', '2030-01-01'],
    regions: ['NL', 'BE', 'LU', 'DE', 'FR', 'AT', 'GB'],
    type: 'public',
    names: { nl: 'Nieuwjaar', de: 'Neujahr', fr: 'Nouvel An', en: 'New Year’s Day' },
  },
  {
    dates: ['2026-01-02', '2027-01-02', '2028-01-02', '2029-01-02', '2030-01-02'],
    regions: ['GB-SCT'],
    type: 'public',
    names: { nl: '2 januari', de: '2. Januar', fr: '2 janvier', en: '2 January' },
  },
  {
    dates: ['2026-01-06', '2027-01-06', '2028-01-06', '2029-01-06', '2030-01-06'],
    regions: ['DE-BW', 'DE-BY', 'DE-ST', 'AT'],
    type: 'public',
    names: { nl: 'Driekoningen', de: 'Heilige Drei Könige', fr: 'Épiphanie', en: 'Epiphany' },
  },
  {
    dates: ['2026-03-08', '2027-03-08', '2028-03-08', '2029-03-08', '2030-03-08'],
    regions: ['DE-BE', 'DE-MV'],
    type: 'public',
    names: {
      nl: 'Internationale Vrouwendag',
      de: 'Internationaler Frauentag',
      fr: 'Journée internationale des femmes',
      en: 'International Women’s Day',
    },
  },
  {
    dates: ['2026-03-17', '2027-03-17', '2028-03-17', '2029-03-17', '2030-03-17'],
    regions: ['GB-NIR'],
    type: 'public',
    names: { nl: 'Sint-Patricksdag', de: 'Sankt-Patricks-Tag', fr: 'Saint-Patrick', en: 'St Patrick’s Day' },
  },
  {
    dates: ['2026-04-03', '2027-03-26', '2028-04-14', '2029-03-30', '2030-04-19'],
    regions: ['DE', 'FR-57', 'FR-67', 'FR-68', 'GB'],
    type: 'public',
    names: { nl: 'Goede Vrijdag', de: 'Karfreitag', fr: 'Vendredi saint', en: 'Good Friday' },
  },
  {
    dates: ['2026-04-05', '2027-03-28', '2028-04-16', '2029-04-01', '2030-04-21'],
    regions: ['NL', 'DE-BB'],
    type: 'public',
    names: { nl: 'Eerste paasdag', de: 'Ostersonntag', fr: 'Pâques', en: 'Easter Sunday' },
  },
  {
    dates: ['2026-04-06', '2027-03-29', '2028-04-17', '2029-04-02', '2030-04-22'],
    regions: ['BE'],
    type: 'public',
    names: { nl: 'Paasmaandag', de: 'Ostermontag', fr: 'Lundi de Pâques', en: 'Easter Monday' },
  },
  {
    dates: ['2026-04-06', '2027-03-29', '2028-04-17', '2029-04-02', '2030-04-22'],
    regions: ['NL', 'LU', 'DE', 'FR', 'AT', 'GB-ENG', 'GB-WLS', 'GB-NIR'],
    type: 'public',
    names: { nl: 'Tweede paasdag', de: 'Ostermontag', fr: 'Lundi de Pâques', en: 'Easter Monday' },
  },
  {
    dates: ['2026-04-27', '2027-04-27', '2028-04-27', '2029-04-27', '2030-04-27'],
    regions: ['NL'],
    type: 'public',
    names: { nl: 'Koningsdag', de: 'Königstag', fr: 'Fête du Roi', en: 'King’s Day' },
  },
  {
    dates: ['2026-05-01', '2027-05-01', '2028-05-01', '2029-05-01', '2030-05-01'],
    regions: ['AT'],
    type: 'public',
    names: { nl: 'Dag van de Arbeid', de: 'Staatsfeiertag', fr: 'Fête du travail', en: 'Labour Day' },
  },
  {
    dates: ['2026-05-01', '2027-05-01', '2028-05-01', '2029-05-01', '2030-05-01'],
    regions: ['BE', 'FR'],
    type: 'public',
    names: { nl: 'Dag van de Arbeid', de: 'Tag der Arbeit', fr: 'Fête du travail', en: 'Labour Day' },
  },
  {
    dates: ['2026-05-01', '2027-05-01', '2028-05-01', '2029-05-01', '2030-05-01'],
    regions: ['DE'],
    type: 'public',
    names: { nl: 'Dag van de Arbeid', de: 'Maifeiertag', fr: 'Fête du travail', en: 'Labour Day' },
  },
  {
    dates: ['2026-05-01', '2027-05-01', '2028-05-01', '2029-05-01', '2030-05-01'],
    regions: ['LU'],
    type: 'public',
    names: { nl: 'Dag van de Arbeid', de: 'Tag der Arbeit', fr: '1er mai', en: 'Labour Day' },
  },
  {
    dates: ['2026-05-04', '2027-05-03', '2028-05-01', '2029-05-07', '2030-05-06'],
    regions: ['GB'],
    type: 'public',
    names: {
      nl: 'Britse feestdag begin mei',
      de: 'Britischer Feiertag Anfang Mai',
      fr: 'Jour férié britannique de début mai',
      en: 'Early May bank holiday',
    },
  },
  {
    dates: ['2026-05-08', '2027-05-08', '2028-05-08', '2029-05-08', '2030-05-08'],
    regions: ['FR'],
    type: 'public',
    names: {
      nl: 'Dag van de overwinning (1945)',
      de: 'Tag des Sieges (1945)',
      fr: 'Victoire de 1945',
      en: 'Victory in Europe Day',
    },
  },
  {
    dates: ['2026-05-09', '2027-05-09', '2028-05-09', '2029-05-09', '2030-05-09'],
    regions: ['LU'],
    type: 'public',
    names: { nl: 'Europadag', de: 'Europatag', fr: 'Journée de l’Europe', en: 'Europe Day' },
  },
  {
    dates: ['2026-05-14', '2027-05-06', '2028-05-25', '2029-05-10', '2030-05-30'],
    regions: ['NL', 'BE', 'LU', 'DE', 'FR', 'AT'],
    type: 'public',
    names: { nl: 'Hemelvaartsdag', de: 'Christi Himmelfahrt', fr: 'Ascension', en: 'Ascension Day' },
  },
  {
    dates: ['2026-05-24', '2027-05-16', '2028-06-04', '2029-05-20', '2030-06-09'],
    regions: ['NL', 'DE-BB'],
    type: 'public',
    names: { nl: 'Eerste pinksterdag', de: 'Pfingstsonntag', fr: 'Pentecôte', en: 'Whit Sunday' },
  },
  {
    dates: ['2026-05-25', '2027-05-17', '2028-06-05', '2029-05-21', '2030-06-10'],
    regions: ['BE'],
    type: 'public',
    names: { nl: 'Pinkstermaandag', de: 'Pfingstmontag', fr: 'Lundi de Pentecôte', en: 'Whit Monday' },
  },
  {
    dates: ['2026-05-25', '2027-05-31', '2028-05-29', '2029-05-28', '2030-05-27'],
    regions: ['GB'],
    type: 'public',
    names: {
      nl: 'Britse feestdag eind mei',
      de: 'Britischer Feiertag Ende Mai',
      fr: 'Jour férié britannique de fin mai',
      en: 'Spring bank holiday',
    },
  },
  {
    dates: ['2026-05-25', '2027-05-17', '2028-06-05', '2029-05-21', '2030-06-10'],
    regions: ['NL', 'LU', 'DE', 'FR', 'AT'],
    type: 'public',
    names: { nl: 'Tweede pinksterdag', de: 'Pfingstmontag', fr: 'Lundi de Pentecôte', en: 'Whit Monday' },
  },
  {
    dates: ['2026-06-04', '2027-05-27', '2028-06-15', '2029-05-31', '2030-06-20'],
    regions: ['DE-BW', 'DE-BY', 'DE-HE', 'DE-NW', 'DE-RP', 'DE-SL', 'AT'],
    type: 'public',
    names: { nl: 'Sacramentsdag', de: 'Fronleichnam', fr: 'Fête-Dieu', en: 'Corpus Christi' },
  },
  {
    dates: ['2026-06-15'],
    regions: ['GB-SCT'],
    type: 'public',
    names: {
      nl: 'Extra vrije dag (WK voetbal)',
      de: 'Zusätzlicher Feiertag (Fußball-WM)',
      fr: 'Jour férié exceptionnel (Coupe du monde)',
      en: 'World Cup bank holiday',
    },
  },
  {
    dates: ['2026-06-23', '2027-06-23', '2028-06-23', '2029-06-23', '2030-06-23'],
    regions: ['LU'],
    type: 'public',
    names: { nl: 'Nationale feestdag', de: 'Nationalfeiertag', fr: 'Fête nationale', en: 'Luxembourg National Day' },
  },
  {
    dates: ['2026-07-12', '2027-07-12', '2028-07-12', '2029-07-12', '2030-07-12'],
    regions: ['GB-NIR'],
    type: 'public',
    names: {
      nl: 'Slag aan de Boyne',
      de: 'Jahrestag der Schlacht am Boyne',
      fr: 'Bataille de la Boyne',
      en: 'Battle of the Boyne (Orangemen’s Day)',
    },
  },
  {
    dates: ['2026-07-13'],
    regions: ['GB-NIR'],
    type: 'public',
    names: {
      nl: 'Slag aan de Boyne (vervangende vrije dag)',
      de: 'Jahrestag der Schlacht am Boyne (Ersatztag)',
      fr: 'Bataille de la Boyne (jour de remplacement)',
      en: 'Battle of the Boyne (Orangemen’s Day) (substitute day)',
    },
  },
  {
    dates: ['2026-07-14', '2027-07-14', '2028-07-14', '2029-07-14', '2030-07-14'],
    regions: ['FR'],
    type: 'public',
    names: {
      nl: 'Franse nationale feestdag',
      de: 'Französischer Nationalfeiertag',
      fr: 'Fête nationale',
      en: 'Bastille Day',
    },
  },
  {
    dates: ['2026-07-21', '2027-07-21', '2028-07-21', '2029-07-21', '2030-07-21'],
    regions: ['BE'],
    type: 'public',
    names: { nl: 'Nationale feestdag', de: 'Nationalfeiertag', fr: 'Fête nationale', en: 'Belgian National Day' },
  },
  {
    dates: ['2026-08-03', '2027-08-02', '2028-08-07', '2029-08-06', '2030-08-05'],
    regions: ['GB-SCT'],
    type: 'public',
    names: {
      nl: 'Britse feestdag in augustus',
      de: 'Britischer Feiertag im August',
      fr: 'Jour férié britannique d’août',
      en: 'Summer bank holiday',
    },
  },
  {
    dates: ['2026-08-15', '2027-08-15', '2028-08-15', '2029-08-15', '2030-08-15'],
    regions: ['BE'],
    type: 'public',
    names: { nl: 'O.L.V.-Hemelvaart', de: 'Mariä Himmelfahrt', fr: 'Assomption', en: 'Assumption' },
  },
  {
    dates: ['2026-08-15', '2027-08-15', '2028-08-15', '2029-08-15', '2030-08-15'],
    regions: ['LU', 'DE-BY', 'DE-SL', 'FR', 'AT'],
    type: 'public',
    names: { nl: 'Maria-Hemelvaart', de: 'Mariä Himmelfahrt', fr: 'Assomption', en: 'Assumption' },
  },
  {
    dates: ['2026-08-31', '2027-08-30', '2028-08-28', '2029-08-27', '2030-08-26'],
    regions: ['GB-ENG', 'GB-WLS', 'GB-NIR'],
    type: 'public',
    names: {
      nl: 'Britse feestdag in augustus',
      de: 'Britischer Feiertag im August',
      fr: 'Jour férié britannique d’août',
      en: 'Summer bank holiday',
    },
  },
  {
    dates: ['2026-09-20', '2027-09-20', '2028-09-20', '2029-09-20', '2030-09-20'],
    regions: ['DE-TH'],
    type: 'public',
    names: {
      nl: 'Wereldkinderdag',
      de: 'Weltkindertag',
      fr: 'Journée mondiale de l’enfance',
      en: 'World Children’s Day',
    },
  },
  {
    dates: ['2026-10-03', '2027-10-03', '2028-10-03', '2029-10-03', '2030-10-03'],
    regions: ['DE'],
    type: 'public',
    names: {
      nl: 'Dag van de Duitse Eenheid',
      de: 'Tag der Deutschen Einheit',
      fr: 'Jour de l’Unité allemande',
      en: 'Day of German Unity',
    },
  },
  {
    dates: ['2026-10-26', '2027-10-26', '2028-10-26', '2029-10-26', '2030-10-26'],
    regions: ['AT'],
    type: 'public',
    names: { nl: 'Nationale feestdag', de: 'Nationalfeiertag', fr: 'Fête nationale', en: 'Austrian National Day' },
  },
  {
    dates: ['2026-10-31', '2027-10-31', '2028-10-31', '2029-10-31', '2030-10-31'],
    regions: ['DE-BB', 'DE-HB', 'DE-HH', 'DE-MV', 'DE-NI', 'DE-SN', 'DE-ST', 'DE-SH', 'DE-TH'],
    type: 'public',
    names: { nl: 'Hervormingsdag', de: 'Reformationstag', fr: 'Fête de la Réformation', en: 'Reformation Day' },
  },
  {
    dates: ['2026-11-01', '2027-11-01', '2028-11-01', '2029-11-01', '2030-11-01'],
    regions: ['BE', 'LU', 'DE-BW', 'DE-BY', 'DE-NW', 'DE-RP', 'DE-SL', 'FR', 'AT'],
    type: 'public',
    names: { nl: 'Allerheiligen', de: 'Allerheiligen', fr: 'Toussaint', en: 'All Saints’ Day' },
  },
  {
    dates: ['2026-11-11', '2027-11-11', '2028-11-11', '2029-11-11', '2030-11-11'],
    regions: ['BE'],
    type: 'public',
    names: { nl: 'Wapenstilstand', de: 'Waffenstillstand', fr: 'Armistice', en: 'Armistice Day' },
  },
  {
    dates: ['2026-11-11', '2027-11-11', '2028-11-11', '2029-11-11', '2030-11-11'],
    regions: ['FR'],
    type: 'public',
    names: { nl: 'Wapenstilstand (1918)', de: 'Waffenstillstand (1918)', fr: 'Armistice de 1918', en: 'Armistice Day' },
  },
  {
    dates: ['2026-11-18', '2027-11-17', '2028-11-22', '2029-11-21', '2030-11-20'],
    regions: ['DE-SN'],
    type: 'public',
    names: {
      nl: 'Boete- en gebedsdag',
      de: 'Buß- und Bettag',
      fr: 'Jour de pénitence et de prière',
      en: 'Day of Prayer and Repentance',
    },
  },
  {
    dates: ['2026-11-30', '2027-11-30', '2028-11-30', '2029-11-30', '2030-11-30'],
    regions: ['GB-SCT'],
    type: 'public',
    names: { nl: 'Sint-Andreasdag', de: 'Andreastag', fr: 'Saint-André', en: 'St Andrew’s Day' },
  },
  {
    dates: ['2026-12-08', '2027-12-08', '2028-12-08', '2029-12-08', '2030-12-08'],
    regions: ['AT'],
    type: 'public',
    names: {
      nl: 'Onbevlekte Ontvangenis van Maria',
      de: 'Mariä Empfängnis',
      fr: 'Immaculée Conception',
      en: 'Immaculate Conception',
    },
  },
  {
    dates: ['2026-12-24', '2027-12-24', '2028-12-24', '2029-12-24', '2030-12-24'],
    regions: ['DE', 'AT'],
    type: 'bank',
    names: { nl: 'Kerstavond', de: 'Heiliger Abend', fr: 'Veille de Noël', en: 'Christmas Eve' },
  },
  {
    dates: ['2026-12-25', '2027-12-25', '2028-12-25', '2029-12-25', '2030-12-25'],
    regions: ['AT'],
    type: 'public',
    names: { nl: 'Eerste kerstdag', de: 'Christtag', fr: 'Noël', en: 'Christmas Day' },
  },
  {
    dates: ['2026-12-25', '2027-12-25', '2028-12-25', '2029-12-25', '2030-12-25'],
    regions: ['BE'],
    type: 'public',
    names: { nl: 'Kerstmis', de: 'Weihnachten', fr: 'Noël', en: 'Christmas Day' },
  },
  {
    dates: ['2026-12-25', '2027-12-25', '2028-12-25', '2029-12-25', '2030-12-25'],
    regions: ['NL', 'LU', 'DE', 'FR', 'GB'],
    type: 'public',
    names: { nl: 'Eerste kerstdag', de: '1. Weihnachtstag', fr: 'Noël', en: 'Christmas Day' },
  },
  {
    dates: ['2026-12-26', '2027-12-26', '2028-12-26', '2029-12-26', '2030-12-26'],
    regions: ['AT'],
    type: 'public',
    names: { nl: 'Tweede kerstdag', de: 'Stefanitag', fr: 'Lendemain de Noël', en: 'Boxing Day' },
  },
  {
    dates: ['2026-12-26', '2027-12-26', '2028-12-26', '2029-12-26', '2030-12-26'],
    regions: ['NL', 'LU', 'DE', 'FR-57', 'FR-67', 'FR-68', 'GB'],
    type: 'public',
    names: { nl: 'Tweede kerstdag', de: '2. Weihnachtstag', fr: 'Lendemain de Noël', en: 'Boxing Day' },
  },
  {
    dates: ['2026-12-28', '2027-12-28'],
    regions: ['GB'],
    type: 'public',
    names: {
      nl: 'Tweede kerstdag (vervangende vrije dag)',
      de: '2. Weihnachtstag (Ersatztag)',
      fr: 'Lendemain de Noël (jour de remplacement)',
      en: 'Boxing Day (substitute day)',
    },
  },
  {
    dates: ['2026-12-31', '2027-12-31', '2028-12-31', '2029-12-31', '2030-12-31'],
    regions: ['DE', 'AT'],
    type: 'bank',
    names: { nl: 'Oudejaarsavond', de: 'Silvester', fr: 'Saint-Sylvestre', en: 'New Year’s Eve' },
  },
  {
    dates: ['2027-01-04', '2028-01-03'],
    regions: ['GB-SCT'],
    type: 'public',
    names: {
      nl: '2 januari (vervangende vrije dag)',
      de: '2. Januar (Ersatztag)',
      fr: '2 janvier (jour de remplacement)',
      en: '2 January (substitute day)',
    },
  },
  {
    dates: ['2027-12-27'],
    regions: ['GB'],
    type: 'public',
    names: {
      nl: 'Eerste kerstdag (vervangende vrije dag)',
      de: '1. Weihnachtstag (Ersatztag)',
      fr: 'Noël (jour de remplacement)',
      en: 'Christmas Day (substitute day)',
    },
  },
  {
    dates: ['2028-01-03'],
    regions: ['GB-ENG', 'GB-WLS', 'GB-NIR'],
    type: 'public',
    names: {
      nl: 'Nieuwjaar (vervangende vrije dag)',
      de: 'Neujahr (Ersatztag)',
      fr: 'Nouvel An (jour de remplacement)',
      en: 'New Year’s Day (substitute day)',
    },
  },
  {
    dates: ['2028-01-04'],
    regions: ['GB-SCT'],
    type: 'public',
    names: {
      nl: 'Nieuwjaar (vervangende vrije dag)',
      de: 'Neujahr (Ersatztag)',
      fr: 'Nouvel An (jour de remplacement)',
      en: 'New Year’s Day (substitute day)',
    },
  },
  {
    dates: ['2028-06-17'],
    regions: ['DE-BE'],
    type: 'public',
    names: {
      nl: '75 jaar volksopstand in de DDR',
      de: '75. Jahrestag des Volksaufstands in der DDR',
      fr: '75 ans de l’insurrection en RDA',
      en: '75th anniversary of the GDR uprising',
    },
  },
  {
    dates: ['2029-03-19', '2030-03-18'],
    regions: ['GB-NIR'],
    type: 'public',
    names: {
      nl: 'Sint-Patricksdag (vervangende vrije dag)',
      de: 'Sankt-Patricks-Tag (Ersatztag)',
      fr: 'Saint-Patrick (jour de remplacement)',
      en: 'St Patrick’s Day (substitute day)',
    },
  },
  {
    dates: ['2030-05-05'],
    regions: ['NL'],
    type: 'public',
    names: { nl: 'Bevrijdingsdag', de: 'Befreiungstag', fr: 'Jour de la Libération', en: 'Liberation Day' },
  },
  {
    dates: ['2030-12-02'],
    regions: ['GB-SCT'],
    type: 'public',
    names: {
      nl: 'Sint-Andreasdag (vervangende vrije dag)',
      de: 'Andreastag (Ersatztag)',
      fr: 'Saint-André (jour de remplacement)',
      en: 'St Andrew’s Day (substitute day)',
    },
  },
];
