import { Access } from '@lastmile/subgraph/access/access';
import { CurrencyScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType('Region', { description: 'Where the provider works.' })
export class Region {
  @Field(() => ID)
  @Access('region:read')
  id!: string;

  @Field(() => String)
  @Access('region:read')
  code!: string;

  @Field(() => String)
  @Access('region:read')
  name!: string;

  @Field(() => String, {
    description: 'By the IANA database: visits and contract dates are days of this zone.',
  })
  @Access('region:read')
  timeZone!: string;

  @Field(() => CurrencyScalar)
  @Access('region:read')
  currency!: string;
}
