import type { Role } from './answers.ts';
import type { Language } from './message.ts';
import type { Fqdn } from './name.ts';

/** Who can be asked to do something. `agency` is the project's owner at the agency. */
export const PARTS = ['agency', 'login-owner', 'approver', 'tester', 'third-party', 'customer'] as const;
export type Part = (typeof PARTS)[number];

export interface Contact {
  readonly name: string;
  readonly mail?: string;
  readonly phone?: string;
  readonly language: Language;
  readonly parts: readonly Part[];
}

/** One customer's go-live (design §3). */
export interface Project {
  readonly id: string;
  readonly customer: string;
  readonly language: Language;
  /** The agency's person in charge. */
  readonly owner: string;
  /** Nobody named one: `owner` is the login of whoever began the project, which is no name to sign with. */
  readonly ownerAssumed?: true;
  readonly contacts: readonly Contact[];
  readonly domains: readonly { readonly domain: Fqdn; readonly role: Role; readonly migrationId: string }[];
}

/** The person who plays a part: the contact named for it, else the customer for what only the customer can do, else the agency's owner. */
export function personFor(project: Project, part: Part): string {
  const contact = project.contacts.find((candidate) => candidate.parts.includes(part));
  if (contact !== undefined) return contact.name;
  return part === 'login-owner' || part === 'customer' ? project.customer : project.owner;
}
