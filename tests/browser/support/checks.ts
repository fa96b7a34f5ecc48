/** What every page is looked at for: complaints of axe-core, and screens that it must fit. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core has to complain about, without what it cannot tell. The page needs `bypassCSP`. */
export async function complaints(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ content: axe });
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(context: Document): Promise<AxeResults> } }).axe.run(document),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Pixels that the page reaches over the right edge. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const desktop = { viewport: { width: 1280, height: 900 } };

export const screens: readonly (BrowserContextOptions & { readonly what: string })[] = [
  { what: 'desktop, light', ...desktop, colorScheme: 'light' },
  { what: 'desktop, dark', ...desktop, colorScheme: 'dark' },
  { what: 'phone, light', ...phone, colorScheme: 'light' },
  { what: 'phone, dark', ...phone, colorScheme: 'dark' },
];
