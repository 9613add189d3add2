import { expect, test } from 'vitest';
import { mermaid } from '../../src/playbook/graph.ts';
import fc from '../fast-check.ts';

const step = (id: string, ...after: string[]) => ({ id, after, needsApproval: false, pointOfNoReturn: false });

test('a flowchart with shapes, states, and no arrow that follows from others', () =>
  expect(
    mermaid(
      [
        step('lower-ttl'),
        step('preflight', 'lower-ttl'),
        { ...step('change-records', 'preflight', 'lower-ttl'), needsApproval: true },
        { ...step('request-transfer', 'change-records', 'gone'), pointOfNoReturn: true },
      ],
      { 'lower-ttl': 'TTL’s "verlagen"' },
      { 'lower-ttl': 'done', preflight: 'needs-you' },
    ),
  ).toBe(`flowchart TD
  s_lower_ttl["TTL’s #34;verlagen#34;"]:::done
  s_preflight["preflight"]:::needs_you
  s_change_records(["change-records"])
  s_request_transfer{{"request-transfer"}}
  s_lower_ttl --> s_preflight
  s_preflight --> s_change_records
  s_change_records --> s_request_transfer
  classDef done fill:#e3f4e3,stroke:#393
  classDef needs_you fill:#fff3cd,stroke:#b80,stroke-width:3px
`));

test('no title and no id breaks out of its label', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      (id, title) => {
        const lines = mermaid([step(id)], { [id]: title })
          .trimEnd()
          .split('\n');
        expect(lines).toHaveLength(2);
        expect(lines[1]).toMatch(/^ {2}s_\w*\["[^"<>`%{}]*"\]$/);
      },
    ),
  ));

test('ids that differ only in signs stay apart', () => {
  const lines = mermaid([step('a-b'), step('a_b', 'a-b')]).split('\n');
  expect(lines.slice(1, 4)).toEqual(['  s_a_b["a-b"]', '  s_a_b_1["a_b"]', '  s_a_b --> s_a_b_1']);
});
