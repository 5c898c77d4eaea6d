import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { memberActor, staffActor, userActor } from '@lastmile/subgraph/testing';
import { leaseLetter } from '../delivery/lease.store.ts';
import { type Letter, startWorld, type World } from '../testing/notification-world.ts';
import { smtpRefusal, startSmtpServer, type TestSmtpServer } from '../testing/smtp-server.ts';

// The first database of a run is migrated, on a machine that may be busy.
jest.setTimeout(60_000);

let smtp: TestSmtpServer;
let world: World;
let refuse = false;
beforeAll(async () => {
  smtp = await startSmtpServer({
    verdict: async () => {
      if (refuse) throw smtpRefusal(554, 'no');
      return 'take';
    },
  });
  world = await startWorld(smtp.url);
});
afterEach(async () => {
  refuse = false;
  await world.deliver();
});
afterAll(async () => {
  await world.domain.stop();
  await smtp.stop();
});

const staff = staffActor('operator');

async function letterTo(customerId = newId(), userId = newId()): Promise<Letter> {
  await world.join(customerId, userId);
  await world.invoice(customerId);
  const letter = (await world.letters()).find(
    ({ user_id, state }) => user_id === userId && state === 'PENDING',
  );
  if (!letter) throw new Error('No letter was written');
  return letter;
}

async function act(name: 'resend' | 'cancel', notificationId: string, actor = staff) {
  const type = name === 'resend' ? 'ResendNotification' : 'CancelNotification';
  const { data, errors } = await world.domain.execute({
    query: `mutation($input: ${type}Input!) { ${name}Notification(input: $input) {
      ... on ${type}Success { notification { id state resendOf { id } } } ... on Problem { code message } } }`,
    variables: { input: { notificationId } },
    actor,
  });
  return { ...((data?.[`${name}Notification`] as object) ?? {}), errors };
}

const ask = async (query: string, variables: object, actor = staff) =>
  world.domain.execute({ query, variables: { ...variables }, actor });
const codeOf = ({ errors }: { errors?: readonly unknown[] | undefined }) =>
  (errors?.[0] as { extensions?: { code?: string } })?.extensions?.code;

describe('Notifications', () => {
  it('are seen by who is written to, and by who acts for the customer, without words and address of others', async () => {
    const customerId = newId();
    const letter = await letterTo(customerId);
    await world.deliver();
    const see = (actor: typeof staff) =>
      ask(
        '{ notification(id: "ID") { id state subject address textBody attempts { number outcome } } }'.replace(
          'ID',
          letter.id,
        ),
        {},
        actor,
      );
    const own = (await see(userActor(letter.user_id))).data?.notification;
    expect(own).toMatchObject({ state: 'SENT', attempts: [{ number: 1, outcome: 'SENT' }] });
    expect(own).toMatchObject({ address: `${letter.user_id.slice(-8)}@example.com` });
    const related = (await see(memberActor(newId(), customerId, 'viewer'))).data?.notification;
    expect(related).toMatchObject({ state: 'SENT', address: null, textBody: null });
    const stranger = await see(memberActor(newId(), newId()));
    expect(stranger).toMatchObject({ data: { notification: null } });
    expect(stranger.errors).toEqual(
      (await ask(`{ notification(id: "${newId()}") { id } }`, {}, userActor())).errors,
    );
  });

  it('have a source for staff alone', async () => {
    const letter = await letterTo();
    await world.deliver();
    const document = `{ notification(id: "${letter.id}") { source } }`;
    expect((await ask(document, {})).data?.notification).toMatchObject({
      source: expect.stringContaining(`Message-ID: <${letter.id}@lastmile.example>`),
    });
    expect(codeOf(await ask(document, {}, userActor(letter.user_id)))).toBe('FORBIDDEN');
  });

  it('are listed for staff by state, customer and event, and refused to others', async () => {
    const customerId = newId();
    const letter = await letterTo(customerId);
    const list = `query($filter: NotificationFilterInput) { notifications(filter: $filter) { nodes { id } totalCount { value } } }`;
    for (const filter of [{ customerId }, { customerId, state: 'PENDING' }, { userId: letter.user_id }]) {
      expect((await ask(list, { filter })).data?.notifications).toEqual({
        nodes: [{ id: letter.id }],
        totalCount: { value: 1 },
      });
    }
    expect((await ask(list, { filter: { customerId, state: 'FAILED' } })).data?.notifications).toMatchObject({
      nodes: [],
    });
    expect((await ask(list, { filter: { customerId: 'no id' } })).data?.notifications).toMatchObject({
      nodes: [],
    });
    expect(codeOf(await ask(list, {}, userActor()))).toBe('FORBIDDEN');
    expect(codeOf(await ask('{ notifications(first: 1000) { nodes { id } } }', {}))).toBe('PAGE_TOO_LARGE');
    expect(codeOf(await ask('{ notifications(after: "x") { nodes { id } } }', {}))).toBe('BAD_CURSOR');
  });

  it('are reached from their customer and user by who is related to them', async () => {
    const customerId = newId();
    const letter = await letterTo(customerId);
    const entities = `query($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Customer { notifications { nodes { id } } } ... on User { notifications { nodes { id } } } } }`;
    const via = async (__typename: string, id: string, actor: typeof staff) =>
      (await ask(entities, { representations: [{ __typename, id }] }, actor)).data?._entities;
    const page = [{ notifications: { nodes: [{ id: letter.id }] } }];
    expect(await via('Customer', customerId, memberActor(newId(), customerId, 'viewer'))).toEqual(page);
    expect(await via('User', letter.user_id, userActor(letter.user_id))).toEqual(page);
    expect(await via('Customer', customerId, memberActor(newId(), newId()))).toEqual([null]);
    expect(await via('User', letter.user_id, userActor())).toEqual([null]);
  });

  it('that wait are cancelled and never sent, unless they are being sent', async () => {
    const letter = await letterTo();
    const before = smtp.dataReceived();
    expect(await act('cancel', letter.id)).toMatchObject({ notification: { state: 'CANCELLED' } });
    expect(await act('cancel', letter.id)).toMatchObject({ code: 'NOTIFICATION_NOT_CANCELLABLE' });
    await world.deliver();
    expect(smtp.dataReceived()).toBe(before);
    const other = await letterTo();
    await leaseLetter(world.domain.context().database.query, 200);
    expect(await act('cancel', other.id)).toMatchObject({ code: 'NOTIFICATION_IN_WORK' });
  });

  it('that failed are resent as themselves, those that were sent as a copy, and only one at a time', async () => {
    refuse = true;
    const failed = await letterTo();
    await world.deliver();
    refuse = false;
    expect(await act('resend', failed.id)).toMatchObject({
      notification: { id: failed.id, state: 'PENDING', resendOf: null },
    });
    expect(await act('resend', failed.id)).toMatchObject({ code: 'NOTIFICATION_NOT_RESENDABLE' });
    await world.deliver();
    expect(smtp.mails.at(-1)?.parsed.messageId).toBe(`<${failed.id}@lastmile.example>`);

    const twice = await Promise.all([act('resend', failed.id), act('resend', failed.id)]);
    const copies = twice.filter((result) => 'notification' in result);
    expect(copies).toMatchObject([{ notification: { state: 'PENDING', resendOf: { id: failed.id } } }]);
    await world.deliver();
    expect(
      smtp.mails.filter(({ parsed }) => parsed.messageId === `<${failed.id}@lastmile.example>`),
    ).toHaveLength(1);
  });

  it('are managed by staff alone, and unknown ones look like foreign ones', async () => {
    const letter = await letterTo();
    expect(codeOf(await act('cancel', letter.id, userActor(letter.user_id)))).toBe('FORBIDDEN');
    expect(codeOf(await act('resend', letter.id, memberActor(newId(), letter.customer_id ?? '')))).toBe(
      'FORBIDDEN',
    );
    expect(await act('resend', newId())).toMatchObject({ code: 'NOT_FOUND' });
    expect(await act('cancel', 'no id')).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are pushed to their user as they are sent, and nobody else may listen', async () => {
    const userId = newId();
    const query = `subscription($userId: ID!, $after: Cursor) { notificationReceived(userId: $userId, after: $after) {
      cursor change notification { id state subject } summary { template attempts } } }`;
    const stream = await world.domain.subscribe({ query, variables: { userId }, actor: userActor(userId) });
    const next = async () =>
      (await stream.next()).value?.data?.notificationReceived as never as { cursor: string };
    const first = await next();
    expect(first).toMatchObject({ change: 'SUBSCRIBED' });
    const letter = await letterTo(newId(), userId);
    await world.deliver();
    const update = {
      change: 'SENT',
      notification: { id: letter.id, state: 'SENT' },
      summary: { template: 'invoice-created', attempts: 1 },
    };
    expect(await next()).toMatchObject(update);
    await stream.return();

    const again = await world.domain.subscribe({
      query,
      variables: { userId, after: first.cursor },
      actor: userActor(userId),
    });
    const replayed = [(await again.next()).value, (await again.next()).value];
    expect(JSON.stringify(replayed)).toContain(letter.id);
    await again.return();

    const foreign = world.domain
      .subscribe({ query, variables: { userId }, actor: userActor() })
      .then(async (opened) => (await opened.next()).value);
    await expect(foreign.then((value) => JSON.stringify(value), String)).resolves.toContain(
      'No user with this id',
    );
  });

  it('are forgotten when they were kept long enough, but not that they were sent', async () => {
    const letter = await letterTo();
    await world.deliver();
    world.domain.clock.advanceMs(91 * 86_400_000);
    await world.domain.runJob('forget-messages');
    const row = (await world.letters()).find(({ id }) => id === letter.id);
    expect(row).toMatchObject({ state: 'SENT', subject: null, message: null });
  });
});
