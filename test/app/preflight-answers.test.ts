import { describe, expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import type { Panels } from '../../src/app/demo/hand.ts';
import { newProject } from '../../src/app/new-project.ts';
import { rehearse } from '../../src/app/rehearse.ts';
import type { Answers } from '../../src/domain/answers.ts';
import type { Store } from '../../src/ports/store.ts';
import { ANNA, smallOffice, withClient } from './small-office.ts';

const give = async (key: string, text: string): Promise<string | undefined> => {
  const { app } = await withClient({ agency: { language: 'en' } });
  const { state } = await answer(app, 'klant.nl', { pairs: [[key, text]] }, ANNA);
  return state.answers.free?.[key];
};

test.each([
  ['certificateAuthority', 'LetsEncrypt.org.', 'letsencrypt.org'],
  ['devServerHost', ' klant.dev.bureau.nl', 'klant.dev.bureau.nl'],
  ['mailSourceHost', 'mail.klant.nl', 'mail.klant.nl'],
  ['siteSourceHost', 'ftp.klant.nl', 'ftp.klant.nl'],
  ['confirmPlan', '0f1e2d3c', '0f1e2d3c'],
  ['newAddresses', '203.0.113.10; 2001:DB8:0:1::80', '203.0.113.10,2001:db8:0:1::80'],
  ['newAddresses', '2001:0db8:0000:0001:0000:0000:0000:0080 2001:db8:0:1::80', '2001:db8:0:1::80'],
])('preflight knows %s=%s', async (key, text, kept) => expect(await give(key, text)).toBe(kept));

test.each([
  ['certificateAuthority', 'Let’s Encrypt', /Write a host name/],
  ['devServerHost', 'https://x.nl/', /Write a host name/],
  ['confirmPlan', 'yes', /Write the token/],
  ['confirmPlans', '0f1e2d3c', /Did you mean confirmPlan\?/],
  ['newAddresses', '203.0.113.10,web', /Write IPv4 and IPv6 addresses/],
  ['newAddresses', ',', /Write IPv4 and IPv6 addresses/],
])('%s=%s is refused', async (key, text, says) => expect(give(key, text)).rejects.toThrow(says));

const byFile = async (file: object): Promise<Answers> => {
  const { app } = await withClient({ agency: { language: 'en' } });
  return (await answer(app, 'klant.nl', { pairs: [], file }, ANNA)).state.answers;
};
const whenMade = async (file: object): Promise<Answers> => {
  const { app } = smallOffice({ agency: { language: 'en' } });
  return (await newProject(app, ['klant.nl'], { playbook: 'small', ...file }, ANNA)).migrations[0]!.state.answers;
};
const set = (name: string, type: string, ...rdatas: string[]) => ({
  set: { name, type, ttlSeconds: 3600, rdatas },
  why: 'so',
});

describe.each([
  ['golive answer', byFile],
  ['golive new', whenMade],
])('records that %s is given', (_how, given) => {
  test.each([
    ['a name in capitals', set('Klant.NL', 'MX', '10 MX.Elders.nl.'), 'klant.nl. MX', '10 mx.elders.nl.'],
    ['a name as people write it', set('klant.nl', 'MX', '10 mail.café.be.'), 'klant.nl. MX', '10 mail.xn--caf-dma.be.'],
    ['a long address', set('v6.klant.nl', 'aaaa', '2001:DB8:0::1'), 'v6.klant.nl. AAAA', '2001:db8::1'],
    [
      'text without blanks',
      set('_dmarc.klant.nl', 'txt', 'v=DMARC1;p=none'),
      '_dmarc.klant.nl. TXT',
      '"v=DMARC1;p=none"',
    ],
    ['one thing twice', set('klant.nl', 'A', '192.0.2.1', '192.0.2.1'), 'klant.nl. A', '192.0.2.1'],
    ['data in figures', set('klant.nl', 'TYPE65400', '\\# 2 ABCD'), 'klant.nl. TYPE65400', '\\# 2 abcd'],
    ['a type in figures', set('klant.nl', 'TYPE65', '1 . alpn=h2'), 'klant.nl. HTTPS', '1 . alpn=h2'],
    ["a host's own word", set('klant.nl', 'alias', 'Site.Host.net.'), 'klant.nl. ALIAS', 'Site.Host.net.'],
  ])('%s is kept in its one spelling', async (_what, change, key, rdata) => {
    const [kept] = (await given({ zoneChanges: [change] })).zoneChanges!;
    if (!('set' in kept!)) throw new Error('it was set');
    expect([`${kept.set.name} ${kept.set.type}`, ...kept.set.rdatas]).toEqual([key, rdata]);
  });

  test('strings that are given apart stay apart', async () => {
    const { zoneChanges, zoneExport } = await given({
      zoneChanges: [set('_ipp.klant.nl', 'TXT', '"a=1" "b=2"')],
      zoneExport: [{ ...set('_ipp.klant.nl', 'TXT', '"a=1b=2"').set, strings: { '"a=1b=2"': '"a=1" "b=2"' } }],
    });
    const kept = { rdatas: ['"a=1b=2"'], strings: { '"a=1b=2"': '"a=1" "b=2"' } };
    expect([zoneChanges, zoneExport]).toMatchObject([[{ set: kept }], [kept]]);
  });

  test.each(['txt', 'TYPE16'])('a record is taken out by its type as %s too', async (type) => {
    const remove = { name: '_dmarc.klant.nl', type };
    expect((await given({ zoneChanges: [{ remove, why: 'so' }] })).zoneChanges).toEqual([
      { remove: { name: '_dmarc.klant.nl.', type: 'TXT' }, why: 'so' },
    ]);
  });

  test.each([
    [
      'text whose blanks would be lost',
      set('klant.nl', 'TXT', 'v=spf1 mx -all'),
      /rdatas\[0\]: "v=spf1 mx -all" is no data of TXT: text with blanks stands in quotes \(write it like "v=spf1 mx -all"\)/,
    ],
    ['text that is half in quotes', set('klant.nl', 'TXT', '"v=spf1" mx'), /text with blanks stands in quotes/],
    [
      'what is no address',
      set('www.klant.nl', 'A', '192.0.2.1', '999.1.1.1'),
      /rdatas\[1\]: "999.1.1.1" is no data of A/,
    ],
    [
      'a target that is not whole',
      set('www.klant.nl', 'CNAME', 'www'),
      /absolute name \(write it like host.example.net.\)/,
    ],
    ['a target without its dot', set('klant.nl', 'MX', '10 mx.elders.nl'), /\(write it like 10 mail.example.net.\)/],
    ['a tag that is none', set('klant.nl', 'CAA', '0 is*sue "x"'), /not a CAA tag/],
    ['no type', set('klant.nl', 'TXTT', 'x'), /"TXTT" is no record type/],
    ['a type that every object has', set('klant.nl', 'constructor', 'x'), /"constructor" is no record type/],
    [
      'a name of another zone',
      set('www', 'A', '192.0.2.1'),
      /zone klant\.nl: www\. Write each name whole, like www\.klant\.nl/,
    ],
    [
      'a name of another zone to take out',
      { remove: { name: 'klant.be', type: 'A' }, why: 'so' },
      /not in the zone klant\.nl: klant\.be/,
    ],
  ])('%s is refused', async (_what, change, says) => {
    await expect(given({ zoneChanges: [change] })).rejects.toThrow(says);
  });

  test('addresses in a file are read like all others', async () => {
    const kept = await given({ free: { newAddresses: '203.0.113.10 2001:DB8::0:80' } });
    expect(kept.free).toEqual({ newAddresses: '203.0.113.10,2001:db8::80' });
    await expect(given({ free: { newAddresses: 'web' } })).rejects.toThrow(
      /newAddresses: "web" is no list of addresses/,
    );
  });
});

test('what was kept before it had one spelling is still read, and other answers can be given', async () => {
  const { app, writes } = await withClient({ agency: { language: 'en' } });
  const zoneChanges = [{ set: { name: 'www.', type: 'txt', ttlSeconds: 60, rdatas: ['v=spf1 mx -all'] }, why: 'so' }];
  const old = { zoneChanges, free: { newAddresses: 'web, 2001:DB8::0:1' } } as unknown as Partial<Answers>;
  await writes('klant.nl', { type: 'answered', answers: old });
  const { state } = await answer(app, 'klant.nl', { pairs: [['mailTo', 'Microsoft 365']] }, ANNA);
  expect(state.answers).toMatchObject({ ...old, mailTo: 'Microsoft 365' });
});

test('a rehearsal takes no address of the real side along, least of all one that could not be given any more', async () => {
  const { app, writes } = await withClient();
  await writes('klant.nl', { type: 'answered', answers: { free: { newAddresses: 'web', mandate: 'yes' } } });
  const taken: unknown[] = [];
  const createProject: Store['createProject'] = async (_project, [first]) => {
    taken.push(first!.events[0]!.event);
    throw new Error('so far');
  };
  const simulated = { ...app, store: Object.assign(Object.create(app.store), { createProject }) };
  const parts = { simulate: () => ({ app: simulated, panels: {} as Panels }) };
  await expect(rehearse(app, 'klant.nl', parts, new AbortController().signal)).rejects.toThrow('so far');
  expect(taken).toMatchObject([{ answers: { free: { mandate: 'yes' } } }]);
  expect(JSON.stringify(taken)).not.toContain('newAddresses');
});
