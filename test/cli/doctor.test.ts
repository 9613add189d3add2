import { describe, expect, test } from 'vitest';
import { deskFolder } from './command-line.ts';
import { goliveIn } from './in-process.ts';

/** Nothing listens on port 1. */
const PROVIDER = {
  adapter: 'powerdns',
  url: 'http://127.0.0.1:1',
  apiKey: { file: 'golive.yaml' },
  does: ['newDnsHost'],
};
const folderWith = (provider: object): string =>
  deskFolder(`store: sqlite:golive.db\nproviders: { ours: ${JSON.stringify(provider)} }\n`);

test('a folder that is not there is named, with the way to it, and no fault of golive', async () => {
  const folder = deskFolder('store: sqlite:not-there/golive.db\n');
  const { code, out } = await goliveIn(folder, ['doctor', '--offline', '--json']);
  expect([code, out]).toEqual([1, expect.stringMatching(/cannot be written: its folder does not exist/)]);
  expect(out).toMatch(/"Make it: mkdir -p [^"]+not-there"/);
});

describe('golive doctor looks at each provider', () => {
  test.each([
    [
      'an adapter that is not there',
      { ...PROVIDER, adapter: 'powerdnss' },
      /there is no adapter powerdnss\. There are powerdns/,
    ],
    ['a setting that is missing', { adapter: 'powerdns', does: ['newDnsHost'] }, /It needs url and apiKey/],
    [
      'a secret that is not where it should be',
      { ...PROVIDER, apiKey: { env: 'NOBODY_SET_THIS' } },
      /has no NOBODY_SET_THIS/,
    ],
  ])('%s, also offline', async (_title, provider, why) => {
    const ended = await goliveIn(folderWith(provider), ['doctor', '--offline', '--json']);
    const { checks } = JSON.parse(ended.out) as {
      checks: { what: string; outcome: string; why?: string; fix?: string }[];
    };
    const found = checks.find(({ what }) => what === 'provider ours')!;
    expect([ended.code, found.outcome]).toEqual([1, 'failed']);
    expect(`${found.why}. ${found.fix}`).toMatch(why);
  });
  test('a plan is not made as if such a provider were not there', async () => {
    const folder = folderWith({ ...PROVIDER, adapter: 'powerdnss' });
    const four = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
    await goliveIn(folder, ['new', 'klant.nl', '--customer', 'De Zon', ...four]);
    const ended = await goliveIn(folder, ['plan', 'klant.nl']);
    expect([ended.code, ended.out, ended.err]).toEqual([2, '', expect.stringMatching(/there is no adapter powerdnss/)]);
  });
});
