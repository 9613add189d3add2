import type { DocumentOf } from '../app/documents.ts';
import type { UserRole } from '../domain/rights.ts';
import type { Content, Markup } from './html.ts';
import { html, join } from './html.ts';
import type { IconName } from './icons.ts';
import type { Frame } from './page.ts';
import type { Tone } from './parts.ts';
import { badge, button, details, empty, form, moment, section, table, words } from './parts.ts';

type Check = DocumentOf<'doctor'>['checks'][number];

export interface SettingsShown {
  readonly version: string;
  /** The last time that everything was looked at; absent: nobody has since this process began. */
  readonly doctor?: DocumentOf<'doctor'>;
  readonly isLooking: boolean;
  readonly config: DocumentOf<'config'>;
  readonly people: readonly {
    readonly name: string;
    readonly mail?: string | undefined;
    readonly phone?: string | undefined;
    readonly does: readonly string[];
  }[];
  readonly providers: readonly { readonly name: string; readonly adapter: string; readonly does: readonly string[] }[];
  readonly targets: readonly {
    readonly name: string;
    readonly kind: string;
    readonly where: string;
    readonly canTest: boolean;
  }[];
  readonly users: readonly {
    readonly name: string;
    readonly roles: readonly UserRole[];
    readonly hasPassword: boolean;
  }[];
  readonly waiting?: { readonly waiting: number; readonly givenUp: number };
}

const OF_OUTCOME: Readonly<Record<Check['outcome'], readonly [IconName, Tone]>> = {
  ok: ['check', 'good'],
  warning: ['warning', 'you'],
  failed: ['stop', 'bad'],
  'not-asked': ['skip', 'over'],
};

export function settingsPage(frame: Frame, shown: SettingsShown): Markup {
  const { style } = frame;
  return html`<h1>${words(style, 'settings.title')}</h1>
<p class="quiet">golive ${shown.version}</p>
${doctor(frame, shown)}
${notifications(frame, shown)}
${people(frame, shown)}
${providers(frame, shown)}
${users(frame, shown)}
${configuration(frame, shown)}`;
}

function doctor(frame: Frame, { doctor: seen, isLooking }: SettingsShown): Markup {
  const { style } = frame;
  const mayLook = frame.visitor?.csrf !== undefined;
  const worst = seen?.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warning') ?? [];
  const rows = (seen?.checks ?? []).map(({ what, outcome, why, fix }): Content[] => [
    what,
    outcomeBadge(outcome, frame),
    html`${why}${fix !== undefined && html` <strong>${words(style, 'web.what-helps')}</strong> ${fix}`}`,
  ]);
  return section(
    words(style, 'settings.check'),
    html`${
      seen === undefined
        ? empty(words(style, 'settings.not-looked'))
        : html`<p>${
            seen.healthy && worst.length === 0
              ? badge('check', 'good', words(style, 'settings.healthy'))
              : badge(
                  seen.healthy ? 'warning' : 'stop',
                  seen.healthy ? 'you' : 'bad',
                  words(style, 'settings.not-healthy', { count: worst.length }),
                )
          } <span class="quiet">${words(style, 'settings.looked')} ${moment(seen.generatedAt, style)}</span></p>
${table(
  ['settings.head.what', 'settings.head.outcome', 'settings.head.why'].map((key) => words(style, key)),
  rows,
  words(style, 'settings.check'),
)}`
    }${isLooking && html`<p class="quiet">${words(style, 'settings.looking')}</p>`}
${mayLook && form(frame, '/settings/look', html`${button(words(style, 'settings.look'), { kind: 'main' })} <span class="quiet">${words(style, 'settings.look-what')}</span>`)}`,
    'check',
  );
}

function outcomeBadge(outcome: Check['outcome'], { style }: Frame): Markup {
  const [name, tone] = OF_OUTCOME[outcome];
  return badge(name, tone, words(style, `settings.outcome.${outcome}`));
}

function notifications(frame: Frame, { targets, waiting }: SettingsShown): Markup {
  const { style } = frame;
  const maySend = frame.visitor?.csrf !== undefined && frame.visitor.rights.has('run');
  const rows = targets.map(({ name, kind, where, canTest }): Content[] => [
    name,
    kind,
    where,
    maySend &&
      canTest &&
      form(
        frame,
        '/settings/test',
        html`<input type="hidden" name="target" value="${name}">${button(words(style, 'settings.send-test'))}`,
      ),
  ]);
  return section(
    words(style, 'settings.notify'),
    html`${
      rows.length === 0
        ? empty(words(style, 'settings.no-notify'))
        : table(
            ['settings.head.target', 'settings.head.kind', 'settings.head.where', 'feeds.deed'].map((key) =>
              words(style, key),
            ),
            rows,
            words(style, 'settings.notify'),
          )
    }${waiting !== undefined && (waiting.waiting > 0 || waiting.givenUp > 0) && html`<p>${words(style, 'settings.outbox', { waiting: waiting.waiting, given: waiting.givenUp })}</p>`}`,
    'notify',
  );
}

function people({ style }: Frame, { people: all }: SettingsShown): Markup {
  return section(
    words(style, 'settings.people'),
    all.length === 0
      ? empty(words(style, 'settings.no-people'))
      : table(
          ['settings.head.name', 'settings.head.phone', 'settings.head.mail', 'settings.head.does'].map((key) =>
            words(style, key),
          ),
          all.map(({ name, phone, mail, does }) => [name, phone ?? '', mail ?? '', does.join(', ')]),
          words(style, 'settings.people'),
        ),
    'people',
  );
}

function providers({ style }: Frame, { providers: all }: SettingsShown): Markup {
  return section(
    words(style, 'settings.providers'),
    all.length === 0
      ? empty(words(style, 'settings.no-providers'))
      : table(
          ['settings.head.name', 'settings.head.adapter', 'settings.head.does'].map((key) => words(style, key)),
          all.map(({ name, adapter, does }) => [name, adapter, does.join(', ')]),
          words(style, 'settings.providers'),
        ),
    'providers',
  );
}

function users({ style }: Frame, { users: all }: SettingsShown): Markup {
  return section(
    words(style, 'settings.users'),
    html`${
      all.length === 0
        ? empty(words(style, 'settings.no-users'))
        : table(
            ['settings.head.name', 'settings.head.roles', 'settings.head.password'].map((key) => words(style, key)),
            all.map(({ name, roles, hasPassword }) => [
              name,
              roles.map((role) => words(style, `settings.role.${role}`)).join(', '),
              words(style, hasPassword ? 'settings.password-set' : 'settings.password-open'),
            ]),
            words(style, 'settings.users'),
          )
    }<p class="quiet">${words(style, 'settings.users-how')}</p>`,
    'users',
  );
}

/** Every value in use with where it came from; what was set first, what is as it always is behind it. */
function configuration({ style }: Frame, { config }: SettingsShown): Markup {
  const shownAs = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const from = (origin: string): string =>
    config.file !== null && origin.startsWith(`${config.file}:`)
      ? words(style, 'settings.line', { line: origin.slice(config.file.length + 1) })
      : origin;
  const rowsOf = (all: typeof config.values) =>
    table(
      ['settings.head.path', 'settings.head.value', 'settings.head.origin'].map((key) => words(style, key)),
      all.map(({ path, value, origin }) => [
        html`<code>${path}</code>`,
        html`<code>${shownAs(value)}</code>`,
        from(origin),
      ]),
      words(style, 'settings.config'),
    );
  const own = config.values.filter(({ origin }) => origin !== 'default');
  const rest = config.values.filter(({ origin }) => origin === 'default');
  return section(
    words(style, 'settings.config'),
    join([
      html`<p>${config.file === null ? words(style, 'settings.no-file') : html`${words(style, 'settings.file')} <code>${config.file}</code>`}</p>`,
      own.length > 0 && details(words(style, 'settings.own', { count: own.length }), rowsOf(own)),
      rest.length > 0 && details(words(style, 'settings.defaults', { count: rest.length }), rowsOf(rest)),
    ]),
    'config',
  );
}
