import { Access } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** billing's Tariff, pointed at by its id. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Tariff')
export class TariffStub {
  @Field(() => ID)
  @Access('tariff:read')
  id!: string;
}
