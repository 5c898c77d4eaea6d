import { permitted } from '../access/permitted.ts';
import { ApplicationNotInState } from '../application/application.problem.ts';
import { lockApplication } from '../application/application.store.ts';
import { isUnderWay } from '../application/application.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { todayIn } from '../region/region-day.ts';
import { ApplicationHasContract } from './contract.problem.ts';
import { type ContractRow, insertContract, livingContractOf } from './contract.store.ts';

/** Throws NOT_FOUND, FORBIDDEN, ApplicationNotInState, ApplicationHasContract. */
export async function draftContract(
  context: CustomerContext,
  input: { readonly applicationId: string },
): Promise<ContractRow> {
  return context.transaction(async (work) => {
    const found = await lockApplication(work, input.applicationId);
    const application = permitted(work, 'contract:manage', found, 'application');
    if (!isUnderWay(application.status))
      throw new ApplicationNotInState(application.status, 'given a contract');
    const living = await livingContractOf(work, application.id);
    if (living) throw new ApplicationHasContract(living.id);
    const { id: applicationId, customerId, regionId, legalEntityId } = application;
    const today = await todayIn(work, regionId);
    return insertContract(work, { applicationId, customerId, regionId, legalEntityId }, today);
  });
}
