import { Access, Owned } from '@lastmile/subgraph/access/access';
import { enumOf } from '@lastmile/subgraph/graphql/enum-of';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ownershipOf } from '../node/node.ts';
import { type PortRow, type PortStatus, portStatuses, type Technology, technologies } from './port.ts';

export const PortTechnologyEnum = enumOf('PortTechnology', technologies);
export const PortStatusEnum = enumOf(
  'PortStatus',
  portStatuses,
  'USED while an access line is attached; RETIRED with its node.',
);

@Directive('@key(fields: "id")')
@Owned((port: PortRow) => ownershipOf(port))
@ObjectType('Port', { description: 'Where an access line is attached to a node.' })
export class PortType {
  @Field(() => ID)
  @Access('node:read')
  id!: string;

  @Field(() => String)
  @Access('node:read')
  name!: string;

  @Field(() => PortTechnologyEnum)
  @Access('node:read')
  technology!: Technology;

  @Field(() => PortStatusEnum)
  @Access('node:read')
  status!: PortStatus;

  @Field(() => DateTimeScalar)
  @Access('node:read')
  createdAt!: Date;
}

export const PortConnection = connectionOf('Port', () => PortType);
