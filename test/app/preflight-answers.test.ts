import { expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import { ANNA, withClient } from './small-office.ts';

const give = async (key: string, text: string): Promise<string | undefined> => {
  const { app } = await withClient({ agency: { language: 'en' } });
  const { state } = await answer(app, 'klant.nl', { pairs: [[key, text]] }, ANNA);
  return state.answers.free?.[key];
};

test.each([
  ['certificateAuthority', 'LetsEncrypt.org.', 'letsencrypt.org'],
  ['devServerHost', ' klant.dev.bureau.nl', 'klant.dev.bureau.nl'],
  ['mailSourceHost', 'mail.klant.nl', 'mail.klant.nl'],
  ['siteSourceHost', 'ftp.klant.nl', 'ftp.klant.nl'],
  ['confirmPlan', '0f1e2d3c', '0f1e2d3c'],
])('preflight knows %s=%s', async (key, text, kept) => expect(await give(key, text)).toBe(kept));

test.each([
  ['certificateAuthority', 'Let’s Encrypt', /Write a host name/],
  ['devServerHost', 'https://x.nl/', /Write a host name/],
  ['confirmPlan', 'yes', /Write the token/],
  ['confirmPlans', '0f1e2d3c', /Did you mean confirmPlan\?/],
])('%s=%s is refused', async (key, text, says) => expect(give(key, text)).rejects.toThrow(says));
