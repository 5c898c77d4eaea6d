import { PrismaClient } from '@lastmile/database/generated/customer/client';
import { eventsOf } from '@lastmile/messaging/events/catalogue';
import { defineSubgraph } from '@lastmile/subgraph/definition';
import { AddressResolver } from './address/address.resolver.ts';
import { ApplicationResolver } from './application/application.resolver.ts';
import { ApplicationStepsResolver } from './application/application-steps.resolver.ts';
import { customerSettings } from './config.ts';
import { ContractResolver } from './contract/contract.resolver.ts';
import { ContractStepsResolver } from './contract/contract-steps.resolver.ts';
import { CustomerResolver } from './customer/customer.resolver.ts';
import { CustomerListsResolver } from './customer/customer-lists.resolver.ts';
import { forgetGivenAnswers } from './customer/forget-given-answers.ts';
import type { CustomerDomain } from './customer-domain.ts';
import { DeviceResolver } from './device/device.resolver.ts';
import { DeviceStepsResolver } from './device/device-steps.resolver.ts';
import { entityReferences } from './entity-references.ts';
import { LineResolver } from './line/line.resolver.ts';
import { LineStepsResolver } from './line/line-steps.resolver.ts';
import {
  MembershipResolver,
  UserCustomerResolver,
  UserCustomersResolver,
} from './membership/membership.resolver.ts';
import { onAuthUser } from './on-auth-user.ts';
import { onBillingSubscription } from './on-billing-subscription.ts';
import { onBillingTariff } from './on-billing-tariff.ts';
import { onMonitoringNode } from './on-monitoring-node.ts';
import { prepareFirstRegion } from './prepare-first-region.ts';
import { RegionResolver } from './region/region.resolver.ts';

/** Who the customers are, where their lines run, and what stands at theirs. */
export const customerSubgraph = defineSubgraph<CustomerDomain>({
  name: 'customer',
  settings: customerSettings,
  createClient: (adapter) => new PrismaClient({ adapter }),
  services: () => ({}),
  resolvers: [
    CustomerResolver,
    CustomerListsResolver,
    MembershipResolver,
    UserCustomersResolver,
    UserCustomerResolver,
    AddressResolver,
    ApplicationResolver,
    ApplicationStepsResolver,
    ContractResolver,
    ContractStepsResolver,
    LineResolver,
    LineStepsResolver,
    DeviceResolver,
    DeviceStepsResolver,
    RegionResolver,
  ],
  references: entityReferences,
  events: eventsOf('customer'),
  handlers: [onBillingTariff, onBillingSubscription, onMonitoringNode, onAuthUser],
  jobs: [forgetGivenAnswers],
  prepare: prepareFirstRegion,
});
