import type { App } from './app.ts';
import type { LoadedConfig } from './config/load.ts';
import { SecretSource } from './config/schema.ts';
import { isSecretName } from './config/secret-source.ts';
import type { DocumentOf } from './documents.ts';
import { documentOf } from './voice.ts';

/** Every value in use and where it came from. Secrets are never read for it; a literal one shows as ***. */
export function configDocument({ config, originOf }: LoadedConfig, clock: App['clock']): DocumentOf<'config'> {
  const { file, folder: _folder, ...values } = config;
  return documentOf(
    'config',
    { config, clock },
    {
      file: file ?? null,
      values: leavesOf(values, []).map(({ path, value }) => ({
        path: path.join('.'),
        value: shown(path, value),
        origin: originOf(path),
      })),
    },
  );
}

type Path = readonly (string | number)[];

function shown(path: Path, value: unknown): unknown {
  if (isSecretAt(path) && !SecretSource.safeParse(value).success) return '***';
  if (Array.isArray(value)) return value.map((inner) => shown(path, inner));
  if (typeof value !== 'string') return value;
  const mayBeAddress = path[0] === 'store' ? /^postgres/.test(value) : path[0] === 'providers' && ADDRESS.test(value);
  return mayBeAddress ? withoutSecrets(value) : value;
}

const ADDRESS = /:\/\/|\?.*=/;

/** user:password@host, and whatever stands behind the question mark, by its name alone. */
function withoutSecrets(address: string): string {
  const [place] = address.split(/[?#]/, 1) as [string];
  const shownPlace = place.replace(/^([^:]+:\/\/[^:@/]*):.*@/, '$1:***@');
  return (
    shownPlace +
    address
      .slice(place.length)
      .replace(/([?#&])([^?#&=]*)(=?)[^?#&]*/g, (_part, mark: string, name: string, equals: string) =>
        equals === '' ? `${mark}***` : `${mark}${name}=***`,
      )
  );
}

/** A webhook's address can be the secret itself. */
const SECRETS_OF_TARGETS: readonly unknown[] = ['url', 'secret', 'token'];

function isSecretAt([section, second, third, ...below]: Path): boolean {
  if (section === 'notify') return SECRETS_OF_TARGETS.includes(third);
  if (section === 'smtp') return second === 'password';
  return section === 'providers' && [third, ...below].some((name) => isSecretName(String(name)));
}

function leavesOf(value: unknown, path: Path): { readonly path: Path; readonly value: unknown }[] {
  if (Array.isArray(value) && value.length > 0 && typeof value[0] === 'object')
    return value.flatMap((inner, index) => leavesOf(inner, [...path, index]));
  if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0 &&
    !isSource(value)
  )
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
  return [{ path, value }];
}

/** Where a secret is kept is one value. */
function isSource(value: object): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && ['env', 'file', 'command'].includes(keys[0]!);
}
