import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { notificationFailed, notificationSent } from '@lastmile/messaging/events/notification/notification';
import { deliveryJob } from '../notification.ts';
import { personOf, startWorld, type World } from '../testing/notification-world.ts';
import {
  closedPort,
  type SmtpServerSpec,
  smtpRefusal,
  startSmtpServer,
  type TestSmtpServer,
} from '../testing/smtp-server.ts';
import { leaseLetter } from './lease.store.ts';

// The first database of a run is migrated, on a machine that may be busy.
jest.setTimeout(60_000);

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

async function start(spec: SmtpServerSpec = {}, env: Record<string, string> = {}) {
  const smtp = await startSmtpServer(spec);
  running.push(smtp);
  const world = await startWorld(smtp.url, { env });
  running.push(world.domain);
  return { smtp, world };
}

/** Somebody who acts for a customer, their welcome put aside. */
async function customerWithOwner(world: World, locale = 'en') {
  const [customerId, userId] = [newId(), newId()];
  await world.register(userId, locale);
  await world.join(customerId, userId);
  await world.domain.context().database.query('delete from notification');
  return { customerId, userId };
}

const messageIds = ({ mails }: TestSmtpServer) => mails.map(({ parsed }) => parsed.messageId);
const outcomes = async (world: World, id = '') => (await world.attempts(id)).map(({ outcome }) => outcome);

describe('A letter', () => {
  it('goes once to each owner and payer of an invoice, with what the event claims and the query shows', async () => {
    const { smtp, world } = await start();
    const { customerId, userId } = await customerWithOwner(world);
    const [payer, viewer] = [newId(), newId()];
    await world.join(customerId, payer, 'payer');
    await world.join(customerId, viewer, 'viewer');
    await world.invoice(customerId);
    await world.deliver();

    const letters = await world.letters();
    expect(letters.map(({ user_id, state }) => [user_id, state]).sort()).toEqual(
      [userId, payer].sort().map((id) => [id, 'SENT']),
    );
    expect(messageIds(smtp).sort()).toEqual(letters.map(({ id }) => `<${id}@lastmile.example>`).sort());
    const mail = smtp.mails.find(({ to }) => to[0]?.startsWith(userId.slice(-8)));
    expect(mail?.parsed.subject).toBe('Invoice 2026-0001 over €30.00');
    expect(mail?.parsed.text).toContain('Fibre 100: €25.21');
    expect(mail?.parsed.html).toContain('Doe &amp; Sons &lt;Ltd&gt;');
    expect(world.graph.asked.map(({ onBehalfOf }) => onBehalfOf.userId).sort()).toEqual(
      [userId, payer].sort(),
    );
    expect(world.graph.asked[0]?.variables).toMatchObject({ customerId });
    const told = await world.domain.emitted(notificationSent);
    expect(told).toHaveLength(2);
    expect(JSON.stringify(told)).not.toContain('example.com');
  });

  it('is in the language that auth says now, before what was heard, before English', async () => {
    const { smtp, world } = await start();
    const german = await customerWithOwner(world, 'de-AT');
    const french = await customerWithOwner(world, 'fr');
    const moved = await customerWithOwner(world, 'en');
    const standard = world.graph.answer;
    const locales: Record<string, string> = {
      [german.userId]: 'de-AT',
      [french.userId]: 'fr',
      [moved.userId]: 'de',
    };
    world.graph.answer = async (question) => {
      const { userId } = question.onBehalfOf;
      const { data } = await standard(question);
      return { data: { ...data, recipient: personOf(userId, locales[userId]) } };
    };
    for (const { customerId } of [german, french, moved]) await world.invoice(customerId);
    await world.deliver();
    const subjectTo = ({ userId }: { userId: string }) =>
      smtp.mails.find(({ to }) => to[0]?.startsWith(userId.slice(-8)))?.parsed.subject;
    expect(subjectTo(german)).toMatch(/^Rechnung 2026-0001 über 30,00/);
    expect(subjectTo(french)).toMatch(/^Invoice/);
    expect(subjectTo(moved)).toMatch(/^Rechnung/);
  });

  it('is tried again after a 4xx, with the same bytes, and every attempt is a row', async () => {
    const { smtp, world } = await start({
      verdict: async (_mail, count) => {
        if (count <= 2) throw smtpRefusal(451, 'try later, anna@example.com');
        return 'take';
      },
    });
    const { customerId } = await customerWithOwner(world);
    await world.invoice(customerId);
    await world.domain.runJob(deliveryJob);
    const [first] = await world.letters();
    await world.deliver();
    const [letter] = await world.letters();
    expect(letter).toMatchObject({ state: 'SENT', attempts: 3 });
    expect(letter?.message).toEqual(first?.message);
    expect(smtp.mails).toHaveLength(1);
    const attempts = await world.attempts(letter?.id ?? '');
    expect(attempts.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['TRANSIENT', 'SMTP_451'],
      ['TRANSIENT', 'SMTP_451'],
      ['SENT', null],
    ]);
    expect(attempts[0]?.response).toContain('<address>');
    expect(world.graph.asked).toHaveLength(1);
  });

  it('is given up on a 5xx, and that is said', async () => {
    const { world } = await start({
      onRcptTo: (_address, _session, done) => done(smtpRefusal(550, 'no such mailbox')),
    });
    const { customerId } = await customerWithOwner(world);
    await world.invoice(customerId);
    await world.deliver();
    const [letter] = await world.letters();
    expect(letter).toMatchObject({ state: 'FAILED', reason: 'SMTP_550', attempts: 1 });
    expect(await world.domain.emitted(notificationFailed)).toMatchObject([{ data: { reason: 'SMTP_550' } }]);
  });

  it('is given up when nothing but 4xx came, after as many tries as are allowed', async () => {
    const { world } = await start({
      verdict: async () => {
        throw smtpRefusal(452, 'full');
      },
    });
    const { customerId } = await customerWithOwner(world);
    await world.invoice(customerId);
    await world.deliver();
    expect(await world.letters()).toMatchObject([
      { state: 'FAILED', reason: 'TRIES_EXHAUSTED', attempts: 5 },
    ]);
  });

  it('is sent again, as the same letter, when the connection broke after its data', async () => {
    const { smtp, world } = await start({ verdict: async (_mail, count) => (count <= 2 ? 'drop' : 'take') });
    const { customerId } = await customerWithOwner(world);
    await world.invoice(customerId);
    await world.deliver();
    const [letter] = await world.letters();
    expect(letter).toMatchObject({ state: 'SENT', attempts: 3 });
    expect(smtp.mails).toHaveLength(3);
    expect(new Set(smtp.mails.map(({ raw }) => raw.toString())).size).toBe(1);
    expect(new Set(messageIds(smtp))).toEqual(new Set([`<${letter?.id}@lastmile.example>`]));
  });

  it('waits for a server that does not answer in time, and for the next try', async () => {
    let slow = true;
    const { world } = await start(
      {
        verdict: async () => {
          if (slow) await new Promise((resolve) => setTimeout(resolve, 600));
          slow = false;
          return 'take';
        },
      },
      { NOTIFICATION_SMTP_TIMEOUT_MS: '200' },
    );
    const { customerId } = await customerWithOwner(world);
    await world.invoice(customerId);
    await world.deliver();
    const [letter] = await world.letters();
    expect(letter?.state).toBe('SENT');
    expect((await world.attempts(letter?.id ?? ''))[0]).toMatchObject({ outcome: 'TRANSIENT' });
  });

  it('waits without being counted while the server is down, and goes when it is back', async () => {
    const port = await closedPort();
    const world = await startWorld(`smtp://127.0.0.1:${port}`, { env: { NOTIFICATION_TRIES_MAX: '1' } });
    running.push(world.domain);
    const { customerId } = await customerWithOwner(world);
    for (let count = 0; count < 20; count += 1) await world.invoice(customerId, { number: `N-${count}` });
    for (let round = 0; round < 10; round += 1) {
      await world.domain.runJob(deliveryJob);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const waiting = await world.letters();
    expect(waiting.filter(({ state }) => state === 'SENT' || state === 'FAILED')).toEqual([]);
    // The gate keeps most of them from trying at all.
    expect(waiting.reduce((sum, { attempts }) => sum + attempts, 0)).toBeLessThan(40);

    const smtp = await startSmtpServer({ port });
    running.push(smtp);
    await world.deliver();
    expect((await world.letters()).every(({ state }) => state === 'SENT')).toBe(true);
    expect(new Set(messageIds(smtp)).size).toBe(20);
  });
});

describe('A letter that cannot be made', () => {
  it('waits for a graph that does not answer, without being counted', async () => {
    const { smtp, world } = await start({}, { NOTIFICATION_TRIES_MAX: '1' });
    const { customerId } = await customerWithOwner(world);
    const standard = world.graph.answer;
    let failures = 3;
    world.graph.answer = async (question) => {
      failures -= 1;
      if (failures >= 0) throw new Error('ECONNREFUSED');
      return standard(question);
    };
    await world.invoice(customerId);
    await world.deliver();
    const [letter] = await world.letters();
    expect(letter).toMatchObject({ state: 'SENT', attempts: 4 });
    expect((await world.attempts(letter?.id ?? ''))[0]).toMatchObject({ code: 'QUERY_UNAVAILABLE' });
    expect(smtp.mails).toHaveLength(1);
  });

  it('is tried again when part of the graph failed, and sends no half letter', async () => {
    const { smtp, world } = await start();
    const { customerId, userId } = await customerWithOwner(world);
    const standard = world.graph.answer;
    let failed = false;
    world.graph.answer = async (question) => {
      if (failed) return standard(question);
      failed = true;
      return {
        data: { recipient: personOf(userId), customer: null, invoice: null },
        errors: [{ message: 'down', extensions: { code: 'TIMEOUT' } }],
      };
    };
    await world.invoice(customerId);
    await world.deliver();
    expect(smtp.mails[0]?.parsed.text).toContain('Fibre 100');
    expect(await outcomes(world, (await world.letters())[0]?.id)).toEqual(['TRANSIENT', 'SENT']);
  });

  it.each([
    ['NO_RIGHTS', { data: null, errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] }],
    ['NO_RIGHTS', { data: null, errors: [{ message: 'No such user', extensions: { code: 'NOT_FOUND' } }] }],
    ['NO_ADDRESS', { data: { recipient: null } }],
    ['NO_ADDRESS', { data: { recipient: { email: 'a@b.example\r\nBcc: c@d.example' } } }],
    ['TEMPLATE_FAULT', { data: { recipient: personOf(newId()), customer: null, invoice: { lines: [{}] } } }],
    ['BAD_QUERY', { errors: [{ message: 'no field', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }],
  ])('fails with %s', async (reason, answer) => {
    const { smtp, world } = await start();
    const { customerId } = await customerWithOwner(world);
    world.graph.answer = () => answer;
    await world.invoice(customerId);
    await world.deliver();
    expect(await world.letters()).toMatchObject([{ state: 'FAILED', reason }]);
    expect(smtp.dataReceived()).toBe(0);
  });

  it('fails when it has become too old, or the recipient no longer acts for the customer', async () => {
    const { smtp, world } = await start();
    const left = await customerWithOwner(world);
    await world.invoice(left.customerId);
    await world.leave(left.customerId, left.userId);
    await world.deliver();
    expect((await world.letters()).map(({ reason }) => reason)).toEqual(['RECIPIENT_GONE']);
    const late = await customerWithOwner(world);
    await world.invoice(late.customerId);
    world.domain.clock.advanceMs(15 * 86_400_000);
    await world.deliver();
    expect((await world.letters()).map(({ reason }) => reason)).toEqual(['EXPIRED']);
    expect(smtp.dataReceived()).toBe(0);
  });
});

describe('Processes', () => {
  it('that are two send each letter once', async () => {
    const { smtp, world } = await start();
    const second = await startWorld(smtp.url, { databaseUrl: world.domain.databaseUrl });
    running.push(second.domain);
    second.graph.answer = world.graph.answer;
    const { customerId } = await customerWithOwner(world);
    for (let count = 0; count < 40; count += 1) await world.invoice(customerId, { number: `N-${count}` });
    await Promise.all([world.deliver(), second.deliver()]);
    expect(smtp.mails).toHaveLength(40);
    expect(new Set(messageIds(smtp)).size).toBe(40);
  });

  it('that die in the middle leave an interrupted attempt, and the letter goes when their lease has ended', async () => {
    const { smtp, world } = await start();
    const { customerId } = await customerWithOwner(world);
    await world.invoice(customerId);
    const { query } = world.domain.context().database;
    const dead = await leaseLetter(query, 150);
    expect(dead).not.toBeNull();
    await world.domain.runJob(deliveryJob);
    expect(smtp.mails).toHaveLength(0);
    await world.deliver();
    expect(await outcomes(world, dead?.id)).toEqual(['INTERRUPTED', 'SENT']);
    expect(smtp.mails).toHaveLength(1);
  });
});
