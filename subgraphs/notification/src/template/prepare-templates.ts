import { newId } from '@lastmile/kernel/id';
import type { NotificationContext, NotificationWork } from '../notification.ts';
import { type BuiltInTemplate, builtInTemplates } from './built-in/built-in.ts';
import { insertTemplate, insertVersion, lockTemplate, setActive, versionsOf } from './template.store.ts';
import type { TemplateContent, TemplateVersionRow } from './template.ts';

/** Installs the built-in templates and renews those that no operator has touched. Harmless to repeat. */
export async function prepareTemplates(context: NotificationContext): Promise<void> {
  await context.transaction(async (work) => {
    for (const template of builtInTemplates) await install(work, template);
  });
}

async function install(work: NotificationWork, template: BuiltInTemplate): Promise<void> {
  const id = newId();
  if (await insertTemplate(work, { ...template, id })) {
    await setActive(work, id, await insertVersion(work, id, template, null));
    return;
  }
  const [known] = await work.query<{ id: string }>(
    'select id from notification_template where name = $1 and channel = $2 and language = $3',
    [template.name, template.channel, template.language],
  );
  const row = known && (await lockTemplate(work, known.id));
  if (!row) return;
  const versions = await versionsOf(work.query, row.id);
  const [latest] = versions;
  const edited = versions.some(({ createdBy }) => createdBy !== null);
  if (!latest || edited || sameContent(latest, template)) return;
  const version = await insertVersion(work, row.id, template, null);
  // Switched off by an operator, it stays so.
  if (row.activeVersion === latest.version) await setActive(work, row.id, version);
}

function sameContent(known: TemplateVersionRow, built: TemplateContent): boolean {
  return (
    known.subject === built.subject &&
    known.textBody === built.textBody &&
    known.htmlBody === built.htmlBody &&
    known.query === built.query &&
    known.maxAgeMs === built.maxAgeMs &&
    known.roles.join() === built.roles.join()
  );
}
