import type { GoLiveError } from '../domain/errors.ts';

/** What a failure says on stderr: one line, and where a whole file was judged one more for each fault. */
export function failureLines(failure: GoLiveError): string[] {
  return [`golive: ${failure.message}`, ...failure.faults.map((fault) => `  ${fault}`)];
}
