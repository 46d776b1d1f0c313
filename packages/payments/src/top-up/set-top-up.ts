import { recordAudit } from "@millrace/audit";
import { formatMinor } from "@millrace/billing";
import { Fault, formatPico, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { requireProvider } from "../faults.ts";
import { checkAmount } from "../outbound/purchase.ts";
import { findCustomer, findTeam } from "../outbound/store.ts";
import type { PaymentContext } from "../provider.ts";
import { deleteRule, findRule, upsertRule } from "./store.ts";
import type { TopUpRule } from "./top-up-rule.ts";

/** A million units of a currency in picos. */
const BELOW_PICO_MAX = 10n ** 18n;
/** In minor units. */
const MONTHLY_MINOR_MAX = 10_000_000n;

const inputSchema = z.object({
  belowPico: z.bigint().positive().max(BELOW_PICO_MAX),
  amountMinor: z.bigint(),
  monthlyMaxMinor: z.bigint().max(MONTHLY_MINOR_MAX),
});

/**
 * From now on credit is bought without anybody being asked when less than `belowPico` is left. A rule that was off is on again.
 * Faults `invalid` `payments.top_up_invalid`, `payments.amount`; `precondition` `payments.no_provider`, `payments.no_card`: nothing
 * was ever paid at the provider, so that it keeps no card.
 */
export async function setTopUp(ctx: PaymentContext, input: z.input<typeof inputSchema>): Promise<TopUpRule> {
  const wanted = parseInput(inputSchema, input, "payments.top_up_invalid");
  const { database, clock, actor } = ctx;
  requirePermission(actor, "billing.write");
  requireProvider(ctx.provider);
  if (wanted.monthlyMaxMinor < wanted.amountMinor) throw monthlyTooLow();
  const { teamId, personId } = actor;
  const { currency } = await database.oneInSystem((tx) => findTeam(tx, teamId));
  checkAmount(wanted.amountMinor, currency);
  const rule = { ...wanted, disabledAt: null, failure: null };
  return database.inTeam(teamId, async (tx) => {
    if ((await findCustomer(tx, teamId))?.cardLabel == null) throw noCard();
    const before = await findRule(tx, teamId);
    await upsertRule(tx, rule, { teamId, updatedBy: personId, updatedAt: clock.now() });
    await recordAudit(tx, ctx, {
      ...{ verb: "top_up.set", subjectType: "team", subjectId: teamId },
      ...(before === null ? {} : { before: recordOf(before, currency) }),
      after: recordOf(rule, currency),
    });
    return rule;
  });
}

/** Credit is bought by nobody but people from now on. A payment that is under way goes on. */
export async function removeTopUp({ database, clock, actor }: PaymentContext): Promise<void> {
  requirePermission(actor, "billing.write");
  const { teamId } = actor;
  await database.inSystem(async (tx) => {
    const before = await findRule(tx, teamId);
    if (before === null) return;
    await deleteRule(tx, teamId);
    const { currency } = await findTeam(tx, teamId);
    await recordAudit(
      tx,
      { clock, actor },
      {
        ...{ verb: "top_up.remove", subjectType: "team", subjectId: teamId },
        before: recordOf(before, currency),
      },
    );
  });
}

function recordOf({ belowPico, amountMinor, monthlyMaxMinor }: TopUpRule, currency: string) {
  return {
    below: formatPico(belowPico),
    amount: formatMinor(amountMinor, currency),
    monthlyMax: formatMinor(monthlyMaxMinor, currency),
    currency,
  };
}

function monthlyTooLow(): Fault {
  return new Fault({
    kind: "invalid",
    code: "payments.top_up_invalid",
    message: "A month must have room for one purchase at least.",
    param: "monthlyMaxMinor",
  });
}

function noCard(): Fault {
  return new Fault({
    kind: "precondition",
    code: "payments.no_card",
    message:
      "No card is kept that could be charged. Buy credit once, or enter a card at the payment provider.",
  });
}
