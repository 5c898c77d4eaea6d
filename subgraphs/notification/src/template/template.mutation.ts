import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { NotificationContext } from '../notification.ts';
import { activateTemplate, deactivateTemplate } from './activate-template.ts';
import { createTemplate } from './create-template.ts';
import { previewTemplate } from './preview-template.ts';
import { reviseTemplate } from './revise-template.ts';
import {
  ActivateTemplateInput,
  CreateTemplateInput,
  DeactivateTemplateInput,
  PreviewTemplateInput,
  ReviseTemplateInput,
} from './template.input.ts';
import {
  ActivateTemplateResult,
  CreateTemplateResult,
  DeactivateTemplateResult,
  PreviewTemplateResult,
  ReviseTemplateResult,
} from './template.result.ts';

@Resolver()
export class TemplateMutations {
  @Mutation(() => CreateTemplateResult, {
    description: 'Writes a new letter, or a letter in another language.',
  })
  @Access('template:manage')
  async createTemplate(
    @Arg('input', () => CreateTemplateInput) input: CreateTemplateInput,
    @Ctx() context: NotificationContext,
  ) {
    return { __typename: 'CreateTemplateSuccess', template: await createTemplate(context, input) };
  }

  @Mutation(() => ReviseTemplateResult, { description: 'Adds a version; earlier ones stay.' })
  @Access('template:manage')
  async reviseTemplate(
    @Arg('input', () => ReviseTemplateInput) input: ReviseTemplateInput,
    @Ctx() context: NotificationContext,
  ) {
    return { __typename: 'ReviseTemplateSuccess', template: await reviseTemplate(context, input) };
  }

  @Mutation(() => ActivateTemplateResult, { description: 'Letters are made of this version from now on.' })
  @Access('template:manage')
  async activateTemplate(
    @Arg('input', () => ActivateTemplateInput) input: ActivateTemplateInput,
    @Ctx() context: NotificationContext,
  ) {
    return { __typename: 'ActivateTemplateSuccess', template: await activateTemplate(context, input) };
  }

  @Mutation(() => DeactivateTemplateResult, { description: 'Letters of it are written no more.' })
  @Access('template:manage')
  async deactivateTemplate(
    @Arg('input', () => DeactivateTemplateInput) input: DeactivateTemplateInput,
    @Ctx() context: NotificationContext,
  ) {
    return { __typename: 'DeactivateTemplateSuccess', template: await deactivateTemplate(context, input) };
  }

  @Mutation(() => PreviewTemplateResult, { description: 'Renders a version; nothing is sent or kept.' })
  @Access('template:manage')
  async previewTemplate(
    @Arg('input', () => PreviewTemplateInput) input: PreviewTemplateInput,
    @Ctx() context: NotificationContext,
  ) {
    return { __typename: 'PreviewTemplateSuccess', ...(await previewTemplate(context, input)) };
  }
}
