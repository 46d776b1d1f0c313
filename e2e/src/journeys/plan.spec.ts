import { expect } from "@playwright/test";
import { beDeclinedAtProvider, leaveProvider, payAtProvider } from "../acts/at-provider.ts";
import { choosePlan } from "../acts/choose-plan.ts";
import { goTo } from "../acts/go-to.ts";
import { newTeam } from "../acts/new-team.ts";
import { offerPlans, PLANS } from "../acts/offer-plans.ts";
import { signIn } from "../acts/sign-in.ts";
import { test as paying } from "../paying-person.ts";
import { type Person, test } from "../person.ts";

/** The provider tells of it within moments; the page looks again every five seconds. */
const HERE_TIMEOUT_MS = 30_000;
const { starter, pro } = PLANS;

for (const language of ["en", "zh-CN"] as const) {
  paying.describe(`${language}, at a provider`, () => {
    paying.use({ language, withAxe: true });

    paying(
      "a plan is paid at the provider's page, where a declined card costs nothing, and changed, ended and kept",
      async ({ person }) => {
        paying.setTimeout(180_000);
        const { page, hands, say, look } = person;
        await comeToBilling(person);
        await choosePlan(person, starter.title, say("billing.plan.choose.acts.checkout"));
        await beDeclinedAtProvider(person);
        await leaveProvider(person);
        await expect(page.getByText(say("billing.payments.back.left"))).toBeVisible();
        await expect(page.getByText(say("billing.plan.none"))).toBeVisible();
        await look();

        await choosePlan(person, starter.title, say("billing.plan.choose.acts.checkout"));
        await payAtProvider(person);
        await expect(
          page.getByText(say("billing.payments.back.plan.done", { name: starter.title })),
        ).toBeVisible({ timeout: HERE_TIMEOUT_MS });
        await expectPlan(person, starter.title);
        await expect(page.getByRole("definition").getByText(/4242/)).toBeVisible();
        await look();
        await changeEndAndKeep(person);
        await hands.press(page.getByRole("button", { name: say("billing.books.act") }));
        await expect(page.getByText(say("billing.books.balanced"))).toBeVisible();
      },
    );
  });

  test.describe(`${language}, where nobody collects`, () => {
    test.use({ language, withAxe: true });

    test("a plan is taken, changed, ended and kept, and an operator gives credit", async ({ person }) => {
      const { page, say, look } = person;
      await comeToBilling(person);
      await expect(page.getByText(say("billing.credit.byOperator"))).toBeVisible();
      await expect(
        page.getByRole("button", { name: say("billing.payments.buy.open"), exact: true }),
      ).toHaveCount(0);
      await look();
      await choosePlan(person, starter.title, say("billing.plan.choose.acts.begin"));
      await expect(
        page.getByText(say("billing.plan.choose.done.now", { plan: starter.title })),
      ).toBeVisible();
      await expectPlan(person, starter.title);
      await changeEndAndKeep(person);
    });
  });
}

async function comeToBilling(person: Person): Promise<void> {
  const { page, say, product } = person;
  await offerPlans(product);
  const team = await newTeam(product);
  await signIn(person, team.owner);
  await goTo(person, "billing");
  await expect(page.getByRole("link", { name: say("billing.nothingUsed.deployments") })).toBeVisible();
}

/** Up at once, down when the month ends, which is taken back; ended, which is taken back too. */
async function changeEndAndKeep(person: Person): Promise<void> {
  const { page, hands, say, look } = person;
  const date = endOfMonth(person);
  await choosePlan(person, pro.title, say("billing.plan.choose.acts.now"));
  await expect(page.getByText(say("billing.plan.choose.done.now", { plan: pro.title }))).toBeVisible();
  await expectPlan(person, pro.title);

  await choosePlan(person, starter.title, say("billing.plan.choose.acts.at_period_end", { date }));
  const next = page.getByText(say("billing.plan.next.changes", { plan: starter.title, date }), {
    exact: true,
  });
  await expect(next).toBeVisible();
  await look();
  await keep(person, pro.title);
  await expect(next).toBeHidden();

  await hands.press(page.getByRole("button", { name: say("billing.plan.cancel.open") }));
  const dialog = page.getByRole("dialog", { name: say("billing.plan.cancel.title", { plan: pro.title }) });
  await expect(dialog.getByText(say("billing.plan.cancel.effect", { date }))).toBeVisible();
  await look();
  await hands.press(dialog.getByRole("button", { name: say("billing.plan.cancel.act", { date }) }));
  const end = page.getByText(say("billing.plan.next.ends", { date }), { exact: true });
  await expect(end).toBeVisible();
  await look();
  await keep(person, pro.title);
  await expect(end).toBeHidden();
  await expectPlan(person, pro.title);
}

async function expectPlan({ page, say }: Person, title: string): Promise<void> {
  const name = say("billing.plan.named", { plan: title });
  await expect(page.getByRole("heading", { level: 2, name, exact: true })).toBeVisible();
}

async function keep({ page, hands, say }: Person, title: string): Promise<void> {
  await hands.press(page.getByRole("button", { name: say("billing.plan.resume.open", { plan: title }) }));
}

function endOfMonth({ locale }: Person): string {
  const now = new Date();
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(end);
}
