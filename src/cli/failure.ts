import type { GoLiveError } from '../domain/errors.ts';
import type { Shell } from './shell.ts';

/** One line on stderr; a file that was judged whole and has several faults has one more for each. */
export function sayFailure(shell: Pick<Shell, 'say'>, failure: GoLiveError): void {
  const [only, another] = failure.faults;
  const head = only !== undefined && another === undefined ? only : failure.message;
  shell.say({ text: 'golive: ', colour: 'red' }, head);
  if (head !== only) for (const fault of failure.faults) shell.say(`  ${fault}`);
}
