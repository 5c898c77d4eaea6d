import type { ImportedCustomers } from '@lastmile/customer/import/imported-rows';
import { addDays, type CalendarDate, startOfDay } from '@lastmile/kernel/calendar';
import { Dice, demoId } from './dice.ts';
import { cities, companies, familyNames, firstNames, streets } from './names.ts';
import { type DemoPort, demoNodes, demoPorts } from './network.ts';

export const customerCount = 1_000;
const timeZone = 'Europe/Berlin';

export interface DemoPerson {
  readonly userId: string;
  readonly customerId: string;
  readonly lineId: string;
  readonly email: string;
  readonly displayName: string;
  readonly locale: string;
  readonly company: string | null;
  readonly technology: 'GPON' | 'WIRELESS';
  readonly port: DemoPort;
  /** The day on which the line came into service. */
  readonly since: CalendarDate;
}

/** The demo's customers: a tenth are companies; most were there a year ago, the rest came during the year. */
export function demoPeople(today: CalendarDate): DemoPerson[] {
  const dice = new Dice(20_261_123);
  const ports = shuffled(demoPorts(demoNodes()), dice);
  return Array.from({ length: customerCount }, (_none, index) => {
    const [first, family] = [dice.pick(firstNames), dice.pick(familyNames)];
    const company = dice.chance(0.1) ? `${family} ${dice.pick(companies)}` : null;
    const port = ports[index] as DemoPort;
    const daysAgo = dice.chance(0.8) ? dice.whole(360, 366) : dice.whole(20, 360);
    return {
      userId: demoId('user', index),
      customerId: demoId('customer', index),
      lineId: demoId('line', index),
      email: `${plain(first)}.${plain(family)}.${index + 1}@customers.example`,
      displayName: `${first} ${family}`,
      locale: dice.chance(0.5) ? 'de' : 'en',
      company,
      technology: port.technology,
      port,
      since: addDays(today, -daysAgo),
    };
  });
}

function shuffled<T>(list: readonly T[], dice: Dice): T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = dice.whole(0, at + 1);
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}

const plain = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z]/g, '');

const models = [
  { id: demoId('model', 'ont'), vendor: 'Fibrix', name: 'ONT 5', kind: 'ONT' },
  { id: demoId('model', 'cpe'), vendor: 'Skylink', name: 'CPE 3', kind: 'ROUTER' },
] as const;

/** Everything the customer domain takes over of these people, and some devices in stock besides. */
export function importedCustomers(people: readonly DemoPerson[]): ImportedCustomers {
  return {
    customers: people.map(profileOf),
    memberships: people.map(({ customerId, userId }, index) => ({
      id: demoId('membership', index),
      ...{ customerId, userId, role: 'owner' as const },
    })),
    addresses: addressesOf(people),
    contracts: people.map(({ customerId, since }, index) => ({
      id: demoId('contract', index),
      customerId,
      signedOn: addDays(since, -7),
      activatedOn: since,
    })),
    deviceModels: models,
    lines: people.map(lineOf),
    devices: [
      ...people.map(installedDevice),
      ...Array.from({ length: 50 }, (_none, index) => stockedDevice(index)),
    ],
  };
}

const inService = (person: DemoPerson) => startOfDay(person.since, timeZone);

function profileOf(person: DemoPerson) {
  const { customerId: id, company, displayName, email, locale } = person;
  const [firstName = '', lastName = ''] = displayName.split(' ');
  return {
    ...{ id, email, locale, createdAt: inService(person) },
    ...(company
      ? { kind: 'COMPANY' as const, segment: 'BUSINESS', companyName: company }
      : { kind: 'PERSON' as const, segment: 'RESIDENTIAL', firstName, lastName }),
  };
}

function addressesOf(people: readonly DemoPerson[]) {
  const dice = new Dice(7);
  return people.map(({ customerId }, index) => {
    const [city, postalCode] = dice.pick(cities);
    return {
      ...{ id: demoId('address', index), customerId, country: 'DE', postalCode, city },
      street: dice.pick(streets),
      houseNumber: String(dice.whole(1, 140)),
      coverage: 'SERVED' as const,
    };
  });
}

function lineOf(person: DemoPerson, index: number) {
  const { lineId: id, customerId, technology, port } = person;
  return {
    ...{ id, customerId, technology },
    contractId: demoId('contract', index),
    addressId: demoId('address', index),
    port: { id: port.id, nodeId: port.nodeId, attachedAt: inService(person) },
    activatedAt: inService(person),
  };
}

function installedDevice(person: DemoPerson, index: number) {
  return {
    id: demoId('device', index),
    modelId: person.technology === 'GPON' ? models[0].id : models[1].id,
    ...hardware(index),
    installed: { lineId: person.lineId, at: inService(person) },
  };
}

function stockedDevice(index: number) {
  return {
    id: demoId('device', customerCount + index),
    modelId: models[0].id,
    ...hardware(customerCount + index),
  };
}

function hardware(index: number): { serial: string; mac: string } {
  const hex = (0x020000000000 + index).toString(16).padStart(12, '0');
  return { serial: `LM${String(index + 1).padStart(8, '0')}`, mac: (hex.match(/../g) ?? []).join(':') };
}
