import type { CalendarDate } from '@lastmile/kernel/calendar';
import type { CustomerRole } from '@lastmile/kernel/permission';
import type { AddressCoverage } from '../address/address.ts';
import type { CustomerKind } from '../customer/customer.ts';
import type { DeviceKind } from '../device/device.ts';
import type { LineTechnology } from '../line/line.ts';

/** Ids are UUIDs made by the caller: a row whose id is known already is left as it is. */
export interface ImportedCustomer {
  readonly id: string;
  /** The next free one unless given. */
  readonly number?: string;
  readonly kind: CustomerKind;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly companyName?: string | null;
  readonly registrationNumber?: string | null;
  readonly taxId?: string | null;
  readonly email: string;
  readonly phone?: string | null;
  readonly locale?: string | null;
  readonly segment?: string;
  /** The first region unless given. */
  readonly regionId?: string;
  /** Now unless given. */
  readonly createdAt?: Date;
}

export interface ImportedMembership {
  readonly id: string;
  readonly customerId: string;
  readonly userId: string;
  readonly role: CustomerRole;
}

export interface ImportedAddress {
  readonly id: string;
  readonly customerId: string;
  readonly country: string;
  readonly postalCode: string;
  readonly city: string;
  readonly street: string;
  readonly houseNumber: string;
  readonly unit?: string | null;
  readonly directions?: string | null;
  /** Null where nobody has looked. */
  readonly coverage: AddressCoverage | null;
  /** The customer's unless given. */
  readonly regionId?: string;
}

export interface ImportedContract {
  readonly id: string;
  readonly customerId: string;
  /** The next free one of the year of signature unless given. */
  readonly number?: string;
  readonly signedOn: CalendarDate;
  /** In force since; only signed where there is none. */
  readonly activatedOn?: CalendarDate | null;
}

export interface ImportedDeviceModel {
  readonly id: string;
  readonly vendor: string;
  readonly name: string;
  readonly kind: DeviceKind;
}

/** In service where `activatedAt` is given, planned otherwise; attached where `port` is given. */
export interface ImportedLine {
  readonly id: string;
  readonly customerId: string;
  readonly contractId: string | null;
  readonly addressId: string;
  readonly technology: LineTechnology;
  /** Node and port as monitoring knows them; its own events may come later. */
  readonly port?: { readonly id: string; readonly nodeId: string; readonly attachedAt: Date } | null;
  readonly activatedAt?: Date | null;
}

/** Installed where `installed` is given, in stock otherwise. */
export interface ImportedDevice {
  readonly id: string;
  readonly modelId: string;
  readonly serial: string;
  readonly mac: string;
  /** Where it lies in stock; where the line's customer is, if it is installed. The first region unless given. */
  readonly regionId?: string;
  readonly installed?: { readonly lineId: string; readonly at: Date } | null;
}

export interface ImportedCustomers {
  readonly customers?: readonly ImportedCustomer[];
  readonly memberships?: readonly ImportedMembership[];
  readonly addresses?: readonly ImportedAddress[];
  readonly contracts?: readonly ImportedContract[];
  readonly deviceModels?: readonly ImportedDeviceModel[];
  readonly lines?: readonly ImportedLine[];
  readonly devices?: readonly ImportedDevice[];
}
