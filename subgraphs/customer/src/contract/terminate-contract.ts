import { permitted } from '../access/permitted.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { optionalText } from '../input/text.ts';
import { takeOutOfService } from '../line/cease-line.ts';
import { livingLinesUnder } from '../line/line.store.ts';
import { ContractHasLines } from './contract.problem.ts';
import { type ContractRow, lockContract } from './contract.store.ts';
import { endContract } from './end-contract.ts';

export interface TerminateContract {
  readonly contractId: string;
  readonly reason?: string | null;
}

/** Planned lines are given up with it. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, ContractNotInState, ContractHasLines. */
export async function terminateContract(
  context: CustomerContext,
  input: TerminateContract,
): Promise<ContractRow> {
  const reason = optionalText('reason', input.reason, 500);
  return context.transaction(async (work) => {
    const found = await lockContract(work, input.contractId);
    const contract = permitted(work, 'contract:manage', found, 'contract');
    const lines = await livingLinesUnder(work, contract.id);
    const active = lines.filter(({ state }) => state === 'ACTIVE');
    if (active.length > 0) throw new ContractHasLines(active.map(({ id }) => id));
    const ended = await endContract(work, contract, reason);
    for (const line of lines) await takeOutOfService(work, line);
    return ended;
  });
}
