/** A browser before a test world: people open the real pages on the real server, each in a context of their own. */
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sessionCookie } from '../../server/platform/http.ts';
import { launchBrowser } from '../browser/launch.ts';
import type { Channel } from '../../server/engines/notice/index.ts';
import type { Deps } from '../../server/platform/context.ts';
import { centre, testWorld, type Answer, type Someone, type World } from '../world.ts';

/** The screens on which the pages are promised: a phone, a narrow phone for elder mode, a desk. */
export const screens = {
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 640 },
  desk: { width: 1440, height: 900 },
} as const;
export type Screen = keyof typeof screens;
export const saturday = { start: '2026-11-28T10:00:00+08:00', end: '2026-11-28T11:00:00+08:00' };

export interface Walk {
  readonly w: World;
  readonly base: string;
  readonly browser: Browser;
  /** A page of somebody's own browser; null is a visitor without a session. The position is in metres north of the place. */
  open(who: Someone | null, screen: Screen, path: string, metres?: number): Promise<Page>;
  context(who: Someone | null, screen: Screen, metres?: number): Promise<BrowserContext>;
  /** What a script of the page threw, with the page; must stay empty. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** Starts a world with its pages and a browser; the caller closes it. `channels`: ways out to gateways, else none. */
export async function walk(at: string, channels?: (deps: Deps) => readonly Channel[]): Promise<Walk> {
  return walkIn(await testWorld({ at, pages: true, ...(channels ? { channels } : {}) }));
}

/** The same in a world that has its pages already and is closed with the walk. */
export async function walkIn(w: World): Promise<Walk> {
  await w.app.server.app.listen({ port: 0, host: '127.0.0.1' });
  const base = `http://127.0.0.1:${(w.app.server.app.server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
  const faults: string[] = [];
  const context = async (who: Someone | null, screen: Screen, metres = 0): Promise<BrowserContext> => {
    const made = await browser.newContext({
      viewport: screens[screen],
      locale: 'zh-CN',
      // A service worker outlives its page and would answer for the server in the next one.
      serviceWorkers: 'block',
      permissions: ['geolocation'],
      geolocation: { latitude: centre.lat + metres / 111_320, longitude: centre.lng, accuracy: 15 },
      reducedMotion: 'reduce',
    });
    made.setDefaultTimeout(20_000);
    if (who) await made.addCookies([{ name: sessionCookie, value: who.token, url: base }]);
    made.on('weberror', (event) => faults.push(`${event.page()?.url() ?? ''} ${event.error().message}`));
    return made;
  };
  return {
    w,
    base,
    browser,
    faults,
    context,
    async open(who, screen, path, metres = 0) {
      const page = await (await context(who, screen, metres)).newPage();
      await page.goto(base + path);
      return page;
    },
    async close() {
      await browser.close();
      await w.close();
    },
  };
}

/** The body of an answer that must have been given. */
export function good(answer: Answer<any>): any {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** An order by a resident with its boundary decided and a task published from it, as the preparation of a walk. */
export async function publishedTask(
  w: World,
  at: { elder: Someone; worker: Someone; text?: string; title?: string; change?: Record<string, unknown> },
): Promise<{ receipt: any; task: any }> {
  const c = { community: w.community };
  const text = at.text ?? '请人读读信';
  const receipt = good(
    await w.call(at.elder.token, 'orders.place', { params: c, body: { text, windows: [saturday] }, key: `o-${text}` }),
  );
  good(
    await w.call(at.worker.token, 'needs.decideBoundary', {
      params: { ...c, id: receipt.need },
      body: { result: 'volunteer', reason: '邻里互助' },
      key: `b-${text}`,
    }),
  );
  const draft = good(await w.call(at.worker.token, 'tasks.draft', { params: { ...c, id: receipt.need } }));
  const task = good(
    await w.call(at.worker.token, 'tasks.create', {
      params: c,
      body: {
        ...draft,
        title: at.title ?? '读信陪聊',
        work_content: 'volunteer_service',
        deliverable_type: 'resident_confirmation',
        deliverable: '居民确认',
        responsible: at.worker.id,
        estimate_minutes: 60,
        point: centre,
        place_name: '柏庄小区3号楼',
        slots: [{ ...saturday, role: 'general', capacity: 1, skills: [], demands: [], deliverable: '' }],
        publish: true,
        ...at.change,
      },
      key: `t-${text}`,
    }),
  );
  return { receipt, task };
}
