import { expect, test } from 'vitest';
import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { newProject } from '../../src/app/new-project.ts';
import { rehearse } from '../../src/app/rehearse.ts';
import { playbooksOf } from '../../src/compose/app.ts';
import { rehearsalParts } from '../../src/compose/demo.ts';
import type { Answers, Role } from '../../src/domain/answers.ts';
import { DAY } from '../../src/domain/time.ts';
import { ANNA, FRIDAY, smallOffice } from './small-office.ts';

type Site = NonNullable<Answers['site']>;
type Given = Partial<Answers> & { readonly playbook?: string; readonly role?: Role };

/** Rehearses klant.nl with what its answers are; the real side is a train without a network. */
async function rehearsed(given: Given) {
  const { app } = smallOffice({}, jumpingClock(FRIDAY));
  const { playbooks } = await playbooksOf(app.config);
  const office = { ...app, playbooks: async () => playbooks };
  await newProject(office, ['klant.nl'], given as never, ANNA);
  const { status, steps, endedMs } = await rehearse(
    office,
    'klant.nl',
    await rehearsalParts(),
    new AbortController().signal,
  );
  const open = steps.filter(({ doneMs }) => doneMs === undefined).map(({ step }) => step.id);
  const days = (endedMs - FRIDAY) / DAY;
  return { status, days, stuck: status === 'done' ? [] : open.slice(0, 3) };
}

const axes = (
  registration: Answers['registration'],
  hosting: Answers['hosting'],
  mail: Answers['mail'],
  nameServers: Answers['nameServers'],
) => ({ registration, hosting, mail, nameServers });
const site = (source: Site['source'], database: boolean, canonicalHost = 'www.klant.nl') => ({
  site: { source, canonicalHost, redirects: ['klant.nl'], database },
});
const ALL = axes('moves', 'moves', 'moves', 'switch');
const INTERRUPTED = { playbook: 'move-with-interruption' };

test('a rehearsal says where a move stops that would stop', async () => {
  const cuts = { free: { losingRegistrarCuts: 'yes' } };
  const { status, stuck, days } = await rehearsed({ ...axes('moves', 'stays', 'stays', 'stays'), ...cuts });
  expect({ status, stuck: stuck[0] }).toEqual({ status: 'halted', stuck: 'obtain-authcode' });
  expect(days).toBeLessThan(5);
});

test.each<readonly [string, Given]>([
  ['everything, as it is asked for without an interview', { ...ALL }],
  ['everything, a site of files alone', { ...ALL, ...site('old-host', false) }],
  ['everything, a site with a database, without www', { ...ALL, ...site('old-host', true, 'klant.nl') }],
  ['a site built at the new place', { ...axes('ours', 'moves', 'none', 'switch'), ...site('in-place', true) }],
  ['a site from a test server', { ...axes('moves', 'moves', 'ours', 'switch'), ...site('dev-server', false) }],
  ['mail alone, the rest is ours and live', { ...axes('ours', 'ours', 'moves', 'ours'), ...site('in-place', true) }],
  ['with interruption, registration stays', { ...axes('stays', 'moves', 'moves', 'switch'), ...INTERRUPTED }],
  ['with interruption, registration ours', { ...axes('ours', 'moves', 'moves', 'switch'), ...INTERRUPTED }],
  ['registration moves, name servers stay', axes('moves', 'stays', 'stays', 'stays')],
  ['the first option', axes('ours', 'ours', 'ours', 'ours')],
  ['the second option', axes('stays', 'ours', 'ours', 'ours')],
  ['the fourth option', axes('stays', 'stays', 'stays', 'stays')],
  ['a domain that leads on', { ...axes('stays', 'moves', 'moves', 'switch'), role: 'redirect' }],
  ['a domain with mail alone', { ...axes('stays', 'moves', 'moves', 'switch'), role: 'mail-only' }],
  ['a domain with a site alone', { ...axes('stays', 'moves', 'moves', 'stays'), role: 'site-only' }],
])('a rehearsal ends done: %s', async (_title, given) => {
  expect(await rehearsed(given)).toMatchObject({ status: 'done', stuck: [] });
});
