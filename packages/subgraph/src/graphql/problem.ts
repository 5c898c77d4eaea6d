import { Directive, Field, InterfaceType, ObjectType } from 'type-graphql';
import { Inherited } from '../access/access.ts';

/**
 * An expected outcome of a mutation that is not what was asked for. Use cases throw it: the transaction rolls back and
 * the instance becomes the member of the mutation's union that has its class. Every refusal implements the GraphQL
 * interface `Problem`, so that a client that knows none of them can still show it.
 */
@Inherited()
@InterfaceType('Problem', {
  autoRegisterImplementations: false,
  description: 'Why a mutation did not do what was asked.',
})
export abstract class Problem extends Error {
  @Field(() => String, { description: 'Stable, for programs.' })
  readonly code: string;

  @Field(() => String, { description: 'For people: what is wrong and what to do.' })
  override message!: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

@Directive('@shareable')
@Inherited()
@ObjectType('NotFound', {
  implements: Problem,
  description: 'Unknown, or not visible to you: the two are answered alike.',
})
export class NotFound extends Problem {
  constructor(message = 'Nothing with this id is visible to you. Check the id and your rights.') {
    super('NOT_FOUND', message);
  }
}

@Directive('@shareable')
@Inherited()
@ObjectType('InvalidInput', { implements: Problem })
export class InvalidInput extends Problem {
  @Field(() => String, { nullable: true, description: 'The path of the wrong value in the input.' })
  readonly field: string | null;

  constructor(message: string, field: string | null = null) {
    super('BAD_INPUT', message);
    this.field = field;
  }
}
