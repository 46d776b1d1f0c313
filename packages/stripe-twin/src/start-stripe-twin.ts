import type { AddressInfo } from "node:net";
import { seededRandom } from "@millrace/kernel";
import Stripe from "stripe";
import { cardRoutes } from "./cards/routes.ts";
import { answerWithFaults } from "./chaos/answer-with-faults.ts";
import { type Aim, FaultDrawer, type RequestChaos, type RequestFault } from "./chaos/request-chaos.ts";
import { type Buyer, completeSession } from "./checkout/complete-session.ts";
import { checkoutIncludes, checkoutRoutes } from "./checkout/routes.ts";
import { creditNoteRoutes } from "./credit-notes/routes.ts";
import { customerIncludes, customerRoutes } from "./customers/routes.ts";
import { closeDispute, openDispute } from "./disputes/open-dispute.ts";
import { disputeRoutes } from "./disputes/routes.ts";
import type { Api } from "./http/answer-request.ts";
import { findRouteIn } from "./http/find-route.ts";
import { Idempotency } from "./http/idempotency.ts";
import { serve } from "./http/serve.ts";
import type { StripeFault } from "./http/stripe-fault.ts";
import { followIntent } from "./invoices/follow-intent.ts";
import { invoiceIncludes, invoiceRoutes } from "./invoices/routes.ts";
import { meterRoutes } from "./meters/routes.ts";
import { answerPage, isApi } from "./pages/answer-page.ts";
import { answerForHolder } from "./payments/confirm-intent.ts";
import { paymentRoutes } from "./payments/routes.ts";
import { portalRoutes } from "./portal/create-portal-session.ts";
import { priceRoutes } from "./prices/routes.ts";
import { type Reckoning, reckon } from "./reckoning/reckon.ts";
import { refundIncludes, refundRoutes } from "./refunds/routes.ts";
import { scheduleRoutes } from "./schedules/routes.ts";
import { subscriptionIncludes, subscriptionRoutes } from "./subscriptions/routes.ts";
import { taxRateRoutes } from "./taxes/tax-rates.ts";
import { eventRoutes } from "./webhooks/routes.ts";
import { type Webhook, type WebhookChaos, WebhookSender } from "./webhooks/webhook-sender.ts";
import { makeIds } from "./world/make-ids.ts";
import type { TwinEvent } from "./world/nouns.ts";
import { TwinClock } from "./world/twin-clock.ts";
import { type AfterRetries, World } from "./world/world.ts";

const ROUTES = [
  ...customerRoutes,
  ...cardRoutes,
  ...priceRoutes,
  ...taxRateRoutes,
  ...paymentRoutes,
  ...checkoutRoutes,
  ...meterRoutes,
  ...subscriptionRoutes,
  ...invoiceRoutes,
  ...portalRoutes,
  ...scheduleRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...creditNoteRoutes,
  ...eventRoutes,
];
const INCLUDES = {
  ...refundIncludes,
  ...customerIncludes,
  ...checkoutIncludes,
  ...subscriptionIncludes,
  ...invoiceIncludes,
};

/** What goes wrong by seed; whatever is not named goes well. */
export type Chaos = { webhooks?: WebhookChaos; requests?: RequestChaos };

export type StripeTwinOptions = {
  /** The same seed makes the same ids and the same mischief. */
  seed?: number;
  /** Where the clock stands; without it the clock runs with the machine's. */
  now?: Date;
  /** Told where the clock stands, in milliseconds since the epoch, whenever it is moved. */
  onTime?: (milliseconds: number) => void;
  /** Where events go; see `StripeTwin.sendEventsTo` when that is only known later. */
  webhook?: Webhook | readonly Webhook[];
  chaos?: Chaos;
  /** Deliveries at once; 1, the default, keeps them in the order in which they are due. */
  deliveriesAtOnce?: number;
  /** `sk_test_…`, or `sk_live_…` for live mode. */
  secretKey?: string;
  /** Two letters; where the seller is taxed. */
  sellerCountry?: string;
  /** What becomes of a subscription whose invoice was declined on every day it was tried; `cancel` by default. */
  afterRetries?: AfterRetries;
  /** How long a meter event waits until it is counted; 0 by default. */
  meterLagSeconds?: number;
  /** 0, the default, takes a free one. */
  port?: number;
};

export type StripeTwin = {
  /** Of the twin's pages, without a slash at its end. */
  url: string;
  host: string;
  port: number;
  secretKey: string;
  clock: TwinClock;
  sendEventsTo(webhooks: readonly Webhook[]): void;
  /** What a person does at the page of a checkout session. A refusal leaves the session open. */
  pay(sessionId: string, buyer?: Buyer): StripeFault | null;
  decline(sessionId: string): StripeFault | null;
  /** The holder of a card answers their bank, for an intent that waits for them (`requires_action`). */
  authenticate(intentId: string, answer: "agrees" | "refuses"): void;
  /** The holder of a card asks their bank for the money back; the id is a charge's or an intent's. */
  openDispute(paymentId: string, reason?: string): string;
  closeDispute(disputeId: string, outcome: "won" | "lost"): void;
  /** Resolves when every delivery that is due has been answered. */
  settle(): Promise<void>;
  /** What goes wrong from now on. */
  setChaos(chaos: Chaos): void;
  /** Lets one fault befall the next request that it is aimed at. */
  failNext(fault: RequestFault, aim?: Aim): void;
  /** What the twin knows of each customer's money and usage, to compare with what others say. */
  reckoning(): Record<string, Reckoning>;
  /** Every event there has been, oldest first. */
  events(): TwinEvent[];
  stop(): Promise<void>;
};

/** Starts a twin of Stripe on loopback, which the official SDK reaches through its `host`, `port` and `protocol` options. */
export async function startStripeTwin(options: StripeTwinOptions = {}): Promise<StripeTwin> {
  const {
    seed = 1,
    now,
    webhook = [],
    deliveriesAtOnce = 1,
    secretKey = "sk_test_twin_for_rehearsals",
    sellerCountry = "DE",
  } = options;
  const sender: WebhookSender = new WebhookSender(seededRandom(seed ^ 0x77eb), deliveriesAtOnce, () => clock);
  const clock = new TwinClock(now, () => sender.settle(), options.onTime);
  const world = new World({
    clock,
    makeId: makeIds(seed),
    livemode: secretKey.startsWith("sk_live_"),
    apiVersion: Stripe.API_VERSION,
    sellerCountry,
    afterRetries: options.afterRetries ?? "cancel",
    meterLagSeconds: options.meterLagSeconds ?? 0,
    deliverThin: ({ data: _, ...event }) =>
      sender.send({ id: event.id, payload: "thin", body: () => JSON.stringify(event) }),
    deliver: (event) => sender.send({ id: event.id, payload: "snapshot", body: () => JSON.stringify(event) }),
  });
  sender.webhooks = [webhook].flat();
  const api: Api = {
    world,
    findRoute: findRouteIn(ROUTES),
    includes: INCLUDES,
    idempotency: new Idempotency(),
    secretKey,
  };
  const faults = new FaultDrawer(seededRandom(seed ^ 0x5eed));
  const setChaos = ({ webhooks = {}, requests = {} }: Chaos) => {
    sender.chaos = webhooks;
    faults.shares = requests;
  };
  setChaos(options.chaos ?? {});
  const server = await serve(
    (asked) => (isApi(asked.path) ? answerWithFaults(api, faults, asked) : answerPage(world, asked)),
    options.port ?? 0,
  );
  const { address: host, port } = server.address() as AddressInfo;
  world.url = `http://${host}:${port}`;
  return {
    url: world.url,
    host,
    port,
    secretKey,
    clock,
    sendEventsTo: (webhooks) => {
      sender.webhooks = webhooks;
    },
    pay: (sessionId, buyer) => completeSession(world, sessionId, buyer),
    decline: (sessionId) => completeSession(world, sessionId, { card: "pm_card_chargeDeclined" }),
    authenticate: (intentId, answer) => {
      const intent = world.paymentIntents.need(intentId);
      answerForHolder(world, intent, answer === "agrees");
      followIntent(world, intent);
    },
    openDispute: (paymentId, reason) => {
      const chargeId = world.paymentIntents.find(paymentId)?.latest_charge ?? paymentId;
      return openDispute(world, world.charges.need(chargeId), reason).id;
    },
    closeDispute: (disputeId, outcome) => {
      closeDispute(world, disputeId, outcome);
    },
    settle: () => sender.settle(),
    setChaos,
    failNext: (fault, aim = {}) => faults.plan(fault, aim),
    reckoning: () => reckon(world),
    events: () => world.events.oldestFirst(),
    stop: async () => {
      clock.stop();
      sender.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
