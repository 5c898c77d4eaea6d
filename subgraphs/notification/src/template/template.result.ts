import { Inherited } from '@lastmile/subgraph/access/access';
import { InvalidInput, NotFound } from '@lastmile/subgraph/graphql/problem';
import { createUnionType, Field, ObjectType } from 'type-graphql';
import { TemplateExists, TemplateNotRenderable, TemplateQueryInvalid } from './template.problem.ts';
import type { TemplateRow } from './template.ts';
import { NotificationTemplateType } from './template.type.ts';

@Inherited()
@ObjectType('CreateTemplateSuccess')
export class CreateTemplateSuccess {
  @Field(() => NotificationTemplateType)
  template!: TemplateRow;
}

export const CreateTemplateResult = createUnionType({
  name: 'CreateTemplateResult',
  types: () => [CreateTemplateSuccess, TemplateExists, TemplateQueryInvalid, InvalidInput] as const,
});

@Inherited()
@ObjectType('ReviseTemplateSuccess')
export class ReviseTemplateSuccess {
  @Field(() => NotificationTemplateType)
  template!: TemplateRow;
}

export const ReviseTemplateResult = createUnionType({
  name: 'ReviseTemplateResult',
  types: () => [ReviseTemplateSuccess, TemplateQueryInvalid, InvalidInput, NotFound] as const,
});

@Inherited()
@ObjectType('ActivateTemplateSuccess')
export class ActivateTemplateSuccess {
  @Field(() => NotificationTemplateType)
  template!: TemplateRow;
}

export const ActivateTemplateResult = createUnionType({
  name: 'ActivateTemplateResult',
  types: () => [ActivateTemplateSuccess, TemplateQueryInvalid, InvalidInput, NotFound] as const,
});

@Inherited()
@ObjectType('DeactivateTemplateSuccess')
export class DeactivateTemplateSuccess {
  @Field(() => NotificationTemplateType)
  template!: TemplateRow;
}

export const DeactivateTemplateResult = createUnionType({
  name: 'DeactivateTemplateResult',
  types: () => [DeactivateTemplateSuccess, NotFound] as const,
});

@Inherited()
@ObjectType('PreviewTemplateSuccess')
export class PreviewTemplateSuccess {
  @Field(() => String)
  subject!: string;

  @Field(() => String)
  text!: string;

  @Field(() => String, { nullable: true })
  html!: string | null;
}

export const PreviewTemplateResult = createUnionType({
  name: 'PreviewTemplateResult',
  types: () => [PreviewTemplateSuccess, TemplateNotRenderable, InvalidInput, NotFound] as const,
});
