import { Access, Owned } from '@lastmile/subgraph/access/access';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { CustomerKindEnum, CustomerStatusEnum } from './customer.enum.ts';
import type { CustomerRow } from './customer.store.ts';
import type { CustomerKind, CustomerStatus } from './customer.ts';

@Directive('@key(fields: "id")')
@Owned<CustomerRow>(ownerOf)
@ObjectType('Customer', { description: 'A person or a company that buys.' })
export class Customer {
  @Field(() => ID)
  @Access('customer:read')
  id!: string;

  @Field(() => String, { description: 'For people, on letters and on the telephone.' })
  @Access('customer:read')
  number!: string;

  @Field(() => CustomerKindEnum)
  @Access('customer:read')
  kind!: CustomerKind;

  @Field(() => CustomerStatusEnum)
  @Access('customer:read')
  status!: CustomerStatus;

  @Field(() => String, { description: 'For what staff make offers and reports by: RESIDENTIAL, BUSINESS …' })
  @Access('customer:read')
  segment!: string;

  @Field(() => String, { nullable: true, description: 'Of a company: the person to turn to.' })
  @Access('customer:read')
  firstName!: string | null;

  @Field(() => String, { nullable: true })
  @Access('customer:read')
  lastName!: string | null;

  @Field(() => String, { nullable: true })
  @Access('customer:read')
  companyName!: string | null;

  @Field(() => String, { nullable: true, description: 'Of a company, in its public register.' })
  @Access('customer:read')
  registrationNumber!: string | null;

  @Field(() => String, { nullable: true })
  @Access('customer:read')
  taxId!: string | null;

  @Field(() => String)
  @Access('customer:read')
  email!: string;

  @Field(() => String, { nullable: true, description: 'E.164: +4915112345678' })
  @Access('customer:read')
  phone!: string | null;

  @Field(() => String, { description: 'The language to write in, a tag of BCP 47.' })
  @Access('customer:read')
  locale!: string;

  @Field(() => DateTimeScalar)
  @Access('customer:read')
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('customer:read')
  closedAt!: Date | null;
}
