import { expect } from "@playwright/test";
import { newTeam } from "../acts/new-team.ts";
import { addPastUsage } from "../acts/past-usage.ts";
import { signIn } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";

const MODEL = "millrace-embed";

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language, withAxe: true });

    test("a team's price with tiers is published after an operator has seen what it would have changed", async ({
      person,
    }) => {
      const { page, hands, say, product, look } = person;
      const team = await newTeam(product);
      const { at } = await addPastUsage(product, team.handle);
      await signIn(person);
      await page.goto(`${product.consoleUrl}/operator/prices`);
      const everybody = say("operator.prices.everybody");
      const open = say("operator.prices.openFor", { model: MODEL, whom: everybody, currency: "USD" });
      await hands.press(page.getByRole("button", { name: open }));
      const dialog = page.getByRole("dialog", { name: say("operator.prices.dialog.title") });
      await hands.choose(say("operator.prices.dialog.team"), team.name);
      const tokens = dialog.getByRole("group", {
        name: say("operator.prices.units.input_token"),
        exact: true,
      });
      const priceLabel = `${say("operator.prices.dialog.price")} (USD)`;
      await hands.write(tokens.getByRole("textbox", { name: priceLabel, exact: true }), "0.016");
      await tokens.getByRole("combobox").click();
      await page
        .getByRole("option", { name: say("operator.prices.dialog.modes.graduated"), exact: true })
        .click();
      const tier = tokens.getByRole("group", { name: say("operator.prices.dialog.tier", { number: 1 }) });
      const beyond = tier.getByRole("textbox", { name: say("operator.prices.dialog.above"), exact: true });
      const tierPrice = tier.getByRole("textbox", {
        name: say("operator.prices.dialog.tierPrice"),
        exact: true,
      });
      await hands.write(beyond, "50");
      await hands.write(tierPrice, "0.02");
      await look();
      const preview = dialog.getByRole("button", {
        name: say("operator.prices.dialog.preview"),
        exact: true,
      });
      await hands.press(preview);
      await expect(tokens.getByText(say("operator.prices.dialog.tiersInvalid"))).toBeVisible();
      await hands.write(tierPrice, "0.01");
      await hands.press(preview);

      // Of 100 million tokens, half at 0.016 and half at 0.01 the million, where 2 were charged.
      await hands.choose(say("operator.prices.preview.month"), monthText(person, at));
      const row = dialog.getByRole("row", { name: new RegExp(team.name) });
      await expect(row.getByRole("cell", { name: /^[^-]*2\.00$/ })).toBeVisible();
      await expect(row.getByRole("cell", { name: /^[^-]*1\.30$/ })).toBeVisible();
      await expect(row.getByRole("cell", { name: /^-.*0\.70$/ })).toBeVisible();
      await look();
      await hands.press(
        dialog.getByRole("button", { name: say("operator.prices.dialog.publish"), exact: true }),
      );
      await expect(page.getByText(say("operator.prices.dialog.done", { model: MODEL }))).toBeVisible();
      const published = page
        .getByRole("table", { name: say("operator.prices.title") })
        .getByRole("row", { name: team.name });
      await expect(published).toContainText("0.016");
      await expect(published).toContainText("50,000,000");
      await look();
    });

    test("a plan is published, and its next version follows it", async ({ person }) => {
      const { page, hands, say, product, look } = person;
      await signIn(person);
      await page.goto(`${product.consoleUrl}/operator/plans`);
      await hands.press(page.getByRole("button", { name: say("operator.plans.open"), exact: true }));
      const title = `Pro ${language}`;
      const dialog = page.getByRole("dialog", { name: say("operator.plans.dialog.title"), exact: true });
      const write = (label: string, text: string) =>
        hands.write(dialog.getByRole("textbox", { name: label, exact: true }), text);
      await write(say("operator.plans.dialog.name"), "Pro plan");
      await write(say("operator.plans.dialog.planTitle"), title);
      await write(`${say("operator.plans.dialog.fee")} (USD)`, "20");
      await write(`${say("operator.plans.dialog.included")} (USD)`, "5.50");
      await hands.press(dialog.getByRole("button", { name: say("operator.plans.dialog.act"), exact: true }));
      await expect(dialog.getByText(say("operator.plans.dialog.nameInvalid"))).toBeVisible();
      await look();
      await write(say("operator.plans.dialog.name"), `pro-${language.toLowerCase()}`);
      await hands.press(dialog.getByRole("button", { name: say("operator.plans.dialog.act"), exact: true }));
      await expect(page.getByText(say("operator.plans.dialog.done", { plan: title }))).toBeVisible();
      const rows = page
        .getByRole("table", { name: say("operator.plans.title") })
        .getByRole("row", { name: title });
      await expect(rows).toContainText(["20.00"]);
      await look();

      await hands.press(
        page.getByRole("button", { name: say("operator.plans.openFor", { plan: title, currency: "USD" }) }),
      );
      const next = page.getByRole("dialog", {
        name: say("operator.plans.dialog.versionTitle", { plan: title }),
      });
      await next.getByLabel(say("operator.plans.dialog.date")).fill(yearAhead());
      await hands.write(
        next.getByRole("textbox", { name: `${say("operator.plans.dialog.fee")} (USD)` }),
        "25",
      );
      await hands.press(next.getByRole("button", { name: say("operator.plans.dialog.act"), exact: true }));
      await expect(rows).toContainText(["25.00", "20.00"]);
    });
  });
}

function monthText({ locale }: Person, at: Date): string {
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", timeZone: "UTC" }).format(at);
}

function yearAhead(): string {
  return `${new Date().getUTCFullYear() + 2}-01-01`;
}
