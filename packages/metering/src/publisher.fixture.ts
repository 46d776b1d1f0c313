import { writeSync } from "node:fs";
import { argv } from "node:process";
import { createDatabase } from "@millrace/db";
import { type Fault, systemClock } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { exampleRecord } from "./example-record.ts";
import { storeUsage } from "./store-usage.ts";

// Publishes prices for as long as it lives, and stores usage of every moment beside that. Says at once what was published. Tests
// kill it.

const [, , systemUrl = "", teamId = "", modelName = ""] = argv;
/** The first moment that is still open, as `publishPrice` has it. */
const OPEN_AFTER_MS = 10_000;
const HOUR_MS = 3_600_000;

const database = createDatabase({ appUrl: systemUrl, systemUrl, connectionsMax: 4 });
const ctx = { database, clock: systemClock };

async function publishForEver(): Promise<never> {
  for (let number = 1; ; number += 1) {
    const effectiveFrom = new Date(Date.now() + OPEN_AFTER_MS + 100);
    const rates = (["request", "input_token", "cached_input_token"] as const).map((unit, index) => ({
      unit,
      pricePico: BigInt(number * 10 + index),
    }));
    const publishing = publishPrice(ctx, { modelName, currency: "USD", effectiveFrom, rates });
    // On a busy machine that moment may have passed.
    const version = await publishing.catch(({ code }: Fault) =>
      code === "prices.past_is_fixed" ? null : undefined,
    );
    if (version === undefined) throw new Error("a price was refused");
    if (version !== null) writeSync(1, `published ${version.id}\n`);
  }
}

async function storeForEver(): Promise<never> {
  for (;;) {
    const at = new Date(Date.now() - HOUR_MS + 2 * HOUR_MS * Math.random());
    await storeUsage(ctx, [exampleRecord({ teamId, modelName, at, cachedInputTokens: 5 })]);
    writeSync(1, "stored -\n");
  }
}

await Promise.all([publishForEver(), storeForEver()]);
