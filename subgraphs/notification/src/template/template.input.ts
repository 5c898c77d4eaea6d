import { Field, ID, InputType, Int } from 'type-graphql';
import { ChannelEnum } from '../message/message.type.ts';
import type { Channel } from './template.ts';
import { RecipientRoleEnum } from './template.type.ts';

const texts = 'Liquid. Sees `event`, `data` (the query’s answer), `recipient.displayName` and `links.home`.';

@InputType('TemplateContentInput')
export class TemplateContentInput {
  @Field(() => String, { description: texts })
  subject!: string;

  @Field(() => String, { description: texts })
  textBody!: string;

  @Field(() => String, { nullable: true, description: `${texts} What it shows is escaped.` })
  htmlBody?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A GraphQL query, run with the rights of the recipient; its variables are filled from the event by name.',
  })
  query?: string | null;

  @Field(() => [RecipientRoleEnum], {
    defaultValue: [],
    description: 'Who of those who act for the customer gets it. Empty where it is about a user.',
  })
  roles!: string[];

  @Field(() => Int, {
    defaultValue: 10_080,
    description: 'Minutes after which it is not worth sending: 1 to 20160.',
  })
  maxAgeMinutes!: number;
}

@InputType('CreateTemplateInput')
export class CreateTemplateInput {
  @Field(() => String, { description: 'Lower case, digits and dashes: "invoice-created".' })
  name!: string;

  @Field(() => String, { description: 'One of notificationOccasions.' })
  occasion!: string;

  @Field(() => ChannelEnum, { defaultValue: 'EMAIL' })
  channel!: Channel;

  @Field(() => String, { description: 'BCP 47: "en", "de-AT".' })
  language!: string;

  @Field(() => TemplateContentInput)
  content!: TemplateContentInput;

  @Field(() => Boolean, { defaultValue: false, description: 'Sent from now on.' })
  activate!: boolean;
}

@InputType('ReviseTemplateInput')
export class ReviseTemplateInput {
  @Field(() => ID)
  templateId!: string;

  @Field(() => TemplateContentInput)
  content!: TemplateContentInput;

  @Field(() => Boolean, { defaultValue: false, description: 'Sent from now on.' })
  activate!: boolean;
}

@InputType('ActivateTemplateInput')
export class ActivateTemplateInput {
  @Field(() => ID)
  templateId!: string;

  @Field(() => Int)
  version!: number;
}

@InputType('DeactivateTemplateInput')
export class DeactivateTemplateInput {
  @Field(() => ID)
  templateId!: string;
}

@InputType('TemplateSampleInput')
export class TemplateSampleInput {
  @Field(() => String, { description: 'JSON: what `event` shows.' })
  event!: string;

  @Field(() => String, { nullable: true, description: 'JSON: what `data` shows.' })
  data?: string | null;
}

@InputType('PreviewTemplateInput')
export class PreviewTemplateInput {
  @Field(() => ID)
  templateId!: string;

  @Field(() => Int, { nullable: true, description: 'The latest unless given.' })
  version?: number | null;

  @Field(() => ID, {
    nullable: true,
    description: 'An event about which letters were written; its data is read with your own rights.',
  })
  eventId?: string | null;

  @Field(() => TemplateSampleInput, { nullable: true })
  sample?: TemplateSampleInput | null;
}
