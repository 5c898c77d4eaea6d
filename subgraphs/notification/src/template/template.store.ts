import type { Query } from '@lastmile/database/database';
import { isId } from '@lastmile/kernel/id';
import type { Keyset } from '@lastmile/subgraph/graphql/page';
import { defineLoader, inOrder } from '@lastmile/subgraph/loader';
import type { Notifications, NotificationWork } from '../notification.ts';
import type { Channel, TemplateContent, TemplateRow, TemplateVersionRow } from './template.ts';

const templateColumns = `t.id, t.name, t.occasion, t.channel, t.language, t.active_version as "activeVersion",
  t.latest_version as "latestVersion", t.created_at as "createdAt"`;
const versionColumns = `v.template_id as "templateId", v.version, v.subject, v.text_body as "textBody",
  v.html_body as "htmlBody", v.query, v.roles, v.max_age_ms as "maxAgeMs", v.created_by as "createdBy",
  v.created_at as "createdAt"`;

export const templateById = defineLoader<Notifications, string, TemplateRow | null>({
  name: 'template-by-id',
  fetch: async (database, ids) => {
    const find = database.statement<TemplateRow>(
      'notification-templates',
      `select ${templateColumns} from notification_template t where t.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids.filter(isId)]), ({ id }) => id);
  },
});

/** One version of a template, by both. */
export const templateVersion = defineLoader<
  Notifications,
  { readonly templateId: string; readonly version: number },
  TemplateVersionRow | null
>({
  name: 'template-version',
  fetch: async (database, keys) => {
    const find = database.statement<TemplateVersionRow>(
      'notification-template-versions',
      `select ${versionColumns} from notification_template_version v
       where (v.template_id, v.version) in (select * from unnest($1::uuid[], $2::int[]))`,
    );
    const rows = await find([keys.map(({ templateId }) => templateId), keys.map(({ version }) => version)]);
    const keyOf = ({ templateId, version }: { templateId: string; version: number }) =>
      `${templateId} ${version}`;
    return inOrder(keys.map(keyOf), rows, keyOf);
  },
});

export async function versionsOf(query: Query, templateId: string): Promise<TemplateVersionRow[]> {
  return query<TemplateVersionRow>(
    `select ${versionColumns} from notification_template_version v where v.template_id = $1
     order by v.version desc limit 100`,
    [templateId],
  );
}

/** A template that is switched on, with what it is made of. */
export interface ActiveTemplate extends TemplateContent {
  readonly id: string;
  readonly name: string;
  readonly channel: Channel;
  readonly language: string;
  readonly version: number;
}

const activeTemplates = `select t.id, t.name, t.channel, t.language, v.version, v.subject, v.text_body as "textBody",
    v.html_body as "htmlBody", v.query, v.roles, v.max_age_ms as "maxAgeMs"
  from notification_template t
  join notification_template_version v on v.template_id = t.id and v.version = t.active_version`;

export function activeFor(query: Query, occasion: string): Promise<ActiveTemplate[]> {
  return query<ActiveTemplate>(`${activeTemplates} where t.occasion = $1`, [occasion]);
}

/** The languages of one letter that are switched on. */
export function activeNamed(query: Query, name: string, channel: string): Promise<ActiveTemplate[]> {
  return query<ActiveTemplate>(`${activeTemplates} where t.name = $1 and t.channel = $2`, [name, channel]);
}

export interface TemplateSelection {
  readonly occasion: string | null;
  readonly language: string | null;
  readonly active: boolean | null;
}

const selected = `($1::text is null or t.occasion = $1) and ($2::text is null or t.language = $2)
  and ($3::boolean is null or (t.active_version is not null) = $3)`;

export function templatePage(
  query: Query,
  { occasion, language, active }: TemplateSelection,
  after: Keyset | null,
  limit: number,
): Promise<TemplateRow[]> {
  return query<TemplateRow>(
    `select ${templateColumns} from notification_template t where ${selected}
       and ($4::text is null or (t.occasion, t.name, t.language, t.id) > ($4, $5::text, $6::text, $7::uuid))
     order by t.occasion, t.name, t.language, t.id limit $8`,
    [occasion, language, active, ...(after ?? [null, null, null, null]), limit],
  );
}

export async function countTemplates(
  query: Query,
  { occasion, language, active }: TemplateSelection,
  limit: number,
): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from (select from notification_template t where ${selected} limit $4) found`,
    [occasion, language, active, limit],
  );
  return row?.count ?? 0;
}

/** The template as it is, held until the transaction's end. */
export async function lockTemplate(work: NotificationWork, id: string): Promise<TemplateRow | null> {
  const rows = await work.query<TemplateRow>(
    `select ${templateColumns} from notification_template t where t.id = $1 for update`,
    [id],
  );
  return rows[0] ?? null;
}

export type NewTemplate = Pick<TemplateRow, 'id' | 'name' | 'occasion' | 'channel' | 'language'>;

/** False when there is one of this name, channel and language. */
export async function insertTemplate(work: NotificationWork, template: NewTemplate): Promise<boolean> {
  const { id, name, occasion, channel, language } = template;
  const added = await work.query(
    `insert into notification_template (id, name, occasion, channel, language, latest_version, created_at)
     values ($1, $2, $3, $4, $5, 0, $6) on conflict (name, channel, language) do nothing returning id`,
    [id, name, occasion, channel, language, work.clock.now()],
  );
  return added.length > 0;
}

/** Adds the next version and gives its number. The template is locked. */
export async function insertVersion(
  work: NotificationWork,
  templateId: string,
  content: TemplateContent,
  createdBy: string | null,
): Promise<number> {
  const [row] = await work.query<{ version: number }>(
    `with next as (
       update notification_template set latest_version = latest_version + 1 where id = $1 returning latest_version)
     insert into notification_template_version
       (template_id, version, subject, text_body, html_body, query, roles, max_age_ms, created_by, created_at)
     select $1, latest_version, $2, $3, $4, $5, $6::text[], $7, $8, $9 from next returning version`,
    [
      templateId,
      content.subject,
      content.textBody,
      content.htmlBody,
      content.query,
      content.roles,
      content.maxAgeMs,
      createdBy,
      work.clock.now(),
    ],
  );
  if (!row) throw new Error('A template that was just locked is gone');
  return row.version;
}

export async function setActive(work: NotificationWork, id: string, version: number | null): Promise<void> {
  await work.query('update notification_template set active_version = $2 where id = $1', [id, version]);
}
