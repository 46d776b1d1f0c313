import { expect, type Page } from "@playwright/test";
import axe, { type RunOptions } from "axe-core";

const OPTIONS: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
};
const SERIOUS: readonly unknown[] = ["serious", "critical"];

/** Lets axe look at the screen, light and dark: nothing serious may be found. */
export async function expectAccessible(page: Page): Promise<void> {
  // The title of a page may arrive after what it shows.
  await expect(page).toHaveTitle(/\S/);
  expect(page.frames(), "axe sees one document").toHaveLength(1);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousIn(page), `${page.url()} in ${colorScheme}`).toEqual([]);
  }
}

/** What is wrong with the page as it is shown. A document gets axe once, which is most of what looking at it costs. */
async function seriousIn(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (options) => {
    const { run } = Reflect.get(window, "axe") as Pick<typeof axe, "run">;
    return (await run(document, options)).violations;
  }, OPTIONS);
  return violations
    .filter(({ impact }) => SERIOUS.includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    );
}
