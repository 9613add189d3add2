import type { Answers, FactName, Facts, Role } from '../domain/answers.ts';
import { FACT_NAMES, FACT_VALUES, factsOf, ROLES } from '../domain/answers.ts';
import type { When } from '../domain/playbook.ts';
import { holds } from '../domain/playbook.ts';

/** Every mix of facts that answers can lead to: all roles, all values of the four questions, all kinds of site. */
export function everyMix(): readonly Facts[] {
  all ??= allMixes();
  return all;
}
let all: readonly Facts[] | undefined;

function allMixes(): Facts[] {
  const sites: (Answers['site'] | undefined)[] = [undefined];
  for (const source of ['old-host', 'dev-server', 'in-place'] as const)
    for (const database of [true, false])
      sites.push({ source, canonicalHost: 'www.example.', redirects: [], database });
  const mixes: Facts[] = [];
  for (const answers of everyAnswers())
    for (const site of sites)
      for (const role of ROLES) mixes.push(factsOf(site === undefined ? answers : { ...answers, site }, role));
  return mixes;
}

/** Every mix of the four questions; where the transfer could bring the name servers along, both ways. */
export function everyAnswers(): Answers[] {
  return (FACT_VALUES.registration as readonly Answers['registration'][]).flatMap((registration) =>
    (FACT_VALUES.hosting as readonly Answers['hosting'][]).flatMap((hosting) =>
      (FACT_VALUES.mail as readonly Answers['mail'][]).flatMap((mail) =>
        (FACT_VALUES.nameServers as readonly Answers['nameServers'][]).flatMap((nameServers) => {
          const answers: Answers = { registration, hosting, mail, nameServers };
          return registration === 'moves' && nameServers === 'switch'
            ? [answers, { ...answers, nameServersWithTransfer: true }]
            : [answers];
        }),
      ),
    ),
  );
}

/** In which mixes a condition holds, by the mix's index; equal conditions share the answer. */
export function presenceOf(): (when: When | undefined) => Uint8Array {
  const mixes = everyMix();
  const known = new Map<string, Uint8Array>();
  return (when) => {
    const key = JSON.stringify(when) ?? '';
    const found = known.get(key) ?? Uint8Array.from(mixes, (facts) => (holds(when, facts) ? 1 : 0));
    known.set(key, found);
    return found;
  };
}

/** The mix in words: `registration: moves, hosting: moves, …`. */
export function mixText(facts: Facts, names: readonly FactName[] = FACT_NAMES.slice(0, 5)): string {
  return names.map((name) => `${name}: ${facts[name]}`).join(', ');
}

export type { Role };
