import { followIntent } from "../invoices/follow-intent.ts";
import { answerForHolder } from "../payments/confirm-intent.ts";
import type { Page } from "./answer-page.ts";
import { html, money } from "./html.ts";

/** Where the holder of a card is asked by their bank. */
export const holderPage: Page = (world, id, form) => {
  const intent = world.paymentIntents.need(id);
  const returnUrl = intent.next_action?.redirect_to_url?.return_url ?? null;
  if (form !== null && intent.status === "requires_action") {
    answerForHolder(world, intent, form.get("action") === "agree");
    followIntent(world, intent);
    if (returnUrl !== null) return { goTo: withResult(returnUrl, id, intent.status === "succeeded") };
  }
  if (intent.status !== "requires_action")
    return { title: "Your bank", body: html`<p>There is nothing to answer.</p>` };
  return {
    title: "Your bank",
    body: html`<p>Do you want to pay <strong>${money(intent.amount, intent.currency)}</strong>?</p>
<form method="post">
<button name="action" value="agree">Agree</button>
<button name="action" value="refuse">Refuse</button>
</form>`,
  };
};

function withResult(returnUrl: string, intentId: string, succeeded: boolean): string {
  const url = new URL(returnUrl);
  url.searchParams.set("payment_intent", intentId);
  url.searchParams.set("redirect_status", succeeded ? "succeeded" : "failed");
  return url.href;
}
