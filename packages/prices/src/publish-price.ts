import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { type Clock, formatPico, newId, parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { operatorActor, requireOperator } from "@millrace/teams";
import { currencyDiffers, noSuchTeam, pastIsFixed } from "./faults.ts";
import { type NewPrice, newPriceSchema, type ParsedPrice, type PriceVersion } from "./price-version.ts";
import { placeInHistory } from "./rules/place-in-history.ts";
import { findVersions, insertVersion, lockCurrency, lockHistory } from "./store.ts";

const HISTORY_MAX = 10_000;

/**
 * A new price from a moment on, for every team or for one. Never changes what was: a version after the first must take effect
 * later than the newest one and than ten seconds from now, when every node knows it, else Fault `conflict`
 * `prices.past_is_fixed`. The same version twice is one version. Fault `invalid` `prices.price_invalid`,
 * `prices.currency_differs` where it is not the team's, `not_found` `prices.no_such_team`.
 */
export async function publishPrice(
  { database, clock }: SystemContext,
  input: NewPrice,
): Promise<PriceVersion> {
  const next = parseInput(newPriceSchema, input, "prices.price_invalid");
  return database.inSystem(async (tx) => (await addPrice(tx, next, { clock, createdBy: null })).version);
}

/** The same by an operator, whom the version names; a team reads of its own price in its log. Fault `not_found` for others. */
export async function publishPriceAs(
  { database, clock }: SystemContext,
  session: Session,
  input: NewPrice,
): Promise<PriceVersion> {
  const next = parseInput(newPriceSchema, input, "prices.price_invalid");
  requireOperator(session);
  return database.inSystem(async (tx) => {
    const { version, isNew } = await addPrice(tx, next, { clock, createdBy: session.person.id });
    const { id, teamId, modelName, currency, effectiveFrom, rates } = version;
    if (teamId === null || !isNew) return version;
    const prices = rates.map(({ unit, pricePico }) => ({ unit, price: formatPico(pricePico) }));
    const after = { modelName, currency, effectiveFrom: effectiveFrom.toISOString(), prices };
    await recordAudit(
      tx,
      { clock, actor: operatorActor(session, teamId) },
      { verb: "price.publish", subjectType: "price", subjectId: id, after },
    );
    return version;
  });
}

async function addPrice(
  tx: SystemTx,
  next: ParsedPrice,
  { clock, createdBy }: { clock: Clock; createdBy: string | null },
): Promise<{ version: PriceVersion; isNew: boolean }> {
  if (next.teamId !== null) await requireTeam(tx, next.teamId, next.currency);
  await lockHistory(tx, next);
  const { modelName, currency } = next;
  const history = await findVersions(tx, { modelNames: [modelName], currency }, HISTORY_MAX);
  const placing = placeInHistory(history, next, clock.now());
  if (placing.kind === "known") return { version: placing.version, isNew: false };
  if (placing.kind === "too_late") throw pastIsFixed(placing.after);
  const version = { id: newId(), ...next };
  await insertVersion(tx, { ...version, createdAt: clock.now(), createdBy });
  return { version, isNew: true };
}

async function requireTeam(tx: SystemTx, teamId: string, currency: string): Promise<void> {
  const own = await lockCurrency(tx, teamId);
  if (own === null) throw noSuchTeam();
  if (own !== currency) throw currencyDiffers(own);
}
