import type { DocumentOf, PreflightEntry } from '../app/documents.ts';
import { findMigrations } from '../app/find.ts';
import { nameServersFrom, preflightMigration, preflightOutside, stillBefore } from '../app/preflight.ts';
import { documentOf } from '../app/voice.ts';
import { readZoneExport } from '../app/zone-export.ts';
import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import { domainName } from '../domain/name.ts';
import type { Style } from '../texts/render.ts';
import type { Colour } from './print.ts';
import { nameShown, SEVERITY_COLOUR, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly to?: string;
  readonly zoneFile?: string;
  readonly certificateAuthority?: string;
  readonly acceptNotAsked?: boolean;
}

const EXIT: Readonly<Record<PreflightEntry['verdict'], number>> = {
  go: 0,
  'already-moved': 0,
  'no-go': 1,
  unknown: 5,
};
const VERDICT_COLOUR: Readonly<Record<PreflightEntry['verdict'], Colour>> = {
  go: 'green',
  'already-moved': 'green',
  'no-go': 'red',
  unknown: 'yellow',
};
/** Of each finding; the document has all. */
const EVIDENCE_SHOWN = 2;
/** Of what does no harm, one line for each tag. */
const INFOS_SHOWN = 5;
/** Named; the plan has all. */
const MOST_STEPS = 4;
const INDENT = '    ';

/** A look that failed is "unknown", never the 1 that says no-go. */
const UNKNOWN = EXIT.unknown;

export async function preflight(shell: Shell, args: readonly string[], options: Options): Promise<Outcome> {
  try {
    return await look(shell, args, options);
  } catch (thrown) {
    const failure = asGoLiveError(thrown, 'golive');
    if (failure.row.exit !== EXIT['no-go']) throw failure;
    shell.say({ text: 'golive: ', colour: 'red' }, failure.message);
    return UNKNOWN;
  }
}

async function look(shell: Shell, [asked]: readonly string[], options: Options): Promise<Outcome> {
  return options.to === undefined
    ? ofMigrations(shell, asked!, options)
    : fromOutside(shell, asked!, options.to, options);
}

async function fromOutside(shell: Shell, asked: string, to: string, options: Options): Promise<Outcome> {
  const domain = domainName(asked);
  const servers = nameServersFrom(to);
  const { config } = await shell.loadConfig(options.config);
  const file =
    options.zoneFile === undefined ? undefined : readZoneExport(options.zoneFile, shell.surroundings.cwd, domain);
  for (const warning of file?.warnings ?? []) shell.say(warning);
  const [clock, views] = await Promise.all([shell.clockOf(config), shell.viewsOf(config)]);
  const document = await preflightOutside(
    { config, clock, views },
    {
      domain,
      ...servers,
      acceptNotAsked: options.acceptNotAsked === true,
      ...(file === undefined ? {} : { exported: file.rrsets }),
      ...(options.certificateAuthority === undefined ? {} : { certificateAuthority: options.certificateAuthority }),
    },
    shell.signal,
  );
  if (options.json) shell.json(document);
  else show(shell, document, styleOf(config));
  return EXIT[document.verdict];
}

async function ofMigrations(shell: Shell, asked: string, options: Options): Promise<Outcome> {
  const needless = (['zoneFile', 'certificateAuthority', 'acceptNotAsked'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (needless !== undefined)
    throw new GoLiveError('usage', {
      subject: `--${needless.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      why: 'a migration has its own answers',
      fix: 'Use it with --to, or golive answer.',
    });
  const app = await shell.openApp(options.config).catch((thrown: unknown) => {
    throw asGoLiveError(thrown, asked).code === 'config-missing' ? noMigration(asked) : thrown;
  });
  try {
    const headers = await findMigrations(app.store, asked).catch((thrown: unknown) => {
      throw asGoLiveError(thrown, asked).code === 'domain-unknown' ? noMigration(asked, thrown) : thrown;
    });
    const documents: DocumentOf<'preflight'>[] = [];
    for (const { id } of headers) documents.push(await preflightMigration(app, id, shell.signal));
    const [only, another] = documents;
    if (options.json)
      shell.json(
        another === undefined
          ? only
          : documentOf('preflights', app, {
              results: documents.map(({ schema: _s, generatedAt: _g, ...entry }) => entry),
            }),
      );
    else
      for (const [index, document] of documents.entries()) {
        const style = styleOf(app.config);
        show(shell, document, style);
        const steps = document.verdict === 'no-go' ? await stillBefore(app, headers[index]!.id) : [];
        const shown = { count: steps.length, steps: steps.slice(0, MOST_STEPS).join(', ') };
        const text = steps.length > MOST_STEPS ? 'preflight.still-before.more' : 'preflight.still-before';
        if (steps.length === 0) continue;
        shell.write(...wrapped(words(style, text, shown), shell.columns, ''));
        shell.line(`  golive plan ${document.domain}`);
      }
    return worst(documents);
  } finally {
    await app.store.close();
  }
}

/** No-go before unknown before go. */
function worst(documents: readonly PreflightEntry[]): number {
  const codes = documents.map(({ verdict }) => EXIT[verdict]);
  return codes.includes(1) ? 1 : Math.max(...codes);
}

/** A name that is none is said to be none; of any other there is no migration, and it can be looked at all the same. */
function noMigration(asked: string, cause?: unknown): GoLiveError {
  const name = domainName(asked).slice(0, -1);
  return new GoLiveError('domain-unknown', {
    subject: name,
    fix: `Without a migration name the planned servers: golive preflight ${name} --to ns1.example.net,ns2.example.net`,
    cause,
  });
}

function show(shell: Shell, entry: PreflightEntry, style: Style): void {
  const name = nameShown(entry);
  const to = entry.nameServers.length === 0 ? '' : ` → ${entry.nameServers.join(', ')}`;
  const verdict = words(style, `preflight.verdict.${entry.verdict}`);
  shell.line({ text: verdict, colour: VERDICT_COLOUR[entry.verdict] }, { text: `  ${name}`, colour: 'bold' }, to);
  shell.write(...wrapped(entry.why, shell.columns, ''));
  const told = entry.findings.filter(({ severity }) => severity !== 'info');
  const infos = Map.groupBy(
    entry.findings.filter(({ severity }) => severity === 'info'),
    ({ tag }) => tag,
  );
  for (const finding of told) {
    shell.line();
    shell.line(
      { text: words(style, `preflight.severity.${finding.severity}`), colour: SEVERITY_COLOUR[finding.severity]! },
      { text: `  ${finding.tag}`, colour: 'bold' },
      `  ${finding.subject}`,
    );
    shell.write(...wrapped(finding.message, shell.columns, INDENT));
    for (const { asked, answered } of finding.evidence.slice(0, EVIDENCE_SHOWN))
      for (const line of wrapped(words(style, 'preflight.evidence', { asked, answered }), shell.columns, INDENT))
        shell.line({ text: line, colour: 'dim' });
    const more = finding.evidence.length - EVIDENCE_SHOWN;
    if (more > 0)
      shell.line({ text: `${INDENT}${words(style, 'preflight.evidence.more', { count: more })}`, colour: 'dim' });
    if (finding.fix !== undefined) shell.write(...wrapped(`→ ${finding.fix}`, shell.columns, INDENT));
  }
  if (infos.size > 0) shell.line();
  for (const [tag, findings] of infos) {
    const named = findings.slice(0, INFOS_SHOWN).map(({ subject }) => subject);
    const more = findings.length - named.length;
    const rest = more > 0 ? ` ${words(style, 'preflight.evidence.more', { count: more })}` : '';
    const line = `${words(style, 'preflight.severity.info')}  ${tag}  ${named.join(', ')}${rest}`;
    for (const text of wrapped(line, shell.columns, '')) shell.line({ text, colour: SEVERITY_COLOUR['info']! });
  }
  const { records, completeness } = entry.inventory;
  const gate = (which: 'cutover' | 'transfer'): string => words(style, `preflight.gate.${entry.gates[which]}`);
  shell.line();
  shell.write(
    ...wrapped(words(style, `preflight.inventory.${completeness}`, { count: records.length }), shell.columns, ''),
    ...wrapped(
      words(style, 'preflight.gates', { cutover: gate('cutover'), transfer: gate('transfer') }),
      shell.columns,
      '',
    ),
  );
}
