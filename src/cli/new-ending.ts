import type { DocumentOf } from '../app/documents.ts';
import type { Style } from '../texts/render.ts';
import type { Piece } from './print.ts';
import { nameShown, SEVERITY_COLOUR, table, wrapped } from './print.ts';
import type { Shell } from './shell.ts';
import { words } from './shell.ts';

/** Of what stands in the way, and of tasks; the document and the plan have all. */
const MOST_SHOWN = 12;

/** What the interview has led to, for a person. */
export function showEnding(shell: Shell, created: DocumentOf<'created'>, style: Style): void {
  const label = (name: string): Piece => ({ text: words(style, `interview.end.${name}`), colour: 'dim' });
  for (const { id, playbook, ...domain } of created.migrations)
    shell.write(
      ...wrapped(words(style, 'cli.created', { domain: nameShown(domain), id, playbook }), shell.columns, ''),
    );
  const rows: (readonly Piece[])[] = [
    [label('option'), created.optionText],
    [label('cutover'), words(style, `interview.cutover.${created.cutoverKind}`)],
    [label('playbook'), created.migrations[0]!.playbook],
    [label('slot'), created.slotWhy],
    ...created.warnings.map((warning): readonly Piece[] => ['', { text: warning, colour: 'yellow' }]),
    ...(created.unmeasured.length === 0
      ? []
      : [
          [
            '',
            {
              text: words(style, 'interview.end.unmeasured', {
                domains: created.unmeasured.join(', '),
                domain: created.migrations[0]!.domainUnicode,
              }),
              colour: 'yellow' as const,
            },
          ],
        ]),
    ...transferRow(created, label, style),
    ...listed(
      label('findings'),
      created.findings.map(({ severity, message }) => ({
        text: `– ${message}`,
        ...(SEVERITY_COLOUR[severity] === undefined ? {} : { colour: SEVERITY_COLOUR[severity] }),
      })),
      created.inspectedAt === undefined ? undefined : words(style, 'interview.end.none'),
      style,
    ),
    ...listed(
      label('tasks'),
      created.tasks.map(({ title }) => `– ${title}`),
      undefined,
      style,
    ),
  ];
  shell.write(...table(rows, shell.colours, shell.columns));
  const next = words(style, 'cli.created-next', { domain: created.migrations[0]!.domainUnicode });
  shell.write(...wrapped(next, shell.columns, ''));
}

function transferRow(
  { earliestTransfer }: DocumentOf<'created'>,
  label: (name: string) => Piece,
  style: Style,
): (readonly Piece[])[] {
  if (earliestTransfer === undefined) return [];
  const { at, why } = earliestTransfer;
  return [[label('transfer'), words(style, 'interview.end.not-before', { at: Date.parse(at), why })]];
}

function listed(label: Piece, items: readonly Piece[], none: string | undefined, style: Style): (readonly Piece[])[] {
  if (items.length === 0) return none === undefined ? [] : [[label, none]];
  const more = items.length - MOST_SHOWN;
  const shown = items.slice(0, MOST_SHOWN).map((item, index): readonly Piece[] => [index === 0 ? label : '', item]);
  return more > 0 ? [...shown, ['', words(style, 'preflight.evidence.more', { count: more })]] : shown;
}
