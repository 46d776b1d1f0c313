export type { Buyer } from "./checkout/complete-session.ts";
export { type StripeTwin, type StripeTwinOptions, startStripeTwin } from "./start-stripe-twin.ts";
export type { Webhook, WebhookChaos } from "./webhooks/webhook-sender.ts";
