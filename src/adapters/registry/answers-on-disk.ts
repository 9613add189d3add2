import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { digestOf } from '../../domain/json.ts';
import type { Fqdn } from '../../domain/name.ts';
import { DAY } from '../../domain/time.ts';
import { KeptAnswer, KeptPatience } from './kept-answer.ts';
import { type AnswerMemory, type Kept, memoryOfAnswers, type Patience } from './memory-of-answers.ts';

export interface DiskBounds {
  /** Answers and rests. */
  readonly mostFiles: number;
  /** Octets of one; what is larger is not kept, and not read. */
  readonly mostFileBytes: number;
  /** Wall milliseconds since it was written; no answer serves as long. */
  readonly oldestMs: number;
  /** How many are written between two sweeps. */
  readonly sweepEvery: number;
}

const BOUNDS: DiskBounds = { mostFiles: 4000, mostFileBytes: 64 * 1024, oldestMs: 2 * DAY, sweepEvery: 200 };

/**
 * Answers and rests for all processes of this user: one small file each, written whole under another name and then moved to its own, so that nobody
 * reads half of one and two who write lose nothing of each other. What is unreadable, damaged or somebody else's counts as not there, and a
 * disk that cannot be written only makes us forget.
 *
 * @param folder made when it is first needed; nothing else may lie in it
 */
export function answersOnDisk(folder: string, changed: Partial<DiskBounds> = {}): AnswerMemory {
  const bounds: DiskBounds = { ...BOUNDS, ...changed };
  /** A disk that takes nothing must not take the floors away. */
  const here = memoryOfAnswers();
  let written = 0;

  function read<T extends z.ZodType>(file: string, schema: T): z.infer<T> | undefined {
    try {
      const path = join(folder, file);
      if (statSync(path).size > bounds.mostFileBytes) return undefined;
      const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
      return parsed.success ? parsed.data : undefined;
    } catch {
      return undefined;
    }
  }

  function write(file: string, value: object): void {
    const text = JSON.stringify(value);
    if (Buffer.byteLength(text) > bounds.mostFileBytes) return;
    const other = join(folder, `${file}.${randomUUID()}.new`);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (written++ % bounds.sweepEvery === 0) sweep();
      writeFileSync(other, text, { mode: 0o600, flag: 'wx' });
      renameSync(other, join(folder, file));
    } catch {
      quietly(() => rmSync(other, { force: true }));
    }
  }

  /** Takes away what is too old, then the oldest of what is too many. */
  function sweep(): void {
    const now = Date.now();
    const files = readdirSync(folder).flatMap((name) => {
      const writtenMs = quietly(() => statSync(join(folder, name)).mtimeMs);
      return writtenMs === undefined ? [] : [{ name, writtenMs }];
    });
    const byAge = files.sort((a, b) => b.writtenMs - a.writtenMs);
    const tooMany = byAge.slice(Math.max(0, bounds.mostFiles - bounds.sweepEvery));
    for (const { name } of new Set([...tooMany, ...byAge.filter((one) => now - one.writtenMs > bounds.oldestMs)]))
      quietly(() => rmSync(join(folder, name), { force: true }));
  }

  function answerOf(domain: Fqdn): Kept | undefined {
    const own = here.answerOf(domain);
    const found = read(nameOf('answer', domain), KeptAnswer);
    if (found === undefined || found.domain !== domain) return own;
    if (own !== undefined && own.askedMs >= found.askedMs) return own;
    const { askedMs, registration } = found;
    return { askedMs, registration: registration as Kept['registration'] };
  }

  function patienceOf(registry: string): Patience {
    const own = here.patienceOf(registry);
    const found = read(nameOf('patience', registry), KeptPatience);
    if (found === undefined || found.registry !== registry) return own;
    return {
      nextMs: Math.max(own.nextMs, found.nextMs),
      restUntilMs: Math.max(own.restUntilMs, found.restUntilMs),
      rests: found.rests,
    };
  }

  return {
    answerOf,
    patienceOf,
    keepAnswer(domain, kept) {
      here.keepAnswer(domain, kept);
      write(nameOf('answer', domain), { form: 'answer/1', domain, ...kept });
    },
    keepPatience(registry, patience) {
      here.keepPatience(registry, patience);
      write(nameOf('patience', registry), { form: 'patience/1', registry, ...patience });
    },
  };
}

/** No name of anybody's choosing becomes that of a file. */
function nameOf(kind: string, key: string): string {
  return `${kind}-${digestOf(key)
    .replace(/[^0-9a-f]/g, '')
    .slice(0, 40)}.json`;
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
