import { completeSession } from "../checkout/complete-session.ts";
import type { CheckoutSession } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import type { Page, Shown } from "./answer-page.ts";
import { alert, cardField, html, money, NOTHING } from "./html.ts";

/** The page to which a checkout session sends people. */
export const checkoutPage: Page = (world, id, form) => {
  const session = world.checkoutSessions.need(id);
  if (session.status !== "open") return closed(session);
  if (form === null) return open(world, session, null);
  const declines = form.get("action") === "decline";
  const refusal = completeSession(world, id, {
    card: declines ? "pm_card_chargeDeclined" : (form.get("card") ?? undefined),
    country: form.get("country") || undefined,
    vatId: form.get("vat") || undefined,
  });
  return refusal === null ? { goTo: successUrl(session) } : open(world, session, refusal.message);
};

function open(world: World, session: CheckoutSession, message: string | null): Shown {
  const lines = world.checkoutPlans.get(session.id)?.lines ?? [];
  const currency = session.currency ?? "usd";
  const rows = lines.map(
    (line) =>
      html`<tr><td>${line.quantity ?? ""} ${line.description ?? ""}</td><td>${money(line.amount_total, currency)}</td></tr>`,
  );
  const total =
    session.amount_total === null
      ? NOTHING
      : html`<p>Total: <strong>${money(session.amount_total, currency)}</strong></p>`;
  const back = session.cancel_url === null ? NOTHING : html`<p><a href="${session.cancel_url}">Back</a></p>`;
  return {
    title: session.mode === "setup" ? "Keep a card" : "Checkout",
    body: html`${alert(message)}
<table>${rows}</table>
${total}
<form method="post">
${cardField()}
<label>Country, two letters <input name="country" maxlength="2" pattern="[A-Z]{2}" autocomplete="country"></label>
<label>VAT number <input name="vat"></label>
<button name="action" value="pay">${session.mode === "setup" ? "Save" : "Pay"}</button>
<button name="action" value="decline">Decline</button>
</form>
${back}`,
  };
}

function closed(session: CheckoutSession): Shown {
  const text = session.status === "complete" ? "This was paid already." : "This page has expired.";
  return { title: "Checkout", body: html`<p role="alert">${text}</p>` };
}

const successUrl = ({ success_url: url, id }: CheckoutSession) =>
  (url ?? "").replaceAll("{CHECKOUT_SESSION_ID}", id);
