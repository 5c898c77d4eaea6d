import { expect, it } from '@jest/globals';
import { ManualClock } from '@lastmile/kernel/clock';
import { startTestSubgraph } from '@lastmile/subgraph/testing';
import { approveApplication } from './application/decide-application.ts';
import { submitApplication } from './application/submit-application.ts';
import { draftContract } from './contract/draft-contract.ts';
import { signContract } from './contract/sign-contract.ts';
import { prepareFirstRegion } from './prepare-first-region.ts';
import { customerSubgraph } from './subgraph.ts';
import { makeTestCustomer, makeTestWorld } from './testing-world.ts';

it('the first region is made of the settings, and days are days of its zone', async () => {
  const subgraph = await startTestSubgraph(customerSubgraph, {
    env: {
      CUSTOMER_REGION_NAME: 'Canterbury',
      CUSTOMER_REGION_TIME_ZONE: 'Pacific/Auckland',
      CUSTOMER_REGION_CURRENCY: 'NZD',
    },
    clock: new ManualClock('2026-12-31T12:00:00Z'),
  });
  try {
    await prepareFirstRegion(subgraph.context());
    const { data } = await subgraph.execute({ query: '{ regions { name timeZone currency } }' });
    expect(data).toEqual({
      regions: [{ name: 'Canterbury', timeZone: 'Pacific/Auckland', currency: 'NZD' }],
    });

    const domain = subgraph.context();
    const { tariffId } = await makeTestWorld(subgraph);
    const { addressId } = await makeTestCustomer(subgraph);
    const { id: applicationId } = await submitApplication(domain, { addressId, tariffId });
    await approveApplication(domain, { applicationId });
    const contract = await draftContract(domain, { applicationId });
    expect(contract.number).toMatch(/^K2027-/);
    expect(await signContract(domain, { contractId: contract.id })).toMatchObject({ signedOn: '2027-01-01' });
  } finally {
    await subgraph.stop();
  }
});
