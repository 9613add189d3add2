import { expect, test } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import { watchTransfer } from '../../src/steps/watch-transfer.ts';
import { Rig } from './rig.ts';

const BEFORE = ['1 13 2 aa'];
const sight = (over: object) => ({
  registry: { outcome: 'found', registrar: 'new', statuses: [], nameServers: [] },
  parents: [],
  newNameServers: [],
  orders: [],
  codeHeld: false,
  ds: BEFORE,
  ...over,
});
const planned = (over: object, dsBefore?: readonly string[]): Decision<unknown> => {
  const rig = new Rig();
  rig.earlier['request-transfer'] = { state: 'done', facts: { fromRegistrar: 'old' } };
  if (dsBefore !== undefined) rig.earlier['watch-transfer'] = { state: 'waiting', facts: { dsBefore } };
  return watchTransfer.plan(rig.ctx(watchTransfer) as never, sight(over) as never, 0);
};
const RUNNING = { registry: { outcome: 'found', registrar: 'old', statuses: ['pendingTransfer'], nameServers: [] } };

test.each<[title: string, over: object, dsBefore: readonly string[] | undefined, kind: string, findings: unknown]>([
  ['the same DS as before', {}, BEFORE, 'done', undefined],
  ['it is gone', { ds: [] }, BEFORE, 'done', [{ tag: 'DS_CHANGED', severity: 'warning' }]],
  [
    'it is another',
    { ds: ['2 13 2 bb'] },
    BEFORE,
    'done',
    [{ tag: 'DS_CHANGED', message: { values: { before: '1 13 2 aa', after: '2 13 2 bb' } } }],
  ],
  ['one parent does not say: that is no change', { ds: null }, BEFORE, 'done', undefined],
  ['nobody saw what it was before', { ds: [] }, undefined, 'done', undefined],
])('after a transfer: %s', (_title, over, dsBefore, kind, findings) => {
  const decision = planned(over, dsBefore);
  expect(decision.kind).toBe(kind);
  if (findings === undefined) expect(decision).not.toHaveProperty('findings');
  else expect(decision).toMatchObject({ findings });
});

test('what it was is noted while the old registrar holds the domain, once', () => {
  expect(planned(RUNNING)).toMatchObject({ kind: 'wait', facts: { dsBefore: BEFORE } });
  expect(planned({ ...RUNNING, ds: [] }, BEFORE).facts).not.toHaveProperty('dsBefore');
  expect(planned({ ...RUNNING, ds: null }).facts).not.toHaveProperty('dsBefore');
});
