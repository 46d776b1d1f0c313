import type { SystemContext } from "@millrace/db";
import { Fault, newId, parseInput } from "@millrace/kernel";
import { type NewPrice, newPriceSchema, type PriceVersion } from "./price-version.ts";
import { placeInHistory } from "./rules/place-in-history.ts";
import { findVersions, insertVersion, lockHistory } from "./store.ts";

const HISTORY_MAX = 10_000;

/**
 * A new price from a moment on. Never changes what was: a version after the first must take effect later than the
 * newest one and than ten seconds from now, when every node knows it, else Fault `conflict` `prices.past_is_fixed`. The same version twice is one version. Fault
 * `invalid` `prices.price_invalid`.
 */
export async function publishPrice(
  { database, clock }: SystemContext,
  input: NewPrice,
): Promise<PriceVersion> {
  const next = parseInput(newPriceSchema, input, "prices.price_invalid");
  return database.inSystem(async (tx) => {
    await lockHistory(tx, next);
    const { modelName, currency } = next;
    const history = await findVersions(tx, { modelName, currency }, HISTORY_MAX);
    const placing = placeInHistory(history, next, clock.now());
    if (placing.kind === "known") return placing.version;
    if (placing.kind === "too_late") throw pastIsFixed(placing.after);
    const version = { id: newId(), ...next };
    await insertVersion(tx, { ...version, createdAt: clock.now() });
    return version;
  });
}

function pastIsFixed(after: Date): Fault {
  return new Fault({
    kind: "conflict",
    code: "prices.past_is_fixed",
    message: `What has happened keeps its price. Choose a moment after ${after.toISOString()}.`,
    param: "effectiveFrom",
  });
}
