import type { App } from '../app/app.ts';
import type { DocumentOf } from '../app/documents.ts';
import type { Language } from '../domain/message.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Dns } from '../ports/dns.ts';

/** A file that pages need; `name` has a digest of what is in it, so that it may be kept for ever. */
export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly body: string;
}

export interface Assets {
  readonly css: Asset;
  readonly js: Asset;
  readonly icon: Asset;
}

/** This golive as it was set up; only `doctor` asks anybody. */
export interface Installation {
  readonly version: string;
  /** Looks at everything golive stands on; takes as long as the slowest provider. */
  doctor(language: Language): Promise<DocumentOf<'doctor'>>;
  /** Every value in use and where it came from, without secrets. */
  configuration(): DocumentOf<'config'>;
}

/** What answering over HTTP stands on. `src/compose/http.ts` makes one; tests make one that nothing waits in. */
export interface Serving {
  readonly app: App;
  /** 192 bits of chance, in characters that an address and a cookie may hold. */
  newToken(): string;
  /** The wall's clock, epoch ms: who is signed in, and for how long, is not a laboratory's business. */
  wallNow(): EpochMs;
  /** Calls `work` every so many milliseconds of the wall's clock, until the answer is called. */
  every(ms: number, work: () => Promise<void>): () => void;
  /** One poller for the whole process. */
  dns(): Promise<Dns>;
  readonly assets: Assets;
  readonly installation: Installation;
  /** How late the process comes to what is next: seconds, by quantile (`0.5`, `0.99`, `1`), since it was last asked. */
  loopLag?(): Readonly<Record<string, number>>;
  /** Aborts when the daemon is told to stop. */
  readonly signal: AbortSignal;
}
