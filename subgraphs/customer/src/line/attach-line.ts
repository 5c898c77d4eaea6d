import { notFound } from '@lastmile/kernel/refusal';
import { lineAttached, lineDetached } from '@lastmile/messaging/events/customer/line';
import { permitted } from '../access/permitted.ts';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { lineOn, lockPort, markOurs, type NetworkPort } from '../port/network-port.store.ts';
import { emitLine } from './line.event.ts';
import { LineInService, LineNotAttached, LineNotInState, PortNotAvailable } from './line.problem.ts';
import { changeLine, type LineRow, lockLine } from './line.store.ts';
import { portRefusal } from './line.ts';

/**
 * Puts a line on a port; from another port it is moved. On the port on which it stands nothing changes.
 * Throws NOT_FOUND (line, port), FORBIDDEN, LineNotInState, PortNotAvailable.
 */
export async function attachLine(
  context: CustomerContext,
  input: { readonly lineId: string; readonly portId: string },
): Promise<LineRow> {
  return context.transaction(async (work) => {
    const line = permitted(work, 'line:manage', await lockLine(work, input.lineId), 'line');
    if (line.state === 'CEASED') throw new LineNotInState(line.state, 'attached');
    const port = await freePort(work, line, input.portId);
    if (line.portId === port.portId) return line;
    const loose = line.portId ? await takeOffPort(work, line) : line;
    const attachedAt = work.clock.now();
    const attached = await changeLine(work, loose, { portId: port.portId, attachedAt });
    await markOurs(work, port.portId);
    emitLine(work, lineAttached, attached, {
      portId: port.portId,
      nodeId: port.nodeId,
      attachedAt: attachedAt.toISOString(),
    });
    return attached;
  });
}

async function freePort(work: CustomerWork, line: LineRow, portId: string): Promise<NetworkPort> {
  const port = await lockPort(work, portId);
  if (!port) throw notFound('port');
  if (line.portId === port.portId) return port;
  const holder = await lineOn(work, port.portId);
  const refusal = portRefusal({ ...port, heldByAnotherLine: holder !== null });
  if (refusal) throw new PortNotAvailable(refusal);
  return port;
}

/** Takes a line that is not yet in service off its port. Throws NOT_FOUND, FORBIDDEN, LineNotAttached, LineInService. */
export async function detachLine(
  context: CustomerContext,
  input: { readonly lineId: string },
): Promise<LineRow> {
  return context.transaction(async (work) => {
    const line = permitted(work, 'line:manage', await lockLine(work, input.lineId), 'line');
    if (!line.portId) throw new LineNotAttached();
    if (line.state === 'ACTIVE') throw new LineInService();
    return takeOffPort(work, line);
  });
}

/** The line without a port. Does nothing for one that has none. */
export async function takeOffPort(work: CustomerWork, line: LineRow): Promise<LineRow> {
  if (!line.portId) return line;
  const detached = await changeLine(work, line, { portId: null, attachedAt: null });
  emitLine(work, lineDetached, detached, {
    fromPortId: line.portId,
    detachedAt: work.clock.now().toISOString(),
  });
  return detached;
}
