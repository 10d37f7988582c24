/** What is promised of every page in every state: readable by assistive technology, no sideways scroll, large in elder mode. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Waits until the page has a heading and nothing on it is still being read. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('h1') !== null && document.querySelector('.loading') === null,
  );
}

/** Waits until a text is read on the page, or says that it is not there. */
export async function readWithin(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: 5_000 });
}

/** Everything wrong with the page as it stands, one sentence each; empty when it keeps its promises. A part limits what axe reads. */
export async function wrongWith(page: Page, elder = false, part?: string): Promise<string[]> {
  // One document holds the rules once; giving them anew at each look would cost more than the look.
  const given = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder(given ? { page, axeSource: 'void 0' } : { page });
  if (part) axe.include(part);
  // The desk's library measures long text in a field of its own outside the page, seen and reached by nobody.
  axe.exclude('textarea[tab-index="-1"]');
  const { violations } = await axe
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'best-practice'])
    .analyze();
  return [
    ...violations.map(
      (v) =>
        `${v.id}: ${v.nodes
          .map((n) => n.target.join(' '))
          .slice(0, 3)
          .join(' | ')}`,
    ),
    ...(await page.evaluate(sideways)),
    ...(elder ? await page.evaluate(tooSmall) : []),
  ];
}

/** Runs in the page: the widest elements when the page scrolls sideways. */
function sideways(): string[] {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > room + 1);
  return [
    `scrolls sideways: ${document.documentElement.scrollWidth} > ${room}: ${wide
      .slice(-3)
      .map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''}`)
      .join(' | ')}`,
  ];
}

/** Runs in the page: text under 18 px and targets under 60 px. A link inside a sentence is as high as its line. */
function tooSmall(): string[] {
  if (!document.documentElement.hasAttribute('data-elder')) return ['not in elder mode'];
  const small: string[] = [];
  const narrow: string[] = [];
  const name = (e: Element) =>
    `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} “${(e.textContent ?? '').trim().slice(0, 20)}”`;
  const shown = (e: Element) => {
    const box = e.getBoundingClientRect();
    return e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 2 && box.height > 2;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set<Element>();
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const parent = node.parentElement;
    if (!parent || seen.has(parent) || !node.textContent?.trim() || parent.closest('.visually-hidden, svg, option'))
      continue;
    seen.add(parent);
    const size_px = Number.parseFloat(getComputedStyle(parent).fontSize);
    if (size_px < 17.99 && shown(parent)) small.push(`text of ${size_px} px: ${name(parent)}`);
  }
  for (const target of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    if (target.closest('[inert], .visually-hidden')) continue;
    const area = target.matches('input') ? (target.closest('label') ?? target) : target;
    if (!shown(area)) continue;
    if (getComputedStyle(area).display === 'inline' && area.parentElement?.matches('p, dd, li, small, span')) continue;
    const box = area.getBoundingClientRect();
    if (box.height < 59.5 || box.width < 59.5)
      narrow.push(`target of ${Math.round(box.width)} × ${Math.round(box.height)} px: ${name(area)}`);
  }
  return [...small.slice(0, 4), ...narrow.slice(0, 4)];
}
