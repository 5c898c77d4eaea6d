import { Access } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Region')
export class RegionStub {
  @Field(() => ID)
  @Access('region:read')
  id!: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('LegalEntity')
export class LegalEntityStub {
  @Field(() => ID)
  @Access('legalentity:read')
  id!: string;
}
