import { badInput } from '@lastmile/kernel/refusal';

export const nodeKinds = ['CORE', 'ROUTER', 'SWITCH', 'OLT', 'ACCESS_POINT', 'OTHER'] as const;
export type NodeKind = (typeof nodeKinds)[number];
export const nodeStatuses = ['UNKNOWN', 'UP', 'DOWN', 'RETIRED'] as const;
export type NodeStatus = (typeof nodeStatuses)[number];

/** Levels of the tree, the root being the first. No access network is deeper; a loop made by mistake is. */
export const treeDepthMax = 16;

export interface NodeRow {
  readonly id: string;
  readonly parentId: string | null;
  readonly kind: NodeKind;
  readonly name: string;
  readonly host: string | null;
  readonly regionId: string;
  readonly legalEntityId: string;
  readonly status: NodeStatus;
  readonly statusSince: Date;
  readonly suppressedById: string | null;
  readonly waived: boolean;
  readonly createdAt: Date;
  readonly retiredAt: Date | null;
}

/** Whose a node, port or probe is: the house's, within a legal entity and region. */
export function ownershipOf(row: { readonly regionId: string; readonly legalEntityId: string }) {
  return { regionId: row.regionId, legalEntityId: row.legalEntityId };
}

/** A name as people write it on labels: trimmed, 1 to 100 characters, no control characters. */
export function checkName(text: string, field: string): string {
  const name = text.trim();
  if (name.length < 1 || name.length > 100 || /\p{Cc}/u.test(name)) {
    throw badInput(field, 'write a name of 1 to 100 characters');
  }
  return name;
}

const hostPattern = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\.?$/i;
const ipv6Pattern = /^[0-9a-f:]{2,39}(%[\w.]+)?$/i;

/** A host name, an IPv4 or an IPv6 address; without scheme, port or path. */
export function checkHost(text: string, field: string): string {
  const host = text.trim();
  if (hostPattern.test(host) || (host.includes(':') && ipv6Pattern.test(host))) return host;
  throw badInput(field, 'write a host name or an IP address, without port or path');
}
