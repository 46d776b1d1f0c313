import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { days, makeTwin, receiveEvents, typesOf } from "../twin.fixture.ts";
import type { RequestFault } from "./request-chaos.ts";

const key = { idempotencyKey: "top-up:1" };
const CHARGE = { amount: 900, currency: "eur", payment_method: "pm_card_visa", confirm: true };

/** As somebody does who knows nothing but the key: again, until there is an answer. */
async function insist(stripe: Stripe, idempotencyKey: string): Promise<{ id: string; tries: number }> {
  for (let tries = 1; ; tries += 1) {
    try {
      return { id: (await stripe.paymentIntents.create(CHARGE, { idempotencyKey })).id, tries };
    } catch (error) {
      if (tries === 50) throw error;
    }
  }
}

describe("a fault that was planned", () => {
  test.each([
    ["drop_before", "StripeConnectionError", undefined],
    ["too_many", "StripeRateLimitError", undefined],
    ["conflict", "StripeAPIError", "true"],
    ["fail_before", "StripeAPIError", "true"],
  ] as const)(
    "%s: nothing was done, and the second time it is",
    async (fault: RequestFault, type, shouldRetry) => {
      const { twin, stripe } = await makeTwin();
      // The SDK tries a broken connection again by itself.
      for (let count = fault === "drop_before" ? 2 : 1; count > 0; count -= 1)
        twin.failNext(fault, { path: "/v1/payment_intents" });
      const refused = await stripe.paymentIntents
        .create(CHARGE, key)
        .catch((error: Stripe.errors.StripeError) => error);
      expect(refused).toMatchObject({ type });
      expect("headers" in refused ? refused.headers?.["stripe-should-retry"] : undefined).toBe(shouldRetry);
      expect((await stripe.charges.list()).data).toEqual([]);
      await stripe.paymentIntents.create(CHARGE, key);
      expect((await stripe.charges.list()).data).toHaveLength(1);
    },
  );

  test.each(["drop_after", "fail_after"] as const)(
    "%s: it was done, and under its key it is not done again",
    async (fault) => {
      const { twin, stripe } = await makeTwin();
      for (let count = fault === "drop_after" ? 2 : 1; count > 0; count -= 1)
        twin.failNext(fault, { method: "POST" });
      await expect(stripe.paymentIntents.create(CHARGE, key)).rejects.toThrow();
      expect((await stripe.charges.list()).data).toHaveLength(1);
      const again = await stripe.paymentIntents.create(CHARGE, key);
      expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
      expect((await stripe.charges.list()).data).toHaveLength(1);
    },
  );

  test("fail_kept: the same failure for a day under the same key, and marked as not to be retried", async () => {
    const { twin, stripe } = await makeTwin();
    twin.failNext("fail_kept");
    const fails = { statusCode: 500, headers: { "stripe-should-retry": "false" } };
    await expect(stripe.paymentIntents.create(CHARGE, key)).rejects.toMatchObject(fails);
    await expect(stripe.paymentIntents.create(CHARGE, key)).rejects.toMatchObject(fails);
    await twin.clock.advance(days(1));
    expect((await stripe.paymentIntents.create(CHARGE, key)).status).toBe("succeeded");
  });

  test("waits for the request that it is aimed at", async () => {
    const { twin, stripe } = await makeTwin();
    twin.failNext("too_many", { method: "GET", path: "/v1/charges" });
    await stripe.paymentIntents.create(CHARGE);
    await expect(stripe.charges.list()).rejects.toMatchObject({ statusCode: 429 });
    expect((await stripe.charges.list()).data).toHaveLength(1);
  });
});

test("whatever befalls them, requests under their keys are done exactly once, and the same for the same seed", async () => {
  const shares = {
    drop_before: 0.05,
    drop_after: 0.05,
    too_many: 0.15,
    conflict: 0.1,
    fail_before: 0.1,
    fail_after: 0.1,
  };
  const run = async () => {
    const { twin, stripe } = await makeTwin({ seed: 11, chaos: { requests: shares } });
    const done: Awaited<ReturnType<typeof insist>>[] = [];
    for (let count = 0; count < 20; count += 1) done.push(await insist(stripe, `top-up:${count}`));
    twin.setChaos({});
    expect((await stripe.charges.list({ limit: 100 })).data).toHaveLength(20);
    expect(new Set(done.map(({ id }) => id)).size).toBe(20);
    return done.map(({ tries }) => tries);
  };
  const tries = await run();
  expect(tries.filter((count) => count > 1).length).toBeGreaterThan(5);
  expect(await run()).toEqual(tries);
});

describe("webhooks", () => {
  const make = (stripe: Stripe, count: number) =>
    Array.from({ length: count }).reduce<Promise<unknown>>(
      (before) => before.then(() => stripe.customers.create()),
      Promise.resolve(),
    );

  test("that are duplicated come twice, with the same id", async () => {
    const { twin, stripe } = await makeTwin({ chaos: { webhooks: { duplicate: 1 } } });
    const { received } = await receiveEvents(twin);
    await make(stripe, 3);
    await twin.settle();
    expect(received).toHaveLength(6);
    expect(new Set(received.map(({ id }) => id)).size).toBe(3);
  });

  test("that are lost never come, and can be listed", async () => {
    const { twin, stripe } = await makeTwin({ chaos: { webhooks: { lose: 1 } } });
    const { received } = await receiveEvents(twin);
    await make(stripe, 3);
    await twin.clock.advance(days(7));
    expect(received).toEqual([]);
    expect(typesOf((await stripe.events.list()).data)).toEqual(Array(3).fill("customer.created"));
  });

  test("that are late come within the hour, each once", async () => {
    const { twin, stripe } = await makeTwin({ chaos: { webhooks: { delay: 1 } } });
    const { received } = await receiveEvents(twin);
    await make(stripe, 20);
    await twin.settle();
    expect(received).toEqual([]);
    await twin.clock.advance(3_600_000);
    expect(new Set(received.map(({ id }) => id)).size).toBe(20);
    const created = twin.events().map(({ id }) => id);
    expect(received.map(({ id }) => id)).not.toEqual(created);
    expect(new Set(received.map(({ at }) => at.getTime())).size).toBeGreaterThan(5);
  });

  test("that are shuffled come in another order, all of them", async () => {
    const { twin, stripe } = await makeTwin({ chaos: { webhooks: { reorder: 1 } } });
    const { received } = await receiveEvents(twin);
    const customer = await stripe.customers.create();
    await stripe.paymentIntents.create({ ...CHARGE, customer: customer.id });
    await make(stripe, 20);
    await twin.settle();
    const order = twin.events().map(({ id }) => id);
    expect(received.map(({ id }) => id).sort()).toEqual([...order].sort());
  });
});
