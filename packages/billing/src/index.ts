export { checkBooks, listBooks, proveBooks } from "./books/check-books.ts";
export {
  type AccountBalance,
  type BookSums,
  CHECKS,
  type Check,
  type Difference,
  type TeamBooks,
} from "./books/team-books.ts";
export { type CreditGrant, GRANT_KINDS } from "./credits/credit-grant.ts";
export { expireCredit } from "./credits/expire-credit.ts";
export { giveCredit } from "./credits/give-credit.ts";
export { grantCredit } from "./credits/grant-credit.ts";
export { type Credit, listCredit } from "./credits/list-credit.ts";
export { setPrepaid } from "./credits/set-prepaid.ts";
export { sumOpen as creditLeft } from "./credits/store.ts";
export { type ClosingRound, closeInvoices } from "./invoices/close-invoices.ts";
export type { Collectable, Collector, Completion, PlanLine } from "./invoices/collector.ts";
export { createCreditNote } from "./invoices/create-credit-note.ts";
export { getInvoice, type InvoiceWithLines } from "./invoices/get-invoice.ts";
export type { CreditNote, Invoice, InvoiceLine, LineKind } from "./invoices/invoice.ts";
export type { ClosedInvoice } from "./invoices/issue-invoice.ts";
export { type AllInvoices, listAllInvoices, listInvoices } from "./invoices/list-invoices.ts";
export { type LineRequest, type LineRequestPage, listLineRequests } from "./invoices/list-line-requests.ts";
export { markPaid } from "./invoices/mark-paid.ts";
export { type InvoicePreview, previewInvoice } from "./invoices/preview-invoice.ts";
export { readNet } from "./invoices/read-net.ts";
export { voidInvoice } from "./invoices/void-invoice.ts";
export { writeOffInvoice } from "./invoices/write-off-invoice.ts";
export { chargeUsage } from "./ledger/charge-usage.ts";
export {
  type Dispute,
  PAYMENT_KINDS,
  PAYMENT_STATES,
  type PaidFor,
  type Payment,
  type PaymentKind,
  type PaymentState,
  type ReceivedPayment,
  type ReturnedPayment,
} from "./payments/payment.ts";
export { recordDispute } from "./payments/record-dispute.ts";
export { recordPayment } from "./payments/record-payment.ts";
export { type PlanInvoice, recordPlanInvoice } from "./payments/record-plan-invoice.ts";
export { recordRefund } from "./payments/record-refund.ts";
export { type Settlement, settleInvoice } from "./payments/settle-invoice.ts";
export { findPayments, lockPayment } from "./payments/store.ts";
export { cancelPlan } from "./plans/cancel-plan.ts";
export { changePlan } from "./plans/change-plan.ts";
export { choosePlan } from "./plans/choose-plan.ts";
export { getSubscription } from "./plans/get-subscription.ts";
export { keepPlans, type PlanRound } from "./plans/keep-plans.ts";
export { loadSubscriptions } from "./plans/load-subscriptions.ts";
export { resumePlan } from "./plans/resume-plan.ts";
export { saveSubscription } from "./plans/save-subscription.ts";
export { findSubscription, lockPlan } from "./plans/store.ts";
export { SUBSCRIPTION_STATES, type Subscription, type SubscriptionState } from "./plans/subscription.ts";
export { invoiceCsv } from "./printing/invoice-csv.ts";
export { invoicePdf } from "./printing/invoice-pdf.ts";
export type { PrintedInvoice, PrintedLine } from "./printing/printed-invoice.ts";
export { type Access, accessOf, READ_ONLY_REASONS, type ReadOnlyReason } from "./rules/access-of.ts";
export { type CreditNoteOutcome, OUTCOMES } from "./rules/credit-note-room.ts";
export { type MinorUnit, minorUnit } from "./rules/currency.ts";
export { INVOICE_STATES, type InvoiceState } from "./rules/invoice-state.ts";
export { planChange } from "./rules/plan-change.ts";
export { formatMinor, minorToPico } from "./rules/round.ts";
export type { TaxRate } from "./rules/tax.ts";
