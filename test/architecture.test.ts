import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

// Reads the sources as text: no compiler is needed to see who imports whom.

const ROOT = resolve(import.meta.dirname, '..');

/** Who may import whom, beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/domain': [],
  'src/dns': ['src/domain'],
  'src/registration': ['src/domain', 'src/dns', 'src/ports'],
  'src/texts': ['src/domain'],
  'src/ports': ['src/domain', 'src/dns'],
  scheduler: ['src/domain'],
  'src/playbook': ['src/domain'],
  'src/checks': ['src/domain', 'src/dns', 'src/registration', 'src/ports'],
  'src/steps': ['src/domain', 'src/dns', 'src/registration', 'src/ports', 'src/checks'],
  'src/simulation': ['src/domain', 'src/dns', 'src/registration', 'src/ports'],
  'src/adapters': ['src/domain', 'src/dns', 'src/registration', 'src/ports', 'src/simulation'],
  'src/app': [
    'src/domain',
    'src/dns',
    'src/registration',
    'src/ports',
    'src/steps',
    'src/checks',
    'src/playbook',
    'src/texts',
    'scheduler',
  ],
  'src/cli': ['src/domain', 'src/app', 'src/texts', 'src/dashboard'],
  'src/daemon': ['src/domain', 'src/ports', 'src/app', 'src/texts', 'src/dashboard'],
  'src/dashboard': ['src/domain', 'src/app', 'src/texts'],
};

/** The only files that name concrete adapters and read the environment. */
const COMPOSING = /^src\/(?:(?:main|installed)\.ts$|compose\/)/;

/** Pure layers: what of Node they may use, and where. */
const PURE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'src/domain': { 'src/domain/json.ts': ['node:crypto'], 'src/domain/idna.ts': ['node:url'] },
  'src/dns': { 'src/dns/dnssec.ts': ['node:crypto'] }, // digests of keys (RFC 4034 §5.1.4)
  'src/registration': {},
  'src/texts': {},
  'src/steps': {},
  'src/checks': {},
  scheduler: {},
};

/** Packages a layer may use; the others may use none. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'src/dns': ['dns-packet'],
  'src/registration': ['tldts'],
  scheduler: ['luxon'],
  'src/playbook': ['js-yaml', 'zod'],
  'src/checks': ['zod'],
  'src/steps': ['zod'],
  'src/simulation': ['dns-packet', 'zod'],
  'src/adapters': ['kysely', 'zod', 'dns-packet', 'got', 'pg', 'pg-boss', '@hono', 'nodemailer'],
  'src/app': ['zod', 'luxon'],
  'src/cli': ['commander'],
  'src/daemon': ['hono', 'zod'],
  'src/dashboard': ['hono'],
};

/** Time, chance and network are arguments; these places are where they come from. */
const SOURCES_OF_TIME = [/^src\/adapters\//, /^src\/simulation\/process\//, COMPOSING];
const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|(?<![#.\w])fetch\(|\bperformance\.now\(|\bDateTime\.(?:now|local|utc)\(\)/;
const ENVIRONMENT = /\bprocess\.(?:env|argv)\b/;

interface Source {
  readonly file: string;
  readonly layer: string;
  /** Without comments. */
  readonly text: string;
  readonly imports: readonly string[];
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) =>
      posix.join(
        ...join(entry.parentPath, entry.name)
          .slice(ROOT.length + 1)
          .split(/[\\/]/),
      ),
    );
}

const SOURCES: readonly Source[] = ['src', 'scheduler'].flatMap(filesUnder).map((file) => {
  const text = readFileSync(join(ROOT, file), 'utf8').replace(
    /\/\*[\s\S]*?\*\/|^\s*\/\/.*$|(?<=[;,{})\]]) \/\/ .*$/gm,
    '',
  );
  const imports = [...text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)'([^']+)'/g)].map(([, target]) =>
    target!.startsWith('.') ? posix.join(posix.dirname(file), target!) : target!,
  );
  return { file, layer: layerOf(file), text, imports };
});

function layerOf(path: string): string {
  return path.startsWith('src/') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0]!;
}

const breaches = (of: (source: Source) => readonly string[]): string[] =>
  SOURCES.filter(({ file }) => !COMPOSING.test(file)).flatMap((source) =>
    of(source).map((what) => `${source.file}: ${what}`),
  );

test('every property draws from the one number', () => {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const own = files.filter((file) =>
    /^import .* from 'fast-check';/m.test(readFileSync(join(ROOT, 'test', file), 'utf8')),
  );
  expect(own).toEqual(['fast-check.ts']);
});

describe('layers', () => {
  test('the sources are read', () => {
    expect(SOURCES.length).toBeGreaterThan(100);
    expect(SOURCES.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });
  test('every folder has its row', () => {
    const unknown = SOURCES.filter(({ file, layer }) => !COMPOSING.test(file) && MAY_IMPORT[layer] === undefined);
    expect(unknown.map(({ file }) => file)).toEqual([]);
  });
  test('import only what the table allows', () => {
    const wrong = breaches(({ layer, imports }) =>
      imports.filter(
        (target) =>
          /^(src|scheduler)\//.test(target) &&
          layerOf(target) !== layer &&
          !MAY_IMPORT[layer]!.includes(layerOf(target)),
      ),
    );
    expect(wrong).toEqual([]);
  });
  test('leave the folder only by its table: nothing else of the repository is imported', () => {
    expect(
      breaches(({ imports }) => imports.filter((target) => target.startsWith('.') || target.startsWith('test/'))),
    ).toEqual([]);
  });
  test('use only their packages', () => {
    const wrong = breaches(({ layer, imports }) =>
      imports.filter(
        (target) =>
          !/^(src|scheduler)\/|^node:|^\./.test(target) && !(PACKAGES[layer] ?? []).includes(target.split('/')[0]!),
      ),
    );
    expect(wrong).toEqual([]);
  });
  test('that are pure use nothing of Node', () => {
    const wrong = breaches(({ file, layer, imports }) => {
      const allowed = PURE[layer];
      if (allowed === undefined) return [];
      return imports.filter((target) => target.startsWith('node:') && !(allowed[file] ?? []).includes(target));
    });
    expect(wrong).toEqual([]);
  });
});

describe('arguments', () => {
  test('time, chance and network come in as arguments', () => {
    const wrong = breaches(({ file, text }) => {
      if (SOURCES_OF_TIME.some((place) => place.test(file))) return [];
      return text
        .split('\n')
        .filter((line) => IMPURE.test(line))
        .map((line) => line.trim());
    });
    expect(wrong).toEqual([]);
  });
  test('the environment is read in two files', () => {
    const wrong = breaches(({ file, text }) =>
      file.startsWith('src/simulation/process/')
        ? []
        : text
            .split('\n')
            .filter((line) => ENVIRONMENT.test(line))
            .map((line) => line.trim()),
    );
    expect(wrong).toEqual([]);
  });
  test('only the adapters, the configuration and the playbook folder touch files and sockets', () => {
    const OUTSIDE = /^node:(fs|net|dgram|http|https|tls|child_process|sqlite|dns)(\/|$)/;
    const MAY = [
      /^src\/adapters\//,
      /^src\/simulation\/process\//,
      /^src\/app\/(config\/|interview\/kept-interview|answers-file|doctor)/,
      /^src\/playbook\/folder/,
    ];
    const wrong = breaches(({ file, imports }) =>
      MAY.some((place) => place.test(file)) ? [] : imports.filter((target) => OUTSIDE.test(target)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('names', () => {
  test('files are kebab-case and say what they are', () => {
    const wrong = SOURCES.filter(
      ({ file }) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(file)) || /util|helper|manager|misc/.test(file),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
  test('a step carries its own name: file, id and export', () => {
    const steps = SOURCES.filter(
      ({ file, text }) => file.startsWith('src/steps/') && /\bexport const \w+(: Step<|\s*=\s*taskStep)/.test(text),
    );
    const wrong = steps.filter(({ file, text }) => {
      const id = basename(file, '.ts');
      const camel = id.replace(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());
      return !new RegExp(`export const ${camel}\\b`).test(text) || !text.includes(`id: '${id}'`);
    });
    expect(steps.length).toBeGreaterThan(20);
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
  test('exports are named', () => {
    expect(breaches(({ text }) => (/^export default\b/m.test(text) ? ['export default'] : []))).toEqual([]);
  });
});
