import { expect, type Page } from "@playwright/test";
import { newTeam } from "../acts/new-team.ts";
import { offerPlans } from "../acts/offer-plans.ts";
import { signIn } from "../acts/sign-in.ts";
import { test } from "../person.ts";

/** Of a phone. */
const VIEWPORT = { width: 390, height: 844 };
const TEAM_PLACES = [
  "",
  "/models",
  "/deployments",
  "/usage",
  "/keys",
  "/limits",
  "/billing",
  "/audit",
  "/settings",
];
const TEAM_PARTS = ["/team", "/team/invitations", "/team/roles", "/team/access"];
/** Roles against permissions: read both ways, so it may scroll both ways. */
const MATRIX = "/team/roles";
const OPERATOR_PLACES = ["teams", "prices", "plans", "invoices", "payments", "books", "outbox"];
const OWN_PLACES = ["/account", "/account/security", "/account/sessions", "/account/activity", "/new-team"];
const OUTSIDE = ["/sign-in", "/sign-in/email", "/sign-in/sso", "/forgot-password", "/team-deleted"];

test.use({ viewport: VIEWPORT });

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("on a phone, no page is wider than the screen, and nothing on it scrolls sideways", async ({
      person,
    }) => {
      const { page, say, product } = person;
      const visit = async (path: string) => {
        await page.goto(`${product.consoleUrl}${path}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        const width = await page.evaluate(() => document.scrollingElement?.scrollWidth);
        expect(width, path).toBe(VIEWPORT.width);
        expect(await sideways(page), path).toEqual(path.endsWith(MATRIX) ? [say("roles.table")] : []);
      };
      for (const path of OUTSIDE) await visit(path);
      const { handle, owner } = await newTeam(product);
      await signIn(person, owner);
      for (const path of [...TEAM_PLACES, ...TEAM_PARTS]) await visit(`/t/${handle}${path}`);
      for (const path of OWN_PLACES) await visit(path);
    });

    test("on a phone, an operator reaches every button without scrolling sideways", async ({ person }) => {
      const { page, product } = person;
      await offerPlans(product);
      const { name } = await newTeam(product);
      await signIn(person);
      for (const place of OPERATOR_PLACES) {
        await page.goto(`${product.consoleUrl}/operator/${place}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        if (place === "teams") await expect(page.getByText(name, { exact: true })).toBeVisible();
        expect(await sideways(page), place).toEqual([]);
      }
    });
  });
}

/** What is wider than the place that it has, by name. */
function sideways(page: Page): Promise<string[]> {
  return page.locator("main, main *").evaluateAll((elements) =>
    elements
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowX))
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map((element) => element.getAttribute("aria-label") ?? element.className),
  );
}
