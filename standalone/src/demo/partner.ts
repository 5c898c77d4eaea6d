import type { ImportedPartner } from '@lastmile/auth/partner/import-partner';
import { apiKeyFrom } from '@lastmile/kernel/api-key';

/**
 * The demo's partner: a network of payment terminals that looks up what is owed on a bill and takes the money for it.
 * Its operations are in city-terminals/, its manifest in schema/partners/; docs/partners.md walks through it.
 */
export const demoPartner: ImportedPartner = {
  name: 'city-terminals',
  displayName: 'City Terminals',
  permissions: ['account:read', 'invoice:read', 'payment:read', 'payment:record'],
  key: apiKeyFrom('demotill01', 'this-key-of-the-demo-provider-is-no-secret0'),
};
