import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, ID, ObjectType } from 'type-graphql';

@Inherited()
@ObjectType('TemplateExists', { implements: Problem })
export class TemplateExists extends Problem {
  @Field(() => ID, { description: 'The one that is there: revise it.' })
  readonly templateId: string;

  constructor(templateId: string) {
    super(
      'TEMPLATE_EXISTS',
      'There is a template of this name, channel and language. Revise that one, or take another name.',
    );
    this.templateId = templateId;
  }
}

@Inherited()
@ObjectType('TemplateQueryInvalid', { implements: Problem })
export class TemplateQueryInvalid extends Problem {
  @Field(() => [String], { description: 'Each fault of the query, in words.' })
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super('TEMPLATE_QUERY_INVALID', `The query does not fit the graph: ${errors.slice(0, 5).join(' · ')}`);
    this.errors = errors;
  }
}

@Inherited()
@ObjectType('TemplateNotRenderable', { implements: Problem })
export class TemplateNotRenderable extends Problem {
  constructor(message: string) {
    super('TEMPLATE_NOT_RENDERABLE', message);
  }
}
