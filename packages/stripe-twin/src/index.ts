export type { Aim, RequestChaos, RequestFault } from "./chaos/request-chaos.ts";
export type { Buyer } from "./checkout/complete-session.ts";
export type { ReckonedInvoice, ReckonedLine, Reckoning, Sums } from "./reckoning/reckon.ts";
export { type Chaos, type StripeTwin, type StripeTwinOptions, startStripeTwin } from "./start-stripe-twin.ts";
export type { Webhook, WebhookChaos } from "./webhooks/webhook-sender.ts";
