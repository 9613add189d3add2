import type { Locator, Page } from 'playwright-core';

const MOST_STEPS = 150;

/** Goes to something as somebody without a mouse does. @throws Error when no Tab leads there, or it does not show that it has the focus */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press('Tab');
    const isThere = await target
      .evaluate((element) => element === element.ownerDocument.activeElement)
      .catch(() => false);
    if (!isThere) continue;
    const [style, shadow] = await target.evaluate((element) => {
      const look = element.ownerDocument.defaultView!.getComputedStyle(element);
      return [look.outlineStyle, look.boxShadow];
    });
    if (style === 'none' && shadow === 'none') throw new Error(`the focus does not show on ${target}`);
    return;
  }
  throw new Error(`no Tab leads to ${target}`);
}

/** Goes there and presses Enter; waits for the page that comes of it. */
export async function enter(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')]);
  await page.waitForLoadState();
}
