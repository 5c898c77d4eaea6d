import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { Field, ID, InputType } from 'type-graphql';
import { CustomerIsClosed } from '../customer/customer.problem.ts';
import type { AddConnectionAddress } from './add-connection-address.ts';
import type { AddressRow } from './address.store.ts';
import type { AddressCoverage } from './address.ts';
import { AddressCoverageEnum, ConnectionAddress } from './address.type.ts';

@InputType()
export class AddConnectionAddressInput implements AddConnectionAddress {
  @Field(() => ID)
  customerId!: string;

  @Field(() => String, { description: 'Two letters of ISO 3166.' })
  country!: string;

  @Field(() => String)
  postalCode!: string;

  @Field(() => String)
  city!: string;

  @Field(() => String)
  street!: string;

  @Field(() => String)
  houseNumber!: string;

  @Field(() => String, { nullable: true, description: 'Staircase, floor, flat.' })
  unit?: string | null;

  @Field(() => String, { nullable: true, description: 'How the technician gets there.' })
  directions?: string | null;

  @Field(() => ID, { nullable: true, description: 'The customer’s region unless given.' })
  regionId?: string | null;
}

export const AddConnectionAddressOutcome = outcome<AddressRow>(
  'AddConnectionAddress',
  'address',
  () => ConnectionAddress,
  [CustomerIsClosed],
);

@InputType()
export class SurveyAddressInput {
  @Field(() => ID)
  addressId!: string;

  @Field(() => AddressCoverageEnum)
  coverage!: AddressCoverage;
}

export const SurveyAddressOutcome = outcome<AddressRow>('SurveyAddress', 'address', () => ConnectionAddress);
