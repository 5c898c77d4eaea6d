import type { Locator, Page } from 'playwright-core';

/** GraphiQL as a user has it: operations are pasted, tokens put under Headers, answers read on the right. */
export class Graphiql {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(url: string): Promise<void> {
    await this.#page.goto(url);
    await this.#lines(this.#page.locator('.graphiql-query-editor')).waitFor();
  }

  operation(): Promise<string> {
    return this.#copy(this.#page.locator('.graphiql-query-editor'));
  }

  /** A named operation. GraphiQL reads it a moment later, and sends the name of the one before until then. */
  async write(operation: string): Promise<void> {
    await this.#paste(this.#page.locator('.graphiql-query-editor'), operation);
    const name = /^(?:query|mutation|subscription) (\w+)/m.exec(operation)?.[1] ?? '';
    await this.#page.getByRole('tab', { name, exact: true }).waitFor();
  }

  writeVariables(variables: object): Promise<void> {
    return this.#writeBelow('Variables', variables);
  }

  writeHeaders(headers: object): Promise<void> {
    return this.#writeBelow('Headers', headers);
  }

  /** Sends the operation, or ends the subscription that runs. */
  async press(): Promise<void> {
    await this.#page.locator('.graphiql-execute-button').click();
  }

  /** What stands on the right, once it has what is wanted. */
  async answer(wanted: RegExp): Promise<string> {
    const response = this.#page.locator('.graphiql-response');
    await this.#lines(response).filter({ hasText: wanted }).waitFor();
    return this.#copy(response);
  }

  /** Variables and headers share a pane below the operation; its tabs say which of them is seen. */
  async #writeBelow(tab: string, json: object): Promise<void> {
    const tabs = this.#page.locator('.graphiql-editor-tools');
    await tabs.getByRole('button', { name: tab, exact: true }).click();
    const editor = this.#page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden)');
    await this.#paste(editor, JSON.stringify(json));
  }

  async #paste(editor: Locator, text: string): Promise<void> {
    await this.#page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.#lines(editor).click();
    await this.#page.keyboard.press('ControlOrMeta+A');
    await this.#page.keyboard.press('ControlOrMeta+V');
  }

  /** The whole text; on the screen lines are wrapped, and long texts drawn in part. */
  async #copy(editor: Locator): Promise<string> {
    await this.#lines(editor).click();
    await this.#page.keyboard.press('ControlOrMeta+A');
    await this.#page.keyboard.press('ControlOrMeta+C');
    return this.#page.evaluate<string>('navigator.clipboard.readText()');
  }

  #lines(editor: Locator): Locator {
    return editor.locator('.view-lines');
  }
}
