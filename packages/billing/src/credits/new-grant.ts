import { Fault, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { GRANT_KINDS } from "./credit-grant.ts";

/** A million units of a currency in picos. */
const AMOUNT_MAX = 10n ** 18n;

const newGrantSchema = z.object({
  teamId: z.uuid(),
  kind: z.enum(GRANT_KINDS),
  name: z.string().trim().min(1).max(120),
  amountPico: z.bigint().positive().max(AMOUNT_MAX),
  priority: z.int().min(0).max(100).default(50),
  effectiveAt: z.date().optional(),
  expiresAt: z.date().nullable().default(null),
  /** What makes it, such as a payment: the same operation twice is one grant. */
  operationId: z.string().min(1).max(200),
});

export type NewGrantInput = z.input<typeof newGrantSchema>;

/** Fault `invalid` `billing.grant_invalid`. */
export function parseNewGrant(input: NewGrantInput, now: Date) {
  const { effectiveAt = now, ...wanted } = parseInput(newGrantSchema, input, "billing.grant_invalid");
  if (wanted.expiresAt !== null && wanted.expiresAt <= effectiveAt) throw endsBeforeItBegins();
  return { ...wanted, effectiveAt };
}

function endsBeforeItBegins(): Fault {
  return new Fault({
    kind: "invalid",
    code: "billing.grant_invalid",
    message: "Credit cannot expire before it begins.",
    param: "expiresAt",
  });
}
