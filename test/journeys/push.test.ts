/**
 * A person switches push on with one tap on the settings page, the server pushes to that phone, its service worker shows
 * the message, and the switch ends it. A headless Chromium has neither a push service nor a place for notifications: the
 * test gives it a subscription at a receiver, pushes by the browser's own debugging protocol, and notes what is shown.
 */
import assert from 'node:assert/strict';
import { createECDH, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { notify } from '../../server/engines/notice/index.ts';
import { webPushChannel } from '../../server/engines/notice/web-push.ts';
import { inTransaction } from '../../server/platform/database.ts';
import { sessionCookie } from '../../server/platform/http.ts';
import { done } from '../../server/platform/outcome.ts';
import { openReceiver, type Receiver } from '../receiver.ts';
import type { Someone } from '../world.ts';
import { settled, wrongWith } from './inspect.ts';
import { walk, type Walk } from './walk.ts';

const label = '把消息推到这台手机';

describe('push to a phone', () => {
  let walking: Walk;
  let service: Receiver;
  let elder: Someone;
  before(async () => {
    service = await openReceiver(() => ({ status: 201 }));
    const keys = createECDH('prime256v1');
    keys.generateKeys();
    const settings = {
      publicKey: keys.getPublicKey('base64url'),
      privateKey: Buffer.concat([Buffer.alloc(32), keys.getPrivateKey()])
        .subarray(-32)
        .toString('base64url'),
      contact: 'mailto:office@shaoying.example',
      services: new Set([service.url]),
      timeout_ms: 60_000,
    };
    walking = await walk('2026-11-23T10:00:00+08:00', (deps) => [webPushChannel(settings, deps.clock, deps.random)]);
    elder = await walking.w.resident('王秀英');
  });
  after(async () => {
    await walking.close();
    await service.close();
  });

  /** A browser of the person whose service worker runs; `asked` counts how often the page asked for the permission. */
  async function phone(granted: boolean): Promise<{ context: BrowserContext; page: Page }> {
    const context = await walking.browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
    if (granted) await context.grantPermissions(['notifications'], { origin: walking.base });
    await context.addCookies([{ name: sessionCookie, value: elder.token, url: walking.base }]);
    const browserKeys = createECDH('prime256v1');
    browserKeys.generateKeys();
    await context.addInitScript(
      ({ endpoint, p256dh, auth }) => {
        const state = window as unknown as { asked: number };
        state.asked = 0;
        const ask = Notification.requestPermission.bind(Notification);
        Notification.requestPermission = () => {
          state.asked += 1;
          return ask();
        };
        const subscription = {
          endpoint,
          toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
          unsubscribe: async () => (localStorage.removeItem('subscribed'), true),
        };
        const manager = PushManager.prototype as unknown as Record<string, unknown>;
        manager['getSubscription'] = async () => (localStorage.getItem('subscribed') ? subscription : null);
        manager['subscribe'] = async () => (localStorage.setItem('subscribed', 'yes'), subscription);
      },
      {
        endpoint: `${service.url}/push/1`,
        p256dh: browserKeys.getPublicKey('base64url'),
        auth: randomBytes(16).toString('base64url'),
      },
    );
    const page = await context.newPage();
    await page.goto(`${walking.base}/m/`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await page.goto(`${walking.base}/m/settings`);
    await page.getByText(label).waitFor();
    return { context, page };
  }
  const kept = async () => (await walking.w.call(elder.token, 'me.push')).body.endpoint;
  const asked = (page: Page) => page.evaluate(() => (window as unknown as { asked: number }).asked);

  it('asks on a tap only, pushes while it is on, and ends with the switch', async () => {
    const { context, page } = await phone(true);
    const box = page.getByLabel(label);
    assert.equal(await box.isChecked(), false);
    assert.equal(await asked(page), 0, 'the page does not ask by itself');
    await settled(page);
    assert.deepEqual(await wrongWith(page, false), []);
    await page.getByText(label).click();
    await page.getByText('已打开推送').waitFor();
    assert.equal(await asked(page), 1);
    await page.getByRole('checkbox', { name: label, checked: true }).waitFor();
    assert.equal(await kept(), `${service.url}/push/1`);
    await tell();
    assert.equal(service.received.length, 1);
    await page.getByText(label).click();
    await page.getByText('已关闭推送').waitFor();
    await page.getByRole('checkbox', { name: label, checked: false }).waitFor();
    assert.equal(await kept(), null);
    await context.close();
  });

  it('leaves everything as it was when the browser does not allow it', async () => {
    const { context, page } = await phone(false);
    await page.getByText(label).click();
    await page.getByRole('status').getByText('浏览器没有允许通知').waitFor();
    assert.equal(await asked(page), 1);
    assert.equal(await page.getByLabel(label).isChecked(), false);
    assert.equal(await kept(), null);
    await context.close();
  });

  it('shows what is pushed, and something even when it cannot be read', async () => {
    const { context, page } = await phone(true);
    const [worker] = context.serviceWorkers();
    assert.ok(worker);
    await worker.evaluate(() => {
      const scope = globalThis as unknown as {
        seen: unknown[];
        opened: string[];
        registration: { showNotification(title: string, options: { body: string; data: { link: string } }): unknown };
        clients: { openWindow(url: string): unknown };
      };
      [scope.seen, scope.opened] = [[], []];
      scope.registration.showNotification = async (title, { body, data }) => scope.seen.push([title, body, data.link]);
      scope.clients.openWindow = async (url) => scope.opened.push(url);
    });
    const protocol = await context.newCDPSession(page);
    const registrationId = new Promise<string>((found) => {
      protocol.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const own = registrations.find((r) => r.scopeURL.startsWith(walking.base));
        if (own) found(own.registrationId);
      });
    });
    await protocol.send('ServiceWorker.enable');
    const push = async (data: string) =>
      protocol.send('ServiceWorker.deliverPushMessage', {
        origin: walking.base,
        registrationId: await registrationId,
        data,
      });
    await push(JSON.stringify({ title: '您的点单有结果了', body: '灯修好了', link: '/m/orders/4/1' }));
    await push('no words');
    const seen = await worker.evaluate(async () => {
      const scope = globalThis as unknown as { seen: unknown[] };
      for (let turn = 0; turn < 250 && scope.seen.length < 2; turn += 1) await new Promise((go) => setTimeout(go, 20));
      return scope.seen;
    });
    assert.deepEqual(seen, [
      ['您的点单有结果了', '灯修好了', '/m/orders/4/1'],
      ['哨应', '', ''],
    ]);
    const click = (link: string) =>
      worker.evaluate((to) => {
        const event = new Event('notificationclick');
        const notification = { close: () => undefined, data: { link: to } };
        dispatchEvent(Object.assign(event, { notification, waitUntil: () => undefined }));
        return (globalThis as unknown as { opened: string[] }).opened.at(-1);
      }, link);
    assert.equal(await click('/m/orders/4/1'), '/m/orders/4/1');
    assert.equal(await click('https://elsewhere.example/m/'), '/m/inbox', 'only pages of this deployment');
    await context.close();
  });

  async function tell(): Promise<void> {
    const { w } = walking;
    await inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const params = { receipt: 'QF8K2M', answer: '灯修好了' };
      await notify(w.deps, tx, { tenant: w.community, persons: [elder.id], kind: 'M-10.result', params });
      return done(null);
    });
    await w.settle();
    await w.app.deliverer.settle();
  }
});

describe('a deployment that does not push', () => {
  it('shows no switch and asks for nothing', async () => {
    const walking = await walk('2026-11-23T10:00:00+08:00');
    try {
      const elder = await walking.w.resident('陈桂兰');
      const context = await walking.browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
      await context.addCookies([{ name: sessionCookie, value: elder.token, url: walking.base }]);
      await context.addInitScript(() => {
        const state = window as unknown as { asked: number };
        state.asked = 0;
        Notification.requestPermission = async () => ((state.asked += 1), 'denied');
      });
      const page = await context.newPage();
      await page.goto(`${walking.base}/m/`);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
      const read = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/me/push');
      await page.goto(`${walking.base}/m/settings`);
      assert.equal((await (await read).json()).key, null);
      await settled(page);
      // The answer has been read; two frames later whatever follows from it is drawn.
      await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
      assert.equal(await page.getByText(label).count(), 0);
      assert.equal(await page.evaluate(() => (window as unknown as { asked: number }).asked), 0);
      assert.deepEqual(walking.faults, []);
    } finally {
      await walking.close();
    }
  });
});
