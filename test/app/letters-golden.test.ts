import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { LetterId } from '../../src/app/letters/ids.ts';
import { writeLetter } from '../../src/app/letters/write.ts';
import type { Language } from '../../src/domain/message.ts';
import { full, styleIn } from './letter-facts.ts';

test.each<[LetterId, string, Language]>([
  ['losing-registrar-code', 'bakkerij-dezon.be', 'nl'],
  ['losing-registrar-code', 'bakkerij-dezon.com', 'de'],
  ['losing-registrar-question', 'bakkerij-dezon.nl', 'fr'],
  ['losing-registrar-tag', 'bakkerij-dezon.co.uk', 'en'],
  ['customer-access', 'bakkerij-dezon.nl', 'nl'],
  ['customer-code', 'bakkerij-dezon.eu', 'fr'],
  ['customer-code', 'bakkerij-dezon.de', 'de'],
  ['customer-confirm', 'bakkerij-dezon.com', 'nl'],
  ['customer-keep', 'bakkerij-dezon.com', 'en'],
  ['customer-interruption', 'bakkerij-dezon.nl', 'de'],
])('%s of %s in %s reads as it always did', async (which, domain, language) => {
  await expect(writeLetter(which, full(domain), styleIn(language)).text).toMatchFileSnapshot(
    resolve(import.meta.dirname, `../golden/letter-${which}-${domain.replace('bakkerij-dezon.', '')}-${language}.txt`),
  );
});

test('an interruption without a transfer names none', () => {
  const outage = { allSeconds: 172_800, transferSeconds: 0, ttlSeconds: 172_800 };
  const { text } = writeLetter('customer-interruption', { ...full('bakkerij-dezon.nl'), outage }, styleIn('en'));
  const inOneLine = text.replaceAll('\n', ' ');
  expect(inOneLine).toContain('may be unavailable for up to 48 hours from the switch on');
  expect(inOneLine).not.toMatch(/for the transfer|\b0 hours/);
});
