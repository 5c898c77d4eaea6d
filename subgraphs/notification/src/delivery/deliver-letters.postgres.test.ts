import { afterEach, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { notificationSent } from '@lastmile/messaging/events/notification/notification';
import { startWorld, type World } from '../testing/notification-world.ts';
import { type SmtpServerSpec, startSmtpServer, type TestSmtpServer } from '../testing/smtp-server.ts';

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

async function customerWithOwner(world: World, locale = 'en') {
  const [customerId, userId] = [newId(), newId()];
  await world.register(userId, locale);
  await world.join(customerId, userId);
  await world.domain.context().database.query('delete from notification');
  return { customerId, userId };
}

const messageIds = ({ mails }: TestSmtpServer) => mails.map(({ parsed }) => parsed.messageId);

describe('Delivering', () => {
  it('sends an invoice’s letter once to each owner and payer, with what the event claims and the query shows', async () => {
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
    const [question] = world.graph.asked;
    expect(question?.variables).toMatchObject({ customerId });
    expect([userId, payer]).toContain(question?.onBehalfOf.userId);
    const told = await world.domain.emitted(notificationSent);
    expect(told).toHaveLength(2);
    expect(JSON.stringify(told)).not.toContain('example.com');
  });
});
