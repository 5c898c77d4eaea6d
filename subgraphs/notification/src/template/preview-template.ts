import { isRelated } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import { AttemptFailed } from '../delivery/outcome.ts';
import { runQuery } from '../delivery/run-query.ts';
import type { NotificationContext } from '../notification.ts';
import { type Facts, factsOffered, variablesOffered, variableValues } from '../occasion/facts.ts';
import type { Occasion } from '../occasion/occasions.ts';
import { type RenderedText, renderTexts, type Scope, TemplateFault } from './render-text.ts';
import { findTemplate } from './revise-template.ts';
import { TemplateNotRenderable } from './template.problem.ts';
import { templateVersion } from './template.store.ts';
import type { TemplateContent } from './template.ts';
import { readTemplateQuery } from './template-query.ts';

export interface PreviewTemplate {
  readonly templateId: string;
  readonly version?: number | null | undefined;
  readonly eventId?: string | null | undefined;
  readonly sample?: { readonly event: string; readonly data?: string | null | undefined } | null | undefined;
}

type Shown = Pick<Scope, 'event' | 'data' | 'recipient'>;
const sampleSizeMax = 64 * 1024;

/**
 * Renders a version without sending anything: with sample data, or with the facts of an event that letters were
 * written about and what the query shows *to the caller*, so that a template opens no door that is not theirs. Throws
 * NOT_FOUND, FORBIDDEN, BAD_INPUT, TemplateNotRenderable.
 */
export async function previewTemplate(
  context: NotificationContext,
  input: PreviewTemplate,
): Promise<RenderedText> {
  context.assertMay('template:manage');
  if (!input.eventId === !input.sample) throw badInput('eventId', 'give either an event or a sample');
  const { template, occasion } = await findTemplate(context, input.templateId);
  const version = input.version ?? template.latestVersion;
  const content =
    version >= 1 ? await context.load(templateVersion, { templateId: template.id, version }) : null;
  if (!content) throw badInput('version', `there are versions 1 to ${template.latestVersion}`);
  const shown = input.sample
    ? sampled(occasion, input.sample)
    : await read(context, occasion, content, input.eventId as string);
  return render(context, content, template.language, shown);
}

function sampled(occasion: Occasion, sample: NonNullable<PreviewTemplate['sample']>): Shown {
  const event = readObject('sample.event', sample.event);
  const facts = Object.fromEntries(factsOffered(occasion).map(({ name }) => [name, event[name] ?? null]));
  return {
    event: facts,
    data: readObject('sample.data', sample.data ?? '{}'),
    recipient: { displayName: 'Alex Sample', locale: null },
  };
}

function readObject(field: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = text.length > sampleSizeMax ? null : JSON.parse(text);
  } catch {
    value = null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badInput(field, `a JSON object of at most ${sampleSizeMax} characters`);
  }
  return value as Record<string, unknown>;
}

interface EventSeen {
  readonly facts: Facts;
  readonly customerId: string | null;
  readonly userId: string;
  readonly legalEntityId: string | null;
  readonly regionId: string | null;
}

async function read(
  context: NotificationContext,
  occasion: Occasion,
  content: TemplateContent,
  eventId: string,
): Promise<Shown> {
  const [seen] = isId(eventId)
    ? await context.database.query<EventSeen>(
        `select facts, customer_id as "customerId", user_id as "userId", legal_entity_id as "legalEntityId",
           region_id as "regionId" from notification where event_id = $1 and occasion = $2 order by id limit 1`,
        [eventId, occasion.name],
      )
    : [];
  if (!seen || !isRelated(context.actor, seen)) throw notFound('event of this template’s occasion');
  context.assertMay('notification:manage', seen);
  if (context.actor.kind !== 'user')
    throw badInput('eventId', 'only a user can look at real data: give a sample');
  const { document, variables } = readTemplateQuery(content.query, variablesOffered(occasion));
  const values = variableValues(occasion, seen.facts);
  const given = Object.fromEntries(variables.map((name) => [name, values[name] ?? null]));
  const asked = { document, variables: given, userId: context.actor.id };
  try {
    const { addressee, data } = await runQuery(context.supergraph, asked, Number.POSITIVE_INFINITY);
    const { displayName, locale } = addressee;
    return { event: seen.facts, data, recipient: { displayName, locale } };
  } catch (error) {
    if (error instanceof AttemptFailed)
      throw new TemplateNotRenderable(`The query, run with your rights, ended with ${error.outcome.code}.`);
    throw error;
  }
}

function render(
  { settings }: NotificationContext,
  content: TemplateContent,
  language: string,
  shown: Shown,
): RenderedText {
  try {
    const scope = { ...shown, links: { home: settings.publicUrl } };
    return renderTexts(content, scope, { locale: language, timeZone: settings.timeZone });
  } catch (fault) {
    if (fault instanceof TemplateFault) throw new TemplateNotRenderable(fault.message);
    throw fault;
  }
}
