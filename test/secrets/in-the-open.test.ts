import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/app/config/load.ts';
import { providerOf } from '../../src/compose/providers.ts';
import { forgetSecrets, scrub } from '../../src/domain/scrub.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(forgetSecrets);

const VALUE = 'l4b-L1teral"pw';
const said = `the provider says: no such key ${VALUE}`;

test.each([
  ['apiKey', true],
  ['api_key', true],
  ['PASS', true],
  ['serverId', false],
  ['keyName', false],
])('a laboratory’s literal under %s is taken out of what is printed: %s', async (name, isSecret) => {
  const at = { cwd: folder, home: folder, env: {} };
  const settings = JSON.stringify({ adapter: 'powerdns', [name]: VALUE });
  writeFileSync(join(folder, 'golive.yaml'), `laboratory: {}\nproviders:\n  newdns: ${settings}\n`);
  const { config } = loadConfig(at, undefined);
  await expect(providerOf(config, at, 'newdns')).rejects.toMatchObject({ code: 'config-invalid' });
  expect(scrub(said) !== said).toBe(isSecret);
});
