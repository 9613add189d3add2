import { expect, test } from 'vitest';
import { readHalfDay } from '../../src/app/interview/half-days.ts';
import type { Language } from '../../src/domain/message.ts';

test.each<[string, Language, string | undefined]>([
  ['dinsdagmiddag', 'nl', 'tue/afternoon'],
  ['dinsdagochtend', 'nl', 'tue/morning'],
  ['maandagmorgen', 'nl', 'mon/morning'],
  ['woensdagnamiddag', 'nl', 'wed/afternoon'],
  ['middag', 'nl', 'afternoon'],
  ['namiddag', 'nl', 'afternoon'],
  ['di', 'nl', 'tue'],
  ['dimanche', 'nl', 'sun'],
  ['Dienstagvormittag', 'de', 'tue/morning'],
  ['Mittwochnachmittag', 'de', 'wed/afternoon'],
  ['Mittwochs nachmittags', 'de', 'wed/afternoon'],
  ['Mi', 'de', 'wed'],
  ['mittags', 'de', 'afternoon'],
  ['Sonnabend', 'de', 'sat'],
  ['Sonntag', 'de', 'sun'],
  ['so', 'de', 'sun'],
  ['mardi matin', 'fr', 'tue/morning'],
  ['di', 'fr', 'sun'],
  ['mercredi', 'de', 'wed'],
  ['thursday pm', 'fr', 'thu/afternoon'],
  ['avond', 'nl', undefined],
  ['dinsdagavond', 'nl', undefined],
  ['Mittwochabend', 'de', undefined],
  ['dinsdag woensdag', 'nl', undefined],
])('%j in %s is %s', (text, language, expected) => expect(readHalfDay(text, language)).toBe(expected));
