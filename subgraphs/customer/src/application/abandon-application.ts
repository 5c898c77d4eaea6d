import { applicationWithdrawn } from '@lastmile/messaging/events/customer/application';
import { livingContractOf } from '../contract/contract.store.ts';
import { endContract } from '../contract/end-contract.ts';
import type { CustomerWork } from '../customer-domain.ts';
import { devicesOn } from '../device/device.store.ts';
import { takeOutOfService } from '../line/cease-line.ts';
import { livingLineFor } from '../line/line.store.ts';
import { emitApplication } from './application.event.ts';
import { DevicesStillInstalled } from './application.problem.ts';
import { type ApplicationRow, changeApplication } from './application.store.ts';

/**
 * Ends an application that leads to nothing, with the contract and the line that were made for it.
 * Throws DevicesStillInstalled.
 */
export async function abandonApplication(
  work: CustomerWork,
  application: ApplicationRow,
  outcome:
    | { status: 'WITHDRAWN' }
    | (Pick<ApplicationRow, 'rejectionReason' | 'rejectionNote'> & { status: 'REJECTED' }),
): Promise<ApplicationRow> {
  const line = await livingLineFor(work, application.id);
  const devices = line ? await devicesOn(work, line.id) : [];
  if (devices.length > 0) throw new DevicesStillInstalled(devices.map(({ id }) => id));
  if (line) await takeOutOfService(work, line);
  const contract = await livingContractOf(work, application.id);
  if (contract) await endContract(work, contract, `Application ${outcome.status.toLowerCase()}`);
  const ended = await changeApplication(work, application, { ...outcome, closedAt: work.clock.now() });
  if (outcome.status === 'WITHDRAWN') emitApplication(work, applicationWithdrawn, ended, {});
  return ended;
}
