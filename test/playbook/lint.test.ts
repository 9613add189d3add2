import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { formatIssue } from '../../src/playbook/issue.ts';
import type { Known } from '../../src/playbook/load.ts';
import { loadPlaybook } from '../../src/playbook/load.ts';
import { CATALOGUE_IDS, playbookNamed } from './built-in.ts';
import { cpuMs } from './cpu-ms.ts';

const KNOWN: Known = { steps: CATALOGUE_IDS };

/** A sound graph, its first step on line 6; steps are given one a line. */
const graph = (...steps: string[]) => `schema: golive.playbook/1
id: shop
title: { nl: a, de: b, fr: c, en: d }
summary: { nl: a, de: b, fr: c, en: d }
interruption: none
steps:
${steps.map((step) => `  - { ${step} }\n`).join('')}`;

const GATES = ['id: preflight', 'id: approve, after: [preflight]', 'id: wait-for-slot, after: [approve]'];
const SWITCH = 'id: change-delegation, after: [wait-for-slot], needsApproval: true, when: { nameServers: switch }';
const WATCH = 'id: watch-propagation, after: [change-delegation]';
const REQUEST = 'id: request-transfer, needsApproval: true, pointOfNoReturn: true';
const sound = graph(...GATES, SWITCH, WATCH, `${REQUEST}, after: [watch-propagation]`);

const lint = (text: string, known: Known = KNOWN) => loadPlaybook(text, 'shop.yaml', known).issues.map(formatIssue);

test('a sound graph has no issues', () => expect(lint(sound)).toEqual([]));

const MIX = 'registration: ours, hosting: ours, mail: ours, nameServers: switch, role: main';
const CAUTION = 'a losing registrar may cut the old name servers while caches still ask them';
const CARE = 'traffic moves only after the checks, with a person’s approval, in the booked half-day';

/** Each row: a fault, the text, all that is said about it. */
const CASES: readonly [title: string, text: string, ...issues: string[]][] = [
  [
    'an unknown key',
    graph('id: preflight, ownr: agency'),
    'shop.yaml:7:22  steps[0].ownr  "ownr" is not known here; did you mean "owner"?',
  ],
  [
    'an unknown key far from all others',
    sound.replace('interruption: none', 'interruption: none\ncolour: red'),
    'shop.yaml:6:1  colour  "colour" is not known here; known: schema, id, title, summary, warnings, interruption, steps',
  ],
  [
    'an unknown step',
    graph('id: lower-tll'),
    'shop.yaml:7:11  steps[0].id  no step is called "lower-tll"; did you mean "lower-ttl"?',
  ],
  [
    'an unknown step under an id of its own',
    graph('id: first, step: creat-zone'),
    'shop.yaml:7:24  steps[0].step  no step is called "creat-zone"; did you mean "create-zone"?',
  ],
  [
    'an unknown fact',
    graph('id: lower-ttl, when: { hostng: moves }'),
    'shop.yaml:7:30  steps[0].when.hostng  "hostng" is not known here; did you mean "hosting"?',
  ],
  [
    'an unknown value',
    graph('id: lower-ttl, when: { hosting: mooves }'),
    'shop.yaml:7:39  steps[0].when.hosting  "mooves" cannot stand here; did you mean "moves"?',
  ],
  [
    'an unknown value in a list, in one of several conditions',
    graph('id: lower-ttl, when: [{ mail: moves }, { role: [main, rediret] }]'),
    'shop.yaml:7:61  steps[0].when[1].role[1]  "rediret" cannot stand here; did you mean "redirect"?',
  ],
  [
    'after nothing',
    graph('id: preflight', 'id: approve, after: [prefligt]'),
    'shop.yaml:8:28  steps[1].after[0]  no step here has the id "prefligt"; did you mean "preflight"?',
  ],
  [
    'after itself',
    graph('id: preflight, after: [preflight]'),
    'shop.yaml:7:30  steps[0].after[0]  preflight comes after itself; leave it out',
  ],
  [
    'a cycle',
    graph(
      'id: preflight, after: [lower-ttl]',
      'id: lower-ttl, after: [create-zone]',
      'id: create-zone, after: [preflight]',
    ),
    'shop.yaml:7:22  steps[0].after  these steps wait for each other: preflight → create-zone → lower-ttl → preflight; take one of them out of an after',
  ],
  [
    'an id twice',
    graph('id: copy-site', 'id: copy-site'),
    'shop.yaml:8:11  steps[1].id  "copy-site" is the id of the step on line 7; give each step an id of its own',
  ],
  [
    'an id that is none',
    graph('id: Copy_Site, step: copy-site'),
    'shop.yaml:7:11  steps[0].id  "Copy_Site" is not an id: small letters and digits, words joined by -',
  ],
  [
    'a missing language',
    sound.replace('title: { nl: a, de: b, fr: c, en: d }', 'title: { nl: a, de: b, en: d }'),
    'shop.yaml:3:8  title.fr  is missing; every text is written in nl, de, fr and en',
  ],
  [
    'a wrong kind of value',
    graph('id: lower-ttl, minutes: soon, after: preflight'),
    'shop.yaml:7:31  steps[0].minutes  "soon" is not a number',
    'shop.yaml:7:44  steps[0].after  "preflight" is not a list; write [preflight]',
  ],
  [
    'an unknown owner',
    graph('id: lower-ttl, owner: agncy'),
    'shop.yaml:7:29  steps[0].owner  "agncy" cannot stand here; did you mean "agency"?',
  ],
  [
    'a step that no answers ask for',
    graph('id: lower-ttl, when: { cutover: publish, hosting: moves }'),
    'shop.yaml:7:22  warning  steps[0].when  no mix of answers asks for lower-ttl; mend its when, or leave the step out',
  ],
  [
    'an unknown fact of an owner',
    graph('id: lower-ttl, owner: customer, ownerWhen: { hostng: moves }'),
    'shop.yaml:7:52  steps[0].ownerWhen.hostng  "hostng" is not known here; did you mean "hosting"?',
  ],
  [
    'an owner who is the agency anyway',
    graph('id: lower-ttl, ownerWhen: { hosting: moves }'),
    'shop.yaml:7:22  warning  steps[0].ownerWhen  it changes nothing: in every mix of answers the owner of lower-ttl is agency; mend it, or leave it out',
  ],
  [
    'an owner who is nobody’s where the step is present',
    graph('id: lower-ttl, when: { hosting: moves }, owner: customer, ownerWhen: { hosting: stays }'),
    'shop.yaml:7:65  warning  steps[0].ownerWhen  it changes nothing: in every mix of answers the owner of lower-ttl is agency; mend it, or leave it out',
  ],
  [
    'an owner who is everybody’s where the step is present',
    graph('id: lower-ttl, when: { hosting: moves }, owner: customer, ownerWhen: { hosting: [stays, moves] }'),
    'shop.yaml:7:65  warning  steps[0].ownerWhen  it changes nothing: in every mix of answers the owner of lower-ttl is customer; mend it, or leave it out',
  ],
  ['an owner by the answers', graph('id: lower-ttl, owner: customer, ownerWhen: { hosting: stays }')],
  [
    'a transfer that does not wait for the caches',
    graph(...GATES, SWITCH, WATCH, REQUEST),
    `shop.yaml:12:5  steps[5]  request-transfer may begin before watch-propagation is over: ${CAUTION}; let it come after watch-propagation`,
  ],
  [
    'a transfer with nothing to wait for',
    graph(...GATES, SWITCH, 'id: unlock-domain, after: [change-delegation]'),
    `shop.yaml:11:5  steps[4]  nothing holds unlock-domain back where ${MIX}: ${CAUTION}; add a step watch-propagation that is present there`,
  ],
  [
    'a watch that is absent in some mixes',
    graph(
      ...GATES,
      SWITCH,
      `${WATCH}, when: { registration: stays }`,
      'id: obtain-authcode, after: [watch-propagation]',
    ),
    `shop.yaml:12:5  steps[5]  nothing holds obtain-authcode back where ${MIX}: ${CAUTION}; add a step watch-propagation that is present there`,
  ],
  [
    'a switch outside the booked half-day',
    graph(...GATES, 'id: change-records, after: [approve], needsApproval: true'),
    `shop.yaml:10:27  steps[3].after  change-records may begin before wait-for-slot is over: ${CARE}; let it come after wait-for-slot`,
  ],
  [
    'a switch without anything before it',
    graph('id: change-delegation, needsApproval: true'),
    ...['preflight', 'approve', 'wait-for-slot'].map(
      (gate) =>
        `shop.yaml:7:5  steps[0]  nothing holds change-delegation back where registration: ours, hosting: ours, mail: ours, nameServers: ours, role: main: ${CARE}; add a step ${gate} that is present there`,
    ),
  ],
  [
    'a switch and a transfer that nobody approves',
    graph(
      ...GATES,
      SWITCH.replace('needsApproval: true', 'needsApproval: false'),
      WATCH,
      'id: request-transfer, after: [watch-propagation]',
    ),
    'shop.yaml:10:54  steps[3].needsApproval  change-delegation must have needsApproval: true; it acts only on an approved plan',
    'shop.yaml:12:5  steps[5]  request-transfer must have needsApproval: true; it acts only on an approved plan',
    'shop.yaml:12:5  steps[5]  request-transfer must have pointOfNoReturn: true; nobody can take it back',
  ],
  [
    'hosting ordered after, or with, the transfer',
    graph('id: unlock-domain', 'id: order-hosting, after: [unlock-domain], params: { transfer: yes }'),
    'shop.yaml:7:5  steps[0]  unlock-domain may begin before order-hosting is over: hosting is ordered alone, never together with the transfer; let it come after order-hosting',
    'shop.yaml:8:50  steps[1].params  order-hosting is combined with a transfer; order the hosting alone; request-transfer is a step of its own',
  ],
  [
    'an outage that nobody accepts',
    graph('id: unlock-domain').replace('none', 'accepted'),
    'shop.yaml:6:1  steps  nobody is asked to accept the outage before the work begins; add a step accept-interruption without when, and let every other step come after it',
  ],
  [
    'work that begins before the outage is accepted',
    graph('id: accept-interruption', 'id: unlock-domain').replace('none', 'accepted'),
    'shop.yaml:8:5  steps[1]  unlock-domain may begin before a person accepted the outage; let it come after accept-interruption',
  ],
  [
    'an outage that is accepted only sometimes',
    graph('id: accept-interruption, when: { role: main }').replace('none', 'accepted'),
    'shop.yaml:7:32  steps[0].when  nobody is asked to accept the outage before the work begins; add a step accept-interruption without when, and let every other step come after it',
  ],
  [
    'an outage accepted where there is none',
    graph('id: accept-interruption'),
    'shop.yaml:7:5  steps[0]  an outage is accepted in a playbook without interruption; leave it out, or write interruption: accepted',
  ],
  [
    'another kind of document',
    sound.replace('golive.playbook/1', 'golive.playbook/2'),
    'shop.yaml:1:9  schema  "golive.playbook/2" cannot stand here; did you mean "golive.playbook/1"?',
  ],
  ['an empty file', '', 'shop.yaml:1:1  is missing; write a map of names to values'],
  ['a list', '- a\n', 'shop.yaml:1:1  ["a"] is not a map of names to values'],
  ['no steps', sound.slice(0, sound.indexOf('steps:')), 'shop.yaml:1:1  steps  is missing; write a list'],
];

describe('each fault has its place and the way out', () => {
  for (const [title, text, ...issues] of CASES)
    test(title, () => {
      const loaded = loadPlaybook(text, 'shop.yaml', KNOWN);
      expect(loaded.issues.map(formatIssue)).toEqual(issues);
      expect(loaded.playbook === undefined).toBe(loaded.issues.some(({ severity }) => severity === 'error'));
    });

  test('all faults of a file come at once, those of YAML too', () => {
    const lines = lint(
      graph('id: lower-tll, ownr: x', 'id: approve, after: [prefligt], minutes: soon', 'id: approve').replace(
        'fr: c, en: d }\ninterruption',
        'en: d, en: e }\ninterruption',
      ),
    );
    expect(lines.map((line) => line.replace(/^\S+:(\d+):\d+ {2}(\S+).*/, '$1 $2'))).toEqual([
      '4 summary.fr',
      '4 summary.en',
      '7 steps[0].id',
      '7 steps[0].ownr',
      '8 steps[1].after[0]',
      '8 steps[1].minutes',
      '9 steps[2].id',
    ]);
  });

  test('params are judged where the step’s schema is known', () => {
    const params = (step: string) =>
      step === 'lower-ttl' ? z.strictObject({ ttlSeconds: z.int().min(30) }) : undefined;
    const text = graph('id: lower-ttl, params: { ttlSecnds: 300, ttlSeconds: 3 }');
    expect(lint(text, { ...KNOWN, params })).toEqual([
      'shop.yaml:7:32  steps[0].params.ttlSecnds  "ttlSecnds" is not known here; did you mean "ttlSeconds"?',
      'shop.yaml:7:60  steps[0].params.ttlSeconds  3 is too little; at least 30',
    ]);
  });
});

const base = playbookNamed('move-without-interruption');
const preset = (rest: string) => `schema: golive.playbook/1
id: mine
graph: move-without-interruption
title: { nl: a, de: b, fr: c, en: d }
summary: { nl: a, de: b, fr: c, en: d }
${rest}`;

describe('presets', () => {
  const known: Known = { ...KNOWN, graphs: new Map([[base.id, base]]) };

  const cases: readonly [title: string, text: string, ...issues: string[]][] = [
    [
      'that answers nothing',
      preset('answers: {}\n'),
      'shop.yaml:6:1  answers  the preset answers nothing; answer at least one question',
    ],
    [
      'of a graph that is not there',
      preset('answers: { mail: none }\n').replace('graph: move-without', 'graph: move-witout'),
      'shop.yaml:3:8  graph  no graph is called "move-witout-interruption"; did you mean "move-without-interruption"?',
    ],
    [
      'with a wrong answer',
      preset('answers: { mail: noone }\n'),
      'shop.yaml:6:18  answers.mail  "noone" cannot stand here; did you mean "none"?',
    ],
    [
      'that name steps which the graph lacks',
      preset('answers: { mail: none }\nwithout: [changs]\ntexts: { hand-ovr: {} }\n'),
      'shop.yaml:7:11  without[0]  move-without-interruption has no step "changs"; did you mean "changes"?',
      'shop.yaml:8:10  texts.hand-ovr  move-without-interruption has no step "hand-ovr"; did you mean "hand-over"?',
    ],
  ];
  for (const [title, text, ...issues] of cases) test(title, () => expect(lint(text, known)).toEqual(issues));

  test('a gate cannot be left out', () => {
    const lines = lint(
      preset('answers: { mail: none }\nwithout: [preflight, preflight-again, watch-propagation]\n'),
      known,
    );
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines)
      expect(line).toMatch(/^shop.yaml:7:1 {2}without {2}nothing holds .*, or do not leave it out$/);
  });

  test('a step that is left out hands its order on, and texts replace', () => {
    const texts = 'texts: { hand-over: { title: { nl: x, de: x, fr: x, en: x } } }\n';
    const { playbook, issues } = loadPlaybook(
      preset(`answers: { mail: none }\nwithout: [freeze-content]\n${texts}`),
      'f',
      known,
    );
    expect(issues).toEqual([]);
    expect(playbook!.steps.find(({ id }) => id === 'copy-site-delta')!.after).toEqual(['preflight-again']);
    expect(playbook!.steps.find(({ id }) => id === 'hand-over')!.title!.de).toBe('x');
    expect(playbook!.answers).toEqual({ mail: 'none' });
  });
});

const big = (step: (index: number) => string) => graph(...Array.from({ length: 900 }, (_, index) => step(index)));
describe('a hostile playbook costs little', () => {
  const hostile = {
    'many steps': big((index) => `id: a${index}, after: [a${index + 1}]`),
    'as many steps as may be, all knotted': graph(
      ...Array.from(
        { length: 199 },
        (_, index) => `id: a${index}, when: { role: main }, after: [a${(index * 7) % 199}, a${(index * 31) % 199}, b]`,
      ),
    ),
    'many unknown keys': `${sound}${Array.from({ length: 5_000 }, (_, index) => `k${index}: 1\n`).join('')}`,
    'long words': graph(`id: ${'a'.repeat(30_000)}, ${'b'.repeat(30_000)}: 1`),
    'unknown values': graph(`id: lower-ttl, when: { role: [${'mainn, '.repeat(7_000)}] }`),
    'empty steps': `${sound}${'  - \n'.repeat(9_000)}`,
  };
  lint(sound); // the mixes of answers are made once
  for (const [title, text] of Object.entries(hostile))
    test(title, () => {
      const issues = lint(text);
      expect(cpuMs(() => lint(text))).toBeLessThan(100);
      expect(issues.length).toBeGreaterThan(0);
      expect(issues.length).toBeLessThanOrEqual(101);
    });
});
