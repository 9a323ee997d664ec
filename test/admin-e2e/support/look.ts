import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const SHOTS = join(import.meta.dirname, '../../../reports/ci/screenshots');
const LOOKS = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 360 },
  { theme: 'dark', width: 360 },
] as const;

/** Looks at one state of a page in both themes, wide and narrow, and leaves it wide and light. @returns what is wrong with it */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  const faults: string[] = [];
  for (const { theme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
    await shoot(page, `${name}-${theme}-${width}`);
    faults.push(...(await axeFaults(page, `${name} ${theme} ${width}`)));
    if ((await overflow(page)) > 0) faults.push(`${name} at ${width} px is wider than the screen`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  return faults;
}

/** What axe finds on the page as it is. */
export async function axeFaults(page: Page, where: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${where}: ${id} ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

/** How many pixels of the page are wider than the screen. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(
    `[document.documentElement, ...document.querySelectorAll('main')].reduce((sum, one) => sum + Math.max(0, one.scrollWidth - one.clientWidth), 0)`,
  );
}

/** Keeps a picture of the page for whoever looks at the reports. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), animations: 'disabled' });
}
