import { Access } from '@lastmile/subgraph/access/access';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { NotificationContext } from '../notification.ts';
import { factsOffered, variablesOffered } from '../occasion/facts.ts';
import { occasions } from '../occasion/occasions.ts';
import { listTemplates } from './list-templates.ts';
import { templateById, templateVersion, versionsOf } from './template.store.ts';
import type { TemplateRow, TemplateVersionRow } from './template.ts';
import {
  NotificationTemplateType,
  OccasionType,
  TemplateConnection,
  TemplateFilter,
  TemplateVersionType,
} from './template.type.ts';

@Resolver(() => NotificationTemplateType)
export class TemplateResolver {
  @Query(() => NotificationTemplateType, { nullable: true })
  @Access('template:read')
  template(@Arg('id', () => ID) id: string, @Ctx() context: NotificationContext) {
    return context.load(templateById, id);
  }

  @Query(() => TemplateConnection, { description: 'By occasion, name and language.' })
  @Access('template:read')
  templates(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => TemplateFilter, { nullable: true }) filter: TemplateFilter | null,
    @Ctx() context: NotificationContext,
  ) {
    return listTemplates(context, args, filter);
  }

  @Query(() => [OccasionType], {
    description: 'What letters can be written about, and what each offers to templates and their queries.',
  })
  @Access('template:read')
  notificationOccasions(): OccasionType[] {
    return occasions.map((occasion) => ({
      name: occasion.name,
      eventType: occasion.event.type,
      about: occasion.about,
      facts: factsOffered(occasion).map(({ name }) => name),
      variables: variablesOffered(occasion).map(({ name, type, always }) => ({
        name,
        type: always ? `${type}!` : type,
      })),
      toCustomer: occasion.audience === 'CUSTOMER',
    }));
  }

  @FieldResolver(() => TemplateVersionType, { nullable: true, description: 'What is sent.' })
  @Access('template:read')
  active(@Root() { id: templateId, activeVersion }: TemplateRow, @Ctx() context: NotificationContext) {
    return activeVersion === null
      ? null
      : context.load(templateVersion, { templateId, version: activeVersion });
  }

  @FieldResolver(() => [TemplateVersionType], { description: 'The last 100, the newest first.' })
  @Access('template:read')
  versions(@Root() { id }: TemplateRow, @Ctx() context: NotificationContext) {
    return versionsOf(context.database.query, id);
  }
}

@Resolver(() => TemplateVersionType)
export class TemplateVersionResolver {
  @FieldResolver()
  builtIn(@Root() { createdBy }: TemplateVersionRow): boolean {
    return createdBy === null;
  }

  @FieldResolver()
  maxAgeMinutes(@Root() { maxAgeMs }: TemplateVersionRow): number {
    return maxAgeMs / 60_000;
  }
}
