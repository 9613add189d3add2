import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AnswersFile, parseAnswers } from '../../src/app/answers-file.ts';
import { isAsked } from '../../src/app/interview/facts.ts';
import { foundIn } from '../../src/app/interview/found.ts';
import { interviewFromFile } from '../../src/app/interview/from-file.ts';
import type { Interview } from '../../src/app/interview/interview.ts';
import {
  back,
  newInterview,
  nextQuestion,
  proposed,
  questionsOf,
  resumed,
  withAnswer,
} from '../../src/app/interview/interview.ts';
import { forgetInterview, keepInterview, keptFile, readKept } from '../../src/app/interview/kept-interview.ts';
import { landed, originsOf } from '../../src/app/interview/land.ts';
import { mailboxesFromFile } from '../../src/app/interview/mailbox-file.ts';
import { QUESTIONS, questionNamed } from '../../src/app/interview/questions.ts';
import { readAnswer } from '../../src/app/interview/read.ts';
import { tasksFromAnswers } from '../../src/app/interview/tasks.ts';
import { answersTemplate } from '../../src/app/interview/template.ts';
import type { Inspection } from '../../src/checks/inspection.ts';
import type { Language } from '../../src/domain/message.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { stepsOf } from '../../src/domain/migration.ts';
import { fqdn } from '../../src/domain/name.ts';
import { parseYaml } from '../../src/playbook/yaml.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import { render } from '../../src/texts/render.ts';
import fc from '../fast-check.ts';
import { playbookNamed } from '../playbook/built-in.ts';

const DOMAIN = fqdn('klant.nl');
const STYLE = { language: 'en', timeZone: 'UTC' } as const;
const OPTION_3 = { registration: 'moves', nameServers: 'switch', hosting: 'moves', mail: 'moves' };

function begun(given: Record<string, unknown> = {}, language: Language = 'nl'): Interview {
  return newInterview({ domain: DOMAIN, role: 'main', language, given, dnsHost: false, more: false });
}

const read = (id: string, text: string, language: Language = 'nl') =>
  readAnswer(questionNamed(id)!, text, { domain: DOMAIN, language });

function answered(interview: Interview, answers: Readonly<Record<string, string | null>>): Interview {
  return Object.entries(answers).reduce((so, [id, value]) => withAnswer(so, id, { value, origin: 'said' }), interview);
}

describe('what people write', () => {
  for (const [id, text, value] of [
    ['registration', 'Moves', 'moves'],
    ['registration', '1', 'ours'],
    ['registration', 'st', 'stays'],
    ['registration', 'switch', 'moves'],
    ['nameServers', 'moves', 'switch'],
    ['mail', '4', 'none'],
    ['mandate', 'Ja', 'yes'],
    ['mandate', 'nein', 'no'],
    ['mandate', 'oui', 'yes'],
    ['registrantMail', 'info@elders.nl', 'info@elders.nl'],
    ['canonicalHost', 'WWW.Klant.NL.', 'www.klant.nl'],
    ['canonicalHost', 'klant.nl', 'klant.nl'],
    ['oldContractEnds', '1-12-2026', '2026-12-01'],
    ['oldContractEnds', '01.12.2026', '2026-12-01'],
    ['notOn', '24/12/2026..3/1/2027, 2026-12-05', '2026-12-24..2027-01-03, 2026-12-05'],
    ['preferredHalfDays', 'di ochtend; woensdag, middag', 'tue/morning, wed, afternoon'],
    ['loginOwner', 'jan@klant.nl, +31 (0)6-123 456 78, Jan de Boer', 'Jan de Boer, jan@klant.nl, +31 (0)6-123 456 78'],
    ['loginOwner', 'Jan', 'Jan'],
    ['mailboxes', 'a@klant.nl b@klant.nl;a@klant.nl', 'a@klant.nl, b@klant.nl'],
    ['moreDomains', 'Klant.BE café-klant.nl', 'klant.be, xn--caf-klant-d4a.nl'],
    ['dnsUsers', 'Mailchimp, Exact Online,', 'Mailchimp, Exact Online'],
  ] as const)
    test(`${id}: ${text} is ${value}`, () => expect(read(id, text)).toMatchObject({ value }));

  test.each([
    ['de', 'di vormittag, donnerstag', 'tue/morning, thu'],
    ['fr', 'mar matin, mercredi après-midi', 'tue/morning, wed/afternoon'],
    ['en', 'tuesday am, Thu', 'tue/morning, thu'],
    ['fr', 'di', 'sun'],
  ] as const)('half-days in %s: %s', (language, text, value) =>
    expect(read('preferredHalfDays', text, language)).toEqual({ value }),
  );

  for (const [id, text, wrong] of [
    ['registration', 'perhaps', 'one-of'],
    ['registration', '9', 'one-of'],
    ['registration', '', 'empty'],
    ['mandate', 'misschien', 'yes-no'],
    ['registrantMail', 'info@', 'mail'],
    ['registrantMail', 'info@localhost', 'mail'],
    ['mailSourceHost', '192.0.2.1', 'host'],
    ['mailSourceHost', 'mail server', 'host'],
    ['canonicalHost', 'www.ander.nl', 'canonical'],
    ['oldContractEnds', '31-2-2026', 'date'],
    ['notOn', '2026-12-05..2026-12-01', 'list.dates'],
    ['preferredHalfDays', 'gisteren', 'list.half-days'],
    ['onTheDay', 'Jan, jan@klant.nl', 'phone'],
    ['loginOwner', 'a, b', 'contact'],
    ['loginOwner', '030 1234567', 'contact'],
    ['mailboxes', 'a@klant.nl, b', 'list.mail'],
    ['moreDomains', 'klant.nl', 'list.domain'],
    ['moreDomains', '*.klant.be', 'list.domain'],
    ['mailTo', 'x'.repeat(201), 'long'],
    ['mailTo', 'a\u001b[2Jb', 'control'],
    ['dnsUsers', 'FTP, wachtwoord: geheim1', 'secret'],
    ['mailTo', 'Passwort = x7', 'secret'],
    ['mailTo', 'mot de passe: x', 'secret'],
    ['mailTo', 'verhuiscode is A1b2', 'secret'],
  ] as const)
    test(`${id}: ${JSON.stringify(text).slice(0, 40)} is refused (${wrong}) in one line`, () => {
      const key = `interview.wrong.${wrong}`;
      const result = read(id, text);
      expect(result).toMatchObject({ wrong: { text: key } });
      if (!('wrong' in result)) return;
      for (const language of LANGUAGES)
        expect(render(result.wrong, { language, timeZone: 'UTC' })).not.toMatch(/\n|\{|interview\./);
    });

  test('what is kept reads as itself, whatever was written', () => {
    const words = fc.constantFrom(
      'ja',
      'no',
      '1',
      'moves',
      'Jan',
      'jan@klant.nl',
      '030 1234567',
      'klant.be',
      'www.klant.nl',
      ',',
      ';',
      ' ',
      '..',
      '2026-12-01',
      '1-12-2026',
      'di',
      'ochtend',
      '/',
      'Exact Online',
      '@',
      '.',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...QUESTIONS),
        fc.oneof(
          fc.array(words, { maxLength: 8 }).map((all) => all.join('')),
          fc.string(),
        ),
        (question, text) => {
          const once = readAnswer(question, text, { domain: DOMAIN, language: 'nl' });
          if (!('value' in once)) {
            expect(once.wrong.text in CATALOG).toBe(true);
            return;
          }
          const again = readAnswer(question, once.value, { domain: DOMAIN, language: 'nl' });
          expect(again).toMatchObject({ value: once.value });
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('an address of the registrant on the domain itself is taken, with a warning', () => {
    expect(read('registrantMail', 'info@klant.nl')).toMatchObject({
      warning: { text: 'interview.note.registrant-here' },
    });
    expect(read('registrantMail', 'info@mail.klant.nl')).toHaveProperty('warning');
    expect(read('registrantMail', 'info@andereklant.nl')).not.toHaveProperty('warning');
  });
});

describe('an interview', () => {
  test('asks about mail only where mail moves, about a shop only where there is one', () => {
    const asked = (answers: Record<string, string>) => questionsOf(answered(begun(), answers)).map(({ id }) => id);
    expect(asked(OPTION_3)).toEqual(expect.arrayContaining(['mailboxes', 'losingRegistrarCuts', 'dnsUsers', 'shop']));
    expect(asked({ ...OPTION_3, mail: 'stays' })).not.toContain('mailboxes');
    expect(asked({ ...OPTION_3, registration: 'ours' })).not.toContain('registrantMail');
    expect(asked(OPTION_3)).not.toContain('paymentCallbacks');
    expect(asked({ ...OPTION_3, shop: 'yes' })).toContain('paymentCallbacks');
    expect(asked({ ...OPTION_3, siteSource: 'dev-server' })).toContain('devServerHost');
    expect(asked({})).toEqual(['registration', 'nameServers', 'hosting', 'mail', 'customer']);
    const four = { registration: 'stays', nameServers: 'stays', hosting: 'stays', mail: 'stays' };
    expect(asked(four)).toEqual([...Object.keys(four), 'customer', 'thirdParty']);
  });
  test('does not ask what a file, the command line or a playbook says', () => {
    const given = {
      ...OPTION_3,
      customer: 'Klant',
      site: { source: 'old-host', canonicalHost: 'klant.nl' },
      mailboxes: [],
      contacts: [{ name: 'Jan', parts: ['approver'] }],
      free: { dnsUsers: 'Exact' },
    };
    const ids = questionsOf(begun(given)).map(({ id }) => id);
    for (const id of ['registration', 'customer', 'siteSource', 'canonicalHost', 'mailboxes', 'approver', 'dnsUsers'])
      expect(ids).not.toContain(id);
    expect(ids).toContain('loginOwner');
  });
  test('goes back one question at a time, past those that do not arise any more, to the first', () => {
    let interview = answered(begun(), { ...OPTION_3, customer: 'Klant' });
    const gone: string[] = [];
    for (let step = back(interview); step !== undefined; step = back(interview)) {
      gone.push(step.id);
      interview = step.interview;
    }
    expect(gone).toEqual(['customer', 'mail', 'hosting', 'nameServers', 'registration']);
    expect(nextQuestion(interview)?.id).toBe('registration');
    const changed = withAnswer(answered(begun(), { ...OPTION_3, mailboxes: 'a@klant.nl' }), 'mail', {
      value: 'stays',
      origin: 'said',
    });
    expect(landed(changed)).not.toHaveProperty('mailboxes');
  });
  test('proposes the person of the question before', () => {
    const interview = answered(begun(), { ...OPTION_3, loginOwner: 'Jan, jan@klant.nl' });
    expect(proposed(questionNamed('approver')!, interview)).toBe('Jan, jan@klant.nl');
    expect(proposed(questionNamed('canonicalHost')!, interview)).toBe('www.klant.nl');
  });
  test('lands where an answers file would have it, one contact for each person', () => {
    const interview = answered(begun({ free: { shop: 'no' } }), {
      ...OPTION_3,
      customer: 'Klant BV',
      moreDomains: 'klant.be, klant.de',
      loginOwner: 'Jan, jan@klant.nl',
      approver: 'jan, jan@klant.nl',
      onTheDay: 'Piet, 030 1234567',
      mailboxes: 'a@klant.nl, b@klant.nl',
      siteSource: 'dev-server',
      canonicalHost: 'klant.nl',
      database: 'yes',
      dnsUsers: 'Exact, Mailchimp',
      tester: null,
    });
    const file = landed(interview);
    expect(file).toEqual({
      ...OPTION_3,
      customer: 'Klant BV',
      domains: [
        { domain: 'klant.be', role: 'redirect' },
        { domain: 'klant.de', role: 'redirect' },
      ],
      contacts: [
        { name: 'Jan', mail: 'jan@klant.nl', parts: ['login-owner', 'approver'] },
        { name: 'Piet', phone: '030 1234567', parts: ['customer'] },
      ],
      mailboxes: ['a@klant.nl', 'b@klant.nl'],
      site: { source: 'dev-server', canonicalHost: 'klant.nl', redirects: ['www.klant.nl'], database: true },
      free: { shop: 'no', dnsUsers: 'Exact, Mailchimp' },
    });
    expect(() => parseAnswers(AnswersFile, file, 'it')).not.toThrow();
  });
});

describe('work that follows', () => {
  const playbook = playbookNamed('livegang-3');
  const answers = {
    ...OPTION_3,
    site: { source: 'old-host', canonicalHost: 'klant.nl', redirects: [], database: false },
  };
  const steps = stepsOf(playbook, { answers: answers as never, role: 'main', tasks: [] });
  const tasks = (free: Record<string, string>, open: string[] = []) =>
    tasksFromAnswers({ domain: DOMAIN, free, open, steps, languages: { agency: 'en', customer: 'nl' } });
  for (const [what, free, open, expected] of [
    ['none for what is in order', { mandate: 'yes', registrantMail: 'x@elders.nl', shopMayClose: 'yes' }, [], []],
    ['a mandate that is missing', { mandate: 'no' }, [], ['Opdracht van de klant laten tekenen']],
    ['what stayed open', {}, ['mandate', 'loginOwner'], ['Nagaan of er een getekende opdracht van de klant is']],
    [
      'each user of the DNS',
      { dnsUsers: 'Exact; Mailchimp' },
      [],
      ['Check the records of Exact in the new zone', 'Check the records of Mailchimp in the new zone'],
    ],
  ] as const)
    test(what, () => expect(tasks(free as never, [...open]).map(({ title }) => title)).toEqual(expected));
  test('stands where it counts: before the approval, before the first copy, after the old service is closed', () => {
    const [dns] = tasks({ dnsUsers: 'Exact' });
    expect(dns).toMatchObject({ id: 'todo-dns-users', after: ['create-zone'], before: ['approve'], owner: 'agency' });
    expect(tasks({ processingAgreement: 'no' })[0]?.before).toEqual(['copy-site', 'copy-mail-presync']);
    expect(tasks({ oldContracts: 'Strato' })[0]).toMatchObject({ after: ['close-old-service'], before: [] });
    expect(tasks({ registrantMail: 'info@klant.nl' })[0]?.before).toEqual(['unlock-domain', 'obtain-authcode']);
  });
});

describe('an interview that is kept', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'golive-interview-'));
  const home = (at: string) => ({ home: at, env: { XDG_STATE_HOME: join(at, 'state') } });
  test('is read back as it was, by its owner alone', () => {
    const at = folder();
    const file = keptFile(DOMAIN, home(at));
    expect(file).toBe(join(at, 'state', 'golive', 'interviews', 'klant.nl.json'));
    expect(keptFile(DOMAIN, { home: at, env: {} })).toBe(join(at, '.local/state/golive/interviews/klant.nl.json'));
    const interview = answered(begun(), { registration: 'moves', customer: 'Kläus', mandate: null });
    keepInterview(file, DOMAIN, interview, 1000);
    chmodSync(file, 0o644);
    writeFileSync(`${file}.${process.pid}.next`, 'cut off', { mode: 0o644 });
    keepInterview(file, DOMAIN, interview, 2000);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(at, 'state/golive/interviews'))).toEqual(['klant.nl.json']);
    const kept = readKept(file, DOMAIN);
    expect(kept).toEqual({ answers: interview.answers, asked: interview.asked, savedMs: 2000 });
    expect(resumed(begun(), kept as never)).toEqual(interview);
    forgetInterview(file);
    forgetInterview(file);
    expect(readKept(file, DOMAIN)).toBeUndefined();
  });
  for (const [what, text] of [
    ['empty', ''],
    ['cut off', '{"schema":"golive.interview/1","dom'],
    [
      'of another domain',
      JSON.stringify({ schema: 'golive.interview/1', domain: 'ander.nl.', savedMs: 1, answers: {}, asked: [] }),
    ],
    ['of another kind', '{"schema":"golive.interview/9"}'],
    ['too large', `"${'x'.repeat(5 * 1024 * 1024)}"`],
  ] as const)
    test(`${what} is laid aside`, () => {
      const file = join(folder(), 'klant.nl.json');
      writeFileSync(file, text);
      expect(readKept(file, DOMAIN)).toEqual({ damaged: `${file}.damaged` });
      expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
      expect(readKept(file, DOMAIN)).toBeUndefined();
    });
  test('loses answers that are none any more, and questions there are no more', () => {
    const file = join(folder(), 'klant.nl.json');
    const answers = {
      registration: { value: 'sideways', origin: 'said' },
      gone: { value: 'x', origin: 'said' },
      customer: { value: 'a\u001b[2J', origin: 'said' },
      mail: { value: 'moves', origin: 'confirmed' },
    };
    writeFileSync(
      file,
      JSON.stringify({
        schema: 'golive.interview/1',
        domain: DOMAIN,
        savedMs: 1,
        answers,
        asked: Object.keys(answers),
      }),
    );
    const interview = resumed(begun(), readKept(file, DOMAIN) as never);
    expect(interview.answers).toEqual({ mail: { value: 'moves', origin: 'confirmed' } });
    expect(interview.asked).toEqual(['mail']);
  });
});

const seen = (where: string, who?: string, confidence = 'high') => ({ where, who, confidence, evidence: [] });
const INSPECTION = {
  domain: DOMAIN,
  atMs: 0,
  registration: { ...seen('elsewhere', 'TransIP'), seen: {} },
  hosting: {
    ...seen('ours', 'ons.example', 'middle'),
    addresses: ['192.0.2.1'],
    reverseNames: [],
    software: 'WooCommerce 9',
  },
  mail: { ...seen('none'), mailServers: [], spf: 'v=spf1 include:_spf.transip.email include:servers.mcsv.net -all' },
  nameServers: { ...seen('unknown'), parent: [], child: [] },
  findings: [],
  proposal: { answers: { registration: 'moves', hosting: 'ours', mail: 'none' }, playbook: 'x' },
} as unknown as Inspection;

describe('what was seen from outside', () => {
  test('is proposed with who it is and how sure; what is unknown proposes nothing', () => {
    const found = foundIn(INSPECTION);
    const shown = [...found].map(([id, { value, seen: what }]) => [id, value, render(what, STYLE)]);
    expect(shown.slice(0, 4)).toEqual([
      ['registration', 'moves', 'We found: TransIP; sure.'],
      ['nameServers', undefined, 'This could not be seen from outside.'],
      ['hosting', 'ours', 'We found: this is ours (ons.example); probably.'],
      ['mail', 'none', 'We found: there is none.'],
    ]);
    const none = foundIn({ ...INSPECTION, registration: { ...INSPECTION.registration, where: 'none' } });
    expect(render(none.get('registration')!.seen, STYLE)).toBe('We found: not registered.');
    expect(found.get('dnsUsers')?.value).toContain('TransIP');
    expect(found.get('shop')?.value).toBe('yes');
  });
});

describe('the answers file that is sent to a customer', () => {
  for (const language of LANGUAGES)
    test(`in ${language} holds every question, and reads back as nothing but what was seen`, () => {
      const text = answersTemplate(DOMAIN, language, foundIn(INSPECTION), 'UTC');
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
      const yaml = parseYaml(text, 'it');
      expect(yaml.faults).toEqual([]);
      const file = parseAnswers(AnswersFile, yaml.value, 'it');
      expect(Object.keys(file.interview ?? {}).sort()).toEqual(QUESTIONS.map(({ id }) => id).sort());
      expect(file.language).toBe(language);
      const interview = interviewFromFile(file.interview, begun({}, language).setting, STYLE, 'it');
      expect(originsOf(interview)).toEqual({
        registration: 'proposed',
        hosting: 'proposed',
        mail: 'proposed',
        shop: 'proposed',
      });
    });
  test('tells what a person confirmed from what nobody did', () => {
    const { setting } = begun();
    const written = {
      registration: 'moves (found)',
      hosting: 'ours',
      mail: 'none (Found)',
      customer: '',
      mandate: true,
      nameServers: 'switch',
    };
    const interview = interviewFromFile(written, setting, STYLE, 'it');
    expect(originsOf(interview)).toEqual({
      registration: 'proposed',
      hosting: 'file',
      mail: 'proposed',
      mandate: 'file',
      nameServers: 'file',
    });
    expect(interview.answers['customer']).toEqual({ value: null, origin: 'file' });
  });
  test('is refused with every fault, each with its question', () => {
    expect(() => interviewFromFile({ mandat: 'ja', mail: 'perhaps' }, begun().setting, STYLE, 'f.yaml')).toThrow(
      /f\.yaml.*interview\.mandat: there is no such question \(did you mean mandate\?\).*interview\.mail: Choose one of/,
    );
  });
});

describe('a file of mailboxes', () => {
  const written = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'golive-boxes-'));
    writeFileSync(join(folder, 'boxes.csv'), text);
    return mailboxesFromFile('boxes.csv', folder);
  };
  test.each([
    ['one per line', 'a@klant.nl\nb@klant.nl\n', 'a@klant.nl, b@klant.nl'],
    ['CSV with a heading', 'Name;Address;Size\r\n"Jan; B";Jan@klant.nl;3\r\n', 'jan@klant.nl'],
    ['as mail programs write them', '"Jan" <jan@klant.nl>,\n\n# x\n', 'jan@klant.nl'],
  ])('%s', (_what, text, expected) => expect(written(text)).toMatchObject({ text: expected }));
  test('without an address, or that is none', () => {
    expect(written('Name\nJan\n')).toMatchObject({ wrong: { text: 'interview.wrong.file-empty' } });
    expect(mailboxesFromFile('nope.csv', tmpdir())).toMatchObject({ wrong: { text: 'interview.wrong.file' } });
  });
});

test.each([
  ['moves', 'ours', 'no', true],
  ['moves', 'ours', 'yes', false],
  ['stays', 'ours', 'no', false],
  ['stays', 'switch', 'no', true],
  ['moves', 'switch', 'yes', false],
  ['moves', 'stays', 'no', false],
])('registration %s, name servers %s, a DNS host of ours: %s – for the name servers: %s', (...given) => {
  const [registration, nameServers, dnsHost, asks] = given;
  const { when } = questionNamed('newNameServers')!;
  expect(isAsked(when, { registration, nameServers, dnsHost })).toBe(asks);
});
