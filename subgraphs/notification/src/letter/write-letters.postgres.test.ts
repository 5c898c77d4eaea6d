import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { notificationSent } from '@lastmile/messaging/events/notification/notification';
import { startWorld } from '../testing/notification-world.ts';
import { startSmtpServer } from '../testing/smtp-server.ts';

// The first database of a run is migrated, on a machine that may be busy.
jest.setTimeout(60_000);

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

async function start() {
  const smtp = await startSmtpServer();
  running.push(smtp);
  const world = await startWorld(smtp.url);
  running.push(world.domain);
  return { smtp, world };
}

const names = (letters: readonly { name: string; user_id: string }[]) =>
  letters.map(({ name }) => name).sort();

describe('An outage', () => {
  it('is told once to each who acts for a customer, however many lines and revisions, and once when all is well', async () => {
    const { world } = await start();
    const [customerId, outageId, owner, viewer] = [newId(), newId(), newId(), newId()];
    await world.join(customerId, owner);
    await world.join(customerId, viewer, 'viewer');
    const lines = [newId(), newId(), newId()];
    for (const lineId of lines) await world.impact({ outageId, lineId, customerId });
    for (const lineId of lines) await world.impact({ outageId, lineId, customerId, revision: 2 });
    expect(names(await world.letters())).toEqual(['outage-began', 'outage-began']);

    const to = '2026-11-23T11:30:00Z';
    await world.impact({ outageId, lineId: lines[0] as string, customerId, revision: 3, to });
    expect(await world.letters()).toHaveLength(2);
    for (const lineId of lines.slice(1))
      await world.impact({ outageId, lineId, customerId, revision: 3, to });
    for (const lineId of lines)
      await world.impact({ outageId, lineId, customerId, revision: 4, to, outageStatus: 'RESOLVED' });
    const letters = await world.letters();
    expect(names(letters)).toEqual(['outage-began', 'outage-began', 'outage-ended', 'outage-ended']);
    expect(new Set(letters.map(({ user_id, name }) => `${user_id} ${name}`)).size).toBe(4);
  });

  it('that was none is not told, nor is an older revision that comes late', async () => {
    const { world } = await start();
    const [customerId, outageId, lineId] = [newId(), newId(), newId()];
    await world.join(customerId, newId());
    await world.impact({ outageId, lineId, customerId, revision: 2, retracted: true });
    expect(await world.letters()).toEqual([]);
    await world.impact({ outageId, lineId, customerId, revision: 1 });
    expect(await world.letters()).toEqual([]);
  });
});

describe('Letters', () => {
  it('are sent in whatever order events come: membership after invoice, none twice', async () => {
    const { world } = await start();
    const [customerId, userId] = [newId(), newId()];
    await world.invoice(customerId);
    expect(await world.letters()).toEqual([]);
    await world.join(customerId, userId);
    expect(names(await world.letters())).toEqual(['invoice-created']);
    await world.join(customerId, newId());
    expect(await world.letters()).toHaveLength(1);
  });

  it('are not written about what is too old, for users who are deactivated, or about letters', async () => {
    const { smtp, world } = await start();
    const [customerId, userId] = [newId(), newId()];
    await world.join(customerId, userId);
    await world.invoice(customerId, { time: new Date('2025-11-23T12:00:00Z') });
    expect(await world.letters()).toEqual([]);

    await world.register(userId);
    await world.deliver();
    const sent = await world.domain.emitted(notificationSent);
    expect(sent).toHaveLength(1);
    for (const { data } of sent)
      await world.domain.receive(notificationSent, { key: userId, subject: userId, data });
    expect(await world.letters()).toHaveLength(1);
    expect(smtp.mails[0]?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('hold no name or address before they are rendered', async () => {
    const { world } = await start();
    const [customerId, userId] = [newId(), newId()];
    await world.join(customerId, userId);
    await world.invoice(customerId);
    const { query } = world.domain.context().database;
    const everything = await query<{ row: string }>('select row_to_json(n)::text as row from notification n');
    expect(everything[0]?.row).not.toContain('example.com');
  });
});
