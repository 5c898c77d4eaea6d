import { isId } from '@lastmile/kernel/id';
import { notFound } from '@lastmile/kernel/refusal';
import type { NotificationContext } from '../notification.ts';
import { type Occasion, occasionNamed } from '../occasion/occasions.ts';
import { type ContentInput, checkContent } from './check-content.ts';
import { authorOf, kept } from './create-template.ts';
import { insertVersion, lockTemplate, setActive, templateById } from './template.store.ts';
import type { TemplateRow } from './template.ts';

export interface ReviseTemplate {
  readonly templateId: string;
  readonly content: ContentInput;
  readonly activate: boolean;
}

/** Adds a version. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, TemplateQueryInvalid. */
export async function reviseTemplate(
  context: NotificationContext,
  { templateId, content: input, activate }: ReviseTemplate,
): Promise<TemplateRow> {
  context.assertMay('template:manage');
  const { occasion } = await findTemplate(context, templateId);
  const content = await checkContent(context, occasion, input);
  return context.transaction(async (work) => {
    kept(await lockTemplate(work, templateId));
    const version = await insertVersion(work, templateId, content, authorOf(work));
    if (activate) await setActive(work, templateId, version);
    return kept(await lockTemplate(work, templateId));
  });
}

/** Throws NOT_FOUND. */
export async function findTemplate(
  context: NotificationContext,
  id: string,
): Promise<{ readonly template: TemplateRow; readonly occasion: Occasion }> {
  const template = isId(id) ? await context.load(templateById, id) : null;
  const occasion = template && occasionNamed(template.occasion);
  if (!template || !occasion) throw notFound('template');
  return { template, occasion };
}
