// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of code

/** A check taken out of the product, and the tests that must notice. */
export interface Plant {
  readonly id: string;
  readonly file: string;
  /** Stands exactly once in the file; where it no longer does, the plant is stale and fails. */
  readonly find: string;
  readonly replace: string;
  /** What the check is for. */
  readonly why: string;
  /** Under `test/`, without `.test.ts`; one of their tests must fail. */
  readonly caughtBy: readonly string[];
}

const inFile =
  (file: string, ...caughtBy: readonly string[]) =>
  (id: string, why: string, find: string, replace: string): Plant => ({ id, file, find, replace, why, caughtBy });

const ledger = inFile('src/domain/effects.ts', 'domain/effects');
const state = inFile('src/domain/migration.ts', 'domain/migration');
const life = inFile('src/domain/lifecycle.ts', 'domain/migration');
const sending = inFile('src/app/engine/effects.ts', 'engine/effects');
const advancing = inFile('src/app/engine/advance.ts', 'engine/looks');
const takingOver = inFile('src/app/engine/advance.ts', 'engine/effects');
const session = inFile('src/app/engine/session.ts', 'engine/looks');
const sessionSending = inFile('src/app/engine/session.ts', 'engine/effects');
const forward = inFile('src/app/engine/look-forward.ts', 'engine/looks');
const doubting = inFile('src/app/engine/look-forward.ts', 'engine/effects');
const back = inFile('src/app/engine/look-back.ts', 'engine/back');
const looking = inFile('src/app/engine/looking.ts', 'engine/looks');
const lasting = inFile('src/app/engine/looking.ts', 'engine/review-doubt', 'engine/looks');
const acting = inFile('src/app/engine/looking.ts', 'engine/effects');
const serving = inFile('src/app/engine/serve.ts', 'engine/looks');
const recording = inFile('src/app/record.ts', 'app/record');
const memory = inFile('src/adapters/store/memory/index.ts', 'adapters/store-memory');
const sqlite = inFile('src/adapters/store/kysely/journal.ts', 'adapters/store');
const leases = inFile('src/adapters/store/kysely/leases.ts', 'adapters/store');
const gates = inFile('src/checks/cutover-gates.ts', 'steps/change-delegation');
const transfer = inFile('src/steps/transfer-gate.ts', 'steps/transfer', 'steps/seen-and-planned');
const delegation = inFile('src/steps/change-delegation.ts', 'steps/change-delegation');
const ds = inFile('src/steps/remove-ds.ts', 'steps/remove-ds');
const watch = inFile('src/steps/watch-propagation.ts', 'steps/watch-propagation');
const closing = inFile('src/steps/close-old-service.ts', 'steps/aftercare');
const accepting = inFile('src/steps/accept-interruption.ts', 'steps/transfer');
const slot = inFile('src/steps/wait-for-slot.ts', 'steps/tasks');
const booking = inFile('src/app/book.ts', 'app/book');
const calendar = inFile('scheduler/slot.ts', 'scheduler/slot');
const saying = inFile('src/app/say.ts', 'app/say', 'app/record');

export const PLANTS: readonly Plant[] = [
  // What may leave after what left before.
  ledger(
    'ledger-believable',
    'an answer was lost a moment ago: the provider’s list may lag',
    "  if (now < believableAtMs(last)) return { may: 'wait', untilMs: believableAtMs(last) };\n",
    '',
  ),
  ledger(
    'ledger-same-key',
    'a keyed effect goes out again with its key',
    "  if (wanted.kind === 'keyed') return { may: 'send', key: last.key };\n",
    "  if (wanted.kind === 'keyed') return { may: 'send', key: wanted.freshKey };\n",
  ),
  ledger(
    'ledger-look-first',
    'a once effect is looked for before anybody is asked',
    "  if (last.notSeen < LOOKS_BEFORE_ASKING) return { may: 'wait', untilMs: now + Math.max(last.consistencyMs, 1000) };\n",
    '',
  ),
  ledger(
    'ledger-once-lost',
    'a once effect is never sent twice by itself',
    "  return { may: 'ask' };\n",
    "  return { may: 'send', key: wanted.freshKey };\n",
  ),
  ledger(
    'ledger-happened',
    'what happened is not ordered again because it does not show',
    "  if (last === undefined && happened !== undefined && wanted.kind !== 'absolute') {",
    '  if (last === undefined && happened === null) {',
  ),
  ledger(
    'ledger-happened-lag',
    '… and the provider is given its time before a person is asked',
    "    if (now < believableAtMs(happened)) return { may: 'wait', untilMs: believableAtMs(happened) };\n",
    '',
  ),
  ledger(
    'ledger-happened-key',
    'a payment goes out again as the same payment',
    "{ may: 'send', key: happened.key };",
    "{ may: 'send', key: wanted.freshKey };",
  ),
  ledger(
    'ledger-intended-is-open',
    'an intent without an outcome may have happened',
    "  return effect.state === 'intended' || effect.state === 'unknown';",
    "  return effect.state === 'unknown';",
  ),
  ledger(
    'ledger-by-person-happened',
    'what a person says happened has happened',
    "  return isOpen(effect) || effect.state === 'confirmed' || effect.state === 'by-person';",
    "  return isOpen(effect) || effect.state === 'confirmed';",
  ),

  // What a journal may say.
  state(
    'refuse-cancelled',
    'nothing happens to a cancelled migration',
    "  if (state.cancelled) return 'the migration is cancelled';\n",
    '',
  ),
  state(
    'refuse-draft',
    'the engine does nothing to a draft',
    "    return 'its plan is not approved yet';",
    '    return undefined;',
  ),
  state('refuse-paused-effect', 'nothing is sent while paused', "      if (state.paused) return 'it is paused';\n", ''),
  state(
    'refuse-direction',
    'nothing goes forward on the way back, nor back on the way forward',
    "      if ((event.direction === 'back') !== state.rollingBack)",
    "      if (event.direction === 'sideways' as string)",
  ),
  state(
    'refuse-idle-effect',
    'only a working step sends',
    "      return record?.state === 'working' || record?.state === 'undoing' ? undefined : `${event.step} is not working`;",
    '      return record === null ? `${event.step}` : undefined;',
  ),
  state(
    'refuse-impossible',
    'a step changes only as its life allows',
    '      if (nextStepState(from, event.event) === undefined)\n        return',
    '      if (from === undefined)\n        return',
  ),
  state(
    'refuse-forward-when-back',
    'no step begins on the way back',
    "      if (state.rollingBack && !back && event.event !== 'answerLost') return 'it is rolling back';\n",
    '',
  ),
  state(
    'refuse-back-when-forward',
    'no step is undone on the way forward',
    "      if (!state.rollingBack && back) return 'it is not rolling back';\n",
    '',
  ),
  state(
    'refuse-before-its-turn',
    'a step starts after those before it',
    "const early = event.event === 'started' || event.event === 'claimed';",
    "const early = event.event === 'claimed';",
  ),
  state(
    'refuse-claim-before-its-turn',
    'nobody says "done" of a step before its turn',
    "const early = event.event === 'started' || event.event === 'claimed';",
    "const early = event.event === 'started';",
  ),
  state(
    'refuse-undo-order',
    'a step is undone after those behind it',
    '        if (later !== undefined) return `${later} has to be undone first`;\n',
    '',
  ),
  state(
    'refuse-answers-when-back',
    'nobody replans on the way back',
    "      return state.rollingBack ? 'it is rolling back' : undefined;\n    case 'secret-stored':",
    "      return undefined;\n    case 'secret-stored':",
  ),
  state(
    'refuse-no-return',
    'there is no way back past the point of no return',
    '      return past === undefined ? undefined : `the point of no return is passed: ${past}`;',
    '      return past === null ? `${past}` : undefined;',
  ),
  state(
    'no-return-in-doubt',
    'an effect in doubt is past the point of no return',
    "effect.step === step.id && effect.direction === 'forward' && mayHaveHappened(effect)",
    "effect.step === step.id && effect.direction === 'forward' && effect.state === 'confirmed'",
  ),
  state(
    'no-return-by-word',
    'a person’s word that it is done counts',
    '    if (record?.claimed !== undefined) return true;\n',
    '',
  ),
  state(
    'no-return-by-hand',
    'what somebody was asked for and did without a word counts',
    '(record.startedMs !== undefined || record.askedMs !== undefined)',
    '(record.startedMs !== undefined)',
  ),
  state(
    'no-return-was-so',
    'what was so already has cost nobody the way back',
    ' && (record.startedMs !== undefined || record.askedMs !== undefined);',
    ';',
  ),
  state(
    'no-return-of-the-playbook',
    'a step that the answers forget was reached all the same',
    'pointOfNoReturnReached(playbook.steps, state);\n      return past',
    'pointOfNoReturnReached(steps, state);\n      return past',
  ),
  state(
    'refuse-circle',
    'an added task cannot make steps wait for each other',
    "      return after.length > steps.length ? undefined : 'its steps would wait for each other';",
    '      return after.length >= 0 ? undefined : `${steps.length}`;',
  ),
  state(
    'skip-hides-nothing',
    'a skipped step lets nothing overtake what comes before it',
    'skipped === undefined ? [] : openBefore(steps, skipped, state)',
    'skipped === null ? openBefore(steps, skipped, state) : []',
  ),
  state(
    'skip-is-undone',
    'what was skipped half-way is taken back',
    "  return record.state !== 'skipped' || record.before !== undefined || record.claimed !== undefined;",
    "  return record.state !== 'skipped';",
  ),
  state(
    'back-knows-all',
    'what the answers no longer ask for is taken back too',
    'state.rollingBack === true ? Object.keys(state.steps ?? {}) : []',
    '[]',
  ),
  state(
    'retry-keeps-measured',
    'a retry ends no wait for caches',
    '.filter(([name]) => MEASURED.has(name))',
    ".filter(([name]) => name === '')",
  ),
  state(
    'order-of-steps',
    'a step is looked at when those before it are through',
    '  return openBefore(steps, step, state).length === 0;',
    '  return step.after.length >= 0 || state === undefined;',
  ),
  state(
    'order-of-undo',
    'the last step is undone first',
    '        needsUndo(record) &&\n        ![...dependentsOf(steps, step.id)].some((id) => needsUndo(state.steps[id])) &&',
    '        needsUndo(record) &&',
  ),
  state(
    'no-work-when-paused',
    'a paused, cancelled or draft migration has no work',
    'Work[] {\n  if (!state.started || state.paused || state.cancelled) return [];',
    'Work[] {\n  if (!state.started || state.cancelled) return [];',
  ),
  state(
    'no-work-when-cancelled',
    'a cancelled migration has no work',
    'Work[] {\n  if (!state.started || state.paused || state.cancelled) return [];',
    'Work[] {\n  if (!state.started || state.paused) return [];',
  ),
  state(
    'no-work-in-draft',
    'a draft has no work',
    'Work[] {\n  if (!state.started || state.paused || state.cancelled) return [];',
    'Work[] {\n  if (state.paused || state.cancelled) return [];',
  ),
  state(
    'approved-as-it-is',
    'an approval counts for the plan that was read',
    'approval.planHash === hash && counting.has(approval.step)',
    'counting.has(approval.step)',
  ),
  state(
    'approved-where',
    'starting a draft, or accepting an outage, approves no cutover',
    'approval.planHash === hash && counting.has(approval.step)',
    'approval.planHash === hash',
  ),
  ...['playbook: state.playbook.digest', 'domain: state.domain', 'role: state.role', 'answers', 'fixed'].map((part) =>
    state(
      `plan-hash-${part.split(':')[0]}`,
      'who approved the plan approved this part of it',
      'digestOf({ playbook: state.playbook.digest, domain: state.domain, role: state.role, answers, fixed })',
      `digestOf({ ${['playbook: state.playbook.digest', 'domain: state.domain', 'role: state.role', 'answers', 'fixed'].filter((one) => one !== part).join(', ')} })`,
    ),
  ),
  state(
    'word-when-asked',
    'an impatient word changes nothing in the ledger',
    "  if (decided === undefined || from === 'unknown' || from === 'working' || from === 'waiting') return state.effects;",
    '  if (decided === undefined) return state.effects;',
  ),
  state('word-of-this-step', 'a word is about its own step', 'if (effect.step !== event.step || ', 'if ('),
  state('word-of-once', 'only what may never be sent twice is a person’s to decide', "effect.kind !== 'once' || ", ''),
  state(
    'word-when-believable',
    'nobody decides before a look can be believed',
    ' || atMs < believableAtMs(effect)) return effect;',
    ') return effect;',
  ),
  state(
    'word-after-looks',
    'a person decides after golive has looked twice',
    'isOpen(effect) && effect.notSeen >= LOOKS_BEFORE_ASKING',
    'isOpen(effect)',
  ),
  state(
    'word-said-twice',
    'retry after it was confirmed says that it is gone',
    'const saidTwice = asked && ',
    'const saidTwice = asked === null && ',
  ),
  state(
    'word-where-asked',
    'a retry of what is done orders nothing anew',
    'const saidTwice = asked && ',
    'const saidTwice = ',
  ),
  state(
    'retry-forgets-claim',
    'after retry an old word closes nothing',
    "  if (event.event !== 'retried' || from === 'undoing') return record;",
    "  if (event.event !== 'undone' || from === 'undoing') return record;",
  ),
  state(
    'heard-persons',
    'the engine does not hear itself',
    'by === ENGINE ? state.heardSeq : stored.seq',
    'stored.seq',
  ),
  state(
    'heard-wakes',
    'a person’s word is heard by what waits',
    'record !== undefined && state.heardSeq > record.seq',
    'record === null',
  ),
  state(
    'journal-gap',
    'a journal with a gap is damaged',
    '  if (stored.seq !== state.seq + 1) throw',
    '  if (stored.seq < 0) throw',
  ),
  life(
    'unknown-never-starts',
    'from unknown one may only look, wait or ask',
    "    waitFor: 'unknown',",
    "    waitFor: 'unknown',\n    started: 'working',",
  ),
  life('unknown-stays', 'waiting does not end a doubt', "    waitFor: 'unknown',", "    waitFor: 'waiting',"),
  life('claim-is-looked-at', 'a person’s "done" is a claim', "claimed: 'ready' }", "claimed: 'done' }"),
  life(
    'done-is-over',
    'what is done is not begun again',
    "  done: { retried: 'ready', ...BACK },",
    "  done: { retried: 'ready', started: 'working', ...BACK },",
  ),
  life(
    'work-is-not-skipped',
    'nobody skips a step in its work',
    '  working: { ...LOOKED,',
    '  working: { ...LOOKED, ...BY_PERSON,',
  ),

  // Sending.
  sending(
    'send-not-when-stopping',
    'nothing is meant once golive stops',
    "    if (signal.aborted) throw new GoLiveError('stopping', { subject: `${step} ${name}` });\n",
    '',
  ),
  sending('send-keeps-lease', 'the lease is prolonged before each effect', '    await session.keepLease();\n', ''),
  sending(
    'send-asks-ledger',
    'the ledger may say: wait',
    "    if (sending.may === 'wait') throw new InDoubt(sending.untilMs);",
    "    if (sending.may === 'wait') sent.settlesMs = 0;",
  ),
  sending(
    'send-asks-person',
    'the ledger may say: ask',
    "    if (sending.may === 'ask') throw new Undecidable(name);",
    "    if (sending.may === 'ask') sent.settlesMs = 0;",
  ),
  sending(
    'send-needs-intent',
    'nothing is sent whose intent was refused: paused, or turned back',
    '    if (!intended)\n      throw',
    '    if (intended === undefined)\n      throw',
  ),
  sending(
    'send-last-moment-stop',
    'a stop while the intent is written ends it there',
    'if (signal.aborted || app.clock.now() >= session.lease.untilMs) {',
    'if (app.clock.now() >= session.lease.untilMs) {',
  ),
  sending(
    'send-last-moment-lease',
    'a lease that ran out while the intent is written ends it there',
    'if (signal.aborted || app.clock.now() >= session.lease.untilMs) {',
    'if (signal.aborted) {',
  ),
  sending(
    'send-not-sent-is-settled',
    'what was meant and not sent is no doubt',
    "      await settle(session, id, 'absent', 'not sent');\n",
    '',
  ),
  sending(
    'send-lost-is-unknown',
    'a lost answer is no refusal',
    "      if (failure.row.outcome === 'unknown') {",
    "      if (failure.row.outcome === ('never' as string)) {",
  ),
  sending(
    'send-refused-is-settled',
    'a refusal is no doubt',
    "      await settle(session, id, 'refused', failure.message);\n",
    '',
  ),
  sending('send-confirmed-is-settled', 'an answer is recorded', "    await settle(session, id, 'confirmed');\n", ''),
  sending(
    'send-later-look-wins',
    'what the next holder has seen is not gainsaid',
    'state.effects.some((effect) => effect.id === id && isOpen(effect))',
    'state.effects.some((effect) => effect.id === id)',
  ),
  sending(
    'send-gives-time',
    'what was confirmed is given the provider’s time to show',
    '    sent.settlesMs = Math.max(sent.settlesMs, consistencyMs);\n',
    '',
  ),

  // Working on one migration.
  takingOver(
    'takeover-doubts',
    'an intent of a dead worker is in doubt',
    '    await doubtForeignIntents(session);\n',
    '',
  ),
  advancing('advance-stops', 'no further step once golive stops', '        if (signal.aborted) break;\n', ''),
  advancing(
    'advance-keeps-lease',
    'the lease is prolonged between two looks',
    '        await session.keepLease();\n',
    '',
  ),
  advancing(
    'advance-still',
    'work that became pointless is not done',
    '        if (!still.some((other) => other.kind === kind && other.step.id === step.id)) continue;\n',
    '',
  ),
  advancing(
    'advance-in-circles',
    'a step in circles does not hold the worker',
    'const MOST_LOOKS = 500;',
    'const MOST_LOOKS = 5_000;',
  ),
  advancing(
    'advance-quiet',
    'a look in vain is not repeated at once',
    '        ({ step }) => !session.isQuiet(step.id, now),',
    '        ({ step }) => step !== undefined || !session.isQuiet(step, now),',
  ),
  advancing(
    'advance-releases-unread',
    'a migration that cannot be read is given back',
    '    await app.store.release(lease);\n    throw thrown;',
    '    throw thrown;',
  ),
  advancing(
    'advance-releases-failed',
    'a migration that failed is given back',
    '      await app.store.release(lease).catch(() => undefined);\n',
    '',
  ),
  takingOver(
    'advance-lease-lost',
    'a lost lease is nobody’s fault',
    "    if (failure.code !== 'lease-lost') {",
    "    if (failure.code !== ('never' as string)) {",
  ),
  sessionSending(
    'testify-without-lease',
    'what was sent under a lease is recorded without it',
    "      if (asGoLiveError(thrown, this.state.id).code !== 'lease-lost') throw thrown;\n",
    '      throw thrown;\n',
  ),
  session(
    'session-refused',
    'what the newest state refuses does not count as written',
    "      if ('refused' in next) return false;\n",
    "      if ('refused' in next) return true;\n",
  ),
  session(
    'session-conflict',
    'another writer in between means: decide again',
    "        if (asGoLiveError(thrown, this.state.id).code !== 'journal-conflict') throw thrown;\n        await this.readOn();\n      }\n    }\n  }",
    '        throw thrown;\n      }\n    }\n  }',
  ),
  session(
    'session-hears',
    'a person who spoke ends every quiet look',
    '    if (news.some((stored) => stored.by !== ENGINE)) this.#quietUntil.clear();\n',
    '',
  ),
  session(
    'session-close-conflict',
    'what was said at the very end is heard',
    "      if (code !== 'journal-conflict') throw thrown;\n    }\n    await store.release",
    "      if (code !== 'journal-conflict') throw thrown;\n      return;\n    }\n    await store.release",
  ),
  session('session-gives-back', 'a migration that waits is given back', '    await store.release(this.#lease);\n', ''),
  serving(
    'serve-no-circle',
    'a broken migration is tried at the pace of the polls',
    'failed > 0 ? now + app.pollMs : now + app.pollMs / 20',
    'now + failed * 0 + app.pollMs / 20',
  ),

  // Looking, forward.
  forward(
    'forward-word-needs-claim',
    'a task closes by word only when somebody gave it, to this very question',
    'if (decision.closesOnWord === true && record?.claimed?.about === decision.task.text)',
    'if (decision.closesOnWord === true)',
  ),
  forward(
    'forward-word-to-question',
    'a word to another question closes nothing',
    'record?.claimed?.about === decision.task.text)',
    'record?.claimed !== undefined)',
  ),
  forward(
    'forward-word-needs-blindness',
    'what can be seen does not close by word',
    'if (decision.closesOnWord === true && record?.claimed?.about === decision.task.text)',
    'if (record?.claimed?.about === decision.task.text)',
  ),
  forward(
    'forward-soonest',
    'a wait that has passed does not go round in circles',
    '  return Math.max(lookAgainMs, now + SECOND);',
    '  return Math.max(lookAgainMs, now - SECOND);',
  ),
  forward(
    'forward-approval',
    'a step that needs approval waits for it',
    '      if (step.needsApproval && !isApproved(session.loaded.playbook, session.state)) return askForApproval(look, seen);\n',
    '',
  ),
  forward(
    'forward-deadline',
    'a person hears of a deadline that passed',
    'if (decision.deadlineMs !== undefined && decision.deadlineMs <= seen.now)',
    'if (decision.deadlineMs !== undefined && decision.deadlineMs < 0)',
  ),
  forward(
    'forward-ask-from-unknown',
    'a plan that asks is heard although an answer was lost',
    "        record?.state === 'unknown' ? 'undecidable' : 'asked',",
    "        'asked',",
  ),
  forward(
    'forward-late-from-unknown',
    'a deadline is heard although an answer was lost',
    "  await become(look, unknown ? 'undecidable' : 'asked', { ...detailOf(seen, decision), task }, lookAgainMs);",
    "  await become(look, unknown === null ? 'undecidable' : 'asked', { ...detailOf(seen, decision), task }, lookAgainMs);",
  ),
  forward(
    'forward-blocked-from-unknown',
    'a closed gate does not end a doubt',
    "      if (session.state.steps[step.id]?.state === 'unknown') return doubt(look, untilMs, step.id);\n",
    '',
  ),
  doubting(
    'doubt-resolved-first',
    'while an answer is lost nothing is done',
    '      if (open.length > 0 && !(await resolveDoubt(look, open, seen))) return;\n',
    '',
  ),
  doubting(
    'doubt-believable',
    'a look counts when the list has caught up',
    '  if (seen.now < believable) {\n    await doubt',
    '  if (seen.now < 0) {\n    await doubt',
  ),
  doubting(
    'doubt-twice',
    'it is looked for twice before a person is asked',
    '    if (once.notSeen + 1 >= LOOKS_BEFORE_ASKING) await',
    '    if (once.notSeen + 1 >= 1) await',
  ),
  doubting(
    'doubt-counts-looks',
    'every look in vain is counted',
    "    await session.write(() => ({ type: 'effect-not-seen', id: once.id }));\n",
    '',
  ),
  doubting(
    'doubt-absolute-absent',
    'an absolute effect that is not there is settled before it is set again',
    "    open.filter((effect) => effect.kind === 'absolute'),\n    'absent',",
    "    open.filter((effect) => effect.id === ''),\n    'absent',",
  ),
  doubting(
    'doubt-ends',
    'from unknown a step acts only after it was seen absent',
    "      if (session.state.steps[step.id]?.state === 'unknown') await notThere(look);\n",
    '',
  ),
  doubting(
    'doubt-confirmed',
    'what is there was confirmed by being seen',
    "      await settleAll(look, open, 'confirmed');\n",
    '',
  ),
  doubting(
    'doubt-by-word',
    'a person’s word closes what nothing shows',
    "      if (closedByWord(look)) return become(look, 'observedDone', { ...detailOf(seen, decision), on: 'word' });\n",
    '',
  ),
  doubting(
    'doubt-word-is-standing',
    'a word that was taken back closes nothing',
    '  return decided && session.state.steps[step.id]?.claimed !== undefined;',
    '  return decided;',
  ),

  // Looking, backward.
  back('back-untouched', 'what changed nothing is not looked at', '|| !touched) {', ') {'),
  back('back-claimed', 'what a person did is looked at', 'record.claimed !== undefined', 'record === undefined'),
  back('back-changed', 'what golive changed is looked at', 'record.before !== undefined', 'record === undefined'),
  back(
    'back-believable',
    'a look counts when the list has caught up',
    '  if (seen.now < believable) return doubt(look, believable, open[0]!.name);\n',
    '',
  ),
  back(
    'back-once-asked',
    'a lost order may still turn up: a person says',
    '      if (once !== undefined) {',
    '      if (once === null) {',
  ),
  back(
    'back-once-twice',
    '… after it was looked for twice',
    '        if (once.notSeen >= LOOKS_BEFORE_ASKING) return askAboutDoubt(look, once.name);\n',
    '        if (once.notSeen >= 0) return askAboutDoubt(look, once.name);\n',
  ),
  back(
    'back-settles-forward',
    'what is not there is settled',
    "      await settleAll(look, openEffects(look, 'forward'), 'absent');\n",
    '',
  ),
  back(
    'back-settles-back',
    'what was taken back is settled',
    "      await settleAll(look, openEffects(look, 'back'), 'confirmed');\n",
    '',
  ),
  back(
    'back-settles-again',
    'what is set again on the way back was not there',
    "        openEffects(look, 'back').filter((effect) => effect.kind === 'absolute'),",
    "        openEffects(look, 'back').filter((effect) => effect.id === ''),",
  ),
  back(
    'back-word-is-new',
    'a word from the way forward does not close the way back',
    ' && claimed.atMs >= undoing.sinceMs;',
    ';',
  ),
  back(
    'back-word-to-question',
    'a word to another question closes nothing',
    'claimed?.about === decision.task.text && claimed.atMs',
    'claimed !== undefined && claimed.atMs',
  ),
  back(
    'back-word-needs-blindness',
    'what can be seen does not close by word',
    'if (decision.closesOnWord === true && said)',
    'if (said)',
  ),

  // One look.
  looking(
    'look-step-known',
    'a step that this golive does not know is shown, not passed over',
    '  if (implementation === undefined) {\n    await fail(',
    '  if (implementation === undefined) {\n    if (session === null) await fail(',
  ),
  looking(
    'look-cut-off',
    'a look that the stop cut off says nothing',
    '    if (signal.aborted) return undefined;\n',
    '',
  ),
  looking('look-in-time', 'a look that hangs holds nobody up', '    if (inTime.aborted) stop();\n', ''),
  looking(
    'look-for-ever',
    'what will never work is shown',
    "  if (failure.row.retry === 'never') return fail(look, failure);\n",
    '',
  ),
  looking(
    'look-fails-in-doubt',
    'a look that fails for good does not end a doubt, nor go round in circles',
    "  if (look.session.state.steps[look.step.id]?.state === 'unknown') {\n    const text",
    '  if (look.session.state.steps[look.step.id] === undefined) {\n    const text',
  ),
  looking(
    'look-back-off',
    'what did not work is tried later each time',
    'MINUTE * 2 ** Math.min(attempt - 1, 10)',
    'MINUTE',
  ),
  looking(
    'look-retry-after',
    'a provider that asks for time gets it',
    'Math.max(failure.retryAfterMs ?? 0, ',
    'Math.max(0, ',
  ),
  looking(
    'look-news',
    'what is not new is not written',
    '    sameNews(record, event, detail)\n',
    "    sameNews(record, event, detail) && event === 'ready'\n",
  ),
  looking('look-heard-once', 'what a person said is heard once', '    session.state.heardSeq < record.seq &&\n', ''),
  looking(
    'look-by-hand',
    'where nobody has the API a person does it',
    '  if (implementation.needs(ctx).some((api) => !available.includes(api))) {',
    '  if (available === undefined) {',
  ),
  looking(
    'act-before-once',
    'the first change is the way back',
    "direction === 'forward' && record?.before === undefined ?",
    "direction === 'forward' ?",
  ),
  looking('act-started', 'a step that may not start does nothing', '  if (!started) return;\n', ''),
  lasting(
    'look-needs-person',
    'where only a person can help, a person is asked',
    " || failure.row.retry === 'after-operator'",
    '',
  ),
  lasting('look-lasted', 'a person hears of trouble that lasts', ' || deadlineMs <= now) {', ') {'),
  lasting('look-asked-already', 'a person who was asked is not un-asked', '  if (isAsked || failure', '  if (failure'),
  lasting(
    'look-asked-in-doubt',
    'a person is asked although an answer was lost',
    "    return become(look, unknown ? 'undecidable' : 'asked', { attempt, task }, task.lookAgainMs);",
    "    return become(look, unknown === null ? 'undecidable' : 'asked', { attempt, task }, task.lookAgainMs);",
  ),
  lasting(
    'look-question-stands',
    'a question that was put stands while nobody can look',
    "  if (before?.state === 'needs-you' && text",
    "  if (before?.state === 'undone' && text",
  ),
  lasting(
    'plan-throws',
    'a plan that throws is shown, and does not go round in circles',
    '    await fail(look, failure);\n    return undefined;\n',
    '    return undefined;\n',
  ),
  acting(
    'act-gives-up',
    'what does not take is given up after three times',
    '  if (attempt > MOST_ATTEMPTS) {',
    '  if (attempt > 99) {',
  ),
  acting(
    'act-counts-changes',
    'another change is another attempt',
    'const attempt = record?.changing === changing ?',
    'const attempt = record?.changing !== undefined ?',
  ),
  acting('act-counts-tries', 'a start that was cut short is no attempt', '(wasTried(look, record) ? 1 : 0)', '1'),
  acting(
    'act-waits-to-see',
    'what was sent is given the provider’s time',
    '    if (sent.settlesMs > 0) await waitToSee',
    '    if (sent.settlesMs < 0) await waitToSee',
  ),
  acting(
    'act-stopping-is-no-failure',
    'a stop leaves no trace of failure',
    "      if (failure.code === 'stopping') return;\n",
    '',
  ),
  acting(
    'act-later',
    'what passes is tried again by itself',
    "      if (failure.row.retry === 'after-delay') await postpone",
    "      if (failure.row.retry === ('later' as string)) await postpone",
  ),

  // What people write.
  recording(
    'record-conflict',
    'another writer in between means: decide again',
    "if (asGoLiveError(thrown, migrationId).code !== 'journal-conflict' || tries >= TRIES) throw thrown;",
    'throw thrown;',
  ),
  recording(
    'record-only-conflict',
    'only for another writer',
    "asGoLiveError(thrown, migrationId).code !== 'journal-conflict' || ",
    '',
  ),
  recording('record-tries', 'not for ever', ' || tries >= TRIES) throw thrown;', ') throw thrown;'),
  recording(
    'record-refused',
    'what the state refuses is not written',
    "    if ('refused' in next)\n",
    "    if ('refused' in next && tries(next))\n",
  ),
  recording('record-wakes', 'a word wakes the engine', ', dueMs: now });', ' });'),
  saying(
    'say-plan-stale',
    'who approves names the plan that was read',
    'saying.planHash !== undefined && saying.planHash !== hash',
    "saying.planHash === ''",
  ),
  saying('say-who', 'nobody signs as golive', 'by.trim().toLowerCase() === ENGINE || ', ''),
  saying(
    'say-why',
    'skip and cancel need a reason',
    'const NEEDS_WHY: ReadonlySet<Verb> = new Set([',
    'const NEEDS_WHY: ReadonlySet<Verb> = new Set<Verb>([].concat([]) ?? [',
  ),

  // The store.
  memory(
    'memory-sequence',
    'of two writers one wins',
    '      if (head.seq !== expectedSeq) throw',
    '      if (head.seq < 0) throw',
  ),
  memory(
    'memory-lease',
    'a lost lease writes nothing',
    '      if (lease !== undefined && !holds(migration, lease)) throw',
    '      if (lease !== undefined && migration === null) throw',
  ),
  memory(
    'memory-generation',
    'an owner’s older claim is no claim',
    ' && kept.generation === lease.generation;',
    ' && kept !== undefined;',
  ),
  memory(
    'memory-claim',
    'a lease keeps others out',
    '      return isFree(migration, now) ? take',
    '      return now > 0 ? take',
  ),
  memory('memory-claim-due', 'due work goes to one worker', ' <= now && isFree(migration, now),', ' <= now,'),
  memory(
    'memory-renew',
    'a lost lease is not renewed',
    '      if (!holds(migration, lease)) throw leaseLost(lease.migrationId);\n      migration.lease',
    '      if (migration === undefined) throw leaseLost(lease.migrationId);\n      migration.lease',
  ),
  memory(
    'memory-release',
    'a lost lease frees nothing',
    '      if (holds(migration, lease)) migration.lease = undefined;',
    '      if (migration !== undefined) migration.lease = undefined;',
  ),
  memory(
    'memory-place',
    'a place goes to one project',
    '      if (booked.some((other) => other.slot === slot && other.place === place))',
    '      if (booked.length < 0)',
  ),
  memory(
    'memory-one-place',
    'a project has one place',
    '      if (own !== undefined && (own.slot !== slot || own.place !== place))',
    '      if (own === null)',
  ),
  sqlite(
    'sqlite-lease',
    'a lost lease writes nothing',
    'if (lease !== undefined && !(found.lease_generation',
    'if (lease === null && !(found.lease_generation',
  ),

  leases(
    'sqlite-free',
    'a lease keeps others out',
    "          .where('id', '=', migrationId)\n          .where(isFree(now))",
    "          .where('id', '=', migrationId)",
  ),
  leases(
    'sqlite-due-free',
    'due work goes to one worker',
    "          .where('due_ms', '<=', now)\n          .where(isFree(now))",
    "          .where('due_ms', '<=', now)",
  ),
  leases(
    'sqlite-renew',
    'a lost lease is not renewed',
    "          .set({ lease_until_ms: Math.round(untilMs) })\n          .where('id', '=', lease.migrationId)\n          .where('lease_generation', '=', lease.generation)\n          .where('lease_owner', '=', lease.owner)",
    "          .set({ lease_until_ms: Math.round(untilMs) })\n          .where('id', '=', lease.migrationId)",
  ),
  leases(
    'sqlite-release',
    'a lost lease frees nothing',
    "          .set({ lease_owner: null, lease_until_ms: null })\n          .where('id', '=', lease.migrationId)\n          .where('lease_generation', '=', lease.generation)\n          .where('lease_owner', '=', lease.owner)",
    "          .set({ lease_owner: null, lease_until_ms: null })\n          .where('id', '=', lease.migrationId)",
  ),

  // Before the name servers change.
  ...['registryGate', 'parityGate', 'dsGate', 'dsCachedGate', 'driftGate'].map((gate) =>
    gates(
      `gate-${gate}`,
      'no gate is passed over',
      '[registryGate, parityGate, dsGate, dsCachedGate, driftGate]',
      `[${['registryGate', 'parityGate', 'dsGate', 'dsCachedGate', 'driftGate'].filter((one) => one !== gate).join(', ')}]`,
    ),
  ),
  gates(
    'gate-plan',
    'without a planned zone nothing is compared',
    'intended.length === 0 || sight.newNameServers.length === 0',
    'sight.newNameServers.length < 0',
  ),
  gates(
    'gate-serve',
    'every new server answers, over UDP and TCP',
    "parity.verdict === 'yes' && serve === 'yes'",
    "parity.verdict === 'yes'",
  ),
  gates(
    'gate-parity',
    'every new server has the intended zone',
    "parity.verdict === 'yes' && serve === 'yes'",
    "serve === 'yes'",
  ),
  gates(
    'gate-parents-silent',
    'a parent that was not heard may have a DS',
    '  if (silent.length === 0 && sight',
    '  if (silent.length >= 0 && sight',
  ),
  gates('gate-ds-cached-until', 'a DS lives on in caches', ' || now >= untilMs)', ' || now >= 0)'),
  delegation(
    'switch-in-slot',
    'nothing is switched before or after the half-day',
    'slotGate(ctx, now);',
    'ctx.slot === null ? slotGate(ctx, now) : undefined;',
  ),
  delegation(
    'switch-gates',
    'the gates are asked',
    "  if (refusal !== undefined) return { kind: 'blocked', ...refusal, facts: { waitingSinceMs: null } };\n",
    '',
  ),
  delegation(
    'switch-parents-heard',
    'where no parent answers nothing is done',
    "  if (agreedNs(o.delegation).kind === 'unknown') return wait('dns.wait.parents');\n",
    '',
  ),
  delegation(
    'switch-once',
    'what is ordered is waited for',
    'if (wanted.length > 0 && (ordered || ',
    'if (wanted.length > 0 && (',
  ),
  delegation(
    'switch-old-apex',
    'the old zone names the new servers too',
    '  const apex = oldApexNs(ctx, o, wanted);',
    '  const apex: Change[] = [];',
  ),
  delegation(
    'switch-back-alive',
    'nobody goes back to servers that are dead',
    '  if (parentBack && !anyServes(o.oldServers))',
    '  if (parentBack && o === null)',
  ),
  delegation(
    'switch-back-ds',
    'nobody goes back past a DS that does not fit',
    "serversSatisfy(o.oldServers, ds, judging) !== 'yes')",
    "serversSatisfy(o.oldServers, ds, judging) === ('never' as string))",
  ),
  delegation(
    'switch-back-caches',
    'the way back ends when caches have forgotten',
    "    if (now >= untilMs) return { kind: 'done', facts };\n",
    "    if (now >= 0) return { kind: 'done', facts };\n",
  ),
  ds(
    'ds-dnskey-ttl',
    'the keys live in caches too',
    '    ...(keys === undefined\n      ? []',
    '    ...(keys !== undefined\n      ? []',
  ),
  ds('ds-ttl', 'the DS lives in caches', '    ...(ds === undefined ? [] : [', '    ...(ds !== undefined ? [] : ['),
  ds('ds-cached-by-hand', 'a DS that was taken away by hand is known by caches', ', o.cachedUntilMs ?? 0);', ', 0);'),
  ds(
    'ds-wait',
    'the wait is waited for',
    "  if (now >= untilMs) return { kind: 'done', facts };\n",
    "  if (now >= 0) return { kind: 'done', facts };\n",
  ),
  ds(
    'ds-parents-heard',
    'a parent that does not say may have it',
    "  if (gone === 'unknown')\n    return",
    "  if (gone === ('never' as string))\n    return",
  ),
  ds(
    'ds-back-delegation',
    'a DS comes back with its servers',
    "  if (servesExactly(o.delegation, before.oldNameServers, judging) !== 'yes')",
    '  if (before === null)',
  ),
  ds(
    'ds-back-keys',
    'a DS comes back with its keys',
    "  if (satisfied === 'no')\n",
    "  if (satisfied === ('never' as string))\n",
  ),

  // After it.
  watch('watch-deadline', 'not done before the computed deadline', '  if (now < worstCaseAtMs) {', '  if (now < 0) {'),
  watch(
    'watch-delegated',
    'the parents say so',
    "  if (truth.delegated !== 'yes')\n",
    "  if (truth.delegated === ('never' as string))\n",
  ),
  watch(
    'watch-served',
    'the new servers say so',
    "  if (truth.served !== 'yes')\n",
    "  if (truth.served === ('never' as string))\n",
  ),
  watch(
    'watch-drift',
    'an edit in the old zone is noticed',
    '  if (truth.drift.length > 0)\n',
    '  if (truth.drift.length < 0)\n',
  ),
  watch(
    'watch-late',
    'a resolver that is late is shown',
    '  if (late.length > 0 && !accepted)\n',
    '  if (late.length < 0 && !accepted)\n',
  ),
  watch(
    'watch-late-word',
    'a word from before the deadline accepts nothing',
    'ctx.claimed !== undefined && ctx.claimed.atMs >= worstCaseAtMs',
    'ctx.claimed !== undefined',
  ),
  watch(
    'watch-interrupted',
    'after an interruption the arithmetic begins again',
    "own['interrupted'] === true",
    "own['interrupted'] === 1",
  ),
  closing(
    'close-delegated',
    'nothing ends while a parent names it',
    "      if (named !== 'no')\n",
    "      if (named === ('never' as string))\n",
  ),
  closing('close-grace', 'nothing ends before nobody can need it', '    if (now < untilMs)\n', '    if (now < 0)\n'),
  closing(
    'close-word',
    'the old contract ends on a person’s word',
    "    return { kind: 'ask', task: message('dns.close.task', { zone }), closesOnWord: true };",
    "    return { kind: 'done' };",
  ),

  // The transfer.
  transfer(
    'transfer-accepted',
    'an outage is accepted by a person',
    '    return acceptanceOf(ctx) === undefined\n',
    '    return ctx === null\n',
  ),
  transfer('transfer-shown-first', '… after it was shown', 'approval.atMs >= shownMs && ', ''),
  transfer('transfer-by-person', '… by a named one', ' && isByPerson(approval),', ','),
  transfer(
    'transfer-registry',
    'the registry is heard',
    "  if (sight.registry.outcome !== 'found')\n",
    '  if (sight === null)\n',
  ),
  transfer(
    'transfer-strangers',
    'name servers that stay may be the losing registrar’s',
    "?.trim().toLowerCase() === 'no'\n",
    "?.trim().toLowerCase() !== 'never'\n",
  ),
  transfer(
    'transfer-new-servers',
    'the new servers are known',
    '  if (newNameServers.length === 0)\n',
    '  if (newNameServers.length < 0)\n',
  ),
  transfer(
    'transfer-parents',
    'every parent is heard',
    '  if (asked.length === 0 || silent.length > 0)\n',
    '  if (asked.length === 0)\n',
  ),
  transfer(
    'transfer-some-parent',
    'some parent is heard',
    '  if (asked.length === 0 || silent.length > 0)\n',
    '  if (silent.length > 0)\n',
  ),
  transfer(
    'transfer-old-servers',
    'no old server is delegated any more',
    '  if (old.length > 0)\n',
    '  if (old.length < 0)\n',
  ),
  transfer(
    'transfer-watched',
    'the watch came to its end',
    "  if (watch?.state !== 'done' || typeof worstCaseAtMs",
    '  if (typeof worstCaseAtMs',
  ),
  transfer('transfer-caches', 'no cache has the old servers', '  if (now < worstCaseAtMs)\n', '  if (now < 0)\n'),
  accepting('accept-longer', 'a longer outage is accepted anew', " && outageSeconds <= own['outageSeconds'];", ';'),
  accepting(
    'accept-asked',
    'an outage is shown before it is accepted',
    '    const accepted = known ? acceptanceOf(ctx) : undefined;',
    '    const accepted = { by: String(acceptanceOf(ctx)?.by) };',
  ),

  // The half-day.
  slot(
    'slot-booked',
    'without a half-day nothing begins',
    '    if (slot === undefined)\n      return ask',
    "    if (slot === undefined)\n      return { kind: 'done' };\n    if (slot === null)\n      return ask",
  ),
  slot('slot-begins', 'nothing begins before it', '    if (now < slot.startsAtMs)\n', '    if (now < 0)\n'),
  slot('slot-over', 'nothing begins after it', '    if (now > slot.endsAtMs)\n', '    if (now < 0)\n'),
  booking(
    'book-free',
    'a refused half-day is not booked',
    '  if (!offer.free && held !== slot) {',
    '  if (!offer.free && held === null) {',
  ),
  booking(
    'book-again',
    'another half-day needs to be said',
    '  if (held !== undefined && held !== slot && !again)\n',
    '  if (held === null && !again)\n',
  ),
  booking(
    'book-begun',
    'a go-live that has begun keeps its half-day',
    '    if (!wentBy(loaded, app.clock.now()))\n',
    '    if (loaded === null)\n',
  ),
  booking(
    'book-went-by',
    '… but not one that went by unused',
    '    if (!wentBy(loaded, app.clock.now()))\n',
    '    if (app !== null)\n',
  ),
  booking(
    'book-keeps',
    'a loser of a race keeps the old place',
    '(await tookPlace(app, held, project, who));',
    'held === null;',
  ),
  ...['past', 'notice', 'weekday', 'closed', 'taken'].map((rule) =>
    calendar(
      `calendar-${rule}`,
      'every rule of the calendar counts',
      '  const refusedBy = SLOT_RULES.flatMap((rule) => {\n',
      `  const refusedBy = SLOT_RULES.flatMap((rule) => {\n    if (rule === '${rule}') return [];\n`,
    ),
  ),
];
