import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Product } from "@millrace/testing";

/** The models that come with Millrace. */
const MODELS = 2;
const TIMEOUT_MS = 120_000;
const LOOK_MS = 100;

/** A node measures its models right after its first start; whoever measures as well would measure that. */
export async function waitUntilMeasured({ home }: Product): Promise<void> {
  for (const startedMs = Date.now(); Date.now() - startedMs < TIMEOUT_MS; await delay(LOOK_MS)) {
    const log = await readFile(join(home, "logs", "inference.log"), "utf8");
    if (log.split("model measured").length > MODELS) return;
  }
  throw new Error("the product did not finish measuring its models");
}
