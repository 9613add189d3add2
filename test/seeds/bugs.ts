// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of code

/** A mistake that somebody could make in golive, as the lines that would make it. */
export interface Bug {
  readonly id: string;
  readonly what: string;
  /** What is found stands once in its file; where it no longer does, the bug is out of date and the suite fails. */
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
  /** The invariants that may catch it: one of them must. */
  readonly breaks: readonly string[];
}

const edit = (file: string, find: string, replace: string) => ({ file, find, replace });
const sending = 'src/app/engine/effects.ts';
const ledger = 'src/domain/effects.ts';
const gates = 'src/checks/cutover-gates.ts';

export const BUGS: readonly Bug[] = [
  {
    id: 'blind-retry',
    what: 'an answer that was lost is taken for a call that was not made',
    edits: [edit(sending, "if (failure.row.outcome === 'unknown') {", 'if (false) {')],
    breaks: ['I6', 'I8'],
  },
  {
    id: 'no-intent',
    what: 'what will be sent is not written down before it is sent',
    edits: [
      edit(
        sending,
        'const intended = await session.write((newest) =>',
        'const intended = await (async (_none: unknown) => true)((newest: never) =>',
      ),
    ],
    breaks: ['I7'],
  },
  {
    id: 'list-believed-at-once',
    what: 'what a list does not show yet is taken for never ordered',
    edits: [
      edit(
        ledger,
        'return Math.max(effect.intendedMs + effect.consistencyMs, effect.believableMs ?? 0);',
        'return effect.intendedMs;',
      ),
      edit(
        'src/app/engine/look-forward.ts',
        "const once = open.find((effect) => effect.kind === 'once');",
        "const once = open.find((effect) => effect.kind === 'once' && effect.id === '');",
      ),
      edit('src/app/engine/look-forward.ts', "open.filter((effect) => effect.kind === 'absolute'),", 'open,'),
    ],
    breaks: ['I6', 'I7', 'I8'],
  },
  {
    id: 'once-is-keyed',
    what: 'an order whose answer was lost goes out again',
    edits: [
      edit(
        ledger,
        "return wanted.kind === 'once' ? { may: 'ask' } : { may: 'send', key: happened.key };",
        "return { may: 'send', key: wanted.freshKey };",
      ),
      edit(
        ledger,
        "if (last.notSeen < LOOKS_BEFORE_ASKING) return { may: 'wait', untilMs: now + Math.max(last.consistencyMs, 1000) };\n  return { may: 'ask' };",
        "return { may: 'send', key: wanted.freshKey };",
      ),
      edit(
        'src/app/engine/look-forward.ts',
        "const once = open.find((effect) => effect.kind === 'once');",
        "const once = open.find((effect) => effect.kind === 'once' && effect.id === '');",
      ),
    ],
    breaks: ['I6', 'I8'],
  },
  {
    id: 'refused-is-done',
    what: 'a refusal is written down as done',
    edits: [
      edit(
        sending,
        "await settle(session, id, 'refused', failure.message);\n      throw failure;",
        "await settle(session, id, 'confirmed');\n      sent.settlesMs = Math.max(sent.settlesMs, consistencyMs);\n      return;",
      ),
    ],
    breaks: ['done', 'I28'],
  },
  {
    id: 'one-of-two-servers',
    what: 'only the first server of a zone is asked and compared',
    edits: [
      edit(
        'src/checks/servers.ts',
        'return { zone, servers: [...asked, ...missing] };',
        'return { zone, servers: [...asked.slice(0, 1), ...missing] };',
      ),
    ],
    breaks: ['I1'],
  },
  {
    id: 'ds-stays',
    what: 'the switch is made while the parent still vouches for the old keys',
    edits: [
      edit(
        gates,
        "if (ds.length > 0 && serversSatisfy(sight.newServers, ds, judging, now) !== 'yes' && !overridesDs(ctx)) {",
        'if (ds.length < 0) {',
      ),
      edit('src/steps/remove-ds.ts', "if (gone === 'no') {", "if (gone === 'no') {\n    return { kind: 'done' };"),
    ],
    breaks: ['I3'],
  },
  {
    id: 'ds-ttl-not-waited',
    what: 'a DS that has just gone is taken for forgotten',
    edits: [
      edit(gates, 'if (clear === undefined || now >= clear.untilMs) return undefined;', 'return undefined;'),
      edit(
        'src/checks/ds-clear.ts',
        'untilMs: Math.max(worstCaseAt({ switchedAtMs: goneAtMs, terms }), cachedUntilMs)',
        'untilMs: goneAtMs',
      ),
      edit('src/steps/remove-ds.ts', 'if (now >= untilMs || isSwitched)', 'if (now >= 0 || isSwitched)'),
    ],
    breaks: ['I3'],
  },
  {
    id: 'caches-not-waited',
    what: 'the transfer follows the switch at once',
    edits: [
      edit('src/steps/watch-propagation.ts', 'if (now < worstCaseAtMs) {', 'if (now < 0) {'),
      edit(
        'src/steps/transfer-gate.ts',
        'if (now < worstCaseAtMs)\n    return blocked',
        'if (now < 0)\n    return blocked',
      ),
    ],
    breaks: ['I4', 'I14'],
  },
  {
    id: 'no-parity-at-the-switch',
    what: 'what was compared days ago is not compared again just before the switch',
    edits: [
      edit(gates, "if (parity.verdict === 'yes' && serve === 'yes') return undefined;", 'return undefined;'),
      edit(gates, "if (drift.verdict !== 'yes') return undefined;", 'return undefined;'),
    ],
    breaks: ['I1'],
  },
  {
    id: 'wall-clock',
    what: 'the wall clock is believed, whatever somebody sets it to',
    edits: [
      edit(
        'src/adapters/clock/trusted.ts',
        '  function now(): number {\n    look();\n    return saidMs;\n  }',
        '  function now(): number {\n    return machine.read().wallMs;\n  }',
      ),
      edit('src/adapters/clock/trusted.ts', 'doubt: () => look().doubt,', 'doubt: () => undefined,'),
    ],
    breaks: ['I3', 'I4', 'I14', 'I21', 'I28', 'slot'],
  },
  {
    id: 'drift-after-the-switch',
    what: 'an edit of the old zone after the switch is not looked for',
    edits: [
      edit(
        'src/steps/watch-propagation.ts',
        'const drift = truth.drift();',
        'const drift = truth.drift().slice(0, 0);',
      ),
    ],
    breaks: ['I2', 'done'],
  },
  {
    id: 'stale-lease',
    what: 'whoever lost its lease may go on writing and sending',
    edits: [
      edit(
        'src/adapters/store/memory/index.ts',
        'if (lease !== undefined && !holds(migration, lease)) throw leaseLost(migrationId);',
        '',
      ),
      edit(sending, 'app.clock.now() >= session.lease.untilMs', 'false'),
    ],
    breaks: ['I9', 'I6', 'I7'],
  },
  {
    id: 'lease-not-looked-at',
    what: 'between the intent and the byte nobody looks at the lease',
    edits: [edit(sending, 'app.clock.now() >= session.lease.untilMs', 'false')],
    breaks: ['I9', 'I7'],
  },
  {
    id: 'paid-twice',
    what: 'a payment whose answer was lost goes out as another payment',
    edits: [
      edit(
        ledger,
        "if (wanted.kind === 'keyed') return { may: 'send', key: last.key };",
        "if (wanted.kind === 'keyed') return { may: 'send', key: wanted.freshKey };",
      ),
    ],
    breaks: ['I6', 'I8'],
  },
  {
    id: 'approval-of-another-plan',
    what: 'an approval counts for a plan that changed since',
    edits: [
      edit(
        'src/domain/migration.ts',
        'return state.approvals.some((approval) => approval.planHash === hash && counting.has(approval.step));',
        'return hash !== "" && state.approvals.some((approval) => counting.has(approval.step));',
      ),
    ],
    breaks: ['I22'],
  },
  {
    id: 'rollback-forgets-ttls',
    what: 'the way back leaves the TTLs as they were lowered',
    edits: [
      edit(
        'src/steps/lower-ttl.ts',
        'const originals = memoryOf(ctx).originals ?? before.zone;',
        'const originals: typeof before.zone = [];',
      ),
    ],
    breaks: ['I20'],
  },
  {
    id: 'closed-too-early',
    what: 'the old service is given up as soon as the new one works',
    edits: [
      edit('src/steps/close-old-service.ts', 'if (now < untilMs)', 'if (now < 0)'),
      edit('src/steps/close-old-service.ts', "if (named !== 'no')", "if (named === 'unknown' && now < 0)"),
    ],
    breaks: ['I21'],
  },
  {
    id: 'unsaid-is-undone',
    what: 'what a person was asked for and did without saying so is left behind on the way back',
    edits: [
      edit('src/app/engine/look-back.ts', ' || record.askedMs !== undefined', ''),
      edit(
        'src/app/engine/look-forward.ts',
        'const mayBeDone = decision.wants === undefined && seen.implementation.undo !== undefined;',
        'const mayBeDone = false;',
      ),
    ],
    breaks: ['I20'],
  },
  {
    id: 'hold-ignored',
    what: 'a half-day that nobody confirmed is taken for booked',
    edits: [
      edit('src/steps/wait-for-slot.ts', 'if (slot.heldUntilMs !== undefined) {', 'if (slot.heldUntilMs === 0) {'),
      edit(
        'src/steps/slot-gate.ts',
        'slot.heldUntilMs !== undefined && !isBegun',
        'slot.heldUntilMs === 0 && !isBegun',
      ),
    ],
    breaks: ['slot'],
  },
  {
    id: 'taken-back-overtaken',
    what: 'what was taken back is not done again, and what comes after it goes on',
    edits: [
      edit(
        'src/domain/migration.ts',
        'return slot === undefined ? NEVER : slot.startsAtMs - AGAIN_BEFORE_MS;',
        'return slot === undefined ? NEVER : slot.startsAtMs + AGAIN_BEFORE_MS;',
      ),
      edit(
        'src/domain/migration.ts',
        'if (takingBack.length + takenBack.length === 0 || LOOKERS.has(step.step)) return undefined;',
        'if (takingBack.length + takenBack.length >= 0 || LOOKERS.has(step.step)) return undefined;',
      ),
    ],
    breaks: ['slot'],
  },
];
