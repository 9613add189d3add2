/** Where something was read, and when somebody last looked there. */
export interface Evidence {
  /** An address on the web, or a name by which the document is found. */
  readonly source: string;
  /** `YYYY-MM-DD`: the day it was read; the document itself may be older, and then says so. */
  readonly seen: string;
}

/**
 * One fact, or why there is none. `registry`: the registry or the policy's owner says so; `reported`: a registrar or user does, and it may be out of
 * date. What is unknown must be asked or measured; nobody may take a default for it.
 */
export type Cell<T> =
  | (Evidence & { readonly value: T; readonly by: 'registry' | 'reported' })
  | (Evidence & { readonly unknown: string });

export type Issuer = 'losing-registrar' | 'registry' | 'any-registrar' | 'holder-at-the-registry';

/** What a transfer code looks like; for a check of a code that is not shown. Absent: no limit is known. */
export interface CodeForm {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The whole code. */
  readonly pattern?: RegExp;
  /** For people. */
  readonly example?: string;
}

/** How registrations under one top-level domain are moved. */
export interface TldRule {
  /** `nl`; `*` for other gTLDs; `?` for all others. */
  readonly tld: string;
  /**
   * `observable`: public registration data shows whether it is locked. `hidden`: there is a lock, and only the registrar sees it. `none`: there is
   * none, so no step may wait for its end. Unknown: ask the registrar, and wait for no status either.
   */
  readonly lock: Cell<'observable' | 'hidden' | 'none'>;
  /** `tag`: the losing registrar pushes the name to the gaining one's tag, and there is no code. */
  readonly proof: Cell<'code' | 'tag'>;
  readonly codeForm: Cell<CodeForm>;
  /** How long a code counts from its issue. */
  readonly codeLifetimeSeconds: Cell<number>;
  readonly codeFrom: Cell<readonly Issuer[]>;
  /** Who gets it by mail. `nobody`: it is shown to who asks, or told by the registrar. */
  readonly codeMailedTo: Cell<'registrant' | 'nobody'>;
  /** Days within which the losing registrar must hand it out (or set the tag). */
  readonly codeDueDays: Cell<number>;
  /** The way to a code without the losing registrar. */
  readonly codeOtherwise: Cell<'registry-by-mail' | 'registry-by-post' | 'registry-portal' | 'registry-on-request'>;
  /** Days from the request to its end; 0 is at once. */
  readonly durationDays: Cell<{ readonly usual: number; readonly atMost: number }>;
  /** Days within which it can still be stopped; 0: never. */
  readonly cancelDays: Cell<number>;
  /** `restarts`: a year from the day of transfer. */
  readonly renewal: Cell<'unchanged' | 'adds-year' | 'restarts'>;
  /** What becomes of the name servers: `kept`, or the gaining registrar may or must give them with the request. */
  readonly nameServers: Cell<'kept' | 'may-be-given' | 'must-be-given'>;
  /** Whether the losing registrar may switch its DNS off when the name has gone. */
  readonly oldDnsMayEnd: Cell<true>;
  /** Of the delegation; to expect, never instead of measuring it. */
  readonly nsTtlSeconds: Cell<number>;
  readonly dsTtlSeconds: Cell<number>;
  /** Days in which a transfer is refused after each; 0: none. */
  readonly lockDaysAfterRegistration: Cell<number>;
  readonly lockDaysAfterTransfer: Cell<number>;
  readonly lockDaysAfterHolderChange: Cell<number>;
}

/** What a registrar's adapter knows better, cell by cell. */
export type TldOverrides = Readonly<Record<string, Partial<Omit<TldRule, 'tld'>>>>;
