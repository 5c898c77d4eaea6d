import { type CustomerRole, customerRoles } from '@lastmile/kernel/permission';
import { badInput, Refusal } from '@lastmile/kernel/refusal';
import type { NotificationContext } from '../notification.ts';
import { factsOffered, variablesOffered } from '../occasion/facts.ts';
import type { Occasion } from '../occasion/occasions.ts';
import { checkTexts } from './check-texts.ts';
import { TemplateQueryInvalid } from './template.problem.ts';
import type { TemplateContent } from './template.ts';
import { maxAgeMsMax, maxAgeMsMin } from './template-limits.ts';
import { readTemplateQuery } from './template-query.ts';

export interface ContentInput {
  readonly subject: string;
  readonly textBody: string;
  readonly htmlBody?: string | null | undefined;
  readonly query?: string | null | undefined;
  readonly roles: readonly string[];
  readonly maxAgeMinutes: number;
}

/**
 * Checks what a template is made of, as far as it can be known before its first letter: the query against the
 * supergraph as it is now, its variables against the event, the texts against both. Throws BAD_INPUT,
 * TemplateQueryInvalid, and UNAVAILABLE when the supergraph cannot be asked.
 */
export async function checkContent(
  context: NotificationContext,
  occasion: Occasion,
  input: ContentInput,
): Promise<TemplateContent> {
  const query = input.query?.trim() ? input.query : null;
  const { document, fields } = readTemplateQuery(query, variablesOffered(occasion));
  const content: TemplateContent = {
    subject: input.subject,
    textBody: input.textBody,
    htmlBody: input.htmlBody ?? null,
    query,
    roles: checkRoles(occasion, input.roles),
    maxAgeMs: checkMaxAge(input.maxAgeMinutes),
  };
  checkTexts(content, { event: factsOffered(occasion).map(({ name }) => name), data: fields });
  await validateQuery(context, document);
  return content;
}

/** Throws TemplateQueryInvalid, UNAVAILABLE. */
export async function validateQuery(
  { supergraph, log }: NotificationContext,
  document: string,
): Promise<void> {
  let errors: readonly string[];
  try {
    if (!supergraph) throw new Error('this process has no way to the supergraph');
    errors = await supergraph.validate(document);
  } catch (error) {
    log.warn('A template could not be validated', { error });
    throw new Refusal(
      'UNAVAILABLE',
      'The query cannot be checked at this moment; nothing was saved. Try again.',
    );
  }
  if (errors.length > 0) throw new TemplateQueryInvalid(errors);
}

function checkRoles({ audience }: Occasion, roles: readonly string[]): CustomerRole[] {
  const known = [...new Set(roles)].filter((role): role is CustomerRole =>
    Object.hasOwn(customerRoles, role),
  );
  if (audience === 'USER') {
    if (roles.length > 0)
      throw badInput('roles', 'this occasion is about a user, who alone is told: leave roles empty');
    return [];
  }
  if (known.length === 0) {
    throw badInput('roles', `say who gets it: one or more of ${Object.keys(customerRoles).join(', ')}`);
  }
  return known;
}

function checkMaxAge(minutes: number): number {
  const ms = minutes * 60_000;
  if (!Number.isInteger(minutes) || ms < maxAgeMsMin || ms > maxAgeMsMax) {
    throw badInput('maxAgeMinutes', `a whole number from ${maxAgeMsMin / 60_000} to ${maxAgeMsMax / 60_000}`);
  }
  return ms;
}
