import type { StripeTwin } from "@millrace/stripe-twin";
import { expect } from "@playwright/test";
import { CARDS, changeCard, payAtProvider } from "../acts/at-provider.ts";
import { choosePlan } from "../acts/choose-plan.ts";
import { goTo } from "../acts/go-to.ts";
import { newTeam } from "../acts/new-team.ts";
import { offerPlans, PLANS } from "../acts/offer-plans.ts";
import { reloadUntil } from "../acts/reload-until.ts";
import { signIn } from "../acts/sign-in.ts";
import { tellConsole, test } from "../paying-person.ts";
import type { Person } from "../person.ts";

/** The provider tells of it within moments. */
const HERE_TIMEOUT_MS = 30_000;
const HALF_HOUR_MS = 1_800_000;
const GRACE_DAYS = 14;
const { title, fee } = PLANS.starter;

test.use({ movesTime: true });

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language, withAxe: true });

    test("a card is declined when a plan renews; a mail and every page say until when requests go on, and paying with another card ends that", async ({
      person,
      twin,
      webhookSecrets,
      mailbox,
    }) => {
      test.setTimeout(180_000);
      const { page, hands, say, product, look } = person;
      await offerPlans(product);
      const team = await newTeam(product, language);
      await signIn(person, team.owner);
      await goTo(person, "billing");
      await choosePlan(person, title, say("billing.plan.choose.acts.checkout"));
      await payAtProvider(person);
      await expect(page.getByText(say("billing.payments.back.plan.done", { name: title }))).toBeVisible({
        timeout: HERE_TIMEOUT_MS,
      });
      await changeCard(person, "declinedLater");

      const renewal = nextMonth(twin);
      // The console does not hear of the draft, which it would keep until its own clock is there.
      twin.sendEventsTo([]);
      await twin.clock.set(new Date(renewal.getTime() + HALF_HOUR_MS));
      tellConsole(twin, product, webhookSecrets);
      await twin.clock.advance(2 * HALF_HOUR_MS);

      const date = graceEnd(person, renewal);
      const warning = page.getByText(say("frame.access.until", { date }));
      await goTo(person, "keys");
      await reloadUntil(person, HERE_TIMEOUT_MS, () => expect(warning).toBeVisible({ timeout: 1_000 }));
      await look();
      await hands.press(page.getByRole("link", { name: say("frame.access.open") }));
      await expect(page.getByRole("heading", { level: 1, name: say("billing.title") })).toBeVisible();
      const mail = await mailbox.next(team.owner.email);
      expect(mail.subject).toContain(team.name);
      expect(mail.text).toContain(`${fee}.00 USD`);
      expect(mail.text).toContain(mailedEnd(person, renewal));
      expect(mail.link).toBe(page.url());
      await expect(page.getByText(say("billing.plan.notices.past_due", { date }))).toBeVisible();
      await expect(page.getByText(say("billing.plan.states.past_due"), { exact: true })).toBeVisible();
      await expect(warning).toBeHidden();
      await look();

      const billing = page.url();
      await payInPortal(person);
      await page.goto(billing);
      const active = page.getByText(say("billing.plan.states.active"), { exact: true });
      await reloadUntil(person, HERE_TIMEOUT_MS, () => expect(active).toBeVisible({ timeout: 1_000 }));
      await expect(page.getByText(say("billing.plan.notices.past_due", { date }))).toBeHidden();
      await goTo(person, "keys");
      await expect(warning).toBeHidden();
      expect(mailbox.unread(team.owner.email)).toBe(0);
    });
  });
}

/** At the provider's pages: another card, and with it what is open. */
async function payInPortal({ page, hands, say }: Person): Promise<void> {
  await hands.press(page.getByRole("button", { name: say("billing.plan.pay") }));
  await page.getByRole("combobox", { name: "Card" }).selectOption(CARDS.works);
  await hands.press(page.getByRole("button", { name: "Use this card" }));
  await expect(page.getByText("Ends in 4242.")).toBeVisible();
  await hands.press(page.getByRole("row", { name: /open/ }).getByRole("link"));
  await page.getByRole("combobox", { name: "Card" }).selectOption(CARDS.works);
  await hands.press(page.getByRole("button", { name: "Pay", exact: true }));
  await expect(page.getByText(/: paid$/)).toBeVisible();
}

/** When the plan renews. */
function nextMonth({ clock }: StripeTwin): Date {
  const now = clock.now();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
}

/** As a mail writes it, which does not know the reader's zone. */
function mailedEnd({ locale }: Person, since: Date): string {
  const end = new Date(since.getTime() + GRACE_DAYS * 86_400_000);
  const format = { dateStyle: "long", timeStyle: "short", timeZone: "UTC" } as const;
  return `${new Intl.DateTimeFormat(locale, format).format(end)} UTC`;
}

function graceEnd({ locale }: Person, since: Date): string {
  const end = new Date(since.getTime() + GRACE_DAYS * 86_400_000);
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(end);
}
