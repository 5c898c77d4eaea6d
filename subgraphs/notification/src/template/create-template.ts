import { newId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import type { NotificationContext, NotificationWork } from '../notification.ts';
import { type Occasion, occasionNamed, occasions } from '../occasion/occasions.ts';
import { type ContentInput, checkContent } from './check-content.ts';
import { TemplateExists } from './template.problem.ts';
import {
  insertTemplate,
  insertVersion,
  lockTemplate,
  type NewTemplate,
  setActive,
} from './template.store.ts';
import { type Channel, carriedChannels, type TemplateRow } from './template.ts';

export interface CreateTemplate {
  readonly name: string;
  readonly occasion: string;
  readonly channel: Channel;
  readonly language: string;
  readonly content: ContentInput;
  readonly activate: boolean;
}

/** Writes a new letter, or one in another language. Throws BAD_INPUT, FORBIDDEN, TemplateExists, TemplateQueryInvalid. */
export async function createTemplate(
  context: NotificationContext,
  input: CreateTemplate,
): Promise<TemplateRow> {
  context.assertMay('template:manage');
  const occasion = readOccasion(input.occasion);
  const template: NewTemplate = {
    id: newId(),
    name: readName(input.name),
    occasion: occasion.name,
    channel: readChannel(input.channel),
    language: readLanguage(input.language),
  };
  const content = await checkContent(context, occasion, input.content);
  return context.transaction(async (work) => {
    await assertSameOccasion(work, template);
    if (!(await insertTemplate(work, template))) throw new TemplateExists(await idOf(work, template));
    const version = await insertVersion(work, template.id, content, authorOf(work));
    if (input.activate) await setActive(work, template.id, version);
    return kept(await lockTemplate(work, template.id));
  });
}

/** Null for the domain itself. */
export function authorOf({ actor }: NotificationContext): string | null {
  return actor.kind === 'user' ? actor.id : null;
}

export function kept(row: TemplateRow | null): TemplateRow {
  if (!row) throw new Error('A template that was just locked is gone');
  return row;
}

function readOccasion(name: string): Occasion {
  const occasion = occasionNamed(name);
  if (occasion) return occasion;
  throw badInput(
    'occasion',
    `${JSON.stringify(name)} is none; there are ${occasions.map((one) => one.name).join(', ')}`,
  );
}

function readName(name: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 60) return name;
  throw badInput(
    'name',
    'up to 60 characters: lower case, digits and single dashes, such as "invoice-created"',
  );
}

function readChannel(channel: Channel): Channel {
  if (carriedChannels.includes(channel)) return channel;
  throw badInput('channel', `nothing carries ${channel} yet; take ${carriedChannels.join(' or ')}`);
}

function readLanguage(language: string): string {
  try {
    const [canonical] = Intl.getCanonicalLocales(language);
    if (canonical && canonical.length <= 35) return canonical;
  } catch {
    // Told below.
  }
  throw badInput(
    'language',
    `${JSON.stringify(language)} is no tag of BCP 47; write it like "en" or "de-AT"`,
  );
}

/** Letters of one name are the same letter, so they are about the same. */
async function assertSameOccasion(work: NotificationWork, { name, occasion }: NewTemplate): Promise<void> {
  await work.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`template ${name}`]);
  const [other] = await work.query<{ occasion: string }>(
    'select occasion from notification_template where name = $1 and occasion <> $2 limit 1',
    [name, occasion],
  );
  if (other) throw badInput('name', `the letter ${name} is about ${other.occasion}; take another name`);
}

async function idOf(work: NotificationWork, { name, channel, language }: NewTemplate): Promise<string> {
  const [row] = await work.query<{ id: string }>(
    'select id from notification_template where name = $1 and channel = $2 and language = $3',
    [name, channel, language],
  );
  return row?.id ?? '';
}
