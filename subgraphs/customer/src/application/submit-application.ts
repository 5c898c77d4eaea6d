import { applicationSubmitted } from '@lastmile/messaging/events/customer/application';
import { permitted } from '../access/permitted.ts';
import { lockAddress } from '../address/address.store.ts';
import { canBeConnected } from '../address/address.ts';
import { openCustomer } from '../customer/open-customer.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { todayIn } from '../region/region-day.ts';
import { soldVersion } from '../tariff/sold-tariff.store.ts';
import { emitApplication } from './application.event.ts';
import { AddressNotServed, ApplicationAlreadyOpen, TariffNotOffered } from './application.problem.ts';
import { type ApplicationRow, insertApplication, openApplicationAt } from './application.store.ts';

/** Throws NOT_FOUND, FORBIDDEN, CustomerIsClosed, AddressNotServed, ApplicationAlreadyOpen, TariffNotOffered. */
export async function submitApplication(
  context: CustomerContext,
  input: { readonly addressId: string; readonly tariffId: string },
): Promise<ApplicationRow> {
  return context.transaction(async (work) => {
    const found = await lockAddress(work, input.addressId);
    const address = permitted(work, 'application:submit', found, 'address');
    await openCustomer(work, address.customerId, 'application:submit');
    if (!canBeConnected(address.coverage)) throw new AddressNotServed();
    const open = await openApplicationAt(work, address.id);
    if (open) throw new ApplicationAlreadyOpen(open);
    const version = await soldVersion(work, input.tariffId, await todayIn(work, address.regionId));
    if (!version) throw new TariffNotOffered();
    const application = await insertApplication(work, {
      customerId: address.customerId,
      regionId: address.regionId,
      legalEntityId: address.legalEntityId,
      addressId: address.id,
      tariffId: input.tariffId,
      tariffVersionId: version.tariffVersionId,
    });
    emitApplication(work, applicationSubmitted, application, {});
    return application;
  });
}
