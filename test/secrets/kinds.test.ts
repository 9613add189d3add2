import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ADAPTERS } from '../../src/adapters/catalog.ts';
import { FROM_ENVIRONMENT } from '../../src/app/config/load.ts';
import { SecretSource } from '../../src/app/config/schema.ts';
import { isSecretName } from '../../src/app/config/secret-source.ts';
import { secretFieldsOf } from '../../src/app/secret-fields.ts';
import { builtInPlaybooks } from '../engine/simulated-app.ts';
import { CANARIES, ENVIRONMENT, KINDS } from './canaries.ts';

// Whoever adds a kind of secret, a way to keep one, or a place where one is made, finds here that it has no canary yet.

const SOURCES = resolve(import.meta.dirname, '../../src');

/** Where this stands in the sources, as `file: how often`. */
function placesOf(pattern: RegExp): Record<string, number> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const counted = files.map((name) => [name, [...readFileSync(join(SOURCES, name), 'utf8').matchAll(pattern)].length]);
  return Object.fromEntries(counted.filter(([, count]) => count !== 0));
}

const inKinds = (word: string) => KINDS.some((kind) => kind.split(/ |’s /).includes(word));

test('every way to keep one has a canary', () => {
  const ways = SecretSource.options.flatMap((option) => Object.keys(option.shape));
  const words: Readonly<Record<string, string>> = { env: 'environment', file: 'file', command: 'command' };
  expect(ways.filter((way) => !inKinds(words[way] ?? way))).toEqual([]);
});

test('every secret that a step asks for has a canary of its kind', () => {
  const asked = new Set([...builtInPlaybooks().values()].flatMap(({ steps }) => [...secretFieldsOf(steps)]));
  expect([...asked].filter((field) => !(field in CANARIES))).toEqual([]);
});

test('every adapter says which of its settings are secret; those are known by their names, and have canaries', () => {
  const settings = Object.keys(placesOf(/instanceof\(Secret\)/g)).flatMap((file) =>
    [...readFileSync(join(SOURCES, file), 'utf8').matchAll(/(\w+): z\.instanceof\(Secret\)/g)].map(([, name]) => name!),
  );
  expect(settings).not.toEqual([]);
  expect(settings.filter((name) => !isSecretName(name) || !inKinds(name))).toEqual([]);
  expect(Object.keys(ADAPTERS).sort()).toEqual(['powerdns', 'rfc2136', 'simulated']);
});

test('secrets are made here and nowhere else', () => {
  expect(placesOf(/new Secret\(/g)).toEqual({
    'adapters/store/kysely/secrets.ts': 1,
    'app/config/secret.ts': 1,
    'app/customer/mailbox-list.ts': 1,
    'app/customer/mailboxes.ts': 1,
    'app/customer/say.ts': 1,
    'app/demo/agency.ts': 1,
    'cli/answer.ts': 2,
    'compose/providers.ts': 1,
    'daemon/api/saying.ts': 1,
    'daemon/pages/say.ts': 1,
    'simulation/process/rpc-wire.ts': 1,
    'simulation/registrar.ts': 1,
    'steps/authcode.ts': 1,
  });
  // The vault's key, the password of the database, and the configuration's: known for as long as the process lives.
  expect(placesOf(/\bknowSecret\(\w/g)).toEqual({
    'adapters/store/kysely/key-file.ts': 1,
    'app/config/load.ts': 2,
    'app/config/secret.ts': 1,
    'compose/providers.ts': 1,
    'domain/scrub.ts': 1,
    'domain/secret.ts': 1,
  });
});

test('they are shown to nobody but those who send or seal them', () => {
  expect(Object.keys(placesOf(/\.reveal\(\)/g)).sort()).toEqual([
    'adapters/dns-host/powerdns/client.ts',
    'adapters/dns-host/powerdns/schema.ts',
    'adapters/dns-host/rfc2136/schema.ts',
    'adapters/dns/tsig.ts',
    'adapters/mail/smtp.ts',
    'adapters/simulated-provider.ts',
    'adapters/store/kysely/secrets.ts',
    'adapters/webhook/post.ts',
    'app/answer.ts',
    'app/customer/mailboxes.ts',
    'app/customer/say.ts',
    'app/engine/vault.ts',
    'compose/courier.ts',
    'compose/providers.ts',
    'simulation/process/rpc-wire.ts',
    'simulation/registrar.ts',
    'steps/authcode.ts',
    'steps/obtain-authcode.ts',
  ]);
});

test('of the environment golive reads what is said here', () => {
  const read = placesOf(/\benv\['(\w+)'\]/g);
  // Beside its own settings: where a user's files lie, which is no secret.
  expect(Object.keys(read).sort()).toEqual([
    'app/config/load.ts',
    'app/config/places.ts',
    'app/interview/kept-interview.ts',
    'cli/demo.ts',
    'main.ts',
  ]);
  expect(Object.keys(FROM_ENVIRONMENT).sort()).toEqual([
    'GOLIVE_KEY_FILE',
    'GOLIVE_LANGUAGE',
    'GOLIVE_LISTEN',
    'GOLIVE_STORE',
    'GOLIVE_TIME_ZONE',
  ]);
  expect(ENVIRONMENT).toHaveProperty('PGPASSWORD');
});
