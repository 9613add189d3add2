import { z } from 'zod';
import { registrantMail } from '../checks/registration-findings.ts';
import type { RuleSeen } from '../checks/registration-sight.ts';
import { youngWindow } from '../checks/registration-sight.ts';
import { memoryOf } from '../checks/zone-memory.ts';
import type { Decision } from '../domain/decision.ts';
import { GoLiveError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../domain/time.ts';
import { ask, askOnWord, has, ownFacts, shown } from './asking.ts';
import { AUTHCODE, authcodeFault } from './authcode.ts';
import type { Step, StepContext } from './contract.ts';
import { transferGate } from './transfer-gate.ts';
import { GAINING_TAG, gainingTagOf, ruleIn, seeTransfer, TransferSight } from './transfer-sight.ts';

const Params = z.strictObject({});
const Change = z.object({ kind: z.enum(['fetch', 'forget']), domain: z.string() });

/**
 * The transfer code lies in the vault and is still good. Fetched late on purpose: at some registries it lives for days only. Where an ending knows
 * tags and no codes, this step records the gaining registrar's tag instead. Hands on `expiresAtMs`, or `tag`.
 */
export const obtainAuthcode: Step<z.infer<typeof Params>, TransferSight, z.infer<typeof Change>> = {
  id: 'obtain-authcode',
  phase: 'transfer',
  params: Params,
  observed: TransferSight,
  change: Change,
  needs: () => [],
  observe: (ctx, ports, signal) => seeTransfer(ctx, ports, signal, { parents: true }),
  plan: (ctx, sight, now) => {
    if (sight.lockedAtGaining !== undefined) return { kind: 'done' };
    const rule = ruleIn(ctx, sight);
    if (rule.proof === 'tag') return planTag(ctx, sight, now);
    if (hasGoodCode(ctx, sight, now))
      return { kind: 'done', facts: { expiresAtMs: ctx.secrets[AUTHCODE]?.expiresAtMs ?? null } };
    const gate = transferGate(ctx, sight, now);
    const late = gate?.facts === undefined ? tooEarly(ctx, sight, rule, now) : undefined;
    if (late !== undefined || gate !== undefined) return late ?? gate!;
    const domain = shown(ctx);
    if (has(ctx, 'losingRegistrar')) return { kind: 'act', changes: [{ kind: 'fetch', domain }] };
    const findings = registrantMail(ctx, rule, now);
    return ask(sight.codeHeld ? message('task.obtain-authcode.expired', { domain }) : whereFrom(ctx, rule), {
      wants: AUTHCODE,
      lookAgainMs: now + HOUR,
      ...(findings.length === 0 ? {} : { findings }),
    });
  },
  describe: ({ kind, domain }) =>
    message(kind === 'fetch' ? 'task.obtain-authcode' : 'task.obtain-authcode.forget', { domain }),
  apply: async (ctx, changes, { losingRegistrar, vault }, effects, signal) => {
    for (const { kind } of changes) {
      if (kind === 'forget') {
        await effects.absolute('forget-authcode', {}, 0, () => vault.forget(AUTHCODE));
        continue;
      }
      const registrar = losingRegistrar!;
      await effects.absolute('authcode', { domain: ctx.domain }, registrar.consistencyMs, async () => {
        const { code, expiresAtMs } = await registrar.authInfo(ctx.domain, signal);
        const fault = authcodeFault(code.reveal(), { domain: ctx.domain, asGiven: true });
        if (fault !== undefined)
          throw new GoLiveError('refused', {
            subject: `the transfer code of ${shown(ctx)}`,
            why: fault,
            fix: 'Ask the losing registrar for a new one.',
          });
        await vault.store(AUTHCODE, code, expiresAtMs);
      });
    }
  },
  undo: (ctx, _before, { codeHeld }) =>
    codeHeld ? { kind: 'act', changes: [{ kind: 'forget', domain: shown(ctx) }] } : { kind: 'done' },
};

/** A code that is there and has not run out. Which of several is meant only the registry knows. */
export function hasGoodCode(ctx: StepContext<unknown>, { codeHeld }: TransferSight, now: EpochMs): boolean {
  const expiresAtMs = ctx.secrets[AUTHCODE]?.expiresAtMs;
  return codeHeld && (expiresAtMs === undefined || now < expiresAtMs);
}

/** Nobody told how long it holds: shorter than the 7 days that a registry names, as registrars have set it for gTLDs. */
const ASSUMED_LIFETIME_SECONDS = (5 * DAY) / SECOND;

/** A code that would run out before it can be used is not fetched yet. What must pass: the caches of the switch, and a window of the registry's. */
function tooEarly(
  ctx: StepContext<unknown>,
  sight: TransferSight,
  rule: RuleSeen,
  now: EpochMs,
): Decision<never> | undefined {
  const switches = ctx.interruption === 'none' && ctx.answers.nameServers === 'switch';
  const cachesMs = switches ? memoryOf(ctx, 'watch-propagation').worstCaseAtMs : undefined;
  const untilMs = Math.max(cachesMs ?? now, youngWindow(sight.registry, rule, now)?.untilMs ?? now);
  const lifetime = rule.codeLifetimeSeconds ?? ASSUMED_LIFETIME_SECONDS;
  const left = Math.ceil((untilMs - now) / SECOND);
  if (left <= lifetime) return undefined;
  const text =
    rule.codeLifetimeSeconds === undefined ? 'task.obtain-authcode.late-assumed' : 'task.obtain-authcode.late';
  return {
    kind: 'wait',
    for: 'time',
    untilMs,
    // Somebody may delegate it back meanwhile.
    lookAgainMs: Math.min(untilMs, now + 6 * HOUR),
    reason: message(text, { domain: shown(ctx), lifetime, until: untilMs, left }),
  };
}

/** Who hands the code out, to whom it is mailed, how long it holds. */
function whereFrom(ctx: StepContext<unknown>, rule: RuleSeen) {
  const { codeFrom, codeMailedTo, codeLifetimeSeconds, proof } = rule;
  const domain = shown(ctx);
  const holds = codeLifetimeSeconds === undefined ? {} : { lifetime: codeLifetimeSeconds };
  const values = { domain, ...holds };
  if (proof === undefined || codeFrom === undefined) return message('task.obtain-authcode.unknown', { domain });
  if (codeMailedTo === 'registrant')
    return message('lifetime' in holds ? 'task.obtain-authcode.mailed-holds' : 'task.obtain-authcode.mailed', values);
  if (codeFrom.includes('holder-at-the-registry')) return message('task.obtain-authcode.or-holder', { domain });
  return message('lifetime' in holds ? 'task.obtain-authcode.holds' : 'task.obtain-authcode', values);
}

/** There is no code: whose tag it becomes is asked for. One that holds the domain already is either a slip or a push that has happened. */
function planTag(ctx: StepContext<unknown>, sight: TransferSight, now: EpochMs): Decision<never> {
  const domain = shown(ctx);
  const fromTag = ownFacts(ctx)['fromTag'] ?? sight.registry.tag?.toUpperCase();
  const facts = typeof fromTag === 'string' ? { fromTag } : {};
  const tag = gainingTagOf(ctx);
  if (tag !== undefined && tag !== fromTag) return { kind: 'done', facts: { ...facts, tag } };
  if (tag !== undefined)
    return askOnWord(message('task.obtain-tag.same', { domain, tag }), {
      wants: GAINING_TAG,
      facts,
      lookAgainMs: now + 15 * MINUTE,
    });
  const isGiven = (ctx.answers.free?.[GAINING_TAG] ?? '').trim() !== '';
  return ask(message(isGiven ? 'task.obtain-tag.form' : 'task.obtain-tag', { domain }), { wants: GAINING_TAG, facts });
}
