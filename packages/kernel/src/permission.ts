/**
 * Every permission of the house, with what it allows. Asserted in use cases, declared beside GraphQL fields, granted
 * to roles; a name that is not here does not compile. `<resource>:<action>`.
 */
export const permissions = {
  'session:create': 'Register, sign in, refresh and sign out',
  'session:read': 'See sessions',
  'session:end': 'End sessions',
  'user:read': 'See users',
  'user:manage': 'Create staff users, change their roles, deactivate them',
  'role:read': 'See roles and their permissions',
  'role:manage': 'Create and change roles',
  'partner:read': 'See partners, their keys and quotas',
  'partner:manage': 'Create partners, change their rights, issue and revoke their keys',
  'actor:read': 'Ask what a session or a key may do (the gateway)',

  'customer:create': 'Make a customer profile of one’s own',
  'customer:register': 'Make a customer profile for somebody else',
  'customer:read': 'See a customer',
  'customer:list': 'List and search customers',
  'customer:update': 'Change a customer’s particulars',
  'customer:close': 'Close a customer',
  'membership:read': 'See who acts for a customer',
  'membership:manage': 'Let users act for a customer, or end it',
  'address:read': 'See addresses of connection',
  'address:manage': 'Add and change addresses of connection',
  'address:survey': 'State the coverage of an address',
  'application:read': 'See connection applications',
  'application:submit': 'File and withdraw a connection application',
  'application:decide': 'Approve, reject, schedule and activate applications',
  'contract:read': 'See contracts',
  'contract:sign': 'Sign a contract',
  'contract:manage': 'Draft and terminate contracts',
  'line:read': 'See access lines',
  'line:manage': 'Plan, attach, activate and cease access lines',
  'device:read': 'See devices installed at a customer',
  'device:manage': 'Keep stock, install and take back devices',
  'region:read': 'See regions',

  'tariff:read': 'See published tariffs',
  'tariff:publish': 'Draft, publish and withdraw tariffs',
  'account:read': 'See billing accounts and balances',
  'account:manage': 'Open, change and close billing accounts',
  'subscription:read': 'See service subscriptions',
  'subscription:manage': 'Start, change and end service subscriptions',
  'invoice:read': 'See invoices',
  'invoice:pay': 'Pay invoices',
  'invoice:manage': 'Issue, cancel and credit invoices',
  'payment:read': 'See payments',
  'payment:record': 'Record money that came in cash or by bank',
  'payment:manage': 'Allocate and settle payments',
  'statement:read': 'See statements and ledger entries',
  'billrun:read': 'See bill runs',
  'billrun:start': 'Start bill runs',
  'legalentity:read': 'See legal entities',

  'node:read': 'See network nodes, ports and probes',
  'node:manage': 'Add, move and retire network nodes, ports and probes',
  'outage:read': 'See outages (a customer: those that touch its lines)',
  'outage:manage': 'Open, update and close outages by hand',
  'linestatus:read': 'See whether a line works',

  'notification:read': 'See what was sent to a customer or user',
  'notification:manage': 'Resend and cancel notifications',
  'template:read': 'See notification templates',
  'template:manage': 'Write notification templates',

  'event:feed': 'Read a domain’s event log (domains)',
  'operations:read': 'See parked events and other inner workings',
  'operations:manage': 'Retry parked events',
} as const satisfies Record<string, string>;

export type Permission = keyof typeof permissions;

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissions, name);
}

/** What anybody may, signed in or not. */
export const publicPermissions: readonly Permission[] = ['session:create', 'tariff:read', 'region:read'];

/** What a signed-in user may about objects of their own (their user, their sessions). */
export const selfPermissions: readonly Permission[] = [
  'user:read',
  'session:read',
  'session:end',
  'customer:create',
  'notification:read',
];

const viewer: readonly Permission[] = [
  'customer:read',
  'address:read',
  'application:read',
  'contract:read',
  'line:read',
  'device:read',
  'account:read',
  'subscription:read',
  'invoice:read',
  'payment:read',
  'statement:read',
  'outage:read',
  'linestatus:read',
  'notification:read',
];
const payer: readonly Permission[] = [...viewer, 'invoice:pay'];
const owner: readonly Permission[] = [
  ...payer,
  'customer:update',
  'membership:read',
  'membership:manage',
  'address:manage',
  'application:submit',
  'contract:sign',
];

/** What a user may about the objects of one customer, by the role held in that customer. */
export const customerRoles = { owner, payer, viewer } as const satisfies Record<
  string,
  readonly Permission[]
>;
export type CustomerRole = keyof typeof customerRoles;

const technical: readonly Permission[] = ['event:feed', 'actor:read'];
const everyday = (Object.keys(permissions) as Permission[]).filter((name) => !technical.includes(name));

const ownHouse = /^(user|session|role|partner|operations):/;

/** What a partner's programs can be given: nothing by which they could give themselves or others rights. */
export const partnerPermissions: readonly Permission[] = everyday.filter((name) => !ownHouse.test(name));

/** Staff roles that exist from the start; more can be made of the same permissions. */
export const staffRoles = {
  admin: everyday,
  operator: everyday.filter(
    (name) => !['user:manage', 'role:manage', 'partner:manage', 'operations:manage'].includes(name),
  ),
  tech: [
    'customer:read',
    'customer:list',
    'address:read',
    'address:survey',
    'application:read',
    'contract:read',
    'line:read',
    'line:manage',
    'device:read',
    'device:manage',
    'node:read',
    'node:manage',
    'outage:read',
    'outage:manage',
    'linestatus:read',
  ],
} as const satisfies Record<string, readonly Permission[]>;
