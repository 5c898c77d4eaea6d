import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, ID, ObjectType } from 'type-graphql';
import { LineStateEnum, PortRefusalEnum } from './line.enum.ts';
import type { LineState, PortRefusal } from './line.ts';

@Inherited()
@ObjectType('LineNotInState', { implements: Problem })
export class LineNotInState extends Problem {
  @Field(() => LineStateEnum)
  readonly lineState: LineState;

  constructor(lineState: LineState, wanted: string) {
    super('LINE_NOT_IN_STATE', `A line that is ${lineState} cannot be ${wanted}.`);
    this.lineState = lineState;
  }
}

@Inherited()
@ObjectType('PortNotAvailable', { implements: Problem })
export class PortNotAvailable extends Problem {
  @Field(() => PortRefusalEnum)
  readonly reason: PortRefusal;

  constructor(reason: PortRefusal) {
    super(
      'PORT_NOT_AVAILABLE',
      `This port is ${reason === 'USED' ? 'in use' : 'retired'}. Choose a free port of a node that reaches the address.`,
    );
    this.reason = reason;
  }
}

@Inherited()
@ObjectType('ApplicationHasLine', { implements: Problem })
export class ApplicationHasLine extends Problem {
  @Field(() => ID)
  readonly lineId: string;

  constructor(lineId: string) {
    super('APPLICATION_HAS_LINE', 'There is a line for this application. Cease it to plan another one.');
    this.lineId = lineId;
  }
}

@Inherited()
@ObjectType('LineNotAttached', { implements: Problem })
export class LineNotAttached extends Problem {
  constructor() {
    super('LINE_NOT_ATTACHED', 'This line stands on no port. Attach it with attachLine.');
  }
}

@Inherited()
@ObjectType('LineInService', { implements: Problem })
export class LineInService extends Problem {
  constructor() {
    super(
      'LINE_IN_SERVICE',
      'A line in service needs a port. Attach it to another one with attachLine, or cease it with ceaseLine.',
    );
  }
}
