import { didYouMean } from '../../src/domain/errors.ts';

/** Where holidays are known: countries, and those parts of them that have holidays of their own (ISO 3166-2). */
export const REGIONS = [
  'NL',
  'BE',
  'LU',
  'DE',
  'DE-BW',
  'DE-BY',
  'DE-BE',
  'DE-BB',
  'DE-HB',
  'DE-HH',
  'DE-HE',
  'DE-MV',
  'DE-NI',
  'DE-NW',
  'DE-RP',
  'DE-SL',
  'DE-SN',
  'DE-ST',
  'DE-SH',
  'DE-TH',
  'FR',
  'FR-57',
  'FR-67',
  'FR-68',
  'AT',
  'GB',
  'GB-ENG',
  'GB-SCT',
  'GB-WLS',
  'GB-NIR',
] as const;
export type Region = (typeof REGIONS)[number];

/** What people write and ISO 3166 does not. */
const OTHER_NAMES: Readonly<Record<string, Region>> = {
  UK: 'GB',
  SCOTLAND: 'GB-SCT',
  WALES: 'GB-WLS',
  ENGLAND: 'GB-ENG',
};

const COUNTRIES = REGIONS.filter((region) => !region.includes('-'));

export function isRegion(text: string): text is Region {
  return (REGIONS as readonly string[]).includes(text);
}

/** What a text that is no region was probably meant to be. A part of a country that is not told apart is that country. */
export function nearestRegion(text: string): Region | undefined {
  const capitals = text.trim().toUpperCase().replace(/[_ ]/g, '-').replace(/^UK-/, 'GB-');
  if (isRegion(capitals)) return capitals;
  const known = OTHER_NAMES[capitals];
  if (known !== undefined) return known;
  const [country = '', part] = capitals.split('-', 2);
  // One letter beside, and it is another country: a guess would mislead.
  if (part === undefined || !isRegion(country)) return undefined;
  const parts = REGIONS.filter((region) => region.startsWith(`${country}-`));
  // Départements are numbers: a neighbour's number is no slip of the pen.
  return country === 'FR' ? country : ((didYouMean(capitals, parts) as Region | undefined) ?? country);
}

/** `"DE-BX" is no region with known holidays: DE-BW? There are …`: what is wrong with a text that is no region, and the nearest that is. */
export function regionIssue(text: string): string {
  const nearest = nearestRegion(text);
  const quoted = JSON.stringify(text.slice(0, 40));
  return nearest === undefined
    ? `${quoted} is no region whose holidays are known; there are ${COUNTRIES.join(', ')} and parts of them like DE-BY, GB-SCT, FR-67`
    : `${quoted} is no region whose holidays are known; write ${nearest}`;
}
