import { z } from "zod";
import { integer, quantity } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";

export const anchorParams = {
  billing_cycle_anchor: integer.optional(),
  billing_cycle_anchor_config: z
    .strictObject({
      day_of_month: quantity.refine((day) => day >= 1 && day <= 31, "must be between 1 and 31"),
      hour: quantity.refine((hour) => hour <= 23, "must be between 0 and 23").optional(),
      minute: quantity.refine((minute) => minute <= 59, "must be between 0 and 59").optional(),
      second: quantity.refine((second) => second <= 59, "must be between 0 and 59").optional(),
    })
    .optional(),
};

type AnchorInput = {
  billing_cycle_anchor?: number;
  billing_cycle_anchor_config?: z.output<typeof anchorParams.billing_cycle_anchor_config>;
};

/**
 * When the first whole period of what is subscribed to at a moment begins, in seconds; undefined: then. A time of day that is
 * not named is the moment's. Fault 400 for both ways at once, and for what is over.
 */
export function firstAnchor(
  { billing_cycle_anchor: anchor, billing_cycle_anchor_config: config }: AnchorInput,
  now: number,
): number | undefined {
  if (anchor !== undefined && config !== undefined)
    throw invalid(
      "You may only specify one of these parameters: billing_cycle_anchor, billing_cycle_anchor_config.",
    );
  if (config === undefined) {
    if (anchor !== undefined && anchor <= now)
      throw invalid("`billing_cycle_anchor` must be in the future.", "billing_cycle_anchor");
    return anchor;
  }
  const at = new Date(now * 1000);
  const { hour = at.getUTCHours(), minute = at.getUTCMinutes(), second = at.getUTCSeconds() } = config;
  const inMonth = (months: number) => {
    const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + months];
    const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    const midnight = Date.UTC(year, month, Math.min(config.day_of_month, lastDay)) / 1000;
    return midnight + (hour * 60 + minute) * 60 + second;
  };
  return inMonth(0) > now ? inMonth(0) : inMonth(1);
}
