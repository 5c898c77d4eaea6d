export const technologies = ['GPON', 'ETHERNET', 'DOCSIS', 'DSL', 'WIRELESS'] as const;
export type Technology = (typeof technologies)[number];
export const portStatuses = ['FREE', 'USED', 'RETIRED'] as const;
export type PortStatus = (typeof portStatuses)[number];

export interface PortRow {
  readonly id: string;
  readonly nodeId: string;
  readonly name: string;
  readonly technology: Technology;
  readonly status: PortStatus;
  readonly createdAt: Date;
  readonly regionId: string;
  readonly legalEntityId: string;
}
