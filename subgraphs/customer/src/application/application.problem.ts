import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, ID, ObjectType } from 'type-graphql';
import { ApplicationStatusEnum, MissingForActivationEnum } from './application.enum.ts';
import type { ApplicationStatus, MissingForActivation } from './application.ts';

@Inherited()
@ObjectType('ApplicationNotInState', { implements: Problem })
export class ApplicationNotInState extends Problem {
  @Field(() => ApplicationStatusEnum)
  readonly applicationStatus: ApplicationStatus;

  constructor(applicationStatus: ApplicationStatus, wanted: string) {
    super(
      'APPLICATION_NOT_IN_STATE',
      `An application that is ${applicationStatus} cannot be ${wanted}. Read it again to see what has happened to it.`,
    );
    this.applicationStatus = applicationStatus;
  }
}

@Inherited()
@ObjectType('ApplicationAlreadyOpen', { implements: Problem })
export class ApplicationAlreadyOpen extends Problem {
  @Field(() => ID)
  readonly applicationId: string;

  constructor(applicationId: string) {
    super(
      'APPLICATION_ALREADY_OPEN',
      'There is an open application for this address. Withdraw it first, or wait for its outcome.',
    );
    this.applicationId = applicationId;
  }
}

@Inherited()
@ObjectType('AddressNotServed', { implements: Problem })
export class AddressNotServed extends Problem {
  constructor() {
    super(
      'ADDRESS_NOT_SERVED',
      'The network does not reach this address. If that has changed, state it with surveyAddress.',
    );
  }
}

@Inherited()
@ObjectType('TariffNotOffered', { implements: Problem })
export class TariffNotOffered extends Problem {
  constructor() {
    super('TARIFF_NOT_SOLD', 'This tariff is not sold at the moment. Choose another one of "tariffs".');
  }
}

@Inherited()
@ObjectType('ActivationNotReady', { implements: Problem })
export class ActivationNotReady extends Problem {
  @Field(() => [MissingForActivationEnum])
  readonly missing: readonly MissingForActivation[];

  constructor(missing: readonly MissingForActivation[]) {
    super(
      'ACTIVATION_NOT_READY',
      `Before activation there must be: ${missing.join(', ').toLowerCase().replaceAll('_', ' ')}.`,
    );
    this.missing = missing;
  }
}

@Inherited()
@ObjectType('DevicesStillInstalled', { implements: Problem })
export class DevicesStillInstalled extends Problem {
  @Field(() => [ID])
  readonly deviceIds: readonly string[];

  constructor(deviceIds: readonly string[]) {
    super(
      'DEVICES_STILL_INSTALLED',
      'Devices are installed on the line of this application. Take them back with returnDevice first.',
    );
    this.deviceIds = deviceIds;
  }
}
