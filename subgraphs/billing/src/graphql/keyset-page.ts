import { isId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import { type PageArgs, type PageRequest, pageRequest } from '@lastmile/subgraph/graphql/page';

const checks = {
  text: () => true,
  date: (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
  instant: (value: string) => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value)),
  ordinal: (value: string) => /^\d{1,18}$/.test(value),
  id: isId,
};

/** Page arguments whose cursor holds values of these kinds. A cursor that was tampered with is a bad one, no failure. */
export function keysetPage(
  args: PageArgs,
  order: string,
  kinds: readonly (keyof typeof checks)[],
): PageRequest {
  const page = pageRequest(args, order, kinds.length);
  const sound = page.after?.every((value, at) => {
    const kind = kinds[at];
    return typeof value === 'string' && kind !== undefined && checks[kind](value);
  });
  if (sound === false)
    throw new Refusal(
      'BAD_CURSOR',
      'after: this cursor is not of this list and order; start without "after"',
    );
  return page;
}
