import type { Database } from "@millrace/db";
import type { Clock } from "@millrace/kernel";
import type { PaymentProvider } from "../provider.ts";
import { findCustomer, findTeam, insertCustomer } from "./store.ts";

/** The team's name at the provider, which knows it from now on. Whoever asks at once makes one. */
export async function ensureCustomer(
  { database, clock }: { database: Database; clock: Clock },
  provider: PaymentProvider,
  teamId: string,
): Promise<string> {
  const known = await database.oneInSystem((tx) => findCustomer(tx, teamId));
  if (known !== null) return known.providerId;
  const { name } = await database.oneInSystem((tx) => findTeam(tx, teamId));
  const providerId = await provider.createCustomer({ teamId, name });
  return database.inSystem(async (tx) => {
    await insertCustomer(tx, { teamId, provider: provider.name, providerId, createdAt: clock.now() });
    return (await findCustomer(tx, teamId))?.providerId ?? providerId;
  });
}
