import { describe, expect, test } from 'vitest';
import type { PreflightJudgement } from '../../src/checks/preflight.ts';
import type { PreflightContext } from '../../src/checks/preflight-sight.ts';
import type { Answers } from '../../src/domain/answers.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { Hosting } from '../../src/ports/hosting.ts';
import type { Made } from './preflight-world.ts';
import { PreflightWorld, ZONE } from './preflight-world.ts';

const IS = '198.51.100.80';
const ELSEWHERE = '203.0.113.80';
const DARK = { status: 404 };
const CAA = '@ CAA 0 issue "digicert.com"';
/** The site's hosts, by both schemes, at one address. */
const everywhere = (address: string, answer: object): NonNullable<Made['web']> =>
  Object.fromEntries(
    ['klant.nl', 'www.klant.nl'].flatMap((host) =>
      ['http', 'https'].map((scheme) => [`${scheme}://${host}@${address}`, answer]),
    ),
  );
const OPEN = 'preflight.fix.site-standing';
const NOT_OPEN = `SITE_UNREACHABLE ${ZONE} ${OPEN}`;
const OURS: Partial<Answers> = { registration: 'stays', hosting: 'ours' };
const toldOf = ({ verdict, findings }: PreflightJudgement) => [
  verdict,
  ...findings.map(({ tag, subject, fix, severity }) => [tag, subject, fix?.text, severity].join(' ').trim()).sort(),
];
const SILENT = { outcome: 'unreachable' } as const;
/** What is said where no host gives a page. */
const noPage = (verdict: string, severity = '', address = IS) => [
  verdict,
  ...['http://klant.nl/', 'http://www.klant.nl/', 'https://klant.nl/', 'https://www.klant.nl/'].map((url) =>
    `SITE_UNREACHABLE ${url} ${address} ${OPEN} ${severity}`.trim(),
  ),
];

/** @param published what the host's API says; `undefined`: there is none */
function world(made: Made = {}, published?: boolean | null): PreflightWorld {
  const made_ = new PreflightWorld(made);
  if (published === undefined) return made_;
  const service = async () =>
    published === null ? undefined : { addresses: [IS], databases: [], certificateFor: [], published, frozen: false };
  return Object.assign(made_, { ports: { ...made_.ports, newHosting: { service } as unknown as Hosting } });
}

describe('a site that stands with us already, where this move has no step that opens it', () => {
  test.each<[string, PreflightWorld, string[]]>([
    ['is open', world({}, true), ['go']],
    ['is open, as far as can be seen', world(), ['go']],
    ['is not published, as its host says', world({}, false), ['no-go', NOT_OPEN]],
    [
      'is not published, and somebody’s front page stands there all the same',
      world({ web: everywhere(IS, { body: 'Coming soon' }) }, false),
      ['no-go', NOT_OPEN],
    ],
    ['answers nobody', world({ web: everywhere(IS, SILENT) }, null), noPage('no-go')],
    [
      'answers nobody, though its host says that it is open',
      world({ web: everywhere(IS, SILENT) }, true),
      noPage('no-go'),
    ],
    ...[401, 403, 404, 503].flatMap((status): [string, PreflightWorld, string[]][] => [
      [`answers ${status}`, world({ web: everywhere(IS, { status }) }, null), noPage('go', 'warning')],
      [`answers ${status} and is open`, world({ web: everywhere(IS, { status }) }, true), noPage('go', 'warning')],
      [`answers ${status} and is not open`, world({ web: everywhere(IS, { status }) }, false), ['no-go', NOT_OPEN]],
    ]),
    [
      'answers by one way of four, with a password',
      world({ web: { ...everywhere(IS, SILENT), [`http://www.klant.nl@${IS}`]: { status: 401 } } }),
      noPage('go', 'warning'),
    ],
    [
      'has a certificate that nobody accepts, and a password',
      world({ web: { ...everywhere(IS, { status: 401 }), [`https://klant.nl@${IS}`]: { outcome: 'tls-failed' } } }),
      [
        'go',
        `CERTIFICATE_INVALID https://klant.nl/ ${IS} preflight.fix.CERTIFICATE_INVALID warning`,
        ...noPage('go', 'warning')
          .slice(1)
          .filter((line) => !line.includes(' https://klant.nl/ ')),
      ],
    ],
    ['is open, with a certificate that could not be renewed any more', world({ old: [CAA], new: [CAA] }, true), ['go']],
    [
      'works as badly as it always has',
      world({ web: { [`https://klant.nl@${IS}`]: { outcome: 'tls-failed' }, [`http://klant.nl@${IS}`]: DARK } }, true),
      ['go'],
    ],
  ])('%s', async (_title, made, told) => {
    expect(toldOf(await made.migration(OURS))).toEqual(told);
  });

  test('is tried where it gets another address, and has to work there as one that moves', async () => {
    const zoneChanges = [{ set: rrset(ZONE, 'A', 3600, [ELSEWHERE]), why: 'another machine of ours' }];
    const made: Made = { new: [`-@ A ${IS}`, `@ A ${ELSEWHERE}`] };
    const tried = async (answer: object) => {
      const judged = await world({ ...made, web: { [`https://klant.nl@${ELSEWHERE}`]: answer } }, true).migration({
        ...OURS,
        zoneChanges,
        free: { confirmPlan: '00000000' },
      });
      return [...new Set(judged.findings.map(({ tag }) => tag))].filter((tag) => tag !== 'SITE_DIFFERS');
    };
    expect(await tried({})).toEqual([]);
    expect(await tried(DARK)).toEqual(['SITE_UNREACHABLE']);
    expect(await tried({ outcome: 'tls-failed' })).toEqual(['CERTIFICATE_INVALID']);
  });

  test.each([true, null])(
    'is warned of only where it stays on its address, as far as its host says: %s',
    async (open) => {
      const zoneChanges = [{ set: rrset(ZONE, 'A', 3600, [ELSEWHERE]), why: 'another machine of ours' }];
      const made: Made = {
        old: ['-www.klant.nl. CNAME klant.nl.', `www.klant.nl. A ${IS}`],
        new: [`-@ A ${IS}`, `@ A ${ELSEWHERE}`, '-www.klant.nl. CNAME klant.nl.', `www.klant.nl. A ${IS}`],
        web: { ...everywhere(IS, { status: 401 }), ...everywhere(ELSEWHERE, { status: 401 }) },
      };
      const judged = await world(made, open).migration({ ...OURS, zoneChanges, free: { confirmPlan: '00000000' } });
      expect(judged.verdict).toBe('no-go');
      const loud = judged.findings
        .filter(({ tag }) => tag === 'SITE_UNREACHABLE')
        .map((one) => [one.subject, one.severity]);
      expect(Object.fromEntries(loud)).toEqual({
        [`http://klant.nl/ ${ELSEWHERE}`]: undefined,
        [`https://klant.nl/ ${ELSEWHERE}`]: undefined,
        [`http://www.klant.nl/ ${IS}`]: open === true ? 'warning' : undefined,
        [`https://www.klant.nl/ ${IS}`]: open === true ? 'warning' : undefined,
      });
    },
  );

  test.each<[string, Partial<Answers>, Partial<PreflightContext>]>([
    ['what stays elsewhere', { ...OURS, hosting: 'stays' }, {}],
    ['a domain that only leads on', OURS, { role: 'redirect' }],
    ['a site that its own step opens', { ...OURS, nameServers: 'ours', mail: 'stays' }, {}],
  ])('is not %s', async (_title, answers, ctx) => {
    const made = world({ web: everywhere(IS, DARK) }, false);
    const all = { mail: 'stays', nameServers: 'switch', newNameServers: ['ns1.nieuw.nl', 'ns2.nieuw.nl'], ...answers };
    const judged = await made.judge({ ...ctx, answers: all as Answers });
    expect(judged.findings.filter(({ tag }) => tag === 'SITE_UNREACHABLE')).toEqual([]);
    expect(made.visited).toEqual([]);
  });

  test('is looked at where records change in a zone of ours as well', async () => {
    const made = world({ delegatedTo: ['ns1.oud.nl.', 'ns2.oud.nl.'] }, false);
    const zoneChanges = [{ set: rrset(ZONE, 'MX', 3600, ['10 mx.elders.nl.']), why: 'the new mail service' }];
    const answers: Answers = { registration: 'ours', hosting: 'ours', mail: 'moves', nameServers: 'ours', zoneChanges };
    const judged = await made.judge({ answers });
    expect(toldOf(judged)).toContain(NOT_OPEN);
    expect(judged.verdict).toBe('no-go');
  });

  test.each([
    ['answers 401', { status: 401 }, 'warning'],
    ['answers nobody', SILENT, undefined],
  ] as const)('where only mail moves in a zone of ours, and it %s', async (_title, answer, severity) => {
    const made = world({ delegatedTo: ['ns1.oud.nl.', 'ns2.oud.nl.'], web: everywhere(IS, answer) });
    const zoneChanges = [{ set: rrset(ZONE, 'MX', 3600, ['10 mx.elders.nl.']), why: 'the new mail service' }];
    const answers: Answers = { registration: 'ours', hosting: 'ours', mail: 'moves', nameServers: 'ours', zoneChanges };
    const { verdict, findings } = await made.judge({ answers });
    const loud = findings.flatMap(({ tag, severity: is }) => (tag === 'SITE_UNREACHABLE' ? [is] : []));
    expect(loud).toEqual([severity, severity, severity, severity]);
    expect(verdict).toBe(severity === undefined ? 'no-go' : 'go');
  });
});
