import { Access, Inherited } from '@lastmile/subgraph/access/access';
import { enumOf } from '@lastmile/subgraph/graphql/enum-of';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ChannelEnum } from '../message/message.type.ts';
import type { Channel } from './template.ts';

export const RecipientRoleEnum = enumOf(
  'RecipientRole',
  ['owner', 'payer', 'viewer'],
  'The role held in the customer that a letter is about.',
);

@Directive('@key(fields: "id")')
@ObjectType('NotificationTemplate', {
  description: 'A letter in one language; those of the same name are the same letter in others.',
})
export class NotificationTemplateType {
  @Field(() => ID)
  @Access('template:read')
  id!: string;

  @Field(() => String)
  @Access('template:read')
  name!: string;

  @Field(() => String, { description: 'What it is written about; see notificationOccasions.' })
  @Access('template:read')
  occasion!: string;

  @Field(() => ChannelEnum)
  @Access('template:read')
  channel!: Channel;

  @Field(() => String, { description: 'BCP 47.' })
  @Access('template:read')
  language!: string;

  @Field(() => Int, { nullable: true, description: 'The version that is sent; null: switched off.' })
  @Access('template:read')
  activeVersion!: number | null;

  @Field(() => Int)
  @Access('template:read')
  latestVersion!: number;

  @Field(() => DateTimeScalar)
  @Access('template:read')
  createdAt!: Date;
}

@Inherited()
@ObjectType('NotificationTemplateVersion', { description: 'Never changed once it is there.' })
export class TemplateVersionType {
  @Field(() => Int)
  version!: number;

  @Field(() => String)
  subject!: string;

  @Field(() => String)
  textBody!: string;

  @Field(() => String, { nullable: true })
  htmlBody!: string | null;

  @Field(() => String, { nullable: true })
  query!: string | null;

  @Field(() => [RecipientRoleEnum])
  roles!: string[];

  @Field(() => DateTimeScalar)
  createdAt!: Date;

  @Field(() => Boolean, { description: 'Came with the software.' })
  builtIn!: boolean;

  @Field(() => Int, { description: 'After how many minutes the letter is not worth sending any more.' })
  maxAgeMinutes!: number;
}

export const TemplateConnection = connectionOf('NotificationTemplate', () => NotificationTemplateType);

@Inherited()
@ObjectType('OccasionVariable')
export class OccasionVariableType {
  @Field(() => String, { description: 'Declared in the query as `$name`, filled from the event.' })
  name!: string;

  @Field(() => String, { description: 'With "!" where every event has it.' })
  type!: string;
}

@Inherited()
@ObjectType('NotificationOccasion', { description: 'Something that letters can be written about.' })
export class OccasionType {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  eventType!: string;

  @Field(() => String)
  about!: string;

  @Field(() => [String], { description: 'What texts may show as `event.<name>`.' })
  facts!: string[];

  @Field(() => [OccasionVariableType])
  variables!: OccasionVariableType[];

  @Field(() => Boolean, {
    description: 'Told to those who act for a customer, by role; else to the user it is about.',
  })
  toCustomer!: boolean;
}

@InputType('TemplateFilterInput')
export class TemplateFilter {
  @Field(() => String, { nullable: true })
  occasion?: string | null;

  @Field(() => String, { nullable: true })
  language?: string | null;

  @Field(() => Boolean, { nullable: true })
  active?: boolean | null;
}
