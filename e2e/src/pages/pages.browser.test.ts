import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type StandaloneWorld, startStandaloneWorld } from '../standalone-world.ts';
import { Story } from '../story/story.ts';
import { openPage, startBrowser, type WatchedPage } from './browser.ts';
import { Graphiql } from './graphiql.ts';

describe('the pages in a browser', () => {
  let world: StandaloneWorld;
  let story: Story;
  let browser: Browser;
  const opened: WatchedPage[] = [];

  const open = async () => {
    const watched = await openPage(browser);
    opened.push(watched);
    return watched.page;
  };

  beforeAll(async () => {
    [world, browser] = await Promise.all([
      startStandaloneWorld(),
      startBrowser(process.env.LASTMILE_CHROMIUM),
    ]);
    story = new Story(world);
    await story.connect();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  }, 60_000);

  it('begin with GraphiQL, which says how to sign in', async () => {
    const page = await open();
    const graphiql = new Graphiql(page);
    await graphiql.open(world.url);
    expect(page.url()).toBe(`${world.url}/graphql`);
    expect(await page.title()).toBe('Lastmile');
    expect(await graphiql.operation()).toMatch(/put the token there[\s\S]*signIn\(input: \{ email: ""/);
  });

  it('sign in, and send the token of the headers tab with a query and its variables', async () => {
    const graphiql = new Graphiql(await open());
    await graphiql.open(world.url);
    const { email, password } = world.admin;
    const greeting = await graphiql.operation();
    await graphiql.write(
      greeting.replace('email: ""', `email: "${email}"`).replace('password: ""', `password: "${password}"`),
    );
    await graphiql.press();
    const { data } = JSON.parse(await graphiql.answer(/accessToken/));
    await graphiql.writeHeaders({ Authorization: `Bearer ${data.signIn.accessToken}` });
    await graphiql.writeVariables({ id: story.customerId });
    await graphiql.write('query Who($id: ID!) { me { email } customer(id: $id) { name } }');
    await graphiql.press();
    expect(JSON.parse(await graphiql.answer(/"customer"/))).toEqual({
      data: { me: { email }, customer: { name: 'Ann Story' } },
    });
  });

  it('hear of an invoice while their subscription runs', async () => {
    const graphiql = new Graphiql(await open());
    await graphiql.open(world.url);
    await graphiql.writeHeaders({ Authorization: `Bearer ${story.customer.token}` });
    await graphiql.writeVariables({ customerId: story.customerId });
    await graphiql.write(`subscription Invoices($customerId: ID!) {
  invoiceUpdated(customerId: $customerId) { change invoice { number customer { name } } }
}`);
    await graphiql.press();
    await graphiql.answer(/SUBSCRIBED/);
    const { number } = await story.bill();
    expect(JSON.parse(await graphiql.answer(/CREATED/))).toEqual({
      data: { invoiceUpdated: { change: 'CREATED', invoice: { number, customer: { name: 'Ann Story' } } } },
      extensions: { cursor: expect.any(String) },
    });
    await graphiql.press();
  });

  it('show letters as they come, whatever is being typed, and open one', async () => {
    await story.bill();
    const page = await open();
    await page.goto(world.mailUrl);
    // The operator of the demo provider is welcomed too, before or after.
    const welcome = page.getByRole('row', { name: story.email }).getByRole('link', { name: 'Welcome' });
    await welcome.waitFor();
    await page.getByRole('searchbox').fill('invoice');
    await story.pay();
    await page.getByRole('link', { name: /is paid/ }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('invoice');
    await page.getByRole('searchbox').press('Enter');
    await page.getByText(/^2 of \d+ letters$/).waitFor();
    await page.getByRole('link', { name: /over €/ }).click();
    const letter = page.frameLocator('iframe');
    await letter.getByText('Dear Ann Story').waitFor();
    expect(await page.locator('pre').textContent()).toContain('Dear Ann Story');
    await page.getByRole('link', { name: 'All letters' }).click();
    await welcome.waitFor();
  });

  it('ask nobody but this server, and have nothing to complain about', () => {
    expect(opened).toHaveLength(4);
    const { host } = new URL(world.url);
    for (const { hosts, complaints } of opened) {
      expect([...hosts]).toEqual([host]);
      expect(complaints).toEqual([]);
    }
  });
});
