import { GoLiveError } from '../../domain/errors.ts';
import { digestOf, sha256 } from '../../domain/json.ts';
import type { Language } from '../../domain/message.ts';
import { LANGUAGES } from '../../domain/message.ts';
import { planHash, stepsOf } from '../../domain/migration.ts';
import { displayName, fqdnOrNone } from '../../domain/name.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import type { EpochMs } from '../../domain/time.ts';
import { MINUTE } from '../../domain/time.ts';
import type { Credential } from '../../ports/store.ts';
import type { App } from '../app.ts';
import { findOne } from '../find.ts';
import { planDocument } from '../plan-document.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';
import { say, stepNamed } from '../say.ts';
import { behindNoReturn, mayBeApproved } from '../step-shown.ts';
import { inLanguage } from '../voice.ts';

// A yes over HTTP is said to what was shown: to this person, of this step, of this plan, with these changes, within a quarter of an hour, once.

/** How long somebody may read before the yes, by the wall's clock. */
export const APPROVAL_LASTS_MS = 15 * MINUTE;
/** The step under which a draft's plan as a whole is approved, as the journal calls it. */
export const WHOLE_PLAN = 'plan';

export interface ApprovalParts {
  /** The wall's clock; a laboratory's may run a thousand times as fast. */
  wallNow(): EpochMs;
  newToken(): string;
  readonly signal: AbortSignal;
}

export interface ShownChange {
  readonly step: string;
  readonly title: string;
  /** What will change, as far as it can be known now; none: it cannot. */
  readonly changes: readonly string[];
  readonly undo?: string;
  readonly pointOfNoReturn: boolean;
}

export interface ApprovalOffer {
  /** Shown this once; the store has its hash. */
  readonly token: string;
  readonly planHash: string;
  readonly expiresAtMs: EpochMs;
  /** `plan`: the plan of a draft. */
  readonly step: string;
  readonly migrationId: string;
  /** A-label, without its final dot. */
  readonly domain: string;
  /** The domain's name must be typed. */
  readonly needsName: boolean;
  /** What this yes lets happen. */
  readonly changes: readonly ShownChange[];
  /** What going back from it costs. */
  readonly undo?: string;
}

/**
 * Shows somebody what a yes would let happen, and makes the one token with which it can be said.
 *
 * @throws GoLiveError `step-unknown`; `not-allowed`: it cannot be approved now; `domain-unknown`
 */
export async function offerApproval(
  app: App,
  parts: ApprovalParts,
  asked: { readonly user: string; readonly migrationId: string; readonly step?: string },
): Promise<ApprovalOffer> {
  const { id } = await findOne(app.store, asked.migrationId);
  const loaded = await load(app, id);
  const step = stepMeant(loaded, asked.step);
  const changes = await changesShown(app, loaded, step, parts.signal);
  const token = parts.newToken();
  const now = parts.wallNow();
  const offer = {
    planHash: planHash(loaded.state),
    expiresAtMs: now + APPROVAL_LASTS_MS,
    step: step?.id ?? WHOLE_PLAN,
    migrationId: id,
    domain: loaded.state.domain.slice(0, -1),
    needsName: needsName(loaded, step),
    changes,
  };
  await app.store.putCredential(
    {
      kind: 'approval',
      id: idOf(token),
      hash: sha256(token),
      subject: asked.user,
      by: asked.user,
      createdMs: now,
      expiresMs: offer.expiresAtMs,
      data: {
        migrationId: id,
        step: offer.step,
        planHash: offer.planHash,
        needsName: offer.needsName,
        shown: digestOf(changes),
        language: app.config.agency.language,
      },
    },
    true,
  );
  const undo = changes.find((change) => change.step === offer.step)?.undo;
  return { token, ...offer, ...(undo === undefined ? {} : { undo }) };
}

export interface ApprovalSaid {
  readonly user: string;
  readonly token: string;
  readonly planHash: string;
  /** Where they are named, the offer must be about them. */
  readonly migrationId?: string;
  readonly step?: string;
  /** The domain's name, where it is wanted. */
  readonly typed?: string;
  readonly why?: string;
}

/**
 * Says the yes that was offered. Whatever differs from the offer refuses it, and then nothing has happened; the token lives on until it is
 * used or too old, so that a slip of the keyboard costs nothing.
 *
 * @throws GoLiveError `not-allowed`: used, too old, somebody else's, or nothing is asked any more; `plan-stale`: what was shown is not what
 * would happen; `answer-invalid`: the name is another
 */
export async function redeemApproval(app: App, parts: ApprovalParts, said: ApprovalSaid): Promise<readonly Loaded[]> {
  const { store } = app;
  const found = await store.findCredential('approval', sha256(said.token));
  const offered = found === undefined ? undefined : readOffer(found);
  if (found === undefined || offered === undefined || !isOf(found, offered, said, parts.wallNow())) throw noSuchOffer();
  const loaded = await load(app, offered.migrationId);
  const { domain } = loaded.state;
  const current = planHash(loaded.state);
  if (said.planHash !== offered.planHash || current !== offered.planHash)
    throw stale(`plan ${offered.planHash}`, `it is ${current} by now`);
  if (offered.needsName && !isNameOf(said.typed, domain))
    throw new GoLiveError('answer-invalid', {
      subject: 'the name that was typed',
      why: 'there is no way back from this, so the domain’s name is asked for',
      fix: `Type ${displayName(domain)}.`,
    });
  const step = stepMeant(loaded, offered.step === WHOLE_PLAN ? undefined : offered.step, offered.step === WHOLE_PLAN);
  const now = await changesShown(inLanguage(app, offered.language), loaded, step, parts.signal);
  if (digestOf(now) !== offered.shown) throw stale('what was shown', 'something else would change by now');
  // Of two who ask at once, one gets it.
  if ((await store.takeCredential('approval', found.id)) === undefined) throw noSuchOffer();
  return say(
    app,
    offered.migrationId,
    'approve',
    { step: offered.step, planHash: offered.planHash },
    { by: said.user, ...(said.why === undefined ? {} : { why: said.why }) },
  );
}

interface Offered {
  readonly migrationId: string;
  readonly step: string;
  readonly planHash: string;
  readonly needsName: boolean;
  readonly shown: string;
  readonly language: Language;
}

function readOffer({ data }: Credential): Offered | undefined {
  const { migrationId, step, planHash: hash, needsName: wanted, shown, language } = data;
  const spoken = LANGUAGES.find((one) => one === language);
  if (typeof migrationId !== 'string' || typeof step !== 'string' || typeof hash !== 'string') return undefined;
  if (typeof shown !== 'string' || spoken === undefined) return undefined;
  return { migrationId, step, planHash: hash, needsName: wanted !== false, shown, language: spoken };
}

function isOf({ subject, expiresMs = 0 }: Credential, offered: Offered, said: ApprovalSaid, now: EpochMs): boolean {
  return (
    subject === said.user &&
    now < expiresMs &&
    (said.migrationId === undefined || said.migrationId === offered.migrationId) &&
    (said.step === undefined || said.step === offered.step)
  );
}

function isNameOf(typed: string | undefined, domain: Loaded['state']['domain']): boolean {
  const text = typed?.trim() ?? '';
  return fqdnOrNone(text) === domain;
}

/** The id need not be guessed, but says nothing of the token all the same. */
const idOf = (token: string): string => `a-${sha256(`approval ${token}`).slice(0, 32)}`;

/** The same words whether it is used, too old, or somebody else's. */
const noSuchOffer = (): GoLiveError =>
  new GoLiveError('not-allowed', {
    subject: 'this approval',
    why: 'it was used, is older than 15 minutes, or was offered to somebody else',
    fix: 'Look at the changes again and approve what is shown then.',
  });

const stale = (subject: string, why: string): GoLiveError =>
  new GoLiveError('plan-stale', { subject, why, fix: 'Look at the changes again and approve what is shown then.' });

/** `undefined`: the plan of a draft. Not named: the one step that asks. */
function stepMeant(loaded: Loaded, id: string | undefined, wholePlan = false): PlaybookStep | undefined {
  const { playbook, state } = loaded;
  const steps = stepsOf(playbook, state);
  const isDraft = !state.started && !state.cancelled && !state.rollingBack;
  if ((id === undefined || id === WHOLE_PLAN) && isDraft) return undefined;
  const refuse = (why: string) =>
    new GoLiveError('not-allowed', { subject: `approving ${id ?? displayName(state.domain)}`, why });
  if (wholePlan || id === WHOLE_PLAN) throw refuse('the plan is approved already');
  const asking = steps.filter(
    (step) => mayBeApproved(loaded, step) && ['needs-you', 'blocked'].includes(state.steps[step.id]?.state ?? ''),
  );
  const [only, another] = id === undefined ? asking : [stepNamed(steps, id)];
  if (only === undefined) throw refuse('no step waits for approval');
  if (another !== undefined)
    throw new GoLiveError('usage', {
      subject: 'the step',
      why: `more than one could be meant: ${asking.map((step) => step.id).join(', ')}`,
    });
  if (!state.started) throw refuse('the plan is still a draft');
  if (!mayBeApproved(loaded, only)) throw refuse('it asks for no approval now, or was approved already');
  return only;
}

/** A yes to one of these is a yes to the plan: every step that needs an approved plan may act then. */
const isOfThePlan = ({ step, needsApproval }: PlaybookStep): boolean => step === 'approve' || needsApproval;

/** It is past the point of no return, or lets a step act that is. */
function needsName({ playbook, state }: Loaded, step: PlaybookStep | undefined): boolean {
  if (step === undefined) return false;
  const steps = stepsOf(playbook, state);
  const behind = behindNoReturn(steps);
  const isAhead = ({ id }: PlaybookStep) => !['done', 'skipped'].includes(state.steps[id]?.state ?? '');
  if (behind.has(step.id)) return true;
  return isOfThePlan(step) && steps.some((one) => one.needsApproval && behind.has(one.id) && isAhead(one));
}

/** What a yes lets happen: of a draft everything, of the plan what needs an approved one, else the step itself. */
async function changesShown(
  app: App,
  { playbook, state }: Loaded,
  step: PlaybookStep | undefined,
  signal: AbortSignal,
): Promise<readonly ShownChange[]> {
  const needing = new Set(stepsOf(playbook, state).flatMap((one) => (one.needsApproval ? [one.id] : [])));
  const isCovered = (id: string) => step === undefined || id === step.id || (isOfThePlan(step) && needing.has(id));
  const { plans } = await planDocument(app, state.id, { signal });
  return (plans[0]?.steps ?? [])
    .filter(({ step: id, status }) => isCovered(id) && !['done', 'skipped', 'undone'].includes(status))
    .map(({ step: id, title, changes = [], undo, pointOfNoReturn }) => ({
      step: id,
      title,
      changes,
      ...(undo === undefined ? {} : { undo }),
      pointOfNoReturn,
    }));
}
