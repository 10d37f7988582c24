/**
 * The list of all pages of both faces with their states, walked at 390 px, in elder mode at 320 px and at 1440 px: no axe
 * violation, no sideways scroll, every control reached by Tab with its focus to be seen, dialogs that hold the focus and
 * give it back, and in elder mode text of 18 px and targets of 60 px at least.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { settled, wrongWith } from './inspect.ts';
import { tabFaults } from './keyboard.ts';
import { deskPages, deskStates } from './pages-desk.ts';
import { peopled, type Peopled } from './pages-people.ts';
import { phonePages, phoneStates } from './pages-phone.ts';
import { lazyImports, missing, routesOf, walkPages, type PageEntry, type State } from './pages.ts';
import { walk, type Screen, type Walk } from './walk.ts';

/** So many pages or states share a browser context; longer lots would leave one hand idle at the end. */
const lotSize = 10;

describe('every page in its states', () => {
  let walking: Walk;
  let people: Peopled;
  before(async () => {
    walking = await walk('2026-11-23T20:00:00+08:00');
    people = await peopled(walking);
  });
  after(() => walking.close());

  /** Each person's pages and states one after the other, two people at a time. */
  async function walkAll(pages: readonly PageEntry[], states: readonly State[], screen: Screen, elder = false) {
    const lots: (readonly [PageEntry[], State[]])[] = [];
    for (const who of new Set([...pages, ...states].map((s) => s.who))) {
      const theirs = <T extends { who: unknown }>(all: readonly T[]) => all.filter((s) => s.who === who);
      const [own, more] = [theirs(pages), theirs(states)];
      for (let at = 0; at < own.length; at += lotSize) lots.push([own.slice(at, at + lotSize), []]);
      for (let at = 0; at < more.length; at += lotSize) lots.push([[], more.slice(at, at + lotSize)]);
    }
    const wrong: string[] = [];
    const tally = { pages: 0, states: 0 };
    const hand = async () => {
      for (let lot = lots.shift(); lot; lot = lots.shift()) {
        const who = (lot[0][0] ?? lot[1][0])!.who;
        wrong.push(...(await walkPages(walking, who, ...lot, { screen, elder, tally })));
      }
    };
    await Promise.all([hand(), hand()]);
    assert.deepEqual(wrong, []);
    assert.equal(tally.states, pages.length * 3 + states.length);
  }

  it('lists every route of both faces', () => {
    // The tables are read with a pattern; counting what the faces load shows that it missed none.
    assert.equal(routesOf('m').length - 1, lazyImports('m'), 'all but the home page are loaded when first opened');
    assert.equal(new Set(routesOf('desk')).size, routesOf('desk').length);
    assert.ok(routesOf('desk').length >= lazyImports('desk'));
    assert.deepEqual(missing('m', phonePages(people)), []);
    assert.deepEqual(missing('desk', deskPages(people)), []);
    // The list is looked at by a comparison that finds what is left out.
    const left = phonePages(people).filter((e) => e.route !== '/inbox');
    assert.deepEqual(missing('m', left), ['no entry for /inbox']);
  });

  it('is looked at by an inspection that finds planted faults', async () => {
    const context = await walking.context(null, 'narrow');
    await context.addInitScript(() => location.protocol === 'http:' && localStorage.setItem('shaoying.elder', '1'));
    const page = await context.newPage();
    await page.goto(`${walking.base}/m/look-up`);
    await settled(page);
    await page.evaluate(() => {
      document.querySelector('main')?.insertAdjacentHTML(
        'afterbegin',
        `<p style="width:900px;font-size:12px;color:#ddd;background:#fff">浅色的字</p><button style="width:20px;height:20px"></button>
          <a href="#x" style="outline:none;border:0;box-shadow:none">看不见焦点</a>`,
      );
    });
    const found = [...(await wrongWith(page, true)), ...(await tabFaults(page, 'main'))].join('\n');
    await context.close();
    for (const what of [
      /color-contrast/,
      /button-name/,
      /scrolls sideways/,
      /text of 12 px/,
      /target of 20 × 20 px/,
      /does not show its focus: a\. “看不见焦点”/,
    ])
      assert.match(found, what);
  });
  it('keeps its promises on a phone of 390 px', () => walkAll(phonePages(people), phoneStates(people), 'phone'));
  it('keeps them in elder mode at 320 px', () => walkAll(phonePages(people), phoneStates(people), 'narrow', true));
  it('keeps them on a desk of 1440 px', () => walkAll(deskPages(people), deskStates(people), 'desk'));
  it('throws no error in any script of a page', () => assert.deepEqual(walking.faults, []));
});
