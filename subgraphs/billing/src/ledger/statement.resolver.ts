import { Access } from '@lastmile/subgraph/access/access';
import { type Connection, connection, countMax, PageArgs } from '@lastmile/subgraph/graphql/page';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { BillingContext } from '../billing.ts';
import { keysetPage } from '../graphql/keyset-page.ts';
import {
  countEntries,
  type StatementEntryRow,
  type StatementRow,
  statementEntries,
} from './statement.store.ts';
import { StatementEntryConnection, StatementType } from './statement.type.ts';

@Resolver(() => StatementType)
export class StatementResolver {
  @FieldResolver(() => StatementEntryConnection, { description: 'In the order of booking.' })
  @Access('statement:read')
  async entries(
    @Ctx() context: BillingContext,
    @Root() statement: StatementRow,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<Connection<StatementEntryRow>> {
    const page = keysetPage(args, 'statement', ['date', 'ordinal']);
    const { query } = context.database;
    const rows = await statementEntries(query, statement, page);
    return connection(
      page,
      rows,
      'statement',
      (row) => [row.bookedOn, row.id],
      () => countEntries(query, statement, countMax + 1),
    );
  }
}
