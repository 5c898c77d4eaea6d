import { registerEnumType } from 'type-graphql';

/** Kept in lower case, as permissions and events name them; shown as GraphQL writes enums. */
export const MembershipRoleEnum = { OWNER: 'owner', PAYER: 'payer', VIEWER: 'viewer' } as const;
registerEnumType(MembershipRoleEnum, {
  name: 'MembershipRole',
  description: 'What a user may about a customer.',
  valuesConfig: {
    OWNER: { description: 'Everything, members and contracts included.' },
    PAYER: { description: 'Sees everything and pays.' },
    VIEWER: { description: 'Sees everything.' },
  },
});
