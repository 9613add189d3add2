import { beforeEach, describe, expect, test } from 'vitest';
import { answer, answerSecret } from '../../src/app/answer.ts';
import { letterDocument } from '../../src/app/letters/document.ts';
import type { LetterFacts } from '../../src/app/letters/facts.ts';
import { letterFactsOf } from '../../src/app/letters/facts.ts';
import { LETTERS } from '../../src/app/letters/ids.ts';
import { LETTER_COLUMNS, plainValue } from '../../src/app/letters/lay-out.ts';
import { writeLetter } from '../../src/app/letters/write.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import { schemaDocument } from '../../src/app/schema-document.ts';
import { LANGUAGES, message } from '../../src/domain/message.ts';
import { forgetSecrets } from '../../src/domain/scrub.ts';
import { Secret } from '../../src/domain/secret.ts';
import { TLD_TABLE } from '../../src/registration/tld-table.ts';
import { playbookOf, stepAfter } from '../domain/playbooks.ts';
import fc from '../fast-check.ts';
import { fits } from './json-schema.ts';
import { bare, full, styleIn } from './letter-facts.ts';
import type { Office } from './small-office.ts';
import { ANNA, FRIDAY, smallOffice } from './small-office.ts';

const DOMAINS = TLD_TABLE.map(({ tld }) => `bakkerij-dezon.${{ '*': 'shop', '?': 'se', uk: 'co.uk' }[tld] ?? tld}`);
const EVERY = DOMAINS.flatMap((domain) =>
  LETTERS.flatMap((which) =>
    LANGUAGES.flatMap((language) => [full(domain), bare(domain)].map((facts) => ({ domain, which, language, facts }))),
  ),
);

describe('every letter × every row of the table × every language, with all and with nothing known', () => {
  const written = EVERY.map((one) => ({ ...one, letter: writeLetter(one.which, one.facts, styleIn(one.language)) }));
  const where = ({ domain, which, language }: (typeof EVERY)[number]) => `${which} ${domain} ${language}`;

  test('leaves no place unfilled and shows nothing of how it was made', () =>
    expect(
      written
        .filter(({ letter }) => /[{}]|undefined|null|NaN|\[object|letter\.|Invalid Date/.test(letter.text))
        .map(where),
    ).toEqual([]));
  test('has lines of at most 72 characters, without blanks at their ends', () =>
    expect(
      written
        .filter(({ letter }) =>
          letter.text.split('\n').some((line) => [...line].length > LETTER_COLUMNS || / $|^ +$/.test(line)),
        )
        .map(where),
    ).toEqual([]));
  test('begins with its subject, and names the domain as people write it', () => {
    const first = { nl: 'Onderwerp: ', de: 'Betreff: ', fr: 'Objet : ', en: 'Subject: ' };
    expect(
      written
        .filter(
          ({ domain, language, letter }) =>
            !letter.text.replaceAll('\n  ', ' ').startsWith(`${first[language]}${letter.subject}\n\n`) ||
            !letter.subject.includes(domain),
        )
        .map(where),
    ).toEqual([]);
  });
  test('has no dash in the place of a comma, no double blank, no doubled stop, no sign at a line’s beginning', () =>
    expect(written.filter(({ letter }) => /[–—]|[^\n ] {2,}|\.\.|,,|^[;:!?.,]/m.test(letter.text)).map(where)).toEqual(
      [],
    ));
  test('uses the polite form', () => {
    const familiar = {
      nl: /\b(?:jij|jou|jouw|je)\b/i,
      de: /\b(?:du|dich|dir|dein\w*|ihr euch|euer)\b/,
      fr: /\b(?:tu|toi|ton|tes)\b/i,
      en: /$^/,
    };
    expect(written.filter(({ letter, language }) => familiar[language].test(letter.text)).map(where)).toEqual([]);
  });
  test('speaks of a code or of a tag as the ending has it, and of days only where a rule names them', () => {
    for (const { domain, which, letter, facts } of written) {
      if (which.endsWith('-tag')) expect(letter.text).toMatch(/IPS/);
      else expect(letter.text).not.toMatch(/IPS/);
      const { codeLifetimeSeconds, codeDueDays } = facts.rule;
      const days = [codeLifetimeSeconds, codeDueDays].map((cell) => 'value' in cell);
      if (which === 'customer-code' && domain.endsWith('.be'))
        expect([days, /\b7\b/.test(letter.text)]).toEqual([[true, false], true]);
      if (which === 'customer-code' && domain.endsWith('.se') && facts.customer === undefined)
        expect(letter.text).not.toMatch(/\d/);
    }
  });
  test('asks for a lock to be lifted only where one would show, and names its status nowhere else', () => {
    for (const { which, letter, facts } of written) {
      const lock = 'value' in facts.rule.lock ? facts.rule.lock.value : undefined;
      if (lock !== 'observable') expect(letter.text).not.toContain('clientTransferProhibited');
      else if (which === 'losing-registrar-code') expect(letter.text).toContain('clientTransferProhibited');
    }
    const hidden = {
      ...bare('klant.example'),
      rule: { ...TLD_TABLE[0]!, lock: { ...TLD_TABLE[0]!.lock, value: 'hidden' as const, by: 'registry' as const } },
    };
    expect(writeLetter('losing-registrar-code', hidden, styleIn('en')).text).toContain(
      'any transfer lock that there is',
    );
  });
  test('an assumed time is told as one', () => {
    const outage = { ...full('klant.io').outage!, isAssumed: true as const };
    for (const language of LANGUAGES) {
      const [sure, assumed] = [{}, { outage }].map((more) =>
        writeLetter('customer-interruption', { ...full('klant.io'), ...more }, styleIn(language)).text.replace(
          /\s+/g,
          ' ',
        ),
      );
      expect(sure).not.toBe(assumed);
      expect(assumed).toMatch(/niet bekendgemaakt|nicht veröffentlicht|pas publiée|not published/);
      expect(assumed).toMatch(/\b1\b.*\b48\b.*\b49\b/);
    }
  });
  const flat = (which: (typeof LETTERS)[number], facts: LetterFacts) =>
    writeLetter(which, facts, styleIn('en')).text.replace(/\s+/g, ' ');
  test.each<[part: string, isTransferred: boolean, leaves: LetterFacts['leaves'], stays: LetterFacts['stays'], RegExp]>(
    [
      ['all', true, 'hosting-mail-dns', [], /klant\.io is moving to us/],
      ['the name alone', true, 'nothing', ['hosting', 'mail', 'dns'], /klant\.io is moving to us/],
      ['site and mail', false, 'hosting-mail', ['domain', 'dns'], /klant\.io is moving to us/],
      ['the site', false, 'hosting-dns', ['domain', 'mail'], /The website of klant\.io is moving\./],
      ['the mail', false, 'mail', ['domain', 'hosting', 'dns'], /The mail of klant\.io is moving\./],
      ['a new site', false, 'nothing', ['domain', 'mail', 'dns'], /We are working on klant\.io\./],
    ],
  )('what stays is never to be cancelled, where there moves: %s', (_part, isTransferred, leaves, stays, begins) => {
    const PARTS = { domain: 'domain name itself', hosting: 'hosting', mail: 'mail', dns: 'DNS \\(the name servers\\)' };
    for (const facts of [full('klant.io'), bare('klant.io')]) {
      const text = flat('customer-keep', { ...facts, isTransferred, leaves, stays });
      expect(text).toMatch(begins);
      for (const [part, name] of Object.entries(PARTS))
        expect([part, new RegExp(`The ${name} stays where it is: do not cancel it`).test(text)]).toEqual([
          part,
          (stays as readonly string[]).includes(part),
        ]);
      expect(text.includes('(domain, hosting, mail)')).toBe(stays.length === 0);
    }
  });
  test('a zone that stays is never told to go', () => {
    for (const which of ['losing-registrar-question', 'losing-registrar-code', 'losing-registrar-tag'] as const)
      for (const facts of [full('klant.co.uk'), bare('klant.co.uk')]) {
        expect(flat(which, facts)).toMatch(/until we tell you that it may go|up to and including/);
        const text = flat(which, { ...facts, stays: ['dns'] });
        expect(text).not.toMatch(/may go|up to and including/);
        expect(text).toMatch(/name servers (?:of klant\.co\.uk )?stay the same/);
      }
  });
  test('shows a gap where a value is missing, and says which', () => {
    const isName = (gap: string) => /\b(?:uw naam|Ihr Name|votre nom|your name)\]$/.test(gap);
    // Who signs is missing where nothing is known, in every letter.
    for (const { letter, facts } of written) expect(letter.gaps.some(isName)).toBe(facts.owner === undefined);
    const gaps = written.filter(({ letter }) => letter.gaps.some((gap) => !isName(gap)));
    expect(new Set(gaps.map(({ which, facts }) => `${which} ${facts.customer ?? ''}`))).toEqual(
      new Set(['customer-tag ', 'losing-registrar-tag ', 'customer-interruption ']),
    );
    for (const { letter } of gaps)
      for (const gap of letter.gaps) {
        expect(gap).toMatch(/^\[.*\]$/);
        expect(letter.text.replace(/\s+/g, ' ')).toContain(gap);
      }
    const others = written.filter(({ letter }) => letter.gaps.length === 0);
    expect(others.filter(({ letter }) => /[[\]]/.test(letter.text)).map(where)).toEqual([]);
  });
});

describe('names that mean harm', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constantFrom(
      '\u001b[31mred\u001b[0m',
      'a\r\nBcc: x@example.org',
      'evil\u202egnp.exe',
      '{domain} {customer} {x:time}',
      'zero\u200bwidth',
      '\u2028\u2029',
      'x'.repeat(500),
      '\ud800',
      '-- \nOn Monday',
      '',
      '   ',
    ),
  );
  test('a customer, a contact, an owner and an agency cannot steer a letter or break its lines', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...LETTERS), fc.constantFrom(...LANGUAGES), (name, which, language) => {
        const plain = plainValue(name);
        const facts: LetterFacts = {
          ...full('klant.nl'),
          ...(plain === '' ? {} : { customer: plain, owner: plain, agency: plain }),
          contacts: plain === '' ? [] : [{ name: plain, parts: ['login-owner', 'approver'] }],
        };
        const { text } = writeLetter(which, facts, styleIn(language));
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u);
        for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(LETTER_COLUMNS);
        // As many paragraphs as with a harmless name.
        const paragraphs = (letter: string) => letter.split('\n\n').length;
        const harmless = writeLetter(
          which,
          {
            ...facts,
            ...(plain === ''
              ? {}
              : {
                  customer: 'x',
                  owner: 'x',
                  agency: 'x',
                  contacts: facts.contacts.map((contact) => ({ ...contact, name: 'x' })),
                }),
          },
          styleIn(language),
        );
        expect(paragraphs(text)).toBe(paragraphs(harmless.text));
      }),
      { numRuns: 600 },
    );
  });
});

const TRANSFER = playbookOf(
  [
    stepAfter('collect-access', [], { owner: 'login-owner' }),
    stepAfter('ask-losing-registrar', []),
    stepAfter('unlock-domain', ['collect-access', 'ask-losing-registrar']),
    stepAfter('obtain-authcode', ['unlock-domain']),
    stepAfter('request-transfer', ['obtain-authcode'], { pointOfNoReturn: true }),
    stepAfter('confirm-transfer', ['request-transfer']),
    stepAfter('watch-transfer', ['confirm-transfer']),
    stepAfter('close-old-service', ['watch-transfer'], { params: { graceDays: 5 } }),
  ],
  { id: 'transfer', answers: { registration: 'moves', hosting: 'moves', mail: 'none', nameServers: 'switch' } },
);

describe('a migration’s letters', () => {
  let office: Office;
  const start = async (domain: string, more: object = {}) => {
    const app = {
      ...office.app,
      playbooks: async () =>
        new Map([
          [TRANSFER.id, TRANSFER],
          ['interrupted', { ...TRANSFER, id: 'interrupted', interruption: 'accepted' as const }],
        ]),
    };
    const { migrations } = await newProject(
      app,
      [domain],
      {
        playbook: 'transfer',
        customer: 'Klant BV',
        language: 'fr',
        contacts: [{ name: 'Jürgen Groß', mail: 'j@klant.example', language: 'de', parts: ['login-owner'] }],
        ...more,
      } as never,
      ANNA,
    );
    await say(app, domain, 'approve', {}, ANNA);
    return migrations[0]!.state.id;
  };
  const fitting = async (domain: string) =>
    (await letterDocument(office.app, domain, {})).fitting.map(({ which, step }) => `${which} ${step}`);
  const asked = { task: { text: message('task.nothing'), owner: 'login-owner', closesOnWord: true } } as const;
  const through = async (domain: string, ...steps: readonly string[]) => {
    for (const step of steps) await office.engineSays(domain, step, 'observedDone');
  };
  beforeEach(() => {
    office = smallOffice({ agency: { name: 'Voorbeeld Media', language: 'nl' } });
  });

  test('those that fit follow the step that waits', async () => {
    await start('klant.nl');
    expect(await fitting('klant.nl')).toEqual([
      'losing-registrar-question ask-losing-registrar',
      'customer-access collect-access',
      'customer-keep watch-transfer',
    ]);
    await through('klant.nl', 'collect-access', 'ask-losing-registrar');
    // Its turn has come, and nobody knows yet whether the gate lets it.
    expect(await fitting('klant.nl')).toEqual(['customer-keep watch-transfer']);
    await office.engineSays('klant.nl', 'unlock-domain', 'blocked', { blocked: { reason: message('task.nothing') } });
    expect(await fitting('klant.nl')).toEqual(['customer-keep watch-transfer']);
    await office.engineSays('klant.nl', 'unlock-domain', 'asked', asked);
    expect(await fitting('klant.nl')).toEqual([
      'losing-registrar-code unlock-domain',
      'customer-code unlock-domain',
      'customer-keep watch-transfer',
    ]);
    await through('klant.nl', 'unlock-domain', 'obtain-authcode', 'request-transfer');
    await office.engineSays('klant.nl', 'confirm-transfer', 'asked', asked);
    expect(await fitting('klant.nl')).toEqual(['customer-confirm confirm-transfer', 'customer-keep watch-transfer']);
    await through('klant.nl', 'confirm-transfer');
    await office.engineSays('klant.nl', 'watch-transfer', 'asked', asked);
    // What is at once at the registry waits for nobody's yes.
    expect(await fitting('klant.nl')).toEqual(['customer-keep watch-transfer']);
    await through('klant.nl', 'watch-transfer');
    expect(await fitting('klant.nl')).toEqual(['customer-keep close-old-service']);
    await through('klant.nl', 'close-old-service');
    expect(await fitting('klant.nl')).toEqual([]);
  });

  test('a lock that is off is asked for no more', async () => {
    await start('klant.com');
    await through('klant.com', 'collect-access', 'ask-losing-registrar');
    const letters = async () =>
      Promise.all(
        ['customer-code', 'losing-registrar-code'].map(
          async (which) => (await letterDocument(office.app, 'klant.com', { which, language: 'en' })).letter!.text,
        ),
      );
    await office.engineSays('klant.com', 'unlock-domain', 'asked', asked);
    for (const text of await letters()) expect(text).toContain('lift the transfer lock');
    await through('klant.com', 'unlock-domain');
    await office.engineSays('klant.com', 'obtain-authcode', 'asked', asked);
    for (const text of await letters()) expect(text).not.toContain('lock of');
  });

  test('a .uk name has a tag letter when the transfer is asked for, and never one about a code', async () => {
    await start('klant.co.uk');
    await through('klant.co.uk', 'collect-access', 'ask-losing-registrar');
    await office.engineSays('klant.co.uk', 'unlock-domain', 'asked', asked);
    expect(await fitting('klant.co.uk')).toEqual(['customer-keep watch-transfer']);
    await through('klant.co.uk', 'unlock-domain', 'obtain-authcode');
    await office.engineSays('klant.co.uk', 'request-transfer', 'asked', asked);
    await answer(office.app, 'klant.co.uk', { pairs: [['gainingTag', 'voorbeeld']] }, ANNA);
    expect(await fitting('klant.co.uk')).toEqual([
      'losing-registrar-tag request-transfer',
      'customer-tag request-transfer',
      'customer-keep watch-transfer',
    ]);
    const { letter } = await letterDocument(office.app, 'klant.co.uk', { which: 'losing-registrar', language: 'en' });
    expect(letter).toMatchObject({ which: 'losing-registrar-tag', gaps: [] });
    expect(letter!.text).toContain('VOORBEELD');
  });

  test.each<[domain: string, which: string, code: string, says: RegExp]>([
    ['klant.nl', 'losing-registrar-code', 'not-allowed', /the transfer may not begin yet/],
    ['klant.nl', 'customer-code', 'not-allowed', /the transfer may not begin yet/],
    ['klant.nl', 'customer-tag', 'not-allowed', /names under \.nl move by a transfer code, not by a tag/],
    ['klant.se', 'losing-registrar-tag', 'not-allowed', /not by a tag/],
    ['klant.co.uk', 'losing-registrar-code', 'not-allowed', /names under \.uk move by a tag/],
    ['klant.co.uk', 'losing-registrar-tag', 'not-allowed', /may not begin yet/],
    ['klant.co.uk', 'customer-confirm', 'not-allowed', /by a tag, which nobody confirms/],
    ['klant.nl', 'customer-interruption', 'not-allowed', /without interruption/],
    ['klant.nl', 'customer-acess', 'usage', /Did you mean customer-access\?/],
    ['klant.nl', '\u001b[31m', 'usage', /There are customer-access/],
  ])('%s %s is refused', async (domain, which, code, says) => {
    await start(domain);
    await expect(letterDocument(office.app, domain, { which })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(says),
    });
  });

  test('whoever gets it gets it in their language, with what is known and nothing else', async () => {
    const id = await start('klant.nl');
    await through('klant.nl', 'collect-access');
    const { letter } = await letterDocument(office.app, 'klant.nl', { which: 'customer-keep' });
    expect(letter).toMatchObject({ language: 'de', addressee: { name: 'Jürgen Groß', mail: 'j@klant.example' } });
    expect(letter!.text).toMatch(
      /Guten Tag Jürgen Groß,[\s\S]*bis wir Ihnen\n {2}schreiben, dass[\s\S]*Mit freundlichen Grüßen\n\nVoorbeeld Media\n$/,
    );
    const question = await letterDocument(office.app, 'klant.nl', { which: 'losing-registrar' });
    expect(question.letter).toMatchObject({ which: 'losing-registrar-question', language: 'fr' });
    expect(question.letter).not.toHaveProperty('addressee');
    expect((await letterDocument(office.app, 'klant.nl', { which: 'customer', language: 'nl' })).letter).toMatchObject({
      which: 'customer-keep',
      language: 'nl',
    });
    const worstCaseAtMs = FRIDAY + 10 * 86_400_000;
    await office.engineSays('klant.nl', 'watch-transfer', 'waitFor', {
      waitsFor: { for: 'time', untilMs: FRIDAY, lookAgainMs: FRIDAY, reason: message('task.nothing') },
    });
    await office.engineSays('klant.nl', 'close-old-service', 'waitFor', {
      facts: { untilMs: worstCaseAtMs },
      waitsFor: { for: 'time', untilMs: FRIDAY, lookAgainMs: FRIDAY, reason: message('task.nothing') },
    });
    expect(letterFactsOf(await load(office.app, id), office.app.config.agency).keepUntilMs).toBe(worstCaseAtMs);
    const dated = await letterDocument(office.app, 'klant.nl', { which: 'customer-keep', language: 'en' });
    expect(dated.letter!.text.replace(/\s+/g, ' ')).toMatch(/before Tuesday,? 1 December 2026/);
  });

  test('what leaves and what stays follow from the answers', async () => {
    const id = await start('klant.nl', { mail: 'stays', nameServers: 'stays' });
    const facts = letterFactsOf(await load(office.app, id), office.app.config.agency);
    expect(facts).toMatchObject({ leaves: 'hosting', stays: ['mail', 'dns'] });
  });

  const NONE = { registration: 'ours', hosting: 'ours', mail: 'ours', nameServers: 'ours' };
  test.each<[answers: object, access: readonly string[]]>([
    [{}, ['registrar', 'registrant-mail', 'dns', 'hosting']],
    [{ mail: 'moves' }, ['registrar', 'registrant-mail', 'dns', 'hosting', 'mail']],
    [{ mail: 'moves', role: 'mail-only' }, ['registrar', 'registrant-mail', 'dns', 'mail']],
    [{ ...NONE, nameServers: 'switch' }, ['dns']],
    [{ ...NONE, nameServers: 'switch', registration: 'stays' }, ['registrar', 'dns']],
    [{ ...NONE, registration: 'moves' }, ['registrar', 'registrant-mail']],
    [{ ...NONE, registration: 'stays', nameServers: 'stays', hosting: 'moves' }, ['dns', 'hosting']],
    [{ ...NONE, registration: 'stays', mail: 'moves' }, ['mail']],
  ])('access is asked for only to what is elsewhere and needed: %j', async (answers, access) => {
    const id = await start('klant.nl', answers);
    expect(letterFactsOf(await load(office.app, id), office.app.config.agency).access).toEqual(access);
    const asked = { which: 'customer-access', language: 'en' } as const;
    const text = (await letterDocument(office.app, 'klant.nl', asked)).letter!.text.replace(/\s+/g, ' ');
    for (const [part, says] of Object.entries({
      registrar: 'the account in which klant.nl is registered',
      'registrant-mail': 'the registrar has on file for the registrant',
      dns: 'where the DNS of klant.nl is managed today',
      hosting: 'the present hosting of the website',
      mail: 'access to each mailbox',
    }))
      expect([part, text.includes(says)]).toEqual([part, access.includes(part)]);
    expect(text.match(/ - /g)).toHaveLength(access.length);
  });
  test('where nothing that is needed is elsewhere, nobody is asked for access', async () => {
    await start('klant.nl', NONE);
    expect(await fitting('klant.nl')).not.toContain('customer-access collect-access');
    await expect(letterDocument(office.app, 'klant.nl', { which: 'customer-access' })).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringMatching(/nothing that the move needs is elsewhere/),
    });
  });

  test('an agency without a name, and a project without a customer, leave their lines out', async () => {
    office = smallOffice({});
    await start('café.nl', { customer: undefined, contacts: [] });
    const { letter } = await letterDocument(office.app, 'café.nl', { which: 'losing-registrar', language: 'en' });
    expect(letter!.text).toContain('on behalf of the registrant of café.nl.');
    // The login of whoever began it is no name to sign with.
    expect(letter!.text).toMatch(/Kind regards,\n\n\[fill in: your name\]\non behalf of the registrant of café\.nl\n$/);
    expect(letter!.gaps).toEqual(['[fill in: your name]']);
  });

  test('an owner who was named signs', async () => {
    await start('klant.nl', { owner: 'Anna de Vries' });
    const { letter } = await letterDocument(office.app, 'klant.nl', { which: 'losing-registrar', language: 'en' });
    expect(letter!.text).toMatch(/Kind regards,\n\nAnna de Vries\nVoorbeeld Media\n/);
    expect(letter!.gaps).toEqual([]);
  });

  test('the document fits the schema that golive prints for it', async () => {
    await start('klant.nl');
    for (const asked of [{}, { which: 'customer' }, { which: 'losing-registrar', language: 'fr' as const }]) {
      const document: unknown = JSON.parse(JSON.stringify(await letterDocument(office.app, 'klant.nl', asked)));
      expect(fits(schemaDocument('letter'), document)).toEqual([]);
    }
  });

  test('a secret that somebody wrote into a name is in no letter', async () => {
    forgetSecrets();
    await start('klant.nl', { customer: 'Klant Zx9-kQ2w7P' });
    await answerSecret(office.app, 'klant.nl', 'authcode', new Secret('Zx9-kQ2w7P'), ANNA);
    const { letter } = await letterDocument(office.app, 'klant.nl', { which: 'losing-registrar' });
    expect(letter!.text).toContain('[secret]');
    expect(JSON.stringify(letter)).not.toContain('Zx9-kQ2w7P');
    forgetSecrets();
  });

  test('an interruption is told with the hours that were shown to whoever accepts it', async () => {
    await start('klant.nl', { playbook: 'interrupted' });
    const { letter } = await letterDocument(office.app, 'klant.nl', { which: 'customer-interruption', language: 'nl' });
    expect(letter!.gaps).toEqual(['[invullen: aantal uren]']);
  });

  test.each([
    ['klant.io', 240, true],
    ['klant.io', 48, undefined],
    ['klant.fr', 528, undefined],
  ])('%s for %i hours: whether that was assumed', async (domain, hours, isAssumed) => {
    const shown = playbookOf([stepAfter('accept-interruption', [])], {
      id: 'shown',
      interruption: 'accepted',
      answers: TRANSFER.answers,
    });
    const { app } = office;
    const { migrations } = await newProject(
      { ...app, playbooks: async () => new Map([[shown.id, shown]]) },
      [domain],
      { playbook: 'shown', customer: 'Klant BV' } as never,
      ANNA,
    );
    await say(app, domain, 'approve', {}, ANNA);
    const transferSeconds = hours * 3600;
    const facts = { outageSeconds: transferSeconds + 60, transferSeconds, ttlSeconds: 60, shownMs: FRIDAY };
    await office.engineSays(domain, 'accept-interruption', 'asked', { ...asked, facts });
    const { outage } = letterFactsOf(await load(app, migrations[0]!.state.id), app.config.agency);
    expect([outage?.transferSeconds, outage?.isAssumed]).toEqual([transferSeconds, isAssumed]);
  });
});
