import type { CustomerRole } from '@lastmile/kernel/permission';
import type { Channel, TemplateContent } from '../template.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import type { Language, LetterName } from './language.ts';

export interface BuiltInTemplate extends TemplateContent {
  readonly name: string;
  readonly occasion: string;
  readonly channel: Channel;
  readonly language: string;
}

interface Plan {
  readonly occasion: string;
  readonly roles: readonly CustomerRole[];
  readonly maxAgeHours: number;
  readonly query: string | null;
}

const payers: readonly CustomerRole[] = ['owner', 'payer'];
const owners: readonly CustomerRole[] = ['owner'];
const everyone: readonly CustomerRole[] = ['owner', 'payer', 'viewer'];

const customerQuery = `query LetterToCustomer($customerId: ID!) {
  customer(id: $customerId) { name number }
}`;
const invoiceQuery = `query LetterAboutInvoice($customerId: ID!, $invoiceId: ID!) {
  customer(id: $customerId) { name number }
  invoice(id: $invoiceId) { lines { description net { amount currency } } taxTotal { amount currency } }
}`;
const applicationQuery = `query LetterAboutApplication($applicationId: ID!) {
  application(id: $applicationId) {
    tariff { name }
    address { street houseNumber postalCode city }
  }
}`;

const plans: Readonly<Record<LetterName, Plan>> = {
  'invoice-created': plan('billing.invoice.created', payers, 14 * 24, invoiceQuery),
  'invoice-paid': plan('billing.invoice.paid', payers, 7 * 24, customerQuery),
  'invoice-overdue': plan('billing.invoice.overdue', payers, 7 * 24, customerQuery),
  'payment-failed': plan('billing.payment.failed', payers, 3 * 24, customerQuery),
  'application-approved': plan('customer.application.approved', owners, 7 * 24, applicationQuery),
  'application-activated': plan('customer.application.activated', owners, 7 * 24, applicationQuery),
  'outage-began': plan('monitoring.line_impact.opened', everyone, 4, customerQuery),
  'outage-ended': plan('monitoring.line_impact.restored', everyone, 12, customerQuery),
  'user-registered': plan('auth.user.registered', [], 3 * 24, null),
};

function plan(
  occasion: string,
  roles: readonly CustomerRole[],
  maxAgeHours: number,
  query: string | null,
): Plan {
  return { occasion, roles, maxAgeHours, query };
}

/** What every installation begins with; operators change them as they like. */
export const builtInTemplates: readonly BuiltInTemplate[] = [english, german].flatMap((language) =>
  (Object.keys(plans) as LetterName[]).map((name) => written(name, plans[name], language)),
);

function written(
  name: LetterName,
  { occasion, roles, maxAgeHours, query }: Plan,
  words: Language,
): BuiltInTemplate {
  const { subject, paragraphs } = words.letters[name];
  const all = [words.greeting, ...paragraphs, words.closing];
  return {
    ...{ name, occasion, query, roles, subject },
    channel: 'EMAIL',
    language: words.language,
    maxAgeMs: maxAgeHours * 3_600_000,
    textBody: `${all.join('\n\n')}\n`,
    htmlBody: asHtml(words.language, all),
  };
}

function asHtml(language: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>\n')}</p>`).join('\n');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1a1a1a; max-width: 40em">
${body}
</body></html>
`;
}
