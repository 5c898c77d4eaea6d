import type { Ownership } from '@lastmile/kernel/actor';
import type { Permission } from '@lastmile/kernel/permission';
import { Directive, Extensions } from 'type-graphql';
import type { GraphQLClass } from '../definition.ts';
import { inheritedTag, Tag } from '../graphql/tag.ts';

/** Where the rules lie in type-graphql's metadata, to be read when the schema is built. */
export const accessExtension = 'lastmileAccess';
export const ownerExtension = 'lastmileOwner';

/** The rule of a field: the permission that must be held over the object it stands on. */
export function Access(permission: Permission): PropertyDecorator & MethodDecorator {
  return (target: object, key: string | symbol, descriptor?: PropertyDescriptor) => {
    const apply = (decorator: unknown) =>
      (decorator as (target: object, key: string | symbol, descriptor?: PropertyDescriptor) => void)(
        target,
        key,
        descriptor,
      );
    apply(Directive(`@access(permission: "${permission}")`));
    apply(Extensions({ [accessExtension]: permission }));
  };
}

/**
 * For a type that is no object of its own (a page, an amount, a mutation's outcome): whoever may see what leads to it
 * sees its fields. Fields may still declare a stricter rule. It has a tag, by which contracts show it in the same way.
 */
export function Inherited(): ClassDecorator {
  return ((target: GraphQLClass) => {
    Extensions({ [accessExtension]: 'inherited' })(target as never);
    Directive('@access(permission: "inherited")')(target as never);
    Tag(inheritedTag)(target as never);
  }) as ClassDecorator;
}

/**
 * For a type whose objects belong to somebody: whose this one is. At every place where such an object enters an
 * answer, the actor must be related to its owner, or it does not exist; related, the actor must hold the permissions
 * of the fields that were asked for.
 */
export function Owned<Row extends object>(ownerOf: (row: Row) => Ownership): ClassDecorator {
  return ((target: GraphQLClass) => {
    Extensions({ [ownerExtension]: ownerOf })(target as never);
  }) as ClassDecorator;
}
