import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

/**
 * A headless Chromium that reaches this machine and nothing else, and that asks for nothing of its own accord.
 * Throws where there is none.
 */
export function startBrowser(given: string | undefined): Promise<Browser> {
  const { path, why } = findChromium(given);
  if (!path) throw new Error(why);
  return chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  });
}

/** A page with all that it has asked for, and all that it had to complain about. */
export interface WatchedPage {
  readonly page: Page;
  /** Hosts that were asked, by HTTP or WebSocket, of pages, frames and workers. */
  readonly hosts: ReadonlySet<string>;
  readonly complaints: readonly string[];
}

/** A window of its own: nothing is remembered from another. */
export async function openPage(browser: Browser): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  // Shorter than a test may take, so that what was waited for is said.
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const hosts = new Set<string>();
  const complaints: string[] = [];
  const asked = (url: string) => {
    if (!/^(data|blob|about):/.test(url)) hosts.add(new URL(url).host);
  };
  context.on('request', (request) => asked(request.url()));
  page.on('websocket', (socket) => asked(socket.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // Who leaves a page aborts what it was still asking for.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`);
  });
  return { page, hosts, complaints };
}
