import { z } from "zod";
import { flag, mergeMetadata, name } from "../http/fields.ts";
import { listAll, listRoute } from "../http/list.ts";
import type { Includes } from "../http/present.ts";
import { type Route, route } from "../http/route.ts";
import { invalid } from "../http/stripe-fault.ts";
import { change, emitEvent } from "../webhooks/emit-event.ts";
import type { Invoice } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { deleteDraft, markUncollectible, voidInvoice } from "./close-invoice.ts";
import { changeItem, createManualInvoice, createManualItem, deleteItem, draftOf } from "./create-manual.ts";
import { autoFinalize, finalizeInvoice } from "./finalize-invoice.ts";
import {
  createInvoiceParams,
  createItemParams,
  invoiceFilters,
  itemUpdateParams,
  payInvoiceParams,
  updateInvoiceParams,
} from "./invoice-params.ts";
import { collectInvoice, markPaid } from "./pay-invoice.ts";
import { previewInvoice, previewParams } from "./preview-invoice.ts";
import { totalInvoice } from "./total-invoice.ts";

const nothing = z.strictObject({});
const paymentFilters = {
  invoice: name.optional(),
  payment: z.strictObject({ type: z.literal("payment_intent"), payment_intent: name }).optional(),
  status: z.enum(["open", "paid", "canceled"]).optional(),
};

export const invoiceRoutes: Route[] = [
  route("POST", "/v1/invoices", createInvoiceParams, createManualInvoice),
  route("POST", "/v1/invoices/create_preview", previewParams, previewInvoice),
  route("GET", "/v1/invoices/:id", nothing, (world, _, id) => readInvoice(world, id("id"))),
  route("POST", "/v1/invoices/:id", updateInvoiceParams, (world, input, id) =>
    update(world, id("id"), input),
  ),
  route("DELETE", "/v1/invoices/:id", nothing, (world, _, id) =>
    deleteDraft(world, world.invoices.need(id("id"))),
  ),
  route(
    "POST",
    "/v1/invoices/:id/finalize",
    z.strictObject({ auto_advance: flag.optional() }),
    (world, input, id) => finalize(world, id("id"), input.auto_advance),
  ),
  route("POST", "/v1/invoices/:id/pay", payInvoiceParams, (world, input, id) => pay(world, id("id"), input)),
  route("POST", "/v1/invoices/:id/void", nothing, (world, _, id) =>
    voidInvoice(world, world.invoices.need(id("id"))),
  ),
  route("POST", "/v1/invoices/:id/mark_uncollectible", nothing, (world, _, id) =>
    markUncollectible(world, world.invoices.need(id("id"))),
  ),
  listRoute("/v1/invoices", invoiceFilters, listInvoices),
  listRoute("/v1/invoices/:id/lines", {}, (world, _, id) => readInvoice(world, id("id")).lines.data),
  route("POST", "/v1/invoiceitems", createItemParams, createManualItem),
  route("GET", "/v1/invoiceitems/:id", nothing, (world, _, id) => world.invoiceItems.need(id("id"))),
  route("POST", "/v1/invoiceitems/:id", itemUpdateParams, (world, input, id) =>
    changeItem(world, id("id"), input),
  ),
  route("DELETE", "/v1/invoiceitems/:id", nothing, (world, _, id) => deleteItem(world, id("id"))),
  listRoute(
    "/v1/invoiceitems",
    { customer: name.optional(), invoice: name.optional(), pending: flag.optional() },
    (world, { customer, invoice, pending }) =>
      world.invoiceItems
        .newestFirst()
        .filter((item) => customer === undefined || item.customer === customer)
        .filter((item) => invoice === undefined || item.invoice === invoice)
        .filter((item) => pending === undefined || (item.invoice === null) === pending),
  ),
  route("GET", "/v1/invoice_payments/:id", nothing, (world, _, id) => world.invoicePayments.need(id("id"))),
  listRoute("/v1/invoice_payments", paymentFilters, (world, { invoice, payment, status }) =>
    world.invoicePayments
      .newestFirst()
      .filter((one) => invoice === undefined || one.invoice === invoice)
      .filter((one) => payment === undefined || one.payment.payment_intent === payment.payment_intent)
      .filter((one) => status === undefined || one.status === status),
  ),
];

export const invoiceIncludes: Includes = {
  "invoice.payments": (world, { id }) =>
    listAll(
      world.invoicePayments.newestFirst().filter(({ invoice }) => invoice === id),
      "/v1/invoice_payments",
    ),
  "invoice.confirmation_secret": (world, { id }) => confirmationSecret(world, String(id)),
};

/** A draft is reckoned whenever it is looked at, so that it shows what was used until now. */
function readInvoice(world: World, id: string): Invoice {
  const invoice = world.invoices.need(id);
  if (invoice.status === "draft") totalInvoice(world, invoice);
  return invoice;
}

function listInvoices(world: World, wanted: z.output<z.ZodObject<typeof invoiceFilters>>): Invoice[] {
  const { customer, status, subscription, collection_method: method } = wanted;
  return world.invoices
    .newestFirst()
    .filter((invoice) => customer === undefined || invoice.customer === customer)
    .filter((invoice) => status === undefined || invoice.status === status)
    .filter((invoice) => method === undefined || invoice.collection_method === method)
    .filter(
      ({ parent }) =>
        subscription === undefined || parent?.subscription_details?.subscription === subscription,
    )
    .map(({ id }) => readInvoice(world, id));
}

function update(world: World, id: string, input: z.output<typeof updateInvoiceParams>): Invoice {
  const invoice = world.invoices.need(id);
  const { auto_advance: advances, automatic_tax: tax, metadata, ...fields } = input;
  const previous = change(invoice, { ...fields, metadata: mergeMetadata(invoice.metadata ?? {}, metadata) });
  if (tax !== undefined) draftOf(world, id, "id").automatic_tax.enabled = tax.enabled;
  if (advances !== undefined && invoice.auto_advance !== advances) {
    invoice.auto_advance = advances;
    autoFinalize(world, invoice);
  }
  if (invoice.status === "draft") totalInvoice(world, invoice);
  emitEvent(world, "invoice.updated", invoice, previous);
  return invoice;
}

function finalize(world: World, id: string, autoAdvance: boolean | undefined): Invoice {
  const invoice = world.invoices.need(id);
  if (autoAdvance !== undefined && invoice.status === "draft") invoice.auto_advance = autoAdvance;
  const refusal = finalizeInvoice(world, invoice);
  if (refusal !== null) throw refusal;
  return invoice;
}

function pay(world: World, id: string, input: z.output<typeof payInvoiceParams>): Invoice {
  const invoice = world.invoices.need(id);
  if (invoice.status === "draft") finalize(world, id, false);
  if (input.paid_out_of_band === true) {
    if (invoice.status !== "open" && invoice.status !== "uncollectible")
      throw invalid(`Invoice is ${invoice.status}.`);
    markPaid(world, invoice, null);
    return invoice;
  }
  const attempt = { offSession: input.off_session ?? true, paymentMethod: input.payment_method };
  const refusal = collectInvoice(world, invoice, attempt);
  if (refusal !== null) throw refusal;
  return invoice;
}

function confirmationSecret(world: World, invoiceId: string) {
  const payment = world.invoicePayments.newestFirst().find(({ invoice }) => invoice === invoiceId);
  const intent = world.paymentIntents.find(payment?.payment.payment_intent ?? "");
  return intent === undefined ? {} : { client_secret: intent.client_secret, type: "payment_intent" };
}
