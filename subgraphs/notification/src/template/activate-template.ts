import { isId } from '@lastmile/kernel/id';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import type { NotificationContext } from '../notification.ts';
import { variablesOffered } from '../occasion/facts.ts';
import { validateQuery } from './check-content.ts';
import { kept } from './create-template.ts';
import { findTemplate } from './revise-template.ts';
import { lockTemplate, setActive, templateVersion } from './template.store.ts';
import type { TemplateRow } from './template.ts';
import { readTemplateQuery } from './template-query.ts';

/**
 * Letters are made of this version from now on; those that were rendered before stay as they are. The graph may have
 * changed since it was saved, so its query is checked anew. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, TemplateQueryInvalid.
 */
export async function activateTemplate(
  context: NotificationContext,
  { templateId, version }: { readonly templateId: string; readonly version: number },
): Promise<TemplateRow> {
  context.assertMay('template:manage');
  const { template, occasion } = await findTemplate(context, templateId);
  const content = version >= 1 ? await context.load(templateVersion, { templateId, version }) : null;
  if (!content) throw badInput('version', `there are versions 1 to ${template.latestVersion}`);
  await validateQuery(context, readTemplateQuery(content.query, variablesOffered(occasion)).document);
  return context.transaction(async (work) => {
    kept(await lockTemplate(work, templateId));
    await setActive(work, templateId, version);
    return kept(await lockTemplate(work, templateId));
  });
}

/** Letters of it are written no more. What is waiting fails with TEMPLATE_INACTIVE unless another language is active. */
export async function deactivateTemplate(
  context: NotificationContext,
  { templateId }: { readonly templateId: string },
): Promise<TemplateRow> {
  context.assertMay('template:manage');
  return context.transaction(async (work) => {
    const row = isId(templateId) ? await lockTemplate(work, templateId) : null;
    if (!row) throw notFound('template');
    await setActive(work, templateId, null);
    return kept(await lockTemplate(work, templateId));
  });
}
