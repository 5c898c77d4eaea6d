import { newId } from '@lastmile/kernel/id';
import type { CustomerRole } from '@lastmile/kernel/permission';
import { userRegistered } from '@lastmile/messaging/events/auth/user';
import { invoiceCreated } from '@lastmile/messaging/events/billing/invoice';
import { membershipAdded, membershipRemoved } from '@lastmile/messaging/events/customer/customer';
import { lineImpactRevised } from '@lastmile/messaging/events/monitoring/outage';
import type { Supergraph } from '@lastmile/subgraph/supergraph';
import { startTestSubgraph, type TestSubgraph, type TestSubgraphOptions } from '@lastmile/subgraph/testing';
import { deliveryJob, type Notifications } from '../notification.ts';
import { notificationSubgraph } from '../subgraph.ts';

type Answer = Awaited<ReturnType<Supergraph['query']>>;
export type Question = Parameters<Supergraph['query']>[0];

export interface FakeSupergraph extends Supergraph {
  readonly asked: Question[];
  /** What is answered; a user by the name of their id's last digits unless told otherwise. */
  answer: (question: Question) => Answer | Promise<Answer>;
  errors: readonly string[];
}

export function personOf(userId: string, locale = 'en') {
  return {
    id: userId,
    email: `${userId.slice(-8)}@example.com`,
    displayName: `Person ${userId.slice(-4)}`,
    locale,
  };
}

export function fakeSupergraph(): FakeSupergraph {
  const asked: Question[] = [];
  const graph: FakeSupergraph = {
    asked,
    errors: [],
    answer: ({ onBehalfOf: { userId } }) => ({
      data: {
        recipient: personOf(userId),
        customer: { name: 'Doe & Sons <Ltd>', number: 'C-1' },
        invoice: {
          lines: [{ description: 'Fibre 100', net: { amount: '25.21', currency: 'EUR' } }],
          taxTotal: { amount: '4.79', currency: 'EUR' },
        },
        application: { tariff: null, address: null },
      },
    }),
    validate: async () => graph.errors,
    query: async (question) => {
      asked.push(question);
      return graph.answer(question);
    },
  };
  return graph;
}

export interface World {
  readonly domain: TestSubgraph<Notifications>;
  readonly graph: FakeSupergraph;
  register(userId: string, locale?: string): Promise<unknown>;
  join(customerId: string, userId: string, role?: CustomerRole): Promise<unknown>;
  leave(customerId: string, userId: string): Promise<unknown>;
  invoice(customerId: string, changes?: InvoiceChanges): Promise<string>;
  impact(change: Impact): Promise<string>;
  /** Runs the job until nothing is due or waiting for its next attempt. */
  deliver(): Promise<void>;
  letters(): Promise<Letter[]>;
  attempts(
    notificationId: string,
  ): Promise<{ outcome: string; code: string | null; response: string | null }[]>;
}

export interface Letter {
  readonly id: string;
  readonly user_id: string;
  readonly customer_id: string | null;
  readonly name: string;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly subject: string | null;
  readonly message: Buffer | null;
}

export interface InvoiceChanges {
  readonly time?: Date;
  readonly number?: string;
}

export interface Impact {
  readonly outageId: string;
  readonly lineId: string;
  readonly customerId: string;
  readonly revision?: number;
  readonly to?: string;
  readonly retracted?: boolean;
  readonly outageStatus?: 'OPEN' | 'RESOLVED';
}

const quick = {
  NOTIFICATION_RETRY_FIRST_MS: '20',
  NOTIFICATION_RETRY_MAX_MS: '50',
  NOTIFICATION_SMTP_TIMEOUT_MS: '1000',
  NOTIFICATION_TRIES_MAX: '5',
  NOTIFICATION_TIME_ZONE: 'UTC',
};

/** The domain on a database of its own, with a graph and a post office of the test's. */
export async function startWorld(
  smtpUrl: string,
  options: TestSubgraphOptions<Notifications> = {},
): Promise<World> {
  const graph = fakeSupergraph();
  const domain = await startTestSubgraph(notificationSubgraph, {
    supergraph: graph,
    ...options,
    env: { NOTIFICATION_SMTP_URL: smtpUrl, ...quick, ...options.env },
  });
  const query = domain.context().database.query;
  let userVersion = 0;
  const membership = (definition: typeof membershipAdded | typeof membershipRemoved, data: object) => {
    userVersion += 1;
    const full = { membershipId: newId(), userVersion, ...data } as never;
    const { customerId } = data as { customerId: string };
    return domain.receive(definition as typeof membershipAdded, {
      key: customerId,
      subject: customerId,
      data: full,
    });
  };
  const pending = async () => {
    const [row] = await query<{ count: number }>(
      `select count(*)::int as count from notification where state = 'PENDING'`,
    );
    return row?.count ?? 0;
  };
  return {
    domain,
    graph,
    register: (userId, locale = 'en') =>
      domain.receive(userRegistered, {
        key: userId,
        subject: userId,
        data: { userId, status: 'ACTIVE', locale },
        ids: { userid: userId },
      }),
    join: (customerId, userId, role = 'owner') => membership(membershipAdded, { customerId, userId, role }),
    leave: (customerId, userId) => membership(membershipRemoved, { customerId, userId, role: 'owner' }),
    invoice: async (customerId, { time, number = '2026-0001' } = {}) => {
      const data = invoiceData(customerId, number);
      const { id } = await domain.receive(invoiceCreated, {
        ...{ key: data.accountId, subject: data.invoiceId, data },
        ids: { customerid: customerId, accountid: data.accountId },
        ...(time && { time }),
      });
      return id;
    },
    impact: async ({ outageStatus = 'OPEN', revision = 1, ...change }) => {
      const data = {
        ...{ nodeId: newId(), from: '2026-11-23T11:00:00Z', severity: 'MAJOR' as const },
        ...{ outageStatus, revision, ...change },
      };
      const { customerId, lineId } = change;
      const ids = { customerid: customerId, lineid: lineId, outageid: change.outageId };
      return (await domain.receive(lineImpactRevised, { key: lineId, subject: lineId, data, ids })).id;
    },
    deliver: async () => {
      for (let round = 0; round < 200 && (round === 0 || (await pending()) > 0); round += 1) {
        if (round > 0) await new Promise((resolve) => setTimeout(resolve, 15));
        await domain.runJob(deliveryJob);
      }
    },
    letters: () => query<Letter>('select * from notification order by id'),
    attempts: (id) =>
      query(
        'select outcome, code, response from delivery_attempt where notification_id = $1 order by number',
        [id],
      ),
  };
}

function invoiceData(customerId: string, number: string) {
  const money = { amount: '30.00', currency: 'EUR' };
  return {
    ...{ invoiceId: newId(), number, accountId: newId(), customerId, legalEntityId: newId() },
    ...{ status: 'PENDING' as const, total: money, openAmount: money },
    ...{ issuedOn: '2026-11-23', dueOn: '2026-12-07', periodStart: '2026-11-01', periodEnd: '2026-12-01' },
  };
}
