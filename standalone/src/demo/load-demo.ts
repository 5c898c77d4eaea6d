import type { Auth } from '@lastmile/auth/auth';
import { importPartner } from '@lastmile/auth/partner/import-partner';
import { hashPassword } from '@lastmile/auth/password/hash-password';
import { importUsers } from '@lastmile/auth/user/import-users';
import type { Billing } from '@lastmile/billing/billing';
import type { CustomerDomain } from '@lastmile/customer/customer-domain';
import { importCustomers } from '@lastmile/customer/import/import-customers';
import { dateInZone } from '@lastmile/kernel/calendar';
import type { Monitoring } from '@lastmile/monitoring/monitoring';
import { importTopology } from '@lastmile/monitoring/topology/import-topology';
import type { DemoClock } from '../demo-clock.ts';
import type { House } from '../start-house.ts';
import { billThePast } from './bill-the-past.ts';
import { demoId } from './dice.ts';
import { demoTopology } from './network.ts';
import { demoPartner } from './partner.ts';
import { type DemoPerson, demoPeople, importedCustomers } from './people.ts';

export const demoPassword = 'a demo provider to try out';

const staff = [
  { role: 'admin', email: 'admin@lastmile.example', displayName: 'Alex Admin' },
  { role: 'operator', email: 'operator@lastmile.example', displayName: 'Olivia Operator' },
  { role: 'tech', email: 'tech@lastmile.example', displayName: 'Toni Tech' },
] as const;

export interface DemoOptions {
  /** Domains on empty databases, notification not among them: its letters are for what happens from now on. */
  readonly house: Pick<House, 'domain' | 'settled'>;
  readonly clock: DemoClock;
  /** The port at which the demo's network answers for a node. */
  readonly portOf: (node: { name: string }) => number;
  readonly progress: (step: string) => void;
}

/** About 1,000 customers, 60 nodes, a year of invoices and payments; the same at every load, but for today's date. */
export async function loadDemo({ house, clock, portOf, progress }: DemoOptions): Promise<void> {
  const today = dateInZone(new Date(), 'Europe/Berlin');
  const people = demoPeople(today);
  progress('Network, staff and a partner');
  await importTopology(house.domain<Monitoring>('monitoring').context(), demoTopology(portOf));
  const auth = house.domain<Auth>('auth').context();
  await importUsers(auth, await users(people));
  await importPartner(auth, demoPartner);
  await house.settled();
  progress(`${people.length} customers with their lines`);
  await importCustomers(house.domain<CustomerDomain>('customer').context(), importedCustomers(people));
  await billThePast(house.domain<Billing>('billing'), people, today, clock, progress);
  clock.comeBack();
  progress('Everybody hears of it');
  await house.settled();
}

async function users(people: readonly DemoPerson[]) {
  const passwordHash = await hashPassword(demoPassword);
  return [
    ...staff.map(({ role, email, displayName }) => ({
      ...{ id: demoId('staff', role), email, displayName, passwordHash },
      locale: 'en',
      roles: [role],
    })),
    ...people.map(({ userId: id, email, displayName, locale }) => ({
      id,
      email,
      displayName,
      locale,
      passwordHash,
    })),
  ];
}

export interface DemoAccess {
  readonly accounts: readonly { readonly role: string; readonly email: string; readonly password: string }[];
  /** A partner's key, and the page that tries it. */
  readonly partner: { readonly name: string; readonly key: string; readonly page: string };
  readonly queries: readonly { readonly about: string; readonly operation: string }[];
}

/** What `npm start` tells of the demo; `url` is the gateway's. */
export function demoAccess(url: string): DemoAccess {
  const first = demoPeople(dateInZone(new Date(), 'Europe/Berlin'))[0] as DemoPerson;
  const accounts = [
    ...staff.map(({ role, email }) => ({ role, email, password: demoPassword })),
    { role: 'customer', email: first.email, password: demoPassword },
  ];
  const partner = { name: demoPartner.name, key: demoPartner.key, page: 'docs/partners.md' };
  return { accounts, partner, queries: queriesFor(first, url) };
}

function queriesFor(person: DemoPerson, url: string): DemoAccess['queries'] {
  return [
    {
      about: 'Sign in; then put {"Authorization": "Bearer <accessToken>"} under Headers',
      operation: `mutation { signIn(input: {email: "${person.email}", password: "${demoPassword}"}) { ... on SignInSuccess { accessToken } ... on Problem { code message } } }`,
    },
    {
      about: 'What this customer has and owes, across four domains',
      operation: `{ me { displayName customers { role customer { number lineStatus { state } accounts { balance { amount currency } } invoices(first: 3) { nodes { number status dueOn total { amount currency } } } } } } }`,
    },
    {
      about: `Live, as operator: subscribe, then  curl -X POST ${url}/demo/nodes/olt-01/down  (and …/up)`,
      operation: `subscription { outageUpdated { change cursor summary { text } outage { id status severity node { name } } } }`,
    },
  ];
}
