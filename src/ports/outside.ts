import type { EpochMs } from '../domain/time.ts';

export interface WebAnswer {
  readonly outcome: 'answer' | 'timeout' | 'unreachable' | 'tls-failed' | 'malformed' | 'not-asked';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** First 256 kB, as text. */
  readonly body?: string;
  /** https only: whether a browser would accept the certificate for this host. */
  readonly certificate?: {
    readonly valid: boolean;
    readonly hosts: readonly string[];
    readonly expiresMs: EpochMs;
    /** The organisation that issued it, as the certificate names it; absent where it names none. */
    readonly issuer?: string;
    readonly why?: string;
  };
  readonly why?: string;
  readonly atMs: EpochMs;
}

/** One HTTP(S) request as a visitor would make it, to a given address: Host and SNI are the name's. Follows no redirect. */
export interface Web {
  get(
    request: {
      readonly scheme: 'http' | 'https';
      readonly host: string;
      readonly address: string;
      readonly path: string;
    },
    signal: AbortSignal,
  ): Promise<WebAnswer>;
}

export interface SmtpAnswer {
  readonly outcome: 'accepted' | 'refused' | 'timeout' | 'unreachable' | 'malformed' | 'not-asked';
  readonly banner?: string;
  /** The reply to RCPT TO, where one was asked. */
  readonly reply?: string;
  readonly atMs: EpochMs;
}

/** Asks a mail server whether it would take mail for an address (EHLO, MAIL FROM, RCPT TO, RSET, QUIT); sends none. */
export interface Smtp {
  wouldAccept(
    request: { readonly address: string; readonly host: string; readonly recipient: string },
    signal: AbortSignal,
  ): Promise<SmtpAnswer>;
}
