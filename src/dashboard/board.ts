import type { Board, BoardRow, CellState, Pace } from '../app/board-document.ts';
import { longestTerms } from '../app/check-document.ts';
import { heardWord } from '../app/heard-word.ts';
import type { MigrationShown } from '../app/migration-schema.ts';
import type { Style } from '../texts/render.ts';
import { formatDuration, formatMoment } from '../texts/render.ts';
import type { Axis } from './board-graph.ts';
import { axisOf, historyText, legendKey, scale, stateWord, strip } from './board-graph.ts';
import type { Content, Markup } from './html.ts';
import { html, join } from './html.ts';
import type { IconName } from './icons.ts';
import type { Frame } from './page.ts';
import type { Tone } from './parts.ts';
import {
  badge,
  button,
  details,
  domainName,
  empty,
  facts,
  finding,
  form,
  section,
  statusBadge,
  table,
  words,
} from './parts.ts';

// The propagation board: who names the new servers, who serves the new data, who still remembers the old, and until when.

const OF_CELL: Readonly<Record<CellState, readonly [IconName, Tone]>> = {
  new: ['check', 'good'],
  old: ['clock', 'calm'],
  mixed: ['dots', 'busy'],
  other: ['question', 'you'],
  negative: ['circle', 'you'],
  error: ['cross', 'bad'],
  'not-asked': ['skip', 'over'],
};

const OF_VERDICT: Readonly<Record<NonNullable<Board['verdict']>, readonly [IconName, Tone]>> = {
  propagated: ['check', 'good'],
  partial: ['dots', 'busy'],
  'not-started': ['clock', 'calm'],
  failed: ['stop', 'bad'],
  unknown: ['question', 'you'],
};

const OF_PACE: Readonly<Record<Pace, readonly [IconName, Tone]>> = {
  early: ['check', 'good'],
  due: ['clock', 'calm'],
  late: ['warning', 'bad'],
  over: ['check', 'good'],
};

export function boardPage(frame: Frame, board: Board, migration: MigrationShown): Markup {
  const { style } = frame;
  const all = [...board.parents, ...board.newServers, ...board.resolvers].map(({ spans }) => spans);
  const axis = axisOf(all, {
    nowMs: board.nowMs,
    ...(board.switchedAtMs === undefined ? {} : { switchedAtMs: board.switchedAtMs }),
    ...(board.worstCaseAtMs === undefined ? {} : { worstCaseAtMs: board.worstCaseAtMs }),
  });
  return html`<p class="back"><a href="/migrations/${board.id}">${words(style, 'board.back', { domain: migration.domainUnicode })}</a></p>
<h1>${words(style, 'board.title')} ${domainName(migration)}</h1>
${head(board, migration, style)}
${look(frame, board)}
${deadline(board, style)}
${resolvers(board, axis, style)}
${parents(board, axis, style)}
${servers(board, axis, style)}
${board.findings.length > 0 && section(words(style, 'check.head.findings'), join(board.findings.map((one) => finding(one, style))))}
${history(board, axis, style)}`;
}

function head(board: Board, migration: MigrationShown, style: Style): Markup {
  const { verdict } = board;
  const [name, tone] = OF_VERDICT[verdict ?? 'unknown'];
  return html`<div class="lead">
<p>${verdict === undefined ? statusBadge(migration.status, style) : badge(name, tone, words(style, `board.verdict.${verdict}`))}
${board.why !== undefined && html`<strong>${capital(board.why)}</strong>`}</p>
${tally(board, style)}
</div>`;
}

/** How many have turned, who turns next, and who is late. */
function tally({ resolvers, nowMs }: Board, style: Style): Content {
  const gate = resolvers.filter(({ gate: counts }) => counts === true);
  if (gate.length === 0) return false;
  const turned = gate.filter(({ state }) => state === 'new').length;
  const next = resolvers
    .flatMap(({ name, turnsAtMs }) => (turnsAtMs === undefined || turnsAtMs < nowMs ? [] : [{ name, turnsAtMs }]))
    .sort((a, b) => a.turnsAtMs - b.turnsAtMs)[0];
  const late = resolvers.filter(({ pace }) => pace === 'late').map(({ name }) => name);
  return html`<p>${words(style, 'board.turned', { turned, total: gate.length })}${
    next !== undefined && html` ${words(style, 'board.next-turn', { name: next.name, at: next.turnsAtMs })}`
  }</p>
${late.length > 0 && html`<p>${badge('warning', 'bad', words(style, 'board.pace.late'))} ${words(style, 'board.late', { names: late.join(', ') })}</p>`}`;
}

function look(frame: Frame, board: Board): Markup {
  const { style } = frame;
  const isPerson = frame.visitor?.csrf !== undefined;
  return html`<div class="look">
<p class="quiet">${
    board.lookedAtMs === undefined
      ? words(style, 'board.not-looked')
      : html`${words(style, 'board.looked')} <time datetime="${new Date(board.lookedAtMs).toISOString()}" data-ago>${formatMoment(board.lookedAtMs, style)}</time>`
  }</p>
${isPerson && form(frame, `/migrations/${board.id}/board/look`, button(words(style, 'board.look-now'), { kind: 'main' }))}
</div>`;
}

/** The moment after which nobody who keeps to the rules has the old data, and how it is added up. */
function deadline(board: Board, style: Style): Content {
  if (board.terms.length === 0) return false;
  const sum = html`<ol class="sum">${longestTerms(board.terms).map(
    ({ what, seconds, source }) =>
      html`<li><strong>${formatDuration(seconds, style.language)}</strong> ${words(style, `board.term.${what}`)} <span class="quiet">(${placed(source, style)})</span></li>`,
  )}</ol>`;
  const pairs: [Content, Content][] = [
    [words(style, 'board.switched'), at(board.switchedAtMs, style)],
    [words(style, 'board.sum'), html`${sum}<p>${words(style, 'board.together', { seconds: board.seconds })}</p>`],
    [
      words(style, 'board.end'),
      html`<strong>${at(board.worstCaseAtMs, style) || words(style, 'board.end-if-now', { seconds: board.seconds })}</strong>`,
    ],
    [words(style, 'board.early'), at(board.earlyAtMs, style)],
    [words(style, 'board.propagated'), at(board.propagatedAtMs, style)],
    [words(style, 'board.close-old'), at(board.closeAfterMs, style)],
  ];
  const rows = board.rrsets.map(({ source, seconds, at: iso }) => [
    placed(source, style),
    formatDuration(seconds, style.language),
    iso === undefined ? '' : formatMoment(Date.parse(iso), style),
  ]);
  const per =
    rows.length > 1 &&
    details(
      words(style, 'board.per-record'),
      table(
        ['board.head.record', 'board.head.longest', 'board.head.until'].map((key) => words(style, key)),
        rows,
        words(style, 'board.per-record'),
      ),
    );
  return section(words(style, 'board.deadline'), html`${facts(pairs)}${per}`, 'deadline');
}

function resolvers(board: Board, axis: Axis | undefined, style: Style): Markup {
  const lines = board.resolvers.map((row) =>
    line(row, axis, style, [
      html`${cell(row.state, board.kind, style)} ${turning(row, style)}`,
      html`${row.region} ${notes(row, style)}`,
    ]),
  );
  const body =
    lines.length === 0
      ? empty(words(style, 'board.no-caches'))
      : html`<ul class="lines">${lines}</ul>${axis !== undefined && scale(axis, style)}${matrix(board, style)}`;
  return section(
    html`${words(style, 'board.caches')} <span class="term">${words(style, 'board.caches.term')}</span>`,
    html`<p>${words(style, 'board.caches.what')}</p>${body}`,
    'caches',
  );
}

/** One server or cache: who, how it stands, how it went; below each other on a phone. */
function line(
  row: BoardRow,
  axis: Axis | undefined,
  style: Style,
  [stands, more]: readonly [Content, Content],
): Markup {
  return html`<li class="line"><div><strong>${row.name}</strong> <span class="quiet">${row.address}</span></div>
<div>${stands}</div>
<div>${axis !== undefined && row.spans.length > 0 && strip(row.name, row.spans, axis, style)}<span class="quiet">${more}</span></div></li>`;
}

/** `turns at 14:32`, or since when it has. */
function turning({ state, turnsAtMs, turnedAtMs, ttlLeftSeconds, pace }: BoardRow, style: Style): Content {
  const [name, tone] = OF_PACE[pace ?? 'due'];
  const ahead =
    pace !== undefined && pace !== 'due' ? html`${badge(name, tone, words(style, `board.pace.${pace}`))} ` : false;
  if (state === 'new')
    return html`${ahead}${turnedAtMs !== undefined && words(style, 'board.turned-at', { at: turnedAtMs })}`;
  return html`${ahead}${turnsAtMs !== undefined && html`<strong>${words(style, 'board.turns-at', { at: turnsAtMs })}</strong>`}${
    ttlLeftSeconds !== undefined &&
    html` <span class="quiet">${words(style, 'board.ttl-left', { left: ttlLeftSeconds })}</span>`
  }`;
}

function notes({ lies, gate, cells = [] }: BoardRow, style: Style): Content {
  const why = [...new Set(cells.flatMap((one) => one.why ?? []))];
  const said = [
    lies === true ? words(style, 'check.lies') : gate === false ? words(style, 'check.shown-only') : '',
    ...why,
  ];
  return said.filter((text) => text !== '').join(' · ');
}

/** Each cache beside each record. */
function matrix({ resolvers: all, kind }: Board, style: Style): Content {
  const records = [...new Set(all.flatMap(({ cells = [] }) => cells.map(({ record }) => record)))];
  if (records.length === 0) return false;
  const rows = all
    .filter(({ cells = [] }) => cells.length > 0)
    .map(({ name, cells = [] }): Content[] => [
      name,
      ...records.map((record) => {
        const one = cells.find((candidate) => candidate.record === record);
        if (one === undefined) return cell('not-asked', kind, style);
        return html`${cell(one.state, kind, style)}${
          one.state !== 'new' &&
          one.ttlLeftSeconds !== undefined &&
          html` <span class="quiet">${formatDuration(one.ttlLeftSeconds, style.language)}</span>`
        }${one.state !== 'new' && one.rdata.length > 0 && html`<br><code>${one.rdata.slice(0, MOST_DATA).join(', ')}</code>`}`;
      }),
    ]);
  return details(
    words(style, 'board.matrix'),
    table([words(style, 'board.head.cache'), ...records], rows, words(style, 'board.matrix')),
    'matrix',
  );
}

const MOST_DATA = 3;

function parents(board: Board, axis: Axis | undefined, style: Style): Content {
  if (board.parents.length === 0) return false;
  const lines = board.parents.map((row) =>
    line(row, axis, style, [
      html`${cell(row.state, board.kind, style)} ${row.heard === undefined ? (row.says ?? []).join(', ') : heardWord(row.heard, style)}`,
      row.ttlLeftSeconds !== undefined && words(style, 'board.kept-for', { left: row.ttlLeftSeconds }),
    ]),
  );
  return section(
    html`${words(style, 'board.parents')} <span class="term">${words(style, 'board.parents.term')}</span>`,
    html`<p>${words(style, 'board.parents.what')}</p><ul class="lines">${lines}</ul>`,
    'registry',
  );
}

function servers(board: Board, axis: Axis | undefined, style: Style): Content {
  const all = [
    ...board.newServers.map((row) => ({ row, side: 'new' as const })),
    ...board.oldServers.map((row) => ({ row, side: 'old' as const })),
  ];
  if (all.length === 0) return false;
  const lines = all.map(({ row, side }) => {
    const isSilent = row.state === 'error' || row.state === 'not-asked';
    const answers = isSilent
      ? cell(row.state, board.kind, style)
      : badge('check', side === 'new' ? 'good' : 'calm', words(style, 'board.answers'));
    const which = words(style, `board.side.${board.kind === 'switch' ? side : 'own'}`);
    return line(row, axis, style, [
      html`${answers} ${which}`,
      html`${row.heard !== undefined && heardWord(row.heard, style)} ${row.serial !== undefined && words(style, 'board.serial', { serial: row.serial })}`,
    ]);
  });
  return section(
    html`${words(style, 'board.servers')} <span class="term">${words(style, 'board.servers.term')}</span>`,
    html`<p>${words(style, 'board.servers.what')}</p><ul class="lines">${lines}</ul>`,
    'servers',
  );
}

/** The strips again, in words. */
function history(board: Board, axis: Axis | undefined, style: Style): Content {
  if (axis === undefined) return false;
  const rows = [...board.resolvers, ...board.parents, ...board.newServers].filter(({ spans }) => spans.length > 0);
  const legend = html`<ul class="legend">${(['new', 'mixed', 'old', 'other', 'negative', 'error'] as const).map(
    (state) => html`<li>${legendKey(state)}${stateWord(state, style)}</li>`,
  )}</ul>`;
  return section(
    words(style, 'board.history'),
    html`${legend}${details(
      words(style, 'board.in-words'),
      html`<ul>${rows.map(({ name, address, spans }) => html`<li><strong>${name}</strong>${address !== undefined && html` <span class="quiet">${address}</span>`}: ${historyText(spans, style)}</li>`)}</ul>`,
    )}`,
    'history',
  );
}

export function cell(state: CellState, kind: Board['kind'], style: Style): Markup {
  const [name, tone] = OF_CELL[state];
  return badge(name, tone, stateWord(state, style, kind));
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const at = (moment: number | undefined, style: Style): string =>
  moment === undefined ? '' : formatMoment(moment, style);

/** `klant.nl NS at the parent`: the place in the language of the page. */
function placed(source: string, style: Style): string {
  const [, what, where] = /^(.*) at the (parent|old servers)$/.exec(source) ?? [];
  if (what === undefined) return source;
  return words(style, where === 'parent' ? 'check.at.parent' : 'check.at.old-servers', { what });
}
