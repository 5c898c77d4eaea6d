import { authSubgraph } from '@lastmile/auth/subgraph';
import { importUsers } from '@lastmile/auth/user/import-users';
import { importCustomers } from '@lastmile/customer/import/import-customers';
import { customerSubgraph } from '@lastmile/customer/subgraph';
import { systemClock } from '@lastmile/kernel/clock';
import { newId } from '@lastmile/kernel/id';
import { createInProcessCarrier } from '@lastmile/messaging/in-process';
import { startDomain } from '@lastmile/subgraph/runtime/start-domain';
import { silentLog } from '@lastmile/telemetry/log';
import { noMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';

const ground = () => ({
  ...{ env: {}, log: silentLog, metrics: noMetrics, tracer: noTracer, clock: systemClock, jobsRun: false },
  carrier: createInProcessCarrier({ log: silentLog }),
});

/** Users in the auth domain; their events wait in its log for the process that will publish them. */
export async function fillUsers(databaseUrl: string, count: number): Promise<string[]> {
  const users = Array.from({ length: count }, (_, at) => ({
    ...{ id: newId(), email: `user-${at}@pipeline.example`, displayName: `User ${at}`, locale: 'en' },
  }));
  const auth = await startDomain(authSubgraph, { ...ground(), databaseUrl });
  try {
    await importUsers(auth.context(), users);
    await auth.messaging.settled();
  } finally {
    await auth.stop();
  }
  return users.map(({ id }) => id);
}

/** A customer for each user, all at once: two events each, which wait in the log of the customer domain. */
export async function fillCustomers(databaseUrl: string, userIds: readonly string[]): Promise<void> {
  const customers = userIds.map((userId, at) => ({
    userId,
    id: newId(),
    email: `mass-${at}@pipeline.example`,
  }));
  const domain = await startDomain(customerSubgraph, { ...ground(), databaseUrl });
  try {
    await importCustomers(domain.context(), {
      customers: customers.map(({ id, email }) => ({
        ...{ id, email, kind: 'PERSON' as const, firstName: 'Mass', lastName: 'Import', locale: 'en' },
      })),
      memberships: customers.map(({ id, userId }) => ({
        ...{ id: newId(), customerId: id, userId, role: 'owner' as const },
      })),
      ...{ addresses: [], contracts: [], deviceModels: [], lines: [], devices: [] },
    });
    await domain.messaging.settled();
  } finally {
    await domain.stop();
  }
}
