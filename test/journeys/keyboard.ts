/** A page without a pointer: every control is reached by Tab and shows that it has the focus; a dialog keeps it and gives it back. */
import type { Locator, Page } from 'playwright-core';

interface TabWalk {
  readonly want: Map<Element, string>;
  readonly met: Set<Element>;
  readonly dim: Set<Element>;
}
declare global {
  interface Window {
    tabWalk?: TabWalk;
  }
}
const mostTabs = 160;

/** Presses Tab from the beginning of the part on, and names each control that was passed over or hid its focus. */
export async function tabFaults(page: Page, part: 'main' | 'body'): Promise<string[]> {
  const controls = await page.evaluate(begin, part);
  // Date and time fields hold several stops each.
  const most = Math.min(mostTabs, controls * 2 + 12);
  for (let presses = 0; presses < most;) {
    for (let i = 0; i < 8; i++, presses++) await page.keyboard.press('Tab');
    if ((await page.evaluate(() => window.tabWalk!.met.size)) >= controls) break;
  }
  return page.evaluate(end);
}

/** Runs in the page: notes every control with its looks at rest, and places the focus before the first. */
function begin(part: string): number {
  const within = document.querySelector<HTMLElement>(part)!;
  const area = (e: Element) => (e.matches('input') ? (e.closest('label') ?? e) : e);
  const looks = (e: Element) =>
    [e, e.parentElement, e.nextElementSibling, area(e)]
      .map((x) => {
        if (!x) return '';
        const s = getComputedStyle(x);
        return `${s.outlineStyle} ${s.outlineWidth} ${s.outlineColor} ${s.boxShadow} ${s.borderColor}`;
      })
      .join('|');
  const shown = (e: Element) => {
    const box = area(e).getBoundingClientRect();
    return area(e).checkVisibility({ visibilityProperty: true }) && box.width > 2 && box.height > 2;
  };
  const controls = [
    ...within.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex="0"]'),
  ]
    // A link to skip to the content shows itself only while it has the focus.
    .filter(
      (e) => !e.matches(':disabled') && e.tabIndex >= 0 && !e.closest('[inert]') && (shown(e) || e.matches('.skip')),
    )
    // The arrows move within a group of choices; Tab stops at it once.
    .filter((e) => !e.matches('input[type="radio"]') || e === stopOf(e as HTMLInputElement));
  function stopOf(radio: HTMLInputElement): Element {
    const group = [
      ...document.querySelectorAll<HTMLInputElement>(`input[type="radio"][name="${CSS.escape(radio.name)}"]`),
    ];
    return group.find((r) => r.checked) ?? group[0]!;
  }
  const active = document.activeElement;
  if (active instanceof HTMLElement) active.blur();
  const want = new Map<Element, string>(controls.map((e) => [e, looks(e)]));
  const walk = { want, met: new Set<Element>(), dim: new Set<Element>() };
  window.tabWalk = walk;
  document.addEventListener('focusin', (event) => {
    const e = event.target as Element;
    const resting = want.get(e);
    if (window.tabWalk !== walk || resting === undefined || walk.met.has(e)) return;
    walk.met.add(e);
    const box = area(e).getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (looks(e) === resting || (!inside && !e.matches('.skip'))) walk.dim.add(e);
  });
  const had = within.getAttribute('tabindex');
  within.setAttribute('tabindex', '-1');
  within.focus({ preventScroll: true });
  if (had === null) within.removeAttribute('tabindex');
  else within.setAttribute('tabindex', had);
  return controls.length;
}
/** Runs in the page: what was not met and what did not show its focus. */
function end(): string[] {
  const walk = window.tabWalk!;
  delete window.tabWalk;
  const name = (e: Element) =>
    `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} “${(e.textContent || e.getAttribute('aria-label') || '').trim().slice(0, 20)}”`;
  return [
    // What left the page meanwhile is nobody's to reach.
    ...[...walk.want.keys()]
      .filter((e) => e.isConnected && !walk.met.has(e))
      .slice(0, 4)
      .map((e) => `not reached by Tab: ${name(e)}`),
    ...[...walk.dim].slice(0, 4).map((e) => `does not show its focus: ${name(e)}`),
  ];
}

/** The open dialog holds the focus through a whole round of Tab, Escape closes it, and its opener has the focus again. */
export async function dialogFaults(page: Page, opener: Locator): Promise<string[]> {
  const faults: string[] = [];
  const dialog = page.getByRole('dialog');
  const inside = () =>
    page.evaluate(() => {
      const now = document.activeElement;
      // Between its last and its first control the focus is with the browser itself, never with the page behind.
      return now === document.body || now === null || now.closest('dialog[open]') !== null;
    });
  if (!(await page.evaluate(() => document.activeElement?.closest('dialog[open]'))))
    faults.push('the dialog did not take the focus');
  const controls = await dialog.locator('a[href], button, input, select, textarea').count();
  if (controls === 0) faults.push('the dialog has no control');
  for (let i = 0; i < controls + 2; i++) {
    await page.keyboard.press('Tab');
    if (!(await inside())) faults.push('the focus left the dialog');
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  if (!(await opener.evaluate((e) => e === document.activeElement)))
    faults.push('the focus did not return to the opener');
  return faults;
}
