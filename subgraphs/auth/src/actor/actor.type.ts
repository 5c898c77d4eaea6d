import { GraphQLScalarType } from 'graphql';

/** The kernel's Actor as a JSON object. Hidden from clients: only the gateway asks for it. */
export const ActorState = new GraphQLScalarType({
  name: 'ActorState',
  description: 'Who acts and what they may, as JSON: permissions with their scopes, memberships, versions.',
  extensions: { directives: { inaccessible: {} } },
});
