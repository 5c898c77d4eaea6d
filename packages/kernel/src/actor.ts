import {
  type CustomerRole,
  customerRoles,
  type Permission,
  publicPermissions,
  selfPermissions,
} from './permission.ts';
import { Refusal } from './refusal.ts';

/** Legal entities and regions within which staff permissions hold; `'all'` for the whole company. */
export interface StaffScope {
  readonly legalEntities: 'all' | readonly string[];
  readonly regions: 'all' | readonly string[];
}

export interface StaffGrant {
  readonly permissions: readonly Permission[];
  readonly scope: StaffScope;
}

export interface MembershipGrant {
  readonly customerId: string;
  readonly role: CustomerRole;
}

/**
 * Who is acting, and what they may. Made by the auth domain for a session or a partner's key, by the gateway for
 * anonymous callers, by a runtime for its own work. A partner's rights are those of staff, within its scope. It is data: it travels signed between processes.
 */
export interface Actor {
  readonly kind: 'anonymous' | 'user' | 'partner' | 'domain';
  /** The user's or partner's id, or the name of the domain. */
  readonly id: string;
  readonly sessionId?: string;
  /** Grows whenever the user's rights change; see docs/architecture.md, "A right". */
  readonly version: number;
  /** The highest membership version (customer domain, per user) that auth has taken in; a client may wait for one. */
  readonly membershipVersion: number;
  readonly staff: readonly StaffGrant[];
  readonly memberships: readonly MembershipGrant[];
}

/** Where a request comes from, as the edge saw it. Personal: never logged, kept only where a domain says so. */
export interface ClientPlace {
  readonly address: string;
  readonly userAgent: string;
}

/** Whose an object is. An object without any of these belongs to the house (a node, a role). */
export interface Ownership {
  readonly customerId?: string | null;
  readonly userId?: string | null;
  readonly legalEntityId?: string | null;
  readonly regionId?: string | null;
}

export const anonymous: Actor = {
  kind: 'anonymous',
  id: 'anonymous',
  version: 0,
  membershipVersion: 0,
  staff: [],
  memberships: [],
};

/** The actor of a domain's own jobs and handlers: all rights, since its code is the rule. */
export function domainActor(name: string, granted: readonly Permission[]): Actor {
  const scope = { legalEntities: 'all', regions: 'all' } as const;
  return {
    kind: 'domain',
    id: name,
    version: 0,
    membershipVersion: 0,
    staff: [{ permissions: granted, scope }],
    memberships: [],
  };
}

const publicSet: ReadonlySet<Permission> = new Set(publicPermissions);
const selfSet: ReadonlySet<Permission> = new Set(selfPermissions);
const roleSets = Object.fromEntries(
  Object.entries(customerRoles).map(([role, names]) => [role, new Set<Permission>(names)]),
) as unknown as Record<CustomerRole, ReadonlySet<Permission>>;

const within = (allowed: 'all' | readonly string[], id: string | null | undefined) =>
  allowed === 'all' || id === null || id === undefined || allowed.includes(id);

/** Whether the actor has anything to do with the object at all; without it, the object does not exist for them. */
export function isRelated(actor: Actor, owned: Ownership): boolean {
  if (owned.customerId && actor.memberships.some(({ customerId }) => customerId === owned.customerId))
    return true;
  if (owned.userId && actor.kind === 'user' && owned.userId === actor.id) return true;
  return staffCovers(actor, owned);
}

function staffCovers(actor: Actor, owned: Ownership): boolean {
  return actor.staff.some(
    ({ scope }) => within(scope.legalEntities, owned.legalEntityId) && within(scope.regions, owned.regionId),
  );
}

/** Whether the actor holds `permission` over an object that belongs to `owned`. */
export function may(actor: Actor, permission: Permission, owned: Ownership = {}): boolean {
  if (publicSet.has(permission)) return true;
  if (owned.userId && actor.kind === 'user' && owned.userId === actor.id && selfSet.has(permission))
    return true;
  for (const { customerId, role } of owned.customerId ? actor.memberships : []) {
    if (customerId === owned.customerId && roleSets[role].has(permission)) return true;
  }
  return actor.staff.some(
    ({ permissions, scope }) =>
      permissions.includes(permission) &&
      within(scope.legalEntities, owned.legalEntityId) &&
      within(scope.regions, owned.regionId),
  );
}

const memberSet: ReadonlySet<Permission> = new Set(Object.values(customerRoles).flat());

/**
 * Whether there could be an object over which the actor holds the permission: the early check of an operation. What a
 * membership would give is left to the object's own door, so that a user who belongs to nobody yet is shown empty
 * lists rather than refused.
 */
export function mayAnywhere(actor: Actor, permission: Permission): boolean {
  if (publicSet.has(permission)) return true;
  if (actor.kind === 'user' && (selfSet.has(permission) || memberSet.has(permission))) return true;
  return actor.staff.some(({ permissions }) => permissions.includes(permission));
}

/** Refuses with FORBIDDEN (or UNAUTHENTICATED, if signing in could help) unless the actor holds the permission. */
export function assertMay(actor: Actor, permission: Permission, owned: Ownership = {}): void {
  if (!may(actor, permission, owned)) throw lacking(actor, permission);
}

export function lacking(actor: Actor, permission: Permission): Refusal {
  return actor.kind === 'anonymous'
    ? new Refusal('UNAUTHENTICATED', 'Sign in first: send an access token as "Authorization: Bearer …".')
    : new Refusal('FORBIDDEN', `This needs the permission ${permission}, which your roles do not give here.`);
}

/** The customers in which the actor holds the permission: the filter of "own" lists. Staff see by scope instead. */
export function customersWith(actor: Actor, permission: Permission): string[] {
  return actor.memberships
    .filter(({ role }) => roleSets[role].has(permission))
    .map(({ customerId }) => customerId);
}
