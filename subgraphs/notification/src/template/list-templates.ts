import { connection, countMax, type PageArgs, pageRequest } from '@lastmile/subgraph/graphql/page';
import type { NotificationContext } from '../notification.ts';
import { countTemplates, templatePage } from './template.store.ts';

const order = 'templates';

interface Filter {
  readonly occasion?: string | null;
  readonly language?: string | null;
  readonly active?: boolean | null;
}

/** A page of templates by occasion, name and language. Throws FORBIDDEN, PAGE_TOO_LARGE, BAD_CURSOR. */
export async function listTemplates(context: NotificationContext, args: PageArgs, filter: Filter | null) {
  context.assertMay('template:read');
  const page = pageRequest(args, order, 4);
  const selection = {
    occasion: filter?.occasion ?? null,
    language: filter?.language ?? null,
    active: filter?.active ?? null,
  };
  const { query } = context.database;
  const rows = await templatePage(query, selection, page.after, page.limit);
  return connection(
    page,
    rows,
    order,
    (row) => [row.occasion, row.name, row.language, row.id],
    () => countTemplates(query, selection, countMax + 1),
  );
}
