import { isId } from '@lastmile/kernel/id';
import { permissions } from '@lastmile/kernel/permission';
import { Access } from '@lastmile/subgraph/access/access';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { AuthContext } from '../auth.ts';
import { changeRolePermissions } from './change-role-permissions.ts';
import { createRole } from './create-role.ts';
import {
  GrantRoleInput,
  GrantRoleResult,
  GrantRoleSuccess,
  RevokeRoleInput,
  RevokeRoleResult,
  RevokeRoleSuccess,
} from './grant.type.ts';
import { grantRole, revokeRole } from './grant-role.ts';
import { listRoles } from './list-roles.ts';
import { roleById } from './role.store.ts';
import {
  ChangeRolePermissionsInput,
  ChangeRolePermissionsResult,
  ChangeRolePermissionsSuccess,
  CreateRoleInput,
  CreateRoleResult,
  CreateRoleSuccess,
  PermissionInfo,
  Role,
  RoleConnection,
} from './role.type.ts';
import { grantablePermissions } from './staff-scope.ts';

@Resolver()
export class RoleResolver {
  @Query(() => Role, { nullable: true })
  @Access('role:read')
  role(@Arg('id', () => ID) id: string, @Ctx() context: AuthContext) {
    return isId(id) ? context.load(roleById, id) : null;
  }

  @Query(() => RoleConnection, { description: 'By name.' })
  @Access('role:read')
  roles(@Args(() => PageArgs) args: PageArgs, @Ctx() context: AuthContext) {
    return listRoles(context, args);
  }

  @Query(() => [PermissionInfo], { description: 'Everything that a role can be made of.' })
  @Access('role:read')
  permissions(): PermissionInfo[] {
    return Object.entries(permissions).map(([name, description]) => ({
      name,
      description,
      grantable: (grantablePermissions as ReadonlySet<string>).has(name),
    }));
  }

  @Mutation(() => CreateRoleResult, {
    description: 'Makes a staff role of permissions that you hold yourself.',
  })
  @Access('role:manage')
  async createRole(@Arg('input', () => CreateRoleInput) input: CreateRoleInput, @Ctx() context: AuthContext) {
    return Object.assign(new CreateRoleSuccess(), { role: await createRole(context, input) });
  }

  @Mutation(() => ChangeRolePermissionsResult, { description: 'Holds for everybody with the role at once.' })
  @Access('role:manage')
  async changeRolePermissions(
    @Arg('input', () => ChangeRolePermissionsInput) input: ChangeRolePermissionsInput,
    @Ctx() context: AuthContext,
  ) {
    return Object.assign(new ChangeRolePermissionsSuccess(), {
      role: await changeRolePermissions(context, input),
    });
  }

  @Mutation(() => GrantRoleResult, { description: 'Gives a user a staff role, or changes where it holds.' })
  @Access('user:manage')
  async grantRole(@Arg('input', () => GrantRoleInput) input: GrantRoleInput, @Ctx() context: AuthContext) {
    return Object.assign(new GrantRoleSuccess(), { user: await grantRole(context, input) });
  }

  @Mutation(() => RevokeRoleResult)
  @Access('user:manage')
  async revokeRole(@Arg('input', () => RevokeRoleInput) input: RevokeRoleInput, @Ctx() context: AuthContext) {
    return Object.assign(new RevokeRoleSuccess(), { user: await revokeRole(context, input) });
  }
}
