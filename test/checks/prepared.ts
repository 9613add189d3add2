import { expect } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { AnyStep, StepContext } from '../../src/steps/contract.ts';
import { createZone } from '../../src/steps/create-zone.ts';
import { lowerTtl } from '../../src/steps/lower-ttl.ts';
import { removeDs } from '../../src/steps/remove-ds.ts';
import type { RigOptions } from '../steps/rig.ts';
import { Rig } from '../steps/rig.ts';

/** The new site and the new mailboxes stand ready. */
export function ready(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  const { people, domain } = rig.world;
  people.orderHosting(domain);
  people.payHostingOrder(domain);
  rig.clock.advance(3_600_000);
  people.copySite(domain);
  people.createDatabase(domain, 'site');
  people.importDatabase(domain);
  people.linkDatabase(domain, 'site');
  people.requestCertificate(domain, [domain, `www.${domain}`]);
  for (const box of ['info', 'bestellen', 'jan']) people.createMailbox('new', `${box}@${domain.slice(0, -1)}`);
  return rig;
}

/** Looks and acts, and lets time pass, until the step says something that time alone does not change. */
export async function settle(rig: Rig, step: AnyStep, params: object = {}): Promise<Decision<unknown>> {
  for (let round = 0; round < 50; round++) {
    const decision = await rig.go(step, params);
    if (decision.kind !== 'wait') return decision;
    rig.clock.advance(Math.max(1, decision.untilMs - rig.clock.now()));
  }
  throw new Error(`${step.id} waits for ever`);
}

/** As before the cutover of a move without interruption. */
export async function prepared(options: RigOptions = {}): Promise<Rig> {
  const rig = ready(options);
  for (const step of [createZone, lowerTtl, removeDs]) expect((await settle(rig, step)).kind).toBe('done');
  return rig;
}

export interface Seen {
  readonly ctx: StepContext<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: a test changes what was observed in any way it likes
  readonly observed: any;
  readonly now: EpochMs;
}

/** What a step would see now, as plain data that a test may change. */
export async function seen(rig: Rig, step: AnyStep, params: object = {}): Promise<Seen> {
  const ctx = rig.ctx(step, params);
  const raw = await step.observe(ctx, rig.ports, new AbortController().signal);
  return { ctx, observed: JSON.parse(JSON.stringify(step.observed.parse(raw))), now: rig.clock.now() };
}

/** `blocked dns.blocked.slot`, `act`, `done`: what a table can say of a decision. */
export function shortly(decision: Decision<unknown>): string {
  switch (decision.kind) {
    case 'blocked':
    case 'wait':
      return `${decision.kind} ${decision.reason.text}`;
    case 'ask':
      return `ask ${decision.task.text}`;
    default:
      return decision.kind;
  }
}
