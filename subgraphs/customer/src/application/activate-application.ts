import { dateInZone } from '@lastmile/kernel/calendar';
import { isId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import { applicationActivated } from '@lastmile/messaging/events/customer/application';
import { permitted } from '../access/permitted.ts';
import { activateContract } from '../contract/activate-contract.ts';
import { type ContractRow, livingContractOf } from '../contract/contract.store.ts';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { devicesOn } from '../device/device.store.ts';
import { putIntoService } from '../line/activate-line.ts';
import { type LineRow, livingLineFor } from '../line/line.store.ts';
import { type RegionRow, regionNamed } from '../region/region.store.ts';
import { soldVersion } from '../tariff/sold-tariff.store.ts';
import { emitApplication } from './application.event.ts';
import { ActivationNotReady, ApplicationNotInState, TariffNotOffered } from './application.problem.ts';
import { type ApplicationRow, changeApplication, lockApplication } from './application.store.ts';
import { afterApplication, isUnderWay, missingForActivation } from './application.ts';

export interface ActivateApplication {
  readonly applicationId: string;
  /** The billing account that is to pay, where the customer has several. */
  readonly accountId?: string | null;
}

/**
 * The line works: contract, line and application become active, and billing is told to start the subscription, from
 * today in the region on. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, ApplicationNotInState, ActivationNotReady, TariffNotOffered.
 */
export async function activateApplication(
  context: CustomerContext,
  input: ActivateApplication,
): Promise<ApplicationRow> {
  if (input.accountId && !isId(input.accountId))
    throw badInput('accountId', 'this is not the id of an account');
  return context.transaction(async (work) => {
    const found = await lockApplication(work, input.applicationId);
    const application = permitted(work, 'application:decide', found, 'application');
    const { contract, line } = await assertReady(work, application);
    const region = await regionNamed(work, application.regionId);
    return putAllIntoService(work, application, {
      contract,
      line,
      region,
      accountId: input.accountId ?? null,
    });
  });
}

async function assertReady(
  work: CustomerWork,
  application: ApplicationRow,
): Promise<{ contract: ContractRow; line: LineRow }> {
  if (!isUnderWay(application.status)) throw new ApplicationNotInState(application.status, 'activated');
  const contract = await livingContractOf(work, application.id);
  const line = await livingLineFor(work, application.id);
  const missing = missingForActivation({
    contractStatus: contract?.status ?? null,
    linePortId: line?.portId ?? null,
    devicesInstalled: line ? (await devicesOn(work, line.id)).length : 0,
  });
  if (!contract || !line || missing.length > 0) throw new ActivationNotReady(missing);
  return { contract, line };
}

async function putAllIntoService(
  work: CustomerWork,
  application: ApplicationRow,
  parts: { contract: ContractRow; line: LineRow; region: RegionRow; accountId: string | null },
): Promise<ApplicationRow> {
  const { contract, line, region, accountId } = parts;
  const status = afterApplication(application.status, 'activate');
  if (!status) throw new ApplicationNotInState(application.status, 'activated');
  const startsOn = dateInZone(work.clock.now(), region.timeZone);
  const version = await soldVersion(work, application.tariffId, startsOn);
  if (!version) throw new TariffNotOffered();
  await activateContract(work, contract, startsOn);
  await putIntoService(work, line);
  const activated = await changeApplication(work, application, {
    status,
    activatedAt: work.clock.now(),
    tariffVersionId: version.tariffVersionId,
  });
  emitApplication(work, applicationActivated, activated, {
    contractId: contract.id,
    lineId: line.id,
    tariffVersionId: version.tariffVersionId,
    startsOn,
    legalEntityId: application.legalEntityId,
    regionId: application.regionId,
    currency: version.currency,
    timeZone: region.timeZone,
    ...(accountId ? { accountId } : {}),
  });
  return activated;
}
