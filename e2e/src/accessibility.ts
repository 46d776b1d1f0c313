import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
const SERIOUS: readonly unknown[] = ["serious", "critical"];

/** Lets axe look at the screen, light and dark: nothing serious may be found. */
export async function expectAccessible(page: Page): Promise<void> {
  // The title of a page may arrive after what it shows.
  await expect(page).toHaveTitle(/\S/);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const serious = violations
      .filter(({ impact }) => SERIOUS.includes(impact))
      .flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
      );
    expect(serious, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
}
