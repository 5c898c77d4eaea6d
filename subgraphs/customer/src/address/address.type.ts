import { Access, Owned } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { enumOf } from '../graphql/enum-of.ts';
import type { AddressRow } from './address.store.ts';
import type { AddressCoverage } from './address.ts';

export const AddressCoverageEnum = enumOf<AddressCoverage>('AddressCoverage', {
  SERVED: 'The network reaches it.',
  PLANNED: 'The network will reach it.',
  NOT_SERVED: 'The network does not reach it.',
});

@Directive('@key(fields: "id")')
@Owned<AddressRow>(ownerOf)
@ObjectType('ConnectionAddress', { description: 'Where a line ends.' })
export class ConnectionAddress {
  @Field(() => ID)
  @Access('address:read')
  id!: string;

  @Field(() => String, { description: 'Two letters of ISO 3166.' })
  @Access('address:read')
  country!: string;

  @Field(() => String)
  @Access('address:read')
  postalCode!: string;

  @Field(() => String)
  @Access('address:read')
  city!: string;

  @Field(() => String)
  @Access('address:read')
  street!: string;

  @Field(() => String)
  @Access('address:read')
  houseNumber!: string;

  @Field(() => String, { nullable: true, description: 'Staircase, floor, flat.' })
  @Access('address:read')
  unit!: string | null;

  @Field(() => String, { nullable: true, description: 'How the technician gets there.' })
  @Access('address:read')
  directions!: string | null;

  @Field(() => AddressCoverageEnum, { nullable: true, description: 'Null until somebody has looked.' })
  @Access('address:read')
  coverage!: AddressCoverage | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('address:read')
  surveyedAt!: Date | null;
}

export const ConnectionAddressConnection = connectionOf('ConnectionAddress', () => ConnectionAddress);
