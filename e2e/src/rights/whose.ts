/**
 * Whose an object of a type is: `staff`, those within whose legal entities or regions it lies; `house`, of whoever
 * holds the permission over anything. An entity that stands in none of these fails the test: it must be said to whom it
 * belongs.
 */
export const whose: Readonly<Record<string, 'customer' | 'user' | 'letter' | 'staff' | 'house'>> = {
  Customer: 'customer',
  Membership: 'customer',
  Contract: 'customer',
  ConnectionAddress: 'customer',
  ConnectionApplication: 'customer',
  AccessLine: 'customer',
  Device: 'customer',
  BillingAccount: 'customer',
  BillingProfile: 'customer',
  ServiceSubscription: 'customer',
  Invoice: 'customer',
  Payment: 'customer',
  Outage: 'customer',
  User: 'user',
  Session: 'user',
  Notification: 'letter',
  BillRun: 'staff',
  DeviceModel: 'house',
  LegalEntity: 'staff',
  NetworkNode: 'staff',
  NotificationTemplate: 'house',
  Port: 'staff',
  Region: 'house',
  Role: 'house',
  Partner: 'house',
  ApiKey: 'house',
  Tariff: 'house',
  TariffVersion: 'house',
};
