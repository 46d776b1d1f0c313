import { Agent, request } from "node:http";
import type { Random } from "@millrace/kernel";
import type { TwinClock } from "../world/twin-clock.ts";
import { signPayload } from "./sign-payload.ts";

/** Where events go. As at Stripe, one address takes either snapshot events (v1) or thin ones (v2). */
export type Webhook = {
  url: string;
  /** Signed with each of them: one, or two while a secret is rotated. */
  secrets: readonly string[];
  payload?: "snapshot" | "thin";
};

/** Shares from 0 to 1 of the deliveries that come to grief, drawn by the seed. */
export type WebhookChaos = {
  duplicate?: number;
  /** Sent before others that were due earlier. */
  reorder?: number;
  delay?: number;
  delaySecondsMax?: number;
  /** Never sent; the event can still be listed. */
  lose?: number;
};

export type Sendable = { id: string; payload: "snapshot" | "thin"; body: () => string };
type Delivery = { webhook: Webhook; event: Sendable; attempt: number };

const TIMEOUT_MS = 10_000;
const DELAY_SECONDS_MAX = 3600;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** After each failed attempt; the last ones come half a day apart until three days are over. */
const RETRY_SECONDS = [
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
];

/** Sends events until they are answered with 2xx, for three days of the twin's time. */
export class WebhookSender {
  webhooks: readonly Webhook[] = [];
  chaos: WebhookChaos = {};
  readonly #agent = new Agent({ keepAlive: true });
  readonly #queue: Delivery[] = [];
  #inFlight = 0;
  #starting = false;
  #stopped = false;
  #waiting: (() => void)[] = [];

  readonly #random: Random;
  readonly #parallel: number;
  readonly #clock: () => TwinClock;

  /** So many `parallel` at once; one keeps the order in which they are due. */
  constructor(random: Random, parallel: number, clock: () => TwinClock) {
    this.#random = random;
    this.#parallel = parallel;
    this.#clock = clock;
  }

  send(event: Sendable): void {
    for (const webhook of this.webhooks)
      if ((webhook.payload ?? "snapshot") === event.payload) this.#schedule({ webhook, event, attempt: 0 });
  }

  /** Resolves when everything that is due has been answered. */
  async settle(): Promise<void> {
    if (this.#isIdle()) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#agent.destroy();
    this.#pump();
  }

  #schedule(delivery: Delivery): void {
    const { lose = 0, duplicate = 0, delay = 0, delaySecondsMax = DELAY_SECONDS_MAX } = this.chaos;
    if (this.#random() < lose) return;
    const copies = this.#random() < duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const seconds = this.#random() < delay ? Math.ceil(this.#random() * delaySecondsMax) : 0;
      this.#after(seconds, delivery);
    }
  }

  #after(seconds: number, delivery: Delivery): void {
    if (seconds === 0) this.#enqueue(delivery);
    else this.#clock().later(this.#clock().seconds() + seconds, () => this.#enqueue(delivery));
  }

  #enqueue(delivery: Delivery): void {
    if (this.#stopped) return;
    this.#queue.push(delivery);
    if (this.#starting) return;
    this.#starting = true;
    setImmediate(() => {
      this.#starting = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#inFlight < this.#parallel && this.#queue.length > 0) {
      const [delivery] = this.#queue.splice(this.#pick(), 1);
      if (delivery !== undefined) this.#dispatch(delivery);
    }
    if (!this.#isIdle()) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #pick(): number {
    const { reorder = 0 } = this.chaos;
    return this.#random() < reorder ? Math.floor(this.#random() * this.#queue.length) : 0;
  }

  #dispatch(delivery: Delivery): void {
    this.#inFlight += 1;
    this.#post(delivery).then((status) => {
      this.#inFlight -= 1;
      if (status < 200 || status > 299) this.#retry(delivery);
      this.#pump();
    });
  }

  #retry({ webhook, event, attempt }: Delivery): void {
    const seconds = RETRY_SECONDS[attempt];
    if (seconds !== undefined && !this.#stopped)
      this.#after(seconds, { webhook, event, attempt: attempt + 1 });
  }

  /** The status of the answer; 0 when there was none. */
  #post({ webhook, event }: Delivery): Promise<number> {
    const body = event.body();
    const signature = signPayload(body, webhook.secrets, this.#clock().listenerSeconds());
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      "stripe-signature": signature,
      "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    };
    return new Promise((resolve) => {
      const req = request(
        webhook.url,
        { method: "POST", agent: this.#agent, headers, timeout: TIMEOUT_MS },
        (res) => {
          res.resume();
          res.on("close", () => resolve(res.complete ? (res.statusCode ?? 0) : 0));
        },
      );
      req.on("timeout", () => req.destroy());
      req.on("error", () => resolve(0));
      req.end(body);
    });
  }

  #isIdle(): boolean {
    return this.#queue.length === 0 && this.#inFlight === 0;
  }
}
