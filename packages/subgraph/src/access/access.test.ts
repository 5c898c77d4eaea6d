import { describe, expect, it } from '@jest/globals';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { Decimal, Money } from '@lastmile/kernel/money';
import { Refusal } from '@lastmile/kernel/refusal';
import { silentLog } from '@lastmile/telemetry/log';
import {
  Arg,
  Args,
  createUnionType,
  Directive,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { buildDomainSchema } from '../build-schema.ts';
import type { Context, DomainTypes } from '../context.ts';
import type { GraphQLClass } from '../definition.ts';
import { MoneyType } from '../graphql/money.type.ts';
import { connection, connectionOf, PageArgs, pageRequest } from '../graphql/page.ts';
import { InvalidInput, NotFound, Problem } from '../graphql/problem.ts';
import { DateTimeScalar, DecimalScalar } from '../graphql/scalars.ts';
import { executeOperation } from '../operation/execute-operation.ts';
import { PreparedOperations } from '../operation/prepare-operation.ts';
import { Access, Inherited, Owned } from './access.ts';

interface BillRow {
  id: string;
  customerId: string;
  total: Money;
  secret: string;
}

@Directive('@key(fields: "id")')
@Owned<BillRow>((bill) => ({ customerId: bill.customerId }))
@ObjectType()
class Bill {
  @Field(() => ID)
  @Access('invoice:read')
  id!: string;

  @Field(() => MoneyType)
  @Access('invoice:read')
  total!: Money;

  @Field(() => String)
  @Access('invoice:manage')
  secret!: string;
}

const BillConnection = connectionOf('Bill', () => Bill);

@Inherited()
@ObjectType()
class PayBillSuccess {
  @Field(() => Bill)
  bill!: BillRow;
}

@Inherited()
@ObjectType({ implements: Problem })
class BillPaid extends Problem {
  constructor() {
    super('BILL_PAID', 'The bill is paid already.');
  }
}

const PayBillResult = createUnionType({
  name: 'PayBillResult',
  types: () => [PayBillSuccess, BillPaid, NotFound, InvalidInput] as const,
});

const rows: BillRow[] = ['a', 'b'].map((name) => ({
  id: `bill-${name}`,
  customerId: `customer-${name}`,
  total: Money.of('12.5', 'EUR'),
  secret: 'margin',
}));

@Resolver(() => Bill)
class BillResolver {
  @Query(() => Bill, { nullable: true })
  @Access('invoice:read')
  bill(@Arg('id', () => ID) id: string): BillRow | null {
    return rows.find((row) => row.id === id) ?? null;
  }

  @Query(() => BillConnection)
  @Access('invoice:read')
  bills(@Args(() => PageArgs) page: PageArgs): unknown {
    const request = pageRequest(page, 'bills', 1);
    return connection(
      request,
      rows,
      'bills',
      (row) => [row.id],
      () => rows.length,
    );
  }

  @Query(() => String)
  @Access('invoice:read')
  typeOf(
    @Arg('amount', () => DecimalScalar) amount: Decimal,
    @Arg('at', () => DateTimeScalar) at: Date,
  ): string {
    return `${amount instanceof Decimal} ${amount.toFixed(2)} ${at instanceof Date}`;
  }

  @Query(() => [String])
  @Access('invoice:manage')
  margins(): string[] {
    return rows.map(({ secret }) => secret);
  }

  @Mutation(() => PayBillResult)
  @Access('invoice:pay')
  async payBill(@Arg('id', () => ID) id: string): Promise<unknown> {
    if (id === 'paid') throw new BillPaid();
    if (id === 'foreign') throw new Refusal('NOT_FOUND', 'No bill with this id is visible to you.');
    if (id === 'broken') throw new Error('select * from secrets failed');
    return { __typename: 'PayBillSuccess', bill: rows[0] };
  }
}

const domain = buildDomainSchema({
  resolvers: [BillResolver],
  references: [{ type: 'Bill', resolve: (_context, { id }) => rows.find((row) => row.id === id) ?? null }],
});
const operations = new PreparedOperations(domain);

const member = (role: 'owner' | 'viewer'): Actor => ({
  ...anonymous,
  kind: 'user',
  id: 'user',
  memberships: [{ customerId: 'customer-a', role }],
});
const staff: Actor = {
  ...anonymous,
  kind: 'user',
  id: 'staff',
  staff: [
    { permissions: ['invoice:read', 'invoice:manage'], scope: { legalEntities: 'all', regions: 'all' } },
  ],
};

function run(actor: Actor, document: string, variables: Record<string, unknown> = {}) {
  const context = { actor, correlationId: 'c-1', log: silentLog } as unknown as Context<DomainTypes>;
  return executeOperation(operations, { document, variables }, context);
}

describe('access rules', () => {
  it('are shown in the SDL beside each field', () => {
    expect(domain.sdl).toContain('secret: String! @access(permission: "invoice:manage")');
    expect(domain.sdl).toMatch(
      /type PayBillSuccess @tag\(name: "inherited"\) @access\(permission: "inherited"\)/,
    );
  });

  it('must stand on every field, or the subgraph is not built', () => {
    @ObjectType()
    class Bare {
      @Field(() => String)
      open!: string;
    }
    @Resolver()
    class BareResolver {
      @Query(() => Bare)
      bare(): Bare {
        return new Bare();
      }
    }
    expect(() => buildDomainSchema({ resolvers: [BareResolver as GraphQLClass], references: [] })).toThrow(
      /No access rule on (Bare\.open, Query\.bare|Query\.bare, Bare\.open)/,
    );
  });

  it('let an owner read what is theirs, amounts with the digits of their currency', async () => {
    const result = await run(member('owner'), '{ bill(id: "bill-a") { id total { amount currency } } }');
    expect(result).toEqual({ data: { bill: { id: 'bill-a', total: { amount: '12.50', currency: 'EUR' } } } });
  });

  it('answer a foreign object like one that does not exist', async () => {
    const foreign = await run(member('owner'), '{ bill(id: "bill-b") { id } }');
    const unknown = await run(member('owner'), '{ bill(id: "nothing") { id } }');
    expect(foreign).toEqual({ data: { bill: null } });
    expect(unknown).toEqual(foreign);
  });

  it('do not even tell that a foreign object is there', async () => {
    const foreign = await run(member('owner'), '{ bill(id: "bill-b") { __typename } }');
    expect(foreign).toEqual({ data: { bill: null } });
    const own = await run(member('owner'), '{ bill(id: "bill-a") { __typename } }');
    expect(own).toEqual({ data: { bill: { __typename: 'Bill' } } });
  });

  it('refuse before any resolver runs what no role of the actor holds', async () => {
    const result = await run(member('viewer'), '{ bill(id: "bill-a") { id secret } }');
    expect(result.data).toBeNull();
    expect(result.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('tell anonymous callers to sign in', async () => {
    const result = await run(anonymous, '{ bill(id: "bill-a") { id } }');
    expect(result.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });

  it('respect @include and @skip with variables', async () => {
    const document = 'query ($more: Boolean!) { bill(id: "bill-a") { id secret @include(if: $more) } }';
    expect(await run(member('owner'), document, { more: false })).toEqual({
      data: { bill: { id: 'bill-a' } },
    });
    expect((await run(member('owner'), document, { more: true })).errors?.[0]?.extensions?.code).toBe(
      'FORBIDDEN',
    );
  });

  it('are not got round by a variable’s default value', async () => {
    const document = 'query ($more: Boolean = true) { margins @include(if: $more) }';
    expect((await run(member('owner'), document)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const without = await run(member('owner'), document, { more: false });
    expect(without.errors).toBeUndefined();
    expect(without.data).not.toHaveProperty('margins');
    expect(await run(staff, document)).toEqual({ data: { margins: ['margin', 'margin'] } });
  });

  it('hold under conditions on merged selections', async () => {
    const document = `query ($more: Boolean!) {
      bill(id: "bill-a") @include(if: $more) { secret } bill(id: "bill-a") { id ... @skip(if: $more) { total { amount } } }
    }`;
    expect(await run(member('owner'), document, { more: false })).toEqual({
      data: { bill: { id: 'bill-a', total: { amount: '12.50' } } },
    });
    expect(await run(staff, document, { more: true })).toEqual({
      data: { bill: { id: 'bill-a', secret: 'margin' } },
    });
    expect((await run(member('owner'), document, { more: true })).errors?.[0]?.extensions?.code).toBe(
      'FORBIDDEN',
    );
  });

  it('hold for aliases with names that every object has', async () => {
    const document = '{ bill(id: "bill-a") { constructor: id __proto__: secret } }';
    expect((await run(member('owner'), document)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const { data } = await run(staff, '{ bill(id: "bill-a") { constructor: id } }');
    expect(JSON.stringify(data)).toBe('{"bill":{"constructor":"bill-a"}}');
  });

  it('hold at the entity door as well, fragments and all', async () => {
    const document = `query ($reps: [_Any!]!) { _entities(representations: $reps) { ...on Bill { ...Parts } } }
      fragment Parts on Bill { total { amount } }`;
    const reps = ['bill-a', 'bill-b', 'none'].map((id) => ({ __typename: 'Bill', id }));
    const result = await run(member('viewer'), document, { reps });
    expect(result).toEqual({ data: { _entities: [{ total: { amount: '12.50' } }, null, null] } });
    const secret = await run(member('viewer'), document.replace('total { amount }', 'secret'), { reps });
    expect(secret.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('let staff read within their scope', async () => {
    const result = await run(staff, '{ bill(id: "bill-b") { secret } }');
    expect(result).toEqual({ data: { bill: { secret: 'margin' } } });
  });

  it('hold in lists: a row that slipped through the filter is refused, not shown', async () => {
    const first = await run(
      member('owner'),
      '{ bills(first: 1) { nodes { id } pageInfo { hasNextPage } totalCount { value exact } } }',
    );
    expect(first.data).toEqual({
      bills: {
        nodes: [{ id: 'bill-a' }],
        pageInfo: { hasNextPage: true },
        totalCount: { value: 2, exact: true },
      },
    });
    const both = await run(member('owner'), '{ bills(first: 2) { nodes { id } } }');
    expect(both.data).toBeNull();
    expect(both.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  });

  it('refuse an oversized page and a cursor of another list, with a code', async () => {
    const oversized = await run(member('owner'), '{ bills(first: 1000) { nodes { id } } }');
    expect(oversized.errors?.[0]?.extensions?.code).toBe('PAGE_TOO_LARGE');
    const foreign = await run(member('owner'), '{ bills(after: "WyJ4IiwxXQ") { nodes { id } } }');
    expect(foreign.errors?.[0]?.extensions?.code).toBe('BAD_CURSOR');
  });
});

describe('arguments', () => {
  it('arrive as what they are, written in the text or as variables', async () => {
    const literal = await run(staff, '{ typeOf(amount: "1.5", at: "2026-11-23T00:00:00Z") }');
    const variables = await run(staff, 'query ($a: Decimal!, $t: DateTime!) { typeOf(amount: $a, at: $t) }', {
      a: '1.5',
      t: '2026-11-23T00:00:00Z',
    });
    expect([literal.data, variables.data]).toEqual(Array(2).fill({ typeOf: 'true 1.50 true' }));
  });

  it('that are malformed are refused with a code and what to do', async () => {
    for (const [query, variables] of [
      ['{ typeOf(amount: "1,5", at: "2026-11-23T00:00:00Z") }', {}],
      ['query ($a: Decimal!) { typeOf(amount: $a, at: "2026-11-23T00:00:00Z") }', { a: '1,5' }],
    ] as const) {
      const { errors } = await run(staff, query, variables);
      expect(errors?.[0]?.extensions?.code).toBe('BAD_INPUT');
      expect(errors?.[0]?.message).toMatch(/write a decimal number/);
    }
  });
});

describe('mutations', () => {
  const pay = (id: string) =>
    run(
      member('owner'),
      `mutation { payBill(id: "${id}") { __typename ...on PayBillSuccess { bill { id } } ...on Problem { code message } } }`,
    );

  it('answer with the success', async () => {
    expect((await pay('bill-a')).data).toEqual({
      payBill: { __typename: 'PayBillSuccess', bill: { id: 'bill-a' } },
    });
  });

  it('answer a thrown problem as the member of the union that it is', async () => {
    expect((await pay('paid')).data).toEqual({
      payBill: { __typename: 'BillPaid', code: 'BILL_PAID', message: 'The bill is paid already.' },
    });
  });

  it('answer a refusal NOT_FOUND as NotFound', async () => {
    expect((await pay('foreign')).data?.payBill).toMatchObject({ __typename: 'NotFound', code: 'NOT_FOUND' });
  });

  it('mask what nobody expected', async () => {
    const result = await pay('broken');
    expect(result.errors?.[0]).toMatchObject({ extensions: { code: 'INTERNAL', correlationId: 'c-1' } });
    expect(JSON.stringify(result)).not.toContain('secrets');
  });
});
