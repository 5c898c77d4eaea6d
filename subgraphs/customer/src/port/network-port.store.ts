import { isId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';

export type PortStatus = 'FREE' | 'USED' | 'RETIRED';

export interface NetworkPort {
  readonly portId: string;
  readonly nodeId: string;
  readonly status: PortStatus;
  /** Whether a line of ours has ever stood on it. */
  readonly ours: boolean;
}

/** The ports of a node as monitoring tells them; one that is no longer told is retired. */
export async function rememberPorts(
  work: CustomerWork,
  node: { readonly nodeId: string; readonly regionId: string },
  ports: readonly { readonly portId: string; readonly status: PortStatus }[],
): Promise<void> {
  await work.query(
    `insert into network_ports (port_id, node_id, region_id, status)
      select p.port_id, $1, $2, p.status::port_status from unnest($3::uuid[], $4::text[]) as p(port_id, status)
      on conflict (port_id) do update
      set node_id = excluded.node_id, region_id = excluded.region_id, status = excluded.status`,
    [node.nodeId, node.regionId, ports.map(({ portId }) => portId), ports.map(({ status }) => status)],
  );
  await work.query(
    `update network_ports set status = 'RETIRED'
      where node_id = $1 and status <> 'RETIRED' and not port_id = any($2::uuid[])`,
    [node.nodeId, ports.map(({ portId }) => portId)],
  );
}

export async function retirePorts(work: CustomerWork, nodeId: string): Promise<void> {
  await work.query(`update network_ports set status = 'RETIRED' where node_id = $1 and status <> 'RETIRED'`, [
    nodeId,
  ]);
}

/** The port, locked: who wants to stand on it waits for who is about to. */
export async function lockPort(work: CustomerWork, portId: string): Promise<NetworkPort | null> {
  if (!isId(portId)) return null;
  const [port] = await work.query<NetworkPort>(
    `select port_id as "portId", node_id as "nodeId", status, ours from network_ports
      where port_id = $1 for no key update`,
    [portId],
  );
  return port ?? null;
}

export async function markOurs(work: CustomerWork, portId: string): Promise<void> {
  await work.query('update network_ports set ours = true where port_id = $1 and not ours', [portId]);
}

/** The line that stands on the port, if any. */
export async function lineOn(work: CustomerWork, portId: string): Promise<string | null> {
  const [line] = await work.query<{ id: string }>('select id from access_lines where port_id = $1', [portId]);
  return line?.id ?? null;
}
