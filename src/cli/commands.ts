import type { Outcome, Shell } from './shell.ts';

/** What a command gets from the command line: its arguments in order, and its options by name. */
// biome-ignore lint/suspicious/noExplicitAny: each command states its own arguments and options
export type Run = (shell: Shell, args: any, options: any) => Promise<Outcome>;

export interface CommandLine {
  /** `book <domain>`; `task add <domain> <title>` is a command of the group `task`. */
  readonly usage: string;
  readonly group: 'before' | 'on-the-day' | 'after' | 'operation';
  readonly summary: string;
  readonly options?: readonly (readonly [flags: string, text: string, fallback?: string])[];
  /** Reads, and can say it as one JSON document. */
  readonly json?: true;
  /** A person's word: `--by` and `--why`. */
  readonly who?: true;
  /** The exit code of everything that goes wrong with it, a wrong command line too; others end as the failure's row says. */
  readonly failsWith?: number;
  readonly examples: readonly [string, string];
  readonly load: () => Promise<Run>;
}

export const GROUPS: Readonly<Record<CommandLine['group'], string>> = {
  before: 'Before the go-live:',
  'on-the-day': 'On the day:',
  after: 'After it:',
  operation: 'Operation:',
};

const domain = '<domain> is a domain name, a project or a migration.';

/** Every command. Each is a file of its own, loaded only when it is used. */
export const COMMANDS: readonly CommandLine[] = [
  {
    usage: 'demo',
    group: 'before',
    summary: 'Watch a whole move between two toy providers on this machine; needs no network and no configuration.',
    options: [
      ['--pace <seconds>', 'how many seconds a day of the demo takes', '12'],
      ['--playbook <id>', 'the playbook that is shown', 'move-without-interruption'],
      ['--keep', 'leave the toy world up with an untouched migration, and print its golive.yaml'],
    ],
    json: true,
    examples: ['golive demo', 'golive demo --playbook move-with-interruption --pace 20'],
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    usage: 'inspect [domains...]',
    group: 'before',
    summary:
      'Who has the registration, site, mail and name servers, what stands in the way, and when it could move. Asks no account.',
    options: [['--csv <file>', 'a list of domains: the column called domain, or the first one']],
    json: true,
    examples: ['golive inspect bakkerij-dezon.nl', 'golive inspect --csv customers.csv --json'],
    load: async () => (await import('./inspect.ts')).inspect,
  },
  {
    usage: 'new <domains...>',
    group: 'before',
    summary: 'Begin a project: the first domain is the main one, more lead to it. Asks for what is not given.',
    options: [
      ['--answers <file>', 'answers as YAML or JSON (golive schema answers)'],
      ['--playbook <id>', 'the playbook, instead of the one that follows from the answers'],
      ['--registration <answer>', 'ours, stays or moves'],
      ['--hosting <answer>', 'ours, stays or moves'],
      ['--mail <answer>', 'ours, stays, moves or none'],
      ['--name-servers <answer>', 'ours, switch or stays'],
      ['--customer <name>', "the customer's name"],
      ['--language <language>', "nl, de, fr or en, for the interview and the customer; the agency's if left out"],
      ['--no-inspect', 'do not look at the domain from outside first'],
      ['--restart', 'forget an interview that was broken off'],
      ['--answers-template', 'print a file with every question, to be filled in and given with --answers'],
      ['--owner <name>', "the agency's person in charge"],
      ['--region <code>', "where the customer's public holidays are, like DE-BY"],
      ['--tag <words>', 'what freezes may be for, with commas between, like shop'],
    ],
    json: true,
    who: true,
    examples: [
      'golive new bakkerij-dezon.nl --playbook livegang-3 --customer "Bakkerij De Zon"',
      'golive new bakkerij-dezon.nl bakkerijdezon.be --answers dezon.yaml',
    ],
    load: async () => (await import('./new.ts')).newMigration,
  },
  {
    usage: 'plan <domain>',
    group: 'before',
    summary: 'Every step in order: who, how long, exact changes as far as they show now, cost of going back.',
    options: [['--offline', 'ask nobody; say only what is known']],
    json: true,
    examples: ['golive plan bakkerij-dezon.nl', 'golive plan bakkerij-dezon.nl --offline --json'],
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    usage: 'graph <domain>',
    group: 'before',
    summary: 'The steps and their states as a Mermaid flowchart.',
    examples: ['golive graph bakkerij-dezon.nl', 'golive graph bakkerij-dezon.nl > plan.mmd'],
    load: async () => (await import('./graph.ts')).graph,
  },
  {
    usage: 'slots [domain]',
    group: 'before',
    summary:
      'Free and refused half-days, each refusal with its reason; for a domain also the earliest that is safe, and why no earlier.',
    options: [
      ['--from <date>', 'first date; today if left out'],
      ['--days <n>', 'how many days; 14 if left out'],
      ['--month <month>', 'a whole month on one sheet, like 2026-12'],
      ['--history', 'what became of the half-day of a domain: who, when, why'],
    ],
    json: true,
    examples: ['golive slots bakkerij-dezon.nl', 'golive slots --month 2026-12'],
    load: async () => (await import('./slots.ts')).slots,
  },
  {
    usage: 'book <domain>',
    group: 'before',
    summary: "Book a half-day for the domain's project, hold one until the customer says yes, or confirm what is held.",
    options: [
      ['--slot <slot>', 'date and half-day, like 2026-12-01/morning'],
      ['--hold', 'only hold it; it ends by itself when nobody confirms it'],
      ['--confirm', 'the customer says yes to what is held'],
      ['--owner <name>', 'who is on duty; the project’s owner if left out'],
      ['--key <key>', 'say it twice with one key, and it is done once'],
    ],
    json: true,
    who: true,
    examples: [
      'golive book bakkerij-dezon.nl --slot 2026-12-01/morning --hold',
      'golive book bakkerij-dezon.nl --confirm --by "customer, by phone"',
    ],
    load: async () => (await import('./book.ts')).book,
  },
  {
    usage: 'reschedule <domain>',
    group: 'before',
    summary: 'Move the booking to another half-day.',
    options: [
      ['--slot <slot>', 'date and half-day, like 2026-12-03/morning'],
      ['--owner <name>', 'who is on duty; who it was if left out'],
      ['--undo', 'take back what was done ahead (short TTLs, a DS that is gone); it is done again in time'],
      ['--keep', 'leave that as it is'],
      ['--key <key>', 'say it twice with one key, and it is done once'],
    ],
    json: true,
    who: true,
    examples: [
      'golive reschedule bakkerij-dezon.nl --slot 2026-12-03/morning',
      'golive reschedule bakkerij-dezon.nl --slot 2027-01-12/morning --undo --why "customer is ill"',
    ],
    load: async () => (await import('./book.ts')).reschedule,
  },
  {
    usage: 'unbook <domain>',
    group: 'before',
    summary: 'Give the half-day back.',
    options: [
      ['--undo', 'take back what was done ahead (short TTLs, a DS that is gone), now or later'],
      ['--keep', 'leave that as it is'],
      ['--key <key>', 'say it twice with one key, and it is done once'],
    ],
    json: true,
    who: true,
    examples: ['golive unbook bakkerij-dezon.nl --undo', 'golive unbook bakkerij-dezon.nl --why "site is not ready"'],
    load: async () => (await import('./book.ts')).unbook,
  },
  {
    usage: 'calendar [domain]',
    group: 'before',
    summary: 'The booked half-days as iCalendar, for calendar programs: of everybody, of a person or of one customer.',
    options: [
      ['--person <name>', 'those in which this person is on duty'],
      ['--out <file>', 'replace this file with it, instead of printing it'],
    ],
    examples: ['golive calendar --out /var/www/golive.ics', 'golive calendar bakkerij-dezon.nl > klant.ics'],
    load: async () => (await import('./calendar.ts')).calendar,
  },
  {
    usage: 'calendar link [domain]',
    group: 'before',
    summary: 'Make a secret web address of a calendar, which golive serve answers; it is shown once.',
    options: [['--person <name>', 'of the half-days in which this person is on duty']],
    json: true,
    who: true,
    examples: ['golive calendar link --person Anna', 'golive calendar link bakkerij-dezon.nl --by Anna'],
    load: async () => (await import('./calendar.ts')).calendarLink,
  },
  {
    usage: 'calendar links',
    group: 'before',
    summary: 'The secret addresses there are: whose, made by whom and when.',
    json: true,
    examples: ['golive calendar links', 'golive calendar links --json'],
    load: async () => (await import('./calendar.ts')).calendarLinks,
  },
  {
    usage: 'calendar unlink <id>',
    group: 'before',
    summary: 'Take a secret address back: whoever has it reads nothing more.',
    json: true,
    examples: ['golive calendar unlink c-7k2mhpq4xw9z', 'golive calendar unlink c-7k2mhpq4xw9z --json'],
    load: async () => (await import('./calendar.ts')).calendarUnlink,
  },
  {
    usage: 'preflight <domain>',
    group: 'before',
    summary: 'What would break if the name servers were switched now: findings and a verdict. Changes nothing.',
    options: [
      ['--to <servers>', 'the planned name servers, with commas; no migration and no store is needed'],
      ['--zone-file <file>', 'the old zone as its DNS host exports it (with --to)'],
      ['--certificate-authority <name>', 'who will issue the certificate, as CAA names it (with --to)'],
      ['--accept-not-asked', 'take it on that an address family without a route from here was not asked (with --to)'],
    ],
    json: true,
    examples: [
      'golive preflight bakkerij-dezon.nl',
      'golive preflight klant.nl --to ns1.example.net,ns2.example.net --json',
    ],
    load: async () => (await import('./preflight.ts')).preflight,
  },
  {
    usage: 'rehearse <domain>',
    group: 'before',
    summary: 'Run this migration in the simulated Internet: timeline and risks. Touches nothing outside.',
    json: true,
    examples: ['golive rehearse bakkerij-dezon.nl', 'golive rehearse bakkerij-dezon.nl --json'],
    load: async () => (await import('./rehearse.ts')).rehearse,
  },
  {
    usage: 'approve <domain> [step]',
    group: 'before',
    summary: 'Say yes: to the plan of a draft, which starts it, or to the step that waits for a yes.',
    options: [['--plan <hash>', 'refuse when the plan is not the one that was read']],
    json: true,
    who: true,
    examples: [
      'golive approve bakkerij-dezon.nl --plan 3f6c8362c8468241',
      'golive approve bakkerij-dezon.nl accept-interruption --by "J. Bakker, by mail"',
    ],
    load: async () => (await import('./say.ts')).say('approve'),
  },
  {
    usage: 'answer <domain> [answers...]',
    group: 'before',
    summary:
      'Give answers as key=value, a zone file as zoneExport=@FILE. A secret is named alone; its value is asked for or read from standard input.',
    options: [
      ['--file <file>', 'answers as YAML or JSON'],
      ['--issued <date>', 'the day on which a transfer code was made; its life counts from then'],
      ['--as-given', 'take a transfer code that has not the usual form of its ending'],
    ],
    json: true,
    who: true,
    examples: [
      'golive answer bakkerij-dezon.nl mailTo="Microsoft 365" losingRegistrarCuts=no',
      'golive answer bakkerij-dezon.nl authcode < code.txt',
    ],
    load: async () => (await import('./answer.ts')).answer,
  },
  {
    usage: 'letter <domain> [which]',
    group: 'before',
    summary:
      'Letters to the customer and the losing registrar, ready to be mailed; without a name, those that a step waits for.',
    options: [['--language <language>', 'nl, de, fr or en; by default that of who gets it']],
    json: true,
    examples: [
      'golive letter bakkerij-dezon.nl',
      'golive letter bakkerij-dezon.nl losing-registrar --language de > letter.txt',
    ],
    load: async () => (await import('./letter.ts')).letter,
  },
  {
    usage: 'status [domain]',
    group: 'on-the-day',
    summary: 'What is going on, on whom it waits, and until when.',
    options: [
      ['--after <id>', 'the next page'],
      ['--limit <n>', 'entries on a page'],
    ],
    json: true,
    examples: ['golive status', 'golive status bakkerij-dezon.nl --json'],
    load: async () => (await import('./status.ts')).status,
  },
  {
    usage: 'check [domains...]',
    group: 'on-the-day',
    summary:
      'How far a change has come in the world, as a monitoring plugin: one line for each domain and an exit code.',
    options: [
      ['--all', 'every migration that is booked or under way'],
      ['--to <servers>', 'the name servers it shall have, with commas; no migration and no store is needed'],
      ['--expect <file>', 'records that shall be served: a zone file, or lines like "www A 192.0.2.1"'],
    ],
    json: true,
    failsWith: 3,
    examples: ['golive check bakkerij-dezon.nl --json', 'golive check klant.nl --to ns1.example.net,ns2.example.net'],
    load: async () => (await import('./check.ts')).check,
  },
  {
    usage: 'watch <domain>',
    group: 'on-the-day',
    summary: 'Parent, servers and caches as they turn: a live table on a terminal, a line for each change elsewhere.',
    options: [
      ['--until <verdict>', 'end when this is reached: propagated'],
      ['--to <servers>', 'the name servers it shall have, with commas; no migration and no store is needed'],
      ['--expect <file>', 'records that shall be served: a zone file, or lines like "www A 192.0.2.1"'],
    ],
    examples: [
      'golive watch bakkerij-dezon.nl --until propagated',
      'golive watch klant.nl --to ns1.example.net,ns2.example.net',
    ],
    load: async () => (await import('./watch.ts')).watch,
  },
  {
    usage: 'done <domain> [step]',
    group: 'on-the-day',
    summary: 'Say that a task is done; golive looks for itself wherever it can.',
    json: true,
    who: true,
    examples: ['golive done bakkerij-dezon.nl collect-access', 'golive done bakkerij-dezon.nl --by "Anna"'],
    load: async () => (await import('./say.ts')).say('done'),
  },
  {
    usage: 'skip <domain> <step>',
    group: 'on-the-day',
    summary: 'Leave a step out, for a reason.',
    options: [['--to <name>', 'of a request of the half-day: who does it afterwards']],
    json: true,
    who: true,
    examples: [
      'golive skip bakkerij-dezon.nl freeze-content --why "nobody edits this site"',
      'golive skip bakkerij-dezon.nl task-3 --to "Pieter" --why "needs a new photo"',
    ],
    load: async () => (await import('./say.ts')).say('skip'),
  },
  {
    usage: 'retry <domain> [step]',
    group: 'on-the-day',
    summary: 'Look at a step again now.',
    json: true,
    who: true,
    examples: ['golive retry bakkerij-dezon.nl', 'golive retry bakkerij-dezon.nl preflight'],
    load: async () => (await import('./say.ts')).say('retry'),
  },
  ...(['pause', 'resume'] as const).map(
    (verb): CommandLine => ({
      usage: `${verb} <domain>`,
      group: 'on-the-day',
      summary: verb === 'pause' ? 'Begin nothing more until resume.' : 'Go on after pause.',
      json: true,
      who: true,
      examples: [`golive ${verb} bakkerij-dezon.nl`, `golive ${verb} bakkerij-dezon.nl --why "customer asked for it"`],
      load: async () => (await import('./say.ts')).say(verb),
    }),
  ),
  {
    usage: 'rollback <domain>',
    group: 'on-the-day',
    summary: 'Go back, step by step, to what was there; not possible past the point of no return.',
    json: true,
    who: true,
    examples: [
      'golive rollback bakkerij-dezon.nl',
      'golive rollback bakkerij-dezon.nl --why "shop does not take payments"',
    ],
    load: async () => (await import('./say.ts')).say('rollback'),
  },
  {
    usage: 'cancel <domain>',
    group: 'on-the-day',
    summary: 'End a migration, for a reason.',
    options: [['--leave', 'leave what was changed as it is']],
    json: true,
    who: true,
    examples: [
      'golive cancel bakkerij-dezon.nl --why "customer stays where they are"',
      'golive cancel bakkerij-dezon.nl --leave --why "finished by hand"',
    ],
    load: async () => (await import('./say.ts')).say('cancel'),
  },
  {
    usage: 'task add <domain> <title>',
    group: 'on-the-day',
    summary: 'Add a task of your own to the plan.',
    options: [
      ['--owner <part>', 'agency, login-owner, approver, tester, third-party or customer', 'agency'],
      ['--due <date>', 'when it must be done'],
      ['--after <steps...>', 'steps it comes after'],
      ['--before <steps...>', 'steps that wait for it'],
      ['--request', 'the customer asked for it in the half-day; it is due when that ends'],
    ],
    json: true,
    who: true,
    examples: [
      'golive task add bakkerij-dezon.nl "Webshop: test order" --before customer-signoff',
      'golive task add bakkerij-dezon.nl "Bigger logo" --request',
    ],
    load: async () => (await import('./task-add.ts')).taskAdd,
  },
  {
    usage: 'note <domain> <text>',
    group: 'on-the-day',
    summary: 'Write something into the journal.',
    options: [['--step <step>', 'what it is about']],
    json: true,
    who: true,
    examples: [
      'golive note bakkerij-dezon.nl "Customer prefers Tuesday"',
      'golive note bakkerij-dezon.nl "Called the registrar" --step obtain-authcode',
    ],
    load: async () => (await import('./note.ts')).note,
  },
  {
    usage: 'journal <domain>',
    group: 'after',
    summary: 'What happened: when, by whom, why.',
    options: [
      ['--after <seq>', 'events after this one'],
      ['--limit <n>', 'so many events'],
      [
        '--zone-file [step]',
        'instead, as a zone file: the zone just before golive last wrote it, or before that step first did',
      ],
    ],
    json: true,
    examples: [
      'golive journal bakkerij-dezon.nl --after 40 --json',
      'golive journal bakkerij-dezon.nl --zone-file lower-ttl > bakkerij-dezon.nl.zone',
    ],
    load: async () => (await import('./journal.ts')).journal,
  },
  {
    usage: 'tick',
    group: 'operation',
    summary: 'One pass over all due work, for cron.',
    json: true,
    examples: ['golive tick', '* * * * * golive tick --config /etc/golive/golive.yaml'],
    load: async () => (await import('./tick.ts')).tick,
  },
  {
    usage: 'serve',
    group: 'operation',
    summary: 'Work until stopped; SIGTERM ends it without beginning anything more.',
    examples: ['golive serve', 'golive serve --config /etc/golive/golive.yaml'],
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    usage: 'worker',
    group: 'operation',
    summary: 'One of many workers on a PostgreSQL store; SIGTERM ends it as it ends serve.',
    examples: ['golive worker', 'golive worker --config /etc/golive/golive.yaml'],
    load: async () => (await import('./worker.ts')).worker,
  },
  {
    usage: 'playbook list',
    group: 'operation',
    summary: 'The playbooks there are.',
    json: true,
    examples: ['golive playbook list', 'golive playbook list --json'],
    load: async () => (await import('./playbook.ts')).playbookList,
  },
  {
    usage: 'playbook show <id>',
    group: 'operation',
    summary: 'One playbook with its steps.',
    json: true,
    examples: ['golive playbook show livegang-3', 'golive playbook show move-with-interruption --json'],
    load: async () => (await import('./playbook.ts')).playbookShow,
  },
  {
    usage: 'playbook lint <files...>',
    group: 'operation',
    summary: 'Every fault of a playbook file at once, with its place and the way out.',
    examples: ['golive playbook lint shop.yaml', 'golive playbook lint playbooks/*.yaml'],
    load: async () => (await import('./playbook.ts')).playbookLint,
  },
  {
    usage: 'playbook graph <id>',
    group: 'operation',
    summary: 'A playbook as a Mermaid flowchart.',
    examples: ['golive playbook graph livegang-3', 'golive playbook graph livegang-3 > livegang-3.mmd'],
    load: async () => (await import('./playbook.ts')).playbookGraphed,
  },
  {
    usage: 'config show',
    group: 'operation',
    summary: 'The configuration in use.',
    options: [['--origin', 'where each value comes from']],
    json: true,
    examples: ['golive config show', 'golive config show --origin'],
    load: async () => (await import('./config-show.ts')).configShow,
  },
  {
    usage: 'doctor',
    group: 'operation',
    summary: 'Look whether configuration, store, key, clock and network are well.',
    options: [
      ['--offline', 'ask nobody'],
      ['--accept-clock', 'this machine’s clock is right: golive doubts it no more'],
    ],
    json: true,
    who: true,
    examples: ['golive doctor', 'golive doctor --accept-clock --by Anna'],
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    usage: 'backup <file>',
    group: 'operation',
    summary: 'A whole copy of the store, while others work. The key file is not in it.',
    examples: ['golive backup golive-backup.db', 'golive backup "/backup/golive-$(date +%F).db"'],
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    usage: 'restore <file>',
    group: 'operation',
    summary: 'Put a backup in the place of the store; what was there is kept beside it.',
    options: [['--force', 'a store is there already']],
    examples: ['golive restore golive-backup.db', 'golive restore golive-backup.db --force'],
    load: async () => (await import('./backup.ts')).restore,
  },
  {
    usage: 'schema [name]',
    group: 'operation',
    summary: 'The JSON Schema of a document or file; without a name, the names.',
    examples: ['golive schema', 'golive schema status'],
    load: async () => (await import('./schema.ts')).schema,
  },
];

export const DOMAIN_NOTE = domain;
