import { Access, Inherited } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { InvalidInput, NotFound, Problem } from '@lastmile/subgraph/graphql/problem';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { createUnionType, Directive, Field, ID, InputType, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType('Role', { description: 'A set of permissions that staff can be given.' })
export class Role {
  @Field(() => ID)
  @Access('role:read')
  id!: string;

  @Field(() => String)
  @Access('role:read')
  name!: string;

  @Field(() => String, { nullable: true })
  @Access('role:read')
  description!: string | null;

  @Field(() => [String], { description: 'Names from `permissions`, sorted.' })
  @Access('role:read')
  permissions!: string[];

  @Field(() => Boolean, { description: 'Comes with the house and changes only with it.' })
  @Access('role:read')
  builtIn!: boolean;
}

export const RoleConnection = connectionOf('Role', () => Role);

@Inherited()
@ObjectType('PermissionInfo', { description: 'One of the things that can be allowed.' })
export class PermissionInfo {
  @Field(() => String, { description: '`<resource>:<action>`' })
  name!: string;

  @Field(() => String)
  description!: string;

  @Field(() => Boolean, {
    description: 'Whether a staff role can hold it; the others are for the house’s own parts.',
  })
  grantable!: boolean;
}

@Inherited()
@ObjectType('StaffScope', {
  description: 'Where the permissions of a role hold; null stands for everywhere.',
})
export class StaffScopeType {
  @Field(() => [ID], { nullable: true })
  legalEntityIds!: readonly string[] | null;

  @Field(() => [ID], { nullable: true })
  regionIds!: readonly string[] | null;
}

@InputType('StaffScopeInput', {
  description: 'Where the permissions of a role hold; null or left out is everywhere.',
})
export class StaffScopeInput {
  @Field(() => [ID], { nullable: true })
  legalEntityIds?: string[] | null;

  @Field(() => [ID], { nullable: true })
  regionIds?: string[] | null;
}

@Inherited()
@ObjectType('GrantedRole')
export class GrantedRole {
  @Field(() => Role)
  role!: Role;

  @Field(() => StaffScopeType)
  scope!: StaffScopeType;

  @Field(() => DateTimeScalar)
  grantedAt!: Date;
}

@Inherited()
@ObjectType('RoleNameTaken', { implements: Problem })
export class RoleNameTaken extends Problem {
  constructor(name: string) {
    super('ROLE_NAME_TAKEN', `There is a role called ${JSON.stringify(name)}. Choose another name.`);
  }
}

@Inherited()
@ObjectType('RoleIsBuiltIn', { implements: Problem })
export class RoleIsBuiltIn extends Problem {
  constructor() {
    super(
      'ROLE_IS_BUILT_IN',
      'This role comes with the house and cannot be changed. Create one of your own.',
    );
  }
}

@Inherited()
@ObjectType('MoreThanYouHold', {
  implements: Problem,
  description: 'Nobody gives away rights that they do not hold themselves, or beyond where they hold them.',
})
export class MoreThanYouHold extends Problem {
  @Field(() => [String])
  readonly permissions: readonly string[];

  constructor(permissions: readonly string[]) {
    super(
      'MORE_THAN_YOU_HOLD',
      `You do not hold all of this yourself, or not everywhere: ${permissions.join(', ')}. Ask somebody who does.`,
    );
    this.permissions = permissions;
  }
}

@Inherited()
@ObjectType('LastAdministrator', { implements: Problem })
export class LastAdministrator extends Problem {
  constructor() {
    super(
      'LAST_ADMINISTRATOR',
      'This is the last user who can manage users everywhere. Give another one that right first.',
    );
  }
}

@InputType('CreateRoleInput')
export class CreateRoleInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => [String], { description: 'Names from `permissions`.' })
  permissions!: string[];
}

@Inherited()
@ObjectType('CreateRoleSuccess')
export class CreateRoleSuccess {
  @Field(() => Role)
  role!: Role;
}

export const CreateRoleResult = createUnionType({
  name: 'CreateRoleResult',
  types: () => [CreateRoleSuccess, RoleNameTaken, MoreThanYouHold, InvalidInput] as const,
});

@InputType('ChangeRolePermissionsInput')
export class ChangeRolePermissionsInput {
  @Field(() => ID)
  roleId!: string;

  @Field(() => [String], { description: 'All that the role holds from now on; names from `permissions`.' })
  permissions!: string[];
}

@Inherited()
@ObjectType('ChangeRolePermissionsSuccess')
export class ChangeRolePermissionsSuccess {
  @Field(() => Role)
  role!: Role;
}

export const ChangeRolePermissionsResult = createUnionType({
  name: 'ChangeRolePermissionsResult',
  types: () =>
    [
      ChangeRolePermissionsSuccess,
      NotFound,
      RoleIsBuiltIn,
      MoreThanYouHold,
      LastAdministrator,
      InvalidInput,
    ] as const,
});
