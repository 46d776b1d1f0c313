import type { Database } from "@millrace/db";
import { findCurrency } from "../credits/store.ts";
import { inSnapshot } from "../store.ts";
import { billPeriod } from "./bill-period.ts";
import type { Collectable } from "./collector.ts";

/** What a period of a team comes to so far for whoever collects it; see `Collectable`. Fault `internal` as of `billPeriod`. */
export async function readNet(
  database: Database,
  { teamId, period }: Pick<Collectable, "teamId" | "period">,
): Promise<Pick<Collectable, "netMinor" | "carriedMinor">> {
  return inSnapshot(database, async (tx) => {
    const currency = await findCurrency(tx, teamId);
    const booked = { teamId, period, currency, rates: [], completion: null };
    const { netMinor, carriedMinor } = await billPeriod(tx, booked);
    return { netMinor, carriedMinor };
  });
}
