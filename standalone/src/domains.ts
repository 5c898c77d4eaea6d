import { authSubgraph } from '@lastmile/auth/subgraph';
import { billingSubgraph } from '@lastmile/billing/subgraph';
import { customerSubgraph } from '@lastmile/customer/subgraph';
import { monitoringSubgraph } from '@lastmile/monitoring/subgraph';
import { notificationSubgraph } from '@lastmile/notification/subgraph';
import type { DomainTypes } from '@lastmile/subgraph/context';
import type { SubgraphDefinition } from '@lastmile/subgraph/definition';

/** Every domain of the house: a new subgraph is one line here. Types differ per domain, so the list forgets them. */
export const domains = [
  authSubgraph,
  customerSubgraph,
  billingSubgraph,
  monitoringSubgraph,
  notificationSubgraph,
] as unknown as readonly SubgraphDefinition<DomainTypes>[];
