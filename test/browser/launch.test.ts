import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './launch.ts';

describe('the browser for tests', () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await launchBrowser();
    page = await (await browser.newContext({ viewport: { width: 390, height: 300 }, locale: 'zh-CN' })).newPage();
  });
  after(() => browser.close());

  it('draws different Chinese characters differently, in three weights', async () => {
    // A missing font draws the same box for every character.
    const draw = async (text: string, weight: number): Promise<string> => {
      await page.setContent(`<p style="font: ${weight} 48px system-ui">${text}</p>`);
      return (await page.locator('p').screenshot()).toString('base64');
    };
    const pictures = [
      await draw('哨', 400),
      await draw('应', 400),
      await draw('應', 400),
      await draw('哨', 500),
      await draw('哨', 700),
    ];
    assert.equal(new Set(pictures).size, 5);
  });

  it('keeps the security of the web: a page cannot read another origin that does not allow it', async () => {
    const server = createServer((_request, response) => response.end('secret'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const ask = (from: string): Promise<string> =>
      page.goto(from).then(() =>
        page.evaluate(
          (address) =>
            fetch(address).then(
              (answer) => answer.text(),
              () => 'refused',
            ),
          url,
        ),
      );
    assert.equal(await ask(url), 'secret');
    assert.equal(await ask('about:blank'), 'refused');
    server.closeAllConnections();
    server.close();
  });
});
