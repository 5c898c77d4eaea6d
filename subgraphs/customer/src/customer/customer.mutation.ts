import { Inherited } from '@lastmile/subgraph/access/access';
import { outcome, resultUnion } from '@lastmile/subgraph/graphql/outcome';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserDeactivated } from '../user/user.problem.ts';
import type { CreateCustomer } from './create-customer.ts';
import type { CreatedCustomer } from './created-customer.ts';
import { CustomerKindEnum } from './customer.enum.ts';
import {
  CustomerHasActiveLines,
  CustomerIsClosed,
  CustomerKeyReused,
  CustomerLimitReached,
} from './customer.problem.ts';
import type { CustomerRow } from './customer.store.ts';
import type { CustomerKind } from './customer.ts';
import { Customer } from './customer.type.ts';
import type { RegisterCustomer } from './register-customer.ts';
import type { UpdateCustomer } from './update-customer.ts';

@InputType()
abstract class ParticularsInput {
  @Field(() => CustomerKindEnum)
  kind!: CustomerKind;

  @Field(() => String, { nullable: true, description: 'Needed for a person.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'Needed for a person.' })
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: 'Needed for a company.' })
  companyName?: string | null;

  @Field(() => String, { nullable: true, description: 'Of a company, in its public register.' })
  registrationNumber?: string | null;

  @Field(() => String, { nullable: true })
  taxId?: string | null;

  @Field(() => String)
  email!: string;

  @Field(() => String, { nullable: true, description: 'With its country code: +49 151 12345678' })
  phone?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The language to write in, a tag of BCP 47: de, en-GB',
  })
  locale?: string | null;

  @Field(() => ID, { nullable: true, description: 'The first region unless given.' })
  regionId?: string | null;
}

@InputType()
export class CreateCustomerInput extends ParticularsInput implements CreateCustomer {
  @Field(() => String, {
    nullable: true,
    description:
      'With a key of your own making, asking again gives the same customer instead of a second one.',
  })
  idempotencyKey?: string | null;
}

@Inherited()
@ObjectType('CreateCustomerSuccess')
export class CreateCustomerSuccess implements CreatedCustomer {
  @Field(() => ID, {
    description: 'Read the customer in the next request: your rights in it begin with `actorVersion`.',
  })
  customerId!: string;

  @Field(() => Int, { description: 'Your membership version from which on you have rights in the customer.' })
  actorVersion!: number;
}

export const CreateCustomerResult = resultUnion(
  'CreateCustomer',
  [CreateCustomerSuccess],
  [CustomerKeyReused, CustomerLimitReached],
);

@InputType()
export class RegisterCustomerInput extends ParticularsInput implements RegisterCustomer {
  @Field(() => String, { nullable: true, description: 'In capitals: RESIDENTIAL, BUSINESS …' })
  segment?: string | null;

  @Field(() => ID, { nullable: true, description: 'A user who is to own the customer.' })
  ownerUserId?: string | null;
}

export const RegisterCustomerOutcome = outcome<CustomerRow>('RegisterCustomer', 'customer', () => Customer, [
  UserDeactivated,
]);

@InputType({ description: 'What is left out stays as it is; null clears what may be empty.' })
export class UpdateCustomerInput implements UpdateCustomer {
  @Field(() => ID)
  customerId!: string;

  @Field(() => String, { nullable: true })
  firstName?: string | null;

  @Field(() => String, { nullable: true })
  lastName?: string | null;

  @Field(() => String, { nullable: true })
  companyName?: string | null;

  @Field(() => String, { nullable: true })
  registrationNumber?: string | null;

  @Field(() => String, { nullable: true })
  taxId?: string | null;

  @Field(() => String, { nullable: true })
  email?: string;

  @Field(() => String, { nullable: true })
  phone?: string | null;

  @Field(() => String, { nullable: true })
  locale?: string | null;

  @Field(() => String, { nullable: true, description: 'For staff who may register customers.' })
  segment?: string | null;

  @Field(() => ID, { nullable: true, description: 'For staff who may register customers.' })
  regionId?: string | null;
}

export const UpdateCustomerOutcome = outcome<CustomerRow>('UpdateCustomer', 'customer', () => Customer, [
  CustomerIsClosed,
]);

@InputType()
export class CloseCustomerInput {
  @Field(() => ID)
  customerId!: string;
}

export const CloseCustomerOutcome = outcome<CustomerRow>('CloseCustomer', 'customer', () => Customer, [
  CustomerIsClosed,
  CustomerHasActiveLines,
]);
