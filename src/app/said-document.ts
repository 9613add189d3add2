import { statusOf } from '../domain/status.ts';
import type { App } from './app.ts';
import type { DocumentOf } from './documents.ts';
import type { Loaded } from './record.ts';
import { documentOf, domainPair } from './voice.ts';

/** What a person's word has led to. */
export function saidDocument(app: App, after: readonly Loaded[], notes: readonly string[] = []): DocumentOf<'said'> {
  return documentOf('said', app, {
    ...(notes.length === 0 ? {} : { notes: [...notes] }),
    migrations: after.map(({ playbook, state }) => ({
      id: state.id,
      domain: domainPair(state.domain).domain,
      status: statusOf(playbook, state),
    })),
  });
}
