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
  const dice = new Dice(7);
  const at = (person: DemoPerson) => startOfDay(person.since, timeZone);
  const installed = people.map((person, index) => ({
    id: demoId('device', index),
    modelId: person.technology === 'GPON' ? models[0].id : models[1].id,
    ...hardware(index),
    installed: { lineId: person.lineId, at: at(person) },
  }));
  const stock = Array.from({ length: 50 }, (_none, index) => ({
    id: demoId('device', customerCount + index),
    modelId: models[0].id,
    ...hardware(customerCount + index),
  }));
  return {
    customers: people.map((person) => ({
      id: person.customerId,
      kind: person.company ? 'COMPANY' : 'PERSON',
      ...(person.company
        ? { companyName: person.company }
        : {
            firstName: person.displayName.split(' ')[0] ?? '',
            lastName: person.displayName.split(' ')[1] ?? '',
          }),
      email: person.email,
      locale: person.locale,
      segment: person.company ? 'BUSINESS' : 'RESIDENTIAL',
      createdAt: at(person),
    })),
    memberships: people.map((person, index) => ({
      id: demoId('membership', index),
      customerId: person.customerId,
      userId: person.userId,
      role: 'owner',
    })),
    addresses: people.map((person, index) => {
      const [city, postalCode] = dice.pick(cities);
      return {
        id: demoId('address', index),
        customerId: person.customerId,
        country: 'DE',
        postalCode,
        city,
        street: dice.pick(streets),
        houseNumber: String(dice.whole(1, 140)),
        coverage: 'SERVED',
      };
    }),
    contracts: people.map((person, index) => ({
      id: demoId('contract', index),
      customerId: person.customerId,
      signedOn: addDays(person.since, -7),
      activatedOn: person.since,
    })),
    deviceModels: models,
    lines: people.map((person, index) => ({
      id: person.lineId,
      customerId: person.customerId,
      contractId: demoId('contract', index),
      addressId: demoId('address', index),
      technology: person.technology,
      port: { id: person.port.id, nodeId: person.port.nodeId, attachedAt: at(person) },
      activatedAt: at(person),
    })),
    devices: [...installed, ...stock],
  };
}

function hardware(index: number): { serial: string; mac: string } {
  const hex = (0x020000000000 + index).toString(16).padStart(12, '0');
  return { serial: `LM${String(index + 1).padStart(8, '0')}`, mac: (hex.match(/../g) ?? []).join(':') };
}
