import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strikes, strikesSdl } from '@lastmile/gateway/live/testing-strikes';
import { startTestGateway } from '@lastmile/gateway/testing-gateway';
import type { Browser } from 'playwright-core';
import { openPage, startBrowser } from './browser.ts';

describe('an EventSource in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(process.env.LASTMILE_CHROMIUM);
  }, 60_000);
  afterAll(() => browser?.close());

  it('misses nothing and hears nothing twice while the gateway goes away and comes back', async () => {
    const clock = strikes();
    const served = { sdl: strikesSdl, source: clock.source };
    let gateway = await startTestGateway({}, served);
    const { port } = new URL(gateway.url);
    try {
      const { page } = await openPage(browser);
      await page.goto(`${gateway.url}/health/live`);
      await page.evaluate(`
        window.heard = [];
        const query = encodeURIComponent('subscription { struck { at } }');
        const stream = new EventSource('/graphql?query=' + query);
        stream.addEventListener('next', ({ data }) => {
          const { at } = JSON.parse(data).data.struck;
          if (at !== null) window.heard.push(at);
        });
        new Promise((resolve) => stream.addEventListener('next', resolve, { once: true }));
      `);
      for (let at = 0; at < 10; at += 1) clock.strike(at);
      await page.waitForFunction('window.heard.length === 10');
      await gateway.stop();
      for (let at = 10; at < 20; at += 1) clock.strike(at);
      gateway = await startTestGateway({ GATEWAY_PORT: port }, served);
      await page.waitForFunction('window.heard.length === 20');
      clock.strike(20);
      await page.waitForFunction('window.heard.length === 21');
      expect(await page.evaluate('window.heard')).toEqual(Array.from({ length: 21 }, (_, at) => at));
      await page.close();
    } finally {
      await gateway.stop();
    }
  });

  it('of a page elsewhere is refused, and does not try for ever', async () => {
    const clock = strikes();
    const gateway = await startTestGateway({}, { sdl: strikesSdl, source: clock.source });
    const elsewhere = await startTestGateway();
    try {
      const { page } = await openPage(browser);
      await page.goto(`${elsewhere.url}/health/live`);
      const state = await page.evaluate(`new Promise((resolve) => {
        const stream = new EventSource('${gateway.url}/graphql?query=subscription{struck{at}}');
        stream.addEventListener('error', () => resolve(stream.readyState));
      })`);
      const closed = 2;
      expect([state, clock.seen.subscribed]).toEqual([closed, 0]);
      await page.close();
    } finally {
      await gateway.stop();
      await elsewhere.stop();
    }
  });
});
