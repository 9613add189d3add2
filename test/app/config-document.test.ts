import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/app/config/load.ts';
import { configDocument } from '../../src/app/config-document.ts';

/** What is shown of each setting, by its path. */
function shownOf(yaml: string): Readonly<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-config-document-'));
  writeFileSync(join(folder, 'golive.yaml'), yaml);
  const { values } = configDocument(loadConfig({ cwd: folder, home: folder, env: {} }), { now: () => 0 } as never);
  return Object.fromEntries(values.map(({ path, value }) => [path, value]));
}

/** A laboratory may have its secrets in the file. */
const provider = (settings: object) =>
  shownOf(`laboratory: {}\nproviders: { p: ${JSON.stringify({ adapter: 'powerdns', ...settings })} }\n`);

test.each(['apiKey', 'api_key', 'API-KEY', 'pass', 'PassPhrase', 'pwd', 'accessToken', 'clientsecret'])(
  'a literal of a provider under %s is not shown',
  (name) => expect(provider({ [name]: 'CANARYkey' })[`providers.p.${name}`]).toBe('***'),
);

test('nor one deeper in its section, or in a list', () => {
  const shown = provider({
    login: { user: 'u', api_key: 'CANARYkey' },
    tokens: ['CANARYkey'],
    more: [{ pass: 'CANARYkey' }],
  });
  expect(JSON.stringify(shown)).not.toContain('CANARYkey');
  expect(shown['providers.p.login.user']).toBe('u');
});

test('where a secret is kept, and what a key is called, are shown', () => {
  expect(provider({ api_key: { env: 'KEY' }, keyName: 'golive.key.' })).toMatchObject({
    'providers.p.api_key': { env: 'KEY' },
    'providers.p.keyName': 'golive.key.',
  });
});

test.each([
  ['https://dns.example/api?apikey=CANARYkey&v=1', 'https://dns.example/api?apikey=***&v=***'],
  ['https://dns.example/?CANARYkey', 'https://dns.example/?***'],
  ['https://dns.example/#token=CANARYkey', 'https://dns.example/#token=***'],
  ['https://u:CANARY@key@dns.example/', 'https://u:***@dns.example/'],
  ['dns.example/?key=CANARYkey', 'dns.example/?key=***'],
  ['https://dns.example:8081/a&b', 'https://dns.example:8081/a&b'],
])('of a provider’s address %s its secrets are not shown', (url, expected) => {
  expect(provider({ url })['providers.p.url']).toBe(expected);
  expect(provider({ urls: [url] })['providers.p.urls']).toEqual([expected]);
});

test.each([
  ['postgres://u:CANARYpw@db:5432/golive', 'postgres://u:***@db:5432/golive'],
  ['postgresql://u:12/CANARYpw@db/golive', 'postgresql://u:***@db/golive'],
  ['postgres://db/golive?password=CANARYpw', 'postgres://db/golive?password=***'],
  ['postgres://db/golive?sslmode=require&Password=CANARYpw', 'postgres://db/golive?sslmode=***&Password=***'],
  ['postgres://db/golive?sslpassword=CANARYpw', 'postgres://db/golive?sslpassword=***'],
  ['sqlite:what?=x.db', 'sqlite:what?=x.db'],
])('of the store %s its secrets are not shown', (store, expected) =>
  expect(shownOf(`store: ${JSON.stringify(store)}\n`)['store']).toBe(expected),
);
