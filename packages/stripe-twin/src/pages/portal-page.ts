import { attachPaymentMethod, makeCard } from "../cards/attach-payment-method.ts";
import { updateCustomer } from "../customers/update-customer.ts";
import { invalid, StripeFault } from "../http/stripe-fault.ts";
import { updateSubscription } from "../subscriptions/update-subscription.ts";
import type { Customer, PortalSession, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import type { Page, Shown } from "./answer-page.ts";
import { alert, cardField, day, type Html, html, money, NOTHING } from "./html.ts";

const OPEN_SECONDS = 3600;

/** Where customers keep their card, end or keep their subscription, and read their invoices. */
export const portalPage: Page = (world, id, form) => {
  const session = world.portalSessions.need(id);
  if (world.now() > session.created + OPEN_SECONDS)
    return { title: "Billing", body: html`<p role="alert">This page has expired.</p>` };
  return show(world, session, form === null ? null : refusalOf(() => act(world, session, form)));
};

function act(world: World, session: PortalSession, form: URLSearchParams): void {
  const customerId = session.customer;
  const action = form.get("action");
  if (action === "card") {
    changeCard(world, customerId, form.get("card") ?? "");
    return;
  }
  if (!mayCancel(world, session)) throw invalid("Subscriptions are not changed at this page.");
  const subscription = world.subscriptions.need(form.get("subscription") ?? "", "subscription");
  if (subscription.customer !== customerId) world.subscriptions.need("", "subscription");
  updateSubscription(world, subscription.id, { cancel_at_period_end: action === "cancel" });
}

/** The new card pays from now on, also for subscriptions that had a card of their own. */
function changeCard(world: World, customerId: string, card: string): void {
  const method = attachPaymentMethod(world, makeCard(world, card).id, customerId);
  updateCustomer(world, customerId, { invoice_settings: { default_payment_method: method.id } });
  for (const subscription of liveOf(world, customerId))
    if (subscription.default_payment_method !== null)
      updateSubscription(world, subscription.id, { default_payment_method: method.id });
}

function refusalOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof StripeFault) return error.message;
    throw error;
  }
}

function show(world: World, session: PortalSession, message: string | null): Shown {
  const customer = world.customers.need(session.customer);
  const card = world.paymentMethods.find(customer.invoice_settings.default_payment_method ?? "")?.card;
  const back = session.return_url === null ? NOTHING : html`<p><a href="${session.return_url}">Back</a></p>`;
  return {
    title: "Billing",
    body: html`${alert(message)}
<h2>Card</h2>
<p>${card ? `Ends in ${card.last4}.` : "None."}</p>
<form method="post">${cardField()}<button name="action" value="card">Use this card</button></form>
<h2>Subscription</h2>
${mayCancel(world, session) ? liveOf(world, customer.id).map(subscriptionForm) : NOTHING}
<h2>Invoices</h2>
<table>${invoiceRows(world, customer)}</table>
${back}`,
  };
}

/** Unless a configuration says otherwise. */
function mayCancel(world: World, { configuration }: PortalSession): boolean {
  const known =
    typeof configuration === "string" ? world.portalConfigurations.find(configuration) : configuration;
  return known?.features.subscription_cancel.enabled ?? true;
}

function subscriptionForm(subscription: Subscription): Html {
  const ends = subscription.cancel_at;
  return html`<form method="post">
<input type="hidden" name="subscription" value="${subscription.id}">
<p>${subscription.items.data.map((item) => html`${item.quantity ?? ""} × ${item.price.nickname ?? item.price.product} `)}: ${subscription.status}</p>
${
  ends === null
    ? html`<button name="action" value="cancel">Cancel at the end of the period</button>`
    : html`<p>Ends on ${day(ends)}.</p><button name="action" value="keep">Keep the subscription</button>`
}
</form>`;
}

function invoiceRows(world: World, { id }: Customer): Html[] {
  return world.invoices
    .newestFirst()
    .filter(({ customer, status }) => customer === id && status !== "draft")
    .map(
      (invoice) => html`<tr>
<td><a href="${invoice.hosted_invoice_url ?? ""}">${invoice.number ?? ""}</a></td>
<td>${invoice.status ?? ""}</td>
<td>${money(invoice.total, invoice.currency)}</td>
</tr>`,
    );
}

const liveOf = (world: World, customerId: string) =>
  world.subscriptions
    .newestFirst()
    .filter(({ customer, ended_at: ended }) => customer === customerId && ended === null);
