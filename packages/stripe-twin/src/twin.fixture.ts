import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { onTestFinished } from "vitest";
import { type StripeTwin, type StripeTwinOptions, startStripeTwin } from "./start-stripe-twin.ts";

export const START = new Date("2026-01-31T12:00:00Z");
export const SECRET = "whsec_twin";

/** The official SDK, set to reach a twin. Without retries of its own, so that a test sees each answer. */
export function clientOf({ host, port, secretKey }: StripeTwin, apiKey = secretKey): Stripe {
  return new Stripe(apiKey, { host, port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
}

/** A twin that stands still at `START`, with a client; it ends with the test. */
export async function makeTwin(
  options: StripeTwinOptions = {},
): Promise<{ twin: StripeTwin; stripe: Stripe }> {
  const twin = await startStripeTwin({ now: START, ...options });
  onTestFinished(() => twin.stop());
  return { twin, stripe: clientOf(twin) };
}

export type Received = { type: string; id: string; body: string; signature: string; at: Date };

export type Receiver = {
  url: string;
  received: Received[];
  /** What it answers from now on; by default 200 to everything. */
  answer: (received: Received) => number | Promise<number>;
};

/** Takes the webhooks of a twin, which it joins to it. */
export async function receiveEvents(twin: StripeTwin, payload?: "snapshot" | "thin"): Promise<Receiver> {
  const receiver: Receiver = { url: "", received: [], answer: () => 200 };
  const server = createServer((req, res) => {
    let body = "";
    req.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    req.on("end", async () => {
      const { type, id } = JSON.parse(body);
      const taken = {
        type,
        id,
        body,
        signature: String(req.headers["stripe-signature"]),
        at: twin.clock.now(),
      };
      receiver.received.push(taken);
      res.writeHead(await receiver.answer(taken)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  twin.sendEventsTo([{ url: receiver.url, secrets: [SECRET], payload }]);
  return receiver;
}

export const typesOf = (events: readonly { type: string }[]): string[] => events.map(({ type }) => type);

export const hours = (count: number): number => count * 3_600_000;
export const days = (count: number): number => hours(24 * count);
