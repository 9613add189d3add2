import { didYouMean, GoLiveError } from '../../domain/errors.ts';
import { isOver } from '../../domain/lifecycle.ts';
import type { Language } from '../../domain/message.ts';
import { openBefore, stepsOf } from '../../domain/migration.ts';
import { endingShown } from '../../domain/name.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import { statusOf, stepState } from '../../domain/status.ts';
import { known, tldRuleOf } from '../../registration/tld-rules.ts';
import type { App } from '../app.ts';
import type { DocumentOf } from '../documents.ts';
import { findOne } from '../find.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';
import { documentOf, domainPair, styleOf } from '../voice.ts';
import { accessNeeded, letterFactsOf } from './facts.ts';
import type { LetterId } from './ids.ts';
import { LETTERS } from './ids.ts';
import { LETTER_KINDS } from './letters.ts';
import { writeLetter } from './write.ts';

/**
 * The letters that fit now, and the one that was asked for: by its name, or by whom it is for (`customer`, `losing-registrar`), which means the first
 * that fits.
 *
 * @throws GoLiveError `usage`: there is no such letter; `not-allowed`: it is not this domain's way, or what it asks for would come too early
 */
export async function letterDocument(
  app: App,
  domain: string,
  asked: { readonly which?: string; readonly language?: Language },
): Promise<DocumentOf<'letter'>> {
  const header = await findOne(app.store, domain);
  const loaded = await load(app, header.id);
  const { project, state } = loaded;
  const facts = letterFactsOf(loaded, app.config.agency);
  const fitting = fittingLetters(loaded);
  const which = asked.which === undefined ? undefined : letterNamed(asked.which, loaded, fitting);
  const { timeZone } = styleOf(app);
  const written = (id: LetterId) => {
    const addressed = asked.language ?? languageOf(id, loaded);
    const { gaps, ...letter } = writeLetter(id, facts, { language: addressed, timeZone });
    return { language: addressed, ...letter, gaps: [...gaps] };
  };
  return documentOf('letter', app, {
    id: state.id,
    ...domainPair(state.domain),
    fitting: fitting.map(({ which: id, step }) => ({
      which: id,
      to: LETTER_KINDS[id].to,
      subject: writeLetter(id, facts, { language: asked.language ?? app.config.agency.language, timeZone }).subject,
      step,
    })),
    ...(which === undefined ? {} : { letter: { which, to: LETTER_KINDS[which].to, ...written(which) } }),
  });

  /** The customer's letters in the language of who gets them; the registrar's in the holder's, for whom they are written. */
  function languageOf(id: LetterId, { project: { contacts } }: Loaded): Language {
    const person = LETTER_KINDS[id].parts
      .map((part) => contacts.find(({ parts }) => parts.includes(part)))
      .find((contact) => contact !== undefined);
    return person?.language ?? project.language;
  }
}

/** Which letters belong to which step of the catalogue. `turn`: only when that step waits for a person; what they ask for must not come earlier. */
const AT_STEPS: Readonly<Record<LetterId, { readonly steps: readonly string[]; readonly turn?: true }>> = {
  'losing-registrar-code': { steps: ['unlock-domain', 'obtain-authcode'], turn: true },
  'losing-registrar-tag': { steps: ['request-transfer'], turn: true },
  'customer-code': { steps: ['unlock-domain', 'obtain-authcode'], turn: true },
  'customer-tag': { steps: ['request-transfer'], turn: true },
  'customer-confirm': { steps: ['confirm-transfer', 'watch-transfer'], turn: true },
  'customer-interruption': { steps: ['accept-interruption'] },
  'losing-registrar-question': { steps: ['ask-losing-registrar'] },
  'customer-access': { steps: ['collect-access'] },
  'customer-keep': { steps: ['watch-transfer', 'close-old-service'] },
};

/** What is never written too early: it would have a lock taken off or a code made while the old name servers still serve. */
const NEVER_EARLY: ReadonlySet<LetterId> = new Set([
  'losing-registrar-code',
  'losing-registrar-tag',
  'customer-code',
  'customer-tag',
]);

interface Fitting {
  readonly which: LetterId;
  readonly step: string;
}

/** The letters that a step waits for, the most pressing first. */
export function fittingLetters(loaded: Loaded): readonly Fitting[] {
  if (isOver(statusOf(loaded.playbook, loaded.state)) || loaded.state.rollingBack) return [];
  const steps = stepsOf(loaded.playbook, loaded.state);
  return (Object.keys(AT_STEPS) as LetterId[]).flatMap((which): Fitting[] => {
    if (whyNot(which, loaded) !== undefined) return [];
    const { steps: names, turn } = AT_STEPS[which];
    const step = steps.find((one) => names.includes(one.step) && waits(one, which, turn === true));
    return step === undefined ? [] : [{ which, step: step.id }];
  });

  function waits(step: PlaybookStep, which: LetterId, turn: boolean): boolean {
    const { playbook, state } = loaded;
    const at = stepState(playbook, step, state);
    if (at === 'done' || at === 'skipped') return false;
    // What is at once at the registry waits for nobody's yes; only an account that asks for one is a reason.
    const isAtOnce = known(tldRuleOf(state.domain).durationDays)?.atMost === 0;
    if (which === 'customer-confirm' && step.step === 'watch-transfer' && isAtOnce) return false;
    // To leave everything as it is holds from the first day to the last.
    if (which === 'customer-keep') return true;
    if (openBefore(steps, step, state).length > 0) return false;
    if (!turn) return true;
    return (
      at === 'needs-you' || (which === 'customer-confirm' && at === 'waiting' && state.steps[step.id] !== undefined)
    );
  }
}

/** Why this letter is nothing for this domain, at whatever moment. */
function whyNot(which: LetterId, { playbook, state }: Loaded): string | undefined {
  const proof = known(tldRuleOf(state.domain).proof);
  const isOfTransfer = which !== 'customer-access' && which !== 'customer-keep' && which !== 'customer-interruption';
  if (isOfTransfer && state.answers.registration !== 'moves') return 'its registration does not move';
  const ending = `.${endingShown(state.domain)}`;
  if (which.endsWith('-tag') && proof !== 'tag') return `names under ${ending} move by a transfer code, not by a tag`;
  if (which.endsWith('-code') && proof === 'tag')
    return `names under ${ending} move by a tag; there is no transfer code`;
  if (which === 'customer-confirm' && proof === 'tag')
    return `names under ${ending} move by a tag, which nobody confirms`;
  if (which === 'customer-access' && accessNeeded(state).length === 0)
    return 'nothing that the move needs is elsewhere';
  if (which === 'customer-interruption' && playbook.interruption !== 'accepted')
    return 'its playbook moves without interruption';
  return undefined;
}

function letterNamed(name: string, loaded: Loaded, fitting: readonly Fitting[]): LetterId {
  const domain = loaded.state.domain.slice(0, -1);
  const refused = (why: string, fix: string) =>
    new GoLiveError('not-allowed', { subject: `letter ${name.slice(0, 40)}`, why, fix });
  if (name === 'customer' || name === 'losing-registrar') {
    const first = fitting.find(({ which }) => LETTER_KINDS[which].to === name);
    if (first !== undefined) return first.which;
    throw refused('no step waits for one now', `golive letter ${domain} lists those that fit.`);
  }
  const which = LETTERS.find((id) => id === name);
  if (which === undefined) {
    const meant = didYouMean(name, [...LETTERS, 'customer', 'losing-registrar']);
    throw new GoLiveError('usage', {
      subject: `letter ${JSON.stringify(name.slice(0, 40))}`,
      fix: meant === undefined ? `There are ${LETTERS.join(', ')}.` : `Did you mean ${meant}?`,
    });
  }
  const why = whyNot(which, loaded);
  if (why !== undefined) throw refused(why, `golive letter ${domain} lists those that fit.`);
  if (NEVER_EARLY.has(which) && !fitting.some((one) => one.which === which))
    throw refused(
      'the transfer may not begin yet, or needs no person',
      `golive status ${domain} shows what is waited for.`,
    );
  return which;
}
