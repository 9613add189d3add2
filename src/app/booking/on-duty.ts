import { didYouMean, GoLiveError } from '../../domain/errors.ts';
import type { App } from '../app.ts';

const LONGEST_NAME = 200;

/**
 * Who is on duty in a half-day, as the agency writes the name. Where the configuration names its people it is one of them, else any name.
 *
 * @throws GoLiveError `usage`: nobody is called so, with the name that was probably meant
 */
export function personOnDuty({ config }: Pick<App, 'config'>, asked: string): string {
  const name = asked.trim();
  const refused = (fix: string) =>
    new GoLiveError('usage', { subject: `--owner ${JSON.stringify(asked.slice(0, 40))}`, fix });
  if (name === '' || name.length > LONGEST_NAME || /\p{Cc}/u.test(name)) throw refused('Write the name of a person.');
  const known = config.people.map((person) => person.name);
  if (known.length === 0) return name;
  const found = known.find((one) => one.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const meant = didYouMean(name, known);
  throw refused(
    meant === undefined
      ? `The people of golive.yaml are ${known.slice(0, 10).join(', ')}.`
      : `Did you mean ${meant}? People are named under people: in golive.yaml.`,
  );
}
