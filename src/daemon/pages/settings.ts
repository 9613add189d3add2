import { Hono } from 'hono';
import { passwordOf } from '../../app/access/passwords.ts';
import { usersOf } from '../../app/access/users.ts';
import { targetName } from '../../app/config/notify.ts';
import type { Config } from '../../app/config/schema.ts';
import type { DocumentOf } from '../../app/documents.ts';
import { LATER } from '../../app/notices/expand.ts';
import { putTests } from '../../app/notices/outbox.ts';
import { words } from '../../dashboard/parts.ts';
import type { SettingsShown } from '../../dashboard/settings.ts';
import { settingsPage } from '../../dashboard/settings.ts';
import type { Language } from '../../domain/message.ts';
import { needs } from '../access/index.ts';
import { looksOf } from '../api/looks.ts';
import type { Env } from '../env.ts';
import { hubOf } from '../hub.ts';
import { Refused } from '../problem.ts';
import type { Serving } from '../serving.ts';
import { appFor, back, formOf, frameFor, refusalOf, show, showError } from './reply.ts';

const MOST_COUNTED = 100;

/** How golive is set up and whether all of it works. The page answers at once; what asks the network is done when somebody wants it. */
export function settingsRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();
  const seen = new Map<Language, DocumentOf<'doctor'>>();
  let looking = 0;

  routes.get('/settings', needs('read'), async (context) => {
    const app = appFor(context, serving);
    const frame = frameFor(context, serving, { title: '', live: true, madeAtMs: app.clock.now() });
    const { language } = frame.style;
    const doctor = seen.get(language);
    const shown: SettingsShown = {
      version: serving.installation.version,
      ...(doctor === undefined ? {} : { doctor }),
      isLooking: looking > 0,
      config: serving.installation.configuration(),
      people: app.config.people,
      providers: Object.entries(app.config.providers).map(([name, { adapter, does }]) => ({ name, adapter, does })),
      targets: targetsOf(app.config),
      users: await signingIn(serving),
      waiting: {
        waiting: (await app.store.deliveries({ limit: MOST_COUNTED, state: 'waiting' })).filter(
          // A reminder that waits for its day is not on its way to anybody.
          ({ target }) => target !== LATER,
        ).length,
        givenUp: (await app.store.deliveries({ limit: MOST_COUNTED, state: 'given-up' })).length,
      },
    };
    const title = `${words(frame.style, 'settings.title')} – golive`;
    return show(context, { ...frame, title }, settingsPage(frame, shown));
  });

  routes.post('/settings/look', needs('read'), async (context) => {
    const { language } = appFor(context, serving).config.agency;
    looking += 1;
    try {
      seen.set(
        language,
        await looksOf(serving).look(`doctor ${language}`, () => serving.installation.doctor(language)),
      );
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      return back(context, '/settings', 'look-later');
    } finally {
      looking -= 1;
      hubOf(serving).looked();
    }
    return back(context, '/settings', 'checked');
  });

  routes.post('/settings/test', needs('run'), async (context) => {
    const app = appFor(context, serving);
    const { target } = await formOf(context);
    try {
      await putTests(app, target, { by: context.get('visitor')!.name });
    } catch (thrown) {
      return showError(context, serving, { ...refusalOf(thrown), back: '/settings#notify' });
    }
    return back(context, '/settings', 'test-sent');
  });

  return routes;
}

/** Whom the configuration tells something. A webhook's address may be a secret, and is not said. */
function targetsOf({ notify }: Pick<Config, 'notify'>): SettingsShown['targets'] {
  return notify.map((target) => {
    if (target.to === 'mail') return { name: target.address, kind: 'mail', where: target.address, canTest: true };
    if (target.to === 'webhook')
      return { name: target.name, kind: `webhook (${target.format})`, where: targetName(target), canTest: true };
    return { name: target.to, kind: 'mail', where: '', canTest: false };
  });
}

async function signingIn({ app }: Serving): Promise<SettingsShown['users']> {
  const all = await usersOf(app.store);
  return Promise.all(
    all.map(async (user) => ({
      name: user.name,
      roles: user.roles,
      hasPassword: (await passwordOf(app.store, user)) !== undefined,
    })),
  );
}
