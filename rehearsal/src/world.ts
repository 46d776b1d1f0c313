import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Database, SystemContext } from "@millrace/db";
import { Fault, type Random, seededRandom } from "@millrace/kernel";
import { type PaymentProvider, receiveEvent, stripeClient, stripeProvider } from "@millrace/payments";
import Stripe from "stripe";
import { startTwin, type Twin } from "./twin/start-twin.ts";

const WEBHOOK_SECRETS = ["whsec_rehearsal_of_the_old_days", "whsec_rehearsal_of_the_new_days"];
const SECRET_KEY = "sk_test_rehearsal_twin";

/** Where the rehearsed year happens. */
export type World = SystemContext & {
  /** Runs SQL as the owner of the database: for setting up and for checking, never for what is rehearsed. */
  sql(statement: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  twin: Twin;
  /** Of the operator at Stripe's dashboard. */
  stripe: Stripe;
  provider: PaymentProvider;
  random: Random;
  year: number;
  /** While it is away nothing of Millrace runs, and webhooks find nobody. */
  isAway: boolean;
  /** Open disputes, and when the bank decides. */
  disputes: { id: string; endsAt: number }[];
  /** What goes wrong on the way, for whoever wants to read it. */
  say(what: string, error: unknown): void;
  stop(): Promise<void>;
};

/** What Stripe refuses, or what the mischief of the year broke. */
export function isOfStripe(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError;
}

type Opening = {
  database: Database;
  sql: World["sql"];
  seed: number;
  year: number;
  say: World["say"];
};

/** A twin of Stripe at the first moment of the year, whose webhooks come to Millrace, and one clock for both. */
export async function openWorld({ database, sql, seed, year, say }: Opening): Promise<World> {
  const twin = await startTwin({ seed, now: new Date(Date.UTC(year, 0, 1)), secretKey: SECRET_KEY });
  const { clock } = twin;
  const payments = {
    isLive: false,
    tax: "automatic" as const,
    secretKey: SECRET_KEY,
    webhookSecrets: WEBHOOK_SECRETS,
    apiBase: twin.url,
  };
  const stripe = impatient(stripeClient(payments));
  const world: World = {
    ...{ database, clock, sql, twin, stripe, year, say, isAway: false, disputes: [] },
    provider: stripeProvider(stripe, {
      ...{ consoleUrl: "http://127.0.0.1", tax: "automatic" },
      // The year's clock stands still meanwhile.
      pause: async () => {},
      warn: (fields, message) => say(message, JSON.stringify(fields)),
    }),
    random: seededRandom(seed),
    stop: async () => {
      await twin.stop();
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
  const listener = await listen(world);
  const { port } = listener.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  await twin.sendEventsTo([
    { url, secrets: WEBHOOK_SECRETS, payload: "snapshot" },
    { url, secrets: WEBHOOK_SECRETS, payload: "thin" },
  ]);
  return world;
}

/** What it tries again it tries at once: the year's clock stands still meanwhile. */
function impatient(stripe: Stripe): Stripe {
  return Object.assign(stripe, { getInitialNetworkRetryDelay: () => 0, getMaxNetworkRetryDelay: () => 0 });
}

/** Takes events as the console's address for them does. */
async function listen(world: World): Promise<Server> {
  const server = createServer(async (request, response) => {
    const rawBody = await text(request);
    const signature = String(request.headers["stripe-signature"]);
    response.statusCode = world.isAway ? 503 : await take(world, { rawBody, signature });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function take(world: World, delivery: { rawBody: string; signature: string }): Promise<number> {
  try {
    await receiveEvent(world, { ...delivery, secrets: WEBHOOK_SECRETS, livemode: false });
    return 200;
  } catch (error) {
    return error instanceof Fault && error.kind === "invalid" ? 400 : 500;
  }
}
