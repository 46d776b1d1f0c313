import type { SystemContext } from "@millrace/db";
import type { PriceVersion } from "./price-version.ts";
import { findVersions, type PriceTx } from "./store.ts";

/** More versions than this would be a mistake in whatever publishes them. */
const LOADED_MAX = 10_000;

/** Every price version of the installation, newest first. */
export async function loadPrices({ database }: Pick<SystemContext, "database">): Promise<PriceVersion[]> {
  return database.inSystem((tx) => findVersions(tx, {}, LOADED_MAX));
}

/**
 * What some models cost some teams: everybody's price versions and the teams' own, newest first, as the caller's transaction
 * sees them; for rating in it.
 */
export async function loadPricesOf(
  tx: PriceTx,
  { modelNames, teamIds }: { modelNames: readonly string[]; teamIds: readonly string[] },
): Promise<PriceVersion[]> {
  return findVersions(tx, { modelNames, teamIds }, LOADED_MAX);
}

/** Price versions by their ids, whatever they price and whomever they are for; for what was rated by them. */
export async function loadPricesById(tx: PriceTx, ids: readonly string[]): Promise<PriceVersion[]> {
  return findVersions(tx, { ids }, LOADED_MAX);
}
