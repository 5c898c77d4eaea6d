import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { MailFile } from './mail-file.ts';
import { type MailSink, type MailSinkOptions, startMailSink } from './mail-sink.ts';

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

async function start(options: Partial<MailSinkOptions> = {}) {
  const sink = await startMailSink({ smtpPort: 0, httpPort: 0, ...options });
  running.push(sink);
  return sink;
}

const letter = { from: 'Lastmile <noreply@lastmile.example>', to: 'anna@example.com', text: 'Hello' };

async function send({ smtpPort }: MailSink, mail: object): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort });
  try {
    return (await transport.sendMail({ ...letter, ...mail })).response;
  } finally {
    transport.close();
  }
}

const ask = (sink: MailSink, path = '', init: RequestInit = {}) => fetch(`${sink.httpUrl}${path}`, init);

interface Listed {
  readonly total: number;
  readonly messages: {
    id: string;
    messageId: string;
    subject: string;
    to: string[];
    received: number;
    identical: boolean;
  }[];
}
const list = async (sink: MailSink, query = ''): Promise<Listed> =>
  (await ask(sink, `/api/messages${query}`)).json() as Promise<Listed>;

describe('The mail sink', () => {
  it('lists what was sent, the latest first, and opens a letter', async () => {
    const sink = await start();
    await send(sink, { subject: 'First' });
    await send(sink, { subject: 'Zweite: Größe', to: 'bert@example.com', html: '<p>Hällo</p>' });
    const { total, messages } = await list(sink);
    expect(total).toBe(2);
    expect(messages.map(({ subject }) => subject)).toEqual(['Zweite: Größe', 'First']);
    const opened = await (await ask(sink, `/api/messages/${messages[0]?.id}`)).json();
    expect(opened).toMatchObject({ to: ['bert@example.com'], html: '<p>Hällo</p>', text: 'Hello' });
    expect((await list(sink, '?to=ANNA@example.com')).messages.map(({ subject }) => subject)).toEqual([
      'First',
    ]);
  });

  it('counts the same Message-ID and tells whether the bytes were the same', async () => {
    const sink = await start();
    const raw = `Message-ID: <1@lastmile.example>\r\nSubject: Once\r\n\r\nHello\r\n`;
    await send(sink, { raw });
    await send(sink, { raw });
    await send(sink, { raw: raw.replace('<1@', '<2@') });
    await send(sink, { raw: raw.replace('<1@', '<2@').replace('Hello', 'Other') });
    const { messages } = await list(sink);
    expect(messages.map(({ messageId, received, identical }) => [messageId, received, identical])).toEqual([
      ['<2@lastmile.example>', 2, false],
      ['<1@lastmile.example>', 2, true],
    ]);
  });

  it('has its letters and their counts after a restart, without what a crash cut short', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'mail-sink-'));
    const raw = `Message-ID: <1@lastmile.example>\r\nSubject: Kept\r\n\r\nHello\r\n`;
    const first = await start({ dataDir });
    await send(first, { raw });
    await send(first, { raw });
    await first.stop();
    const file = join(dataDir, 'mails.jsonl');
    const whole = readFileSync(file, 'utf8');
    appendFileSync(file, '{"id":"torn","receivedAt":"2026');

    const second = await start({ dataDir });
    expect(readFileSync(file, 'utf8')).toBe(whole);
    await send(second, { raw });
    expect((await list(second)).messages).toMatchObject([{ subject: 'Kept', received: 3, identical: true }]);
  });

  it('has written a letter before it acknowledges it', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'mail-sink-'));
    const sink = await start({ dataDir });
    expect(await send(sink, { subject: 'Acknowledged' })).toMatch(/^250/);
    const [line] = readFileSync(join(dataDir, 'mails.jsonl'), 'utf8').split('\n');
    const { raw } = JSON.parse(line ?? '') as { raw: string };
    expect(Buffer.from(raw, 'base64').toString()).toContain('Subject: Acknowledged');
  });

  it('does not start where it cannot write', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'mail-sink-')), 'file');
    writeFileSync(file, '');
    await expect(start({ dataDir: join(file, 'below') })).rejects.toThrow(/ENOTDIR/);
  });

  it('does not acknowledge what it could not write', async () => {
    const sink = await start({ dataDir: mkdtempSync(join(tmpdir(), 'mail-sink-')) });
    const full = jest.spyOn(MailFile.prototype, 'append').mockRejectedValueOnce(new Error('ENOSPC'));
    await expect(send(sink, { subject: 'Lost?' })).rejects.toThrow(/451 Not kept/);
    full.mockRestore();
    expect((await list(sink)).total).toBe(0);
  });

  it('keeps the latest when there are too many, also in its file', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'mail-sink-'));
    const first = await start({ dataDir, lettersMax: 2 });
    for (let number = 1; number <= 11; number += 1) await send(first, { subject: `Letter ${number}` });
    expect((await list(first)).messages.map(({ subject }) => subject)).toEqual(['Letter 11', 'Letter 10']);
    await first.stop();
    const second = await start({ dataDir, lettersMax: 2 });
    expect((await list(second)).messages.map(({ subject }) => subject)).toEqual(['Letter 11', 'Letter 10']);
    expect(readFileSync(join(dataDir, 'mails.jsonl'), 'utf8').trim().split('\n')).toHaveLength(4);
  });

  it('forgets all on DELETE, in the file too', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'mail-sink-'));
    const sink = await start({ dataDir });
    await send(sink, { subject: 'Gone' });
    expect(await (await ask(sink, '/api/messages', { method: 'DELETE' })).json()).toEqual({ deleted: 1 });
    expect((await list(sink)).total).toBe(0);
    await send(sink, { subject: 'New' });
    expect(readFileSync(join(dataDir, 'mails.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('shows hostile letters without running them', async () => {
    const sink = await start();
    const script = '<script>alert(1)</script>';
    await send(sink, {
      subject: script,
      text: script,
      html: `<b>"${script}</b><img src="http://evil.example/x">`,
    });
    const page = await ask(sink);
    expect(page.headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*script-src 'sha256-[^' ]+';/,
    );
    expect(await page.text()).not.toContain(script);
    const { messages } = await list(sink);
    const letter = await ask(sink, `/messages/${messages[0]?.id}`);
    expect(letter.headers.get('content-security-policy')).not.toContain('script-src');
    const opened = await letter.text();
    expect(opened).not.toContain(script);
    expect(opened).toContain('<iframe title="The letter" sandbox="" srcdoc="&lt;b&gt;&quot;&lt;script&gt;');
  });

  it('answers nothing but what lies below /mail, and says what is wrong', async () => {
    const sink = await start();
    const request = (url: string) => ({ url, method: 'GET' }) as never;
    expect(sink.handle(request('/graphql'), {} as never)).toBe(false);
    expect(sink.handle(request('/mailbox'), {} as never)).toBe(false);
    expect((await ask(sink, '/api/messages/unknown')).status).toBe(404);
    expect((await ask(sink, '/api/messages?limit=-1')).status).toBe(400);
    expect((await ask(sink, '', { method: 'POST' })).status).toBe(405);
  });

  it('says that its port is taken', async () => {
    const sink = await start();
    await expect(start({ smtpPort: sink.smtpPort })).rejects.toThrow(/Port \d+ for mail is taken/);
  });
});
