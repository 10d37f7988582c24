/** How a page of the list is walked: its own state, without a network, with a failing server, by the keyboard alone. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { Someone } from '../world.ts';
import { readWithin, settled, wrongWith } from './inspect.ts';
import { dialogFaults, tabFaults } from './keyboard.ts';
import type { Screen, Walk } from './walk.ts';

/** A further state of a page. */
export interface State {
  readonly who: Someone | null;
  readonly path: string;
  /** What must be read in this state and in no other of the page. */
  readonly says: string | RegExp;
  /** The button that leads to the state; it is pressed with the Enter key. */
  readonly press?: string | RegExp;
  /** The button opens a dialog, which must keep the focus, close at Escape and give the focus back. */
  readonly dialog?: boolean;
  /** What the network does meanwhile: nothing at all, or the server answers 500. */
  readonly network?: 'offline' | 'failing';
  /** Fields to fill by their label before pressing. */
  readonly fill?: Readonly<Record<string, string>>;
}
/** A page of a face: its route as the face declares it, and what stands on it for somebody. */
export interface PageEntry {
  readonly route: string;
  readonly who: Someone | null;
  readonly path: string;
  readonly says: string | RegExp;
  /** What the page says when the server answers every reading with 500; null when the page reads nothing. */
  readonly failing?: string | null;
  readonly states?: readonly State[];
}
export const failed = '系统出了点问题。';
const noNetwork = '现在没有网络。已打开的内容还能看';

/** The routes that a face declares in its `app.tsx`; redirects of short links are no pages. */
export function routesOf(face: 'm' | 'desk'): string[] {
  const source = readFileSync(join(import.meta.dirname, '../../web', face, 'app.tsx'), 'utf8');
  const tables = [...source.matchAll(/^ {2}'(\/[^']*)': (?:lazy|page)\(/gm)].map((m) => m[1]!);
  const single = [...source.matchAll(/<Route path="(\/[^"]*)" component=/g)].map((m) => m[1]!);
  return [...tables, ...single].sort();
}
/** How many pages a face has as files loaded by a route, counted apart from the routes themselves. */
export function lazyImports(face: 'm' | 'desk'): number {
  const files = globSync('app.tsx', { cwd: join(import.meta.dirname, '../../web', face) });
  return files
    .map((file) => readFileSync(join(import.meta.dirname, '../../web', face, file), 'utf8'))
    .reduce((sum, text) => sum + [...text.matchAll(/import\('\.\//g)].length, 0);
}
/** Entries whose path is not one of their route, and routes without an entry. */
export function missing(face: 'm' | 'desk', entries: readonly PageEntry[]): string[] {
  const wanted = routesOf(face);
  const fits = (e: PageEntry) =>
    new RegExp(`^/${face}${e.route.replaceAll(/:\w+/g, '[^/?]+')}/?([?].*)?$`).test(
      e.path.replace(/(?<=^\/\w+)\/$/, '/'),
    );
  return [
    ...wanted.filter((r) => !entries.some((e) => e.route === r)).map((r) => `no entry for ${r}`),
    ...entries.filter((e) => !wanted.includes(e.route)).map((e) => `no such route ${e.route}`),
    ...entries.filter((e) => !fits(e)).map((e) => `${e.path} is not at ${e.route}`),
  ];
}

export interface Tally {
  pages: number;
  states: number;
}
/** Walks the entries of one person in one browser context, and says what is wrong with each state. */
export async function walkPages(
  walking: Walk,
  who: Someone | null,
  entries: readonly PageEntry[],
  states: readonly State[],
  at: { screen: Screen; elder: boolean; tally: Tally },
): Promise<string[]> {
  const { base } = walking;
  const context = await walking.context(who, at.screen);
  if (at.elder)
    await context.addInitScript(() => location.protocol === 'http:' && localStorage.setItem('shaoying.elder', '1'));
  const page = await context.newPage();
  const wrong: string[] = [];
  const failing = await failingServer(context);
  const as = `as ${who?.name.slice(0, 8) ?? 'a visitor'}`;
  const look = async (name: string, body: () => Promise<string[]>) => {
    at.tally.states += 1;
    try {
      wrong.push(...(await body()).map((what) => `${name}: ${what}`));
    } catch (error) {
      wrong.push(`${name}: not reached: ${String(error).split('\n').slice(0, 3).join(' ')} | ${await standing(page)}`);
      await context.setOffline(false);
    }
    failing.on = false;
  };
  let first = true;
  for (const entry of entries) {
    at.tally.pages += 1;
    const name = `${entry.path} ${as}`;
    await look(name, async () => {
      if (first) await page.goto(base + entry.path);
      else await page.evaluate((to) => history.pushState(null, '', to), entry.path);
      await settled(page);
      await readWithin(page, entry.says);
      const found = await wrongWith(page, at.elder);
      found.push(...(await tabFaults(page, first ? 'body' : 'main')));
      first = false;
      return found;
    });
    await look(`${name} offline`, async () => {
      await context.setOffline(true);
      await page.getByText(noNetwork).first().waitFor();
      await readWithin(page, entry.says);
      const found = await wrongWith(page, at.elder, '.offline-bar');
      await context.setOffline(false);
      await page.getByText(noNetwork).first().waitFor({ state: 'detached' });
      return found;
    });
  }
  for (const entry of entries) {
    await look(`${entry.path} ${as} failing`, async () => {
      failing.on = true;
      failing.asked.clear();
      await page.goto(base + entry.path);
      await settled(page);
      const says = entry.failing === undefined ? failed : (entry.failing ?? entry.says);
      await readWithin(page, says);
      // What stands around the page was looked at before.
      const found = await wrongWith(page, at.elder, 'main');
      if (entry.failing === null) {
        if (failing.asked.size > 0) found.push(`reads ${[...failing.asked].join(' ')}`);
        return found;
      }
      if (failing.asked.size === 0) found.push('reads nothing');
      failing.on = false;
      if (entry.failing !== undefined) return found;
      // What could not be read is read again at a key, and the page is whole.
      for (let turn = 0; turn < 6; turn++) {
        const again = page.getByRole('button', { name: '再试一次' }).first();
        if (!(await again.isVisible())) break;
        await again.press('Enter');
        await page.waitForTimeout(60);
      }
      await readWithin(page, entry.says);
      return found;
    });
  }
  for (const state of states) {
    await look(`${state.path} ${as} ${state.press ?? state.says}`, async () => {
      await page.goto(base + state.path);
      await settled(page);
      for (const [label, text] of Object.entries(state.fill ?? {})) await page.getByLabel(label).first().fill(text);
      if (state.network === 'failing') failing.on = true;
      if (state.network === 'offline') await context.setOffline(true);
      if (!state.press) {
        await readWithin(page, state.says);
        return wrongWith(page, at.elder);
      }
      const button = page.getByRole('button', { name: state.press, exact: true }).first();
      await button.press('Enter');
      await readWithin(page, state.says);
      const found = await wrongWith(page, at.elder);
      if (state.dialog) found.push(...(await dialogFaults(page, button)));
      if (state.network === 'offline') await context.setOffline(false);
      return found;
    });
  }
  await context.close();
  return wrong;
}

/** While on, answers every reading with 500 but who one is and what deployment this is, and notes what was asked. */
async function failingServer(context: BrowserContext) {
  const state = { on: false, asked: new Set<string>() };
  await context.route(
    (url) => state.on && url.pathname.startsWith('/api/') && !/^\/api\/(me|deployment|live)$/.test(url.pathname),
    (route) => {
      state.asked.add(new URL(route.request().url()).pathname);
      return route.fulfill({ status: 500, contentType: 'text/plain', body: 'Internal Server Error' });
    },
  );
  return state;
}
/** What stands on the page, for the report of a state that was not reached. */
async function standing(page: Page): Promise<string> {
  const text = await page.evaluate(() => document.querySelector('main')?.innerText ?? '').catch(() => '');
  return text.replaceAll(/\s+/g, ' ').slice(0, 160);
}
