import type { CheckoutPlan } from "../checkout/create-session.ts";
import type { CountedUsage } from "../meters/process-meter-event.ts";
import type { ReceivedMeterEvent } from "../meters/record-meter-event.ts";
import type {
  BalanceTransaction,
  Charge,
  CheckoutSession,
  CreditNote,
  Customer,
  Dispute,
  Invoice,
  InvoiceItem,
  InvoicePayment,
  Meter,
  PaymentIntent,
  PaymentMethod,
  PortalConfiguration,
  PortalSession,
  Price,
  Product,
  Refund,
  Schedule,
  SetupIntent,
  Subscription,
  TaxId,
  ThinEvent,
  TwinEvent,
} from "./nouns.ts";
import { Table } from "./table.ts";
import type { TwinClock } from "./twin-clock.ts";

/** The request that is being answered; null while the clock moves. */
export type CurrentRequest = { id: string; idempotency_key: string | null };

export type AfterRetries = "cancel" | "unpaid" | "past_due";

export type WorldParts = {
  clock: TwinClock;
  makeId: (prefix: string) => string;
  livemode: boolean;
  apiVersion: string;
  /** Where the seller is taxed, as two letters. */
  sellerCountry: string;
  /** What becomes of a subscription whose invoice was declined to the last. */
  afterRetries: AfterRetries;
  /** How long a meter event waits until it is counted. */
  meterLagSeconds: number;
  /** Told of each event, so that it is delivered. */
  deliver: (event: TwinEvent) => void;
  deliverThin: (event: ThinEvent) => void;
};

/** Everything that the twin knows. It lives in memory and ends with the twin. */
export class World {
  readonly customers = new Table<Customer>("customer");
  readonly deletedCustomers = new Set<string>();
  readonly taxIds = new Table<TaxId>("tax_id");
  readonly balanceTransactions = new Table<BalanceTransaction>("customer_balance_transaction");
  readonly products = new Table<Product>("product");
  readonly prices = new Table<Price>("price");
  readonly paymentMethods = new Table<PaymentMethod>("PaymentMethod");
  /** What a card does when it is charged, by payment method. */
  readonly cards = new Map<string, string>();
  readonly paymentIntents = new Table<PaymentIntent>("payment_intent");
  readonly refunds = new Table<Refund>("refund");
  readonly disputes = new Table<Dispute>("dispute");
  readonly creditNotes = new Table<CreditNote>("credit_note");
  readonly schedules = new Table<Schedule>("subscription_schedule");
  readonly portalConfigurations = new Table<PortalConfiguration>("billing_portal.configuration");
  readonly portalSessions = new Table<PortalSession>("billing_portal.session");
  readonly setupIntents = new Table<SetupIntent>("setup_intent");
  readonly charges = new Table<Charge>("charge");
  readonly checkoutSessions = new Table<CheckoutSession>("checkout.session");
  readonly checkoutPlans = new Map<string, CheckoutPlan>();
  readonly subscriptions = new Table<Subscription>("subscription");
  /** From when on a metered item counts, where that is not its period's start; by item. */
  readonly usageFrom = new Map<string, number>();
  /** The end of the period whose next invoice was announced, by subscription. */
  readonly announced = new Map<string, number>();
  /** The invoice whose payment brings a paused subscription back, by subscription. */
  readonly resumptions = new Map<string, string>();
  readonly invoices = new Table<Invoice>("invoice");
  readonly invoiceItems = new Table<InvoiceItem>("invoiceitem");
  readonly invoicePayments = new Table<InvoicePayment>("invoice_payment");
  /** When a failed invoice is tried again, by invoice. */
  readonly invoiceRetries = new Map<string, readonly number[]>();
  /** Of invoices that are sent rather than charged. */
  readonly daysUntilDue = new Map<string, number>();
  /** Lines of metered prices that nothing is counted on: of a trial, or of a period that only begins. */
  readonly freeLines = new Set<string>();
  readonly meters = new Table<Meter>("billing meter");
  /** All that was received, oldest first. */
  readonly meterEvents: ReceivedMeterEvent[] = [];
  readonly meterEventsByIdentifier = new Map<string, ReceivedMeterEvent>();
  /** What was counted, by meter and customer. */
  readonly usage = new Map<string, CountedUsage[]>();
  readonly thinEvents = new Table<ThinEvent>("event");
  readonly events = new Table<TwinEvent>("event");

  /** Where the twin's own pages are; known once it listens. */
  url = "";
  request: CurrentRequest | null = null;
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly #parts: WorldParts;

  constructor(parts: WorldParts) {
    this.#parts = parts;
    this.startedAt = parts.clock.seconds();
  }

  get clock(): TwinClock {
    return this.#parts.clock;
  }

  get sellerCountry(): string {
    return this.#parts.sellerCountry;
  }

  get afterRetries(): AfterRetries {
    return this.#parts.afterRetries;
  }

  get meterLagSeconds(): number {
    return this.#parts.meterLagSeconds;
  }

  get livemode(): boolean {
    return this.#parts.livemode;
  }

  get apiVersion(): string {
    return this.#parts.apiVersion;
  }

  makeId(prefix: string): string {
    return this.#parts.makeId(prefix);
  }

  deliver(event: TwinEvent): void {
    this.#parts.deliver(event);
  }

  deliverThin(event: ThinEvent): void {
    this.#parts.deliverThin(event);
  }

  /** Seconds since the epoch. */
  now(): number {
    return this.clock.seconds();
  }

  /** Whatever has this id. */
  findAny(id: string): object | undefined {
    for (const part of Object.values(this)) {
      const found = part instanceof Table ? part.find(id) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
