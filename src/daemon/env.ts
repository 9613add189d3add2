import type { Language } from '../domain/message.ts';
import type { Right } from '../domain/rights.ts';
import type { Serving } from './serving.ts';

/** Somebody who has shown who it is. A customer with a link is none: that page looks after itself. */
export interface Visitor {
  readonly name: string;
  readonly rights: ReadonlySet<Right>;
  readonly via: 'session' | 'token';
  /** What every form of a signed-in browser carries. */
  readonly csrf?: string;
  /** Of the session or the token. */
  readonly credentialId: string;
}

/** What a request carries through the routes. */
export interface Env {
  Variables: {
    visitor: Visitor | undefined;
    /** The page's; the agency's unless the browser chose another. */
    language: Language;
    /** For what has only the request: a refusal is a page too. */
    serving: Serving;
    /** The answer was made with what every answer carries (`HEADERS`): nobody need take its headers apart to add it. */
    hasAllHeaders: boolean | undefined;
  };
}
