import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { memberActor, staffActor, userActor } from '@lastmile/subgraph/testing';
import { startWorld, type World } from '../testing/notification-world.ts';
import { prepareTemplates } from './prepare-templates.ts';

// The first database of a run is migrated, on a machine that may be busy.
jest.setTimeout(60_000);

let world: World;
beforeAll(async () => {
  world = await startWorld('smtp://127.0.0.1:9');
});
afterAll(() => world.domain.stop());

const staff = staffActor('operator');
const content = {
  subject: 'About {{ event.number }}',
  textBody: 'Hello {{ recipient.displayName }}, {{ data.customer.name }}',
  htmlBody: '<p>{{ data.customer.name }}</p>',
  query: 'query($customerId: ID!) { customer(id: $customerId) { name } }',
  roles: ['owner'],
};
const problem =
  '... on Problem { code message } ... on InvalidInput { field } ... on TemplateQueryInvalid { errors }';

async function run(document: string, input: object, actor = staff) {
  const { data, errors } = await world.domain.execute({ query: document, variables: { input }, actor });
  return { ...(data ? (Object.values(data)[0] as Record<string, never>) : {}), errors } as never as {
    template?: { id: string; activeVersion: number | null; latestVersion: number };
    code?: string;
    message?: string;
    field?: string;
    subject?: string;
    text?: string;
    html?: string;
    errors?: readonly { extensions?: { code?: string } }[];
  };
}

const create = (input: object, actor = staff) =>
  run(
    `mutation($input: CreateTemplateInput!) { createTemplate(input: $input) {
      ... on CreateTemplateSuccess { template { id activeVersion latestVersion } } ${problem} } }`,
    {
      name: `letter-${newId().slice(-8)}`,
      occasion: 'billing.invoice.created',
      language: 'en',
      content,
      ...input,
    },
    actor,
  );
const revise = (input: object) =>
  run(
    `mutation($input: ReviseTemplateInput!) { reviseTemplate(input: $input) {
      ... on ReviseTemplateSuccess { template { id activeVersion latestVersion } } ${problem} } }`,
    input,
  );
const activate = (input: object) =>
  run(
    `mutation($input: ActivateTemplateInput!) { activateTemplate(input: $input) {
      ... on ActivateTemplateSuccess { template { id activeVersion } } ${problem} } }`,
    input,
  );
const preview = (input: object, actor = staff) =>
  run(
    `mutation($input: PreviewTemplateInput!) { previewTemplate(input: $input) {
      ... on PreviewTemplateSuccess { subject text html } ... on Problem { code message } } }`,
    input,
    actor,
  );

describe('Templates', () => {
  it('are made, revised and switched on, one version after the other', async () => {
    const made = await create({});
    expect(made.template).toMatchObject({ activeVersion: null, latestVersion: 1 });
    const templateId = made.template?.id;
    expect((await revise({ templateId, content })).template).toMatchObject({
      latestVersion: 2,
      activeVersion: null,
    });
    expect((await activate({ templateId, version: 1 })).template).toMatchObject({ activeVersion: 1 });
    expect((await revise({ templateId, content, activate: true })).template).toMatchObject({
      activeVersion: 3,
    });
    expect(await activate({ templateId, version: 4 })).toMatchObject({ code: 'BAD_INPUT', field: 'version' });
    expect(await activate({ templateId: newId(), version: 1 })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['occasion', { occasion: 'notification.notification.sent' }],
    ['name', { name: 'Not a name' }],
    ['language', { language: 'no language' }],
    ['channel', { channel: 'SMS' }],
    ['roles', { content: { ...content, roles: [] } }],
    ['maxAgeMinutes', { content: { ...content, maxAgeMinutes: 0 } }],
    ['textBody', { content: { ...content, textBody: '{% include "x" %}' } }],
    ['textBody', { content: { ...content, textBody: ' ' } }],
    ['htmlBody', { content: { ...content, htmlBody: '{{ data.customer.name | raw }}' } }],
    ['subject', { content: { ...content, subject: '{{ event.unknown }}' } }],
    ['query', { content: { ...content, query: 'query($wrong: ID!) { customer(id: $wrong) { name } }' } }],
    ['name', { name: 'outage-began', language: 'fr' }],
  ])('are refused with the field %s named', async (field, input) => {
    expect(await create(input)).toMatchObject({ code: 'BAD_INPUT', field });
  });

  it('are refused when their query does not fit the graph, or the graph cannot be asked, and nothing is kept', async () => {
    const count = async () =>
      (await world.domain.context().database.query('select 1 from notification_template')).length;
    const before = await count();
    world.graph.errors = ['Cannot query field "nam" on type "Customer".'];
    expect(await create({})).toMatchObject({ code: 'TEMPLATE_QUERY_INVALID', errors: undefined });
    world.graph.errors = [];
    const validate = world.graph.validate;
    world.graph.validate = () => Promise.reject(new Error('down'));
    expect((await create({})).errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    world.graph.validate = validate;
    expect(await count()).toBe(before);
  });

  it('are one per name, channel and language, also when two are made at once', async () => {
    const input = { name: `twice-${newId().slice(-6)}` };
    const made = await Promise.all([create(input), create(input)]);
    expect(made.map(({ code }) => code).sort()).toEqual(['TEMPLATE_EXISTS', undefined]);
  });

  it('are previewed with samples, and with the caller’s own rights for a real event', async () => {
    const templateId = (await create({})).template?.id;
    const sample = { event: '{"number": "N-1"}', data: '{"customer": {"name": "<Ltd>"}}' };
    expect(await preview({ templateId, sample })).toMatchObject({
      subject: 'About N-1',
      text: 'Hello Alex Sample, <Ltd>',
      html: '<p>&lt;Ltd&gt;</p>',
    });
    const customerId = newId();
    await world.join(customerId, newId());
    const eventId = await world.invoice(customerId, { number: 'N-2' });
    expect(await preview({ templateId, eventId })).toMatchObject({ subject: 'About N-2' });
    expect(world.graph.asked.at(-1)?.onBehalfOf.userId).toBe(staff.id);
    expect(await preview({ templateId, eventId: newId() })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await preview({ templateId })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await preview({ templateId, sample: { event: '[]' } })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await preview({ templateId, sample: { event: '{}', data: '{}' } })).toMatchObject({
      code: 'TEMPLATE_NOT_RENDERABLE',
    });
  });

  it('are staff’s alone', async () => {
    for (const actor of [userActor(), memberActor(newId(), newId()), staffActor('tech')]) {
      expect((await create({}, actor)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect((await preview({ templateId: newId() }, actor)).errors).toMatchObject([
        { extensions: { code: 'FORBIDDEN' } },
      ]);
      const list = await world.domain.execute({ query: '{ templates { nodes { id } } }', actor });
      expect(list.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  it('are listed in pages with what they can be about', async () => {
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await world.domain.execute({
        query: `query($after: Cursor) { templates(first: 5, after: $after, filter: { language: "de" }) {
          nodes { name active { version builtIn maxAgeMinutes } } pageInfo { hasNextPage endCursor } totalCount { value } } }`,
        variables: { after },
        actor: staff,
      });
      const page = data?.templates as {
        nodes: { name: string; active: object }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      expect(page.nodes[0]?.active).toMatchObject({ version: 1, builtIn: true });
      seen.push(...page.nodes.map(({ name }) => name));
      ({ endCursor: after, hasNextPage: more } = page.pageInfo);
    }
    expect(new Set(seen).size).toBe(9);
    const { data } = await world.domain.execute({
      query: '{ notificationOccasions { name facts variables { name type } } }',
      actor: staff,
    });
    expect(data?.notificationOccasions).toContainEqual(
      expect.objectContaining({
        name: 'billing.invoice.created',
        variables: expect.arrayContaining([{ name: 'customerId', type: 'ID!' }]),
      }),
    );
  });
});

describe('Built-in templates', () => {
  it('are renewed until an operator touches them, and never after', async () => {
    const context = world.domain.context();
    const { query } = context.database;
    const versions = (name: string) =>
      query(
        `select t.active_version as active, t.latest_version as latest from notification_template t
         where t.name = $1 and t.language = 'en'`,
        [name],
      );
    await Promise.all([prepareTemplates(context), prepareTemplates(context)]);
    expect(await versions('invoice-paid')).toEqual([{ active: 1, latest: 1 }]);
    await query(
      `update notification_template_version v set subject = 'As it was once' from notification_template t
       where t.id = v.template_id and t.name in ('invoice-paid', 'invoice-overdue') and t.language = 'en'`,
    );
    const [{ id } = { id: '' }] = await query<{ id: string }>(
      `select id from notification_template where name = 'invoice-overdue' and language = 'en'`,
    );
    expect((await revise({ templateId: id, content, activate: true })).template).toMatchObject({
      latestVersion: 2,
    });
    await prepareTemplates(context);
    expect(await versions('invoice-paid')).toEqual([{ active: 2, latest: 2 }]);
    expect(await versions('invoice-overdue')).toEqual([{ active: 2, latest: 2 }]);
  });
});
