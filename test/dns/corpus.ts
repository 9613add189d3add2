import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CORPUS = join(import.meta.dirname, '../../../shared/corpora/dns/c-ares');

/** Whether packets and names that nobody here wrote lie beside the project, and a word for a test's title where they do not. */
export const corpusHere = existsSync(CORPUS);
export const orSkipped = corpusHere ? '' : ' (SKIPPED: ../shared/corpora is not here, nothing was tested)';

/** Files of one folder of the corpus by name; none where it is not here. */
export function corpusFiles(folder: 'fuzzinput' | 'fuzznames'): ReadonlyMap<string, Buffer> {
  const files = corpusHere ? readdirSync(join(CORPUS, folder)) : [];
  return new Map(files.map((file) => [file, readFileSync(join(CORPUS, folder, file))]));
}

/** What dnspython 2.3.0 says of each packet: read or not, and how many records the answer section and questions the packet has. */
export interface Verdict {
  readonly ok: 0 | 1;
  readonly an?: number;
  readonly q?: number;
}

export function verdicts(): Readonly<Record<string, Verdict>> {
  return JSON.parse(readFileSync(join(CORPUS, 'dnspython-2.3.0-verdicts.json'), 'utf8'));
}
