import type { NotificationContext } from '../notification.ts';
import { type Facts, variablesOffered, variableValues } from '../occasion/facts.ts';
import { type Occasion, occasionNamed } from '../occasion/occasions.ts';
import { renderTexts, TemplateFault } from '../template/render-text.ts';
import { type ActiveTemplate, activeNamed } from '../template/template.store.ts';
import { chooseLanguage } from '../template/template.ts';
import { readTemplateQuery } from '../template/template-query.ts';
import { composeMail } from './compose-mail.ts';
import type { LeasedLetter, StoredMessage } from './lease.store.ts';
import { AttemptFailed } from './outcome.ts';
import { type QueryAnswer, runQuery } from './run-query.ts';

/**
 * Makes a letter: reads what its template shows on behalf of the recipient, and renders it with the facts of the event.
 * Throws AttemptFailed.
 */
export async function renderLetter(
  context: NotificationContext,
  letter: LeasedLetter,
): Promise<StoredMessage> {
  const occasion = occasionNamed(letter.occasion);
  const languages = await activeNamed(context.database.query, letter.name, letter.channel);
  const first = chooseLanguage(languages, letter.locale);
  if (!occasion || !first) throw new AttemptFailed({ kind: 'PERMANENT', code: 'TEMPLATE_INACTIVE' });
  let template = first;
  let answer = await answerFor(context, letter, occasion, template);
  // What auth says now is newer than what was heard.
  const wanted = chooseLanguage(languages, answer.addressee.locale) ?? template;
  if (wanted.id !== template.id) {
    template = wanted;
    answer = await answerFor(context, letter, occasion, template);
  }
  const texts = rendered(context, template, letter.facts, answer);
  const renderedAt = context.clock.now();
  const message = await composeMail(
    {
      notificationId: letter.id,
      from: context.settings.from,
      to: { address: answer.addressee.address, name: answer.addressee.displayName },
      language: template.language,
      date: renderedAt,
    },
    texts,
  );
  return {
    templateId: template.id,
    templateVersion: template.version,
    address: answer.addressee.address,
    subject: texts.subject,
    textBody: texts.text,
    message,
    renderedAt,
  };
}

function answerFor(
  context: NotificationContext,
  letter: LeasedLetter,
  occasion: Occasion,
  template: ActiveTemplate,
): Promise<QueryAnswer> {
  const { document, variables } = readTemplateQuery(template.query, variablesOffered(occasion));
  const values = variableValues(occasion, letter.facts);
  const given = Object.fromEntries(variables.map((name) => [name, values[name] ?? null]));
  return runQuery(context.supergraph, { document, variables: given, userId: letter.userId }, letter.attempts);
}

function rendered(context: NotificationContext, template: ActiveTemplate, facts: Facts, answer: QueryAnswer) {
  const { settings } = context;
  const { displayName, locale } = answer.addressee;
  try {
    return renderTexts(
      template,
      {
        event: facts,
        data: answer.data,
        recipient: { displayName, locale },
        links: { home: settings.publicUrl },
      },
      { locale: template.language, timeZone: settings.timeZone },
    );
  } catch (fault) {
    if (!(fault instanceof TemplateFault)) throw fault;
    context.log.error('A template could not be rendered', {
      templateId: template.id,
      version: template.version,
      fault: fault.message,
    });
    const outcome = { code: 'TEMPLATE_FAULT', response: fault.message };
    if (fault.outOfTime) throw new AttemptFailed({ kind: 'TRANSIENT', counts: true, ...outcome });
    throw new AttemptFailed({ kind: 'PERMANENT', ...outcome });
  }
}
