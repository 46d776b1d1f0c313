import { expect } from "@playwright/test";
import { newTeam } from "../acts/new-team.ts";
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
const OWN_PLACES = ["/account", "/account/security", "/account/sessions", "/account/activity", "/new-team"];
const OUTSIDE = ["/sign-in", "/sign-in/email", "/sign-in/sso", "/forgot-password", "/team-deleted"];

test.use({ viewport: VIEWPORT });

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("on a phone, no page is wider than the screen", async ({ person }) => {
      const { page, product } = person;
      const visit = async (path: string) => {
        await page.goto(`${product.consoleUrl}${path}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        const width = await page.evaluate(() => document.scrollingElement?.scrollWidth);
        expect(width, path).toBe(VIEWPORT.width);
      };
      for (const path of OUTSIDE) await visit(path);
      const { handle, owner } = await newTeam(product);
      await signIn(person, owner);
      for (const path of [...TEAM_PLACES, ...TEAM_PARTS]) await visit(`/t/${handle}${path}`);
      for (const path of OWN_PLACES) await visit(path);
    });
  });
}
