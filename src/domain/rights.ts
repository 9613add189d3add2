/** What somebody may do with golive over HTTP; each way in carries a set of these. */
export const RIGHTS = ['read', 'plan', 'run', 'approve'] as const;
export type Right = (typeof RIGHTS)[number];

export const USER_ROLES = ['viewer', 'planner', 'operator', 'approver'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** A user has one role or several. Who runs a move does not thereby say yes to it: that is the approver's. */
export const RIGHTS_OF_ROLE: Readonly<Record<UserRole, readonly Right[]>> = {
  viewer: ['read'],
  planner: ['read', 'plan'],
  operator: ['read', 'plan', 'run'],
  approver: ['read', 'approve'],
};

export function rightsOf(roles: readonly UserRole[]): ReadonlySet<Right> {
  return new Set(roles.flatMap((role) => RIGHTS_OF_ROLE[role]));
}
