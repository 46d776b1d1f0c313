import { isUuid } from "@millrace/kernel";
import { z } from "zod";
import { outcomeSchema } from "../usage-record.ts";

const DAY_MS = 86_400_000;
const RANGE_DAYS_MAX = 400;

/** What belongs to the team rather than to a member: its service keys. */
export const SERVICE_KEYS = "service";
/** Keys that nobody is known to have made. */
export const NOBODY = "nobody";

const id = z.string().refine(isUuid, "This is no id.");

const things = {
  deploymentId: id.optional(),
  keyId: id.optional(),
  modelName: z.string().min(1).max(64).optional(),
  /** Whoever made the key; `SERVICE_KEYS` and `NOBODY` stand for those that are no member's. */
  memberId: id.or(z.enum([SERVICE_KEYS, NOBODY])).optional(),
  outcome: outcomeSchema.optional(),
};

/** Which usage, whenever it was: of everything or of some things. */
export const usageThingsSchema = z.object(things);
export type UsageThings = z.infer<typeof usageThingsSchema>;

/** Which usage: in a half-open span of time, of everything or of some things. */
export const usageFilterSchema = z
  .object({ from: z.date(), to: z.date(), ...things })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "The end must be later than the start." })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= RANGE_DAYS_MAX * DAY_MS, {
    path: ["from"],
    message: `At most ${RANGE_DAYS_MAX} days at once.`,
  });

export type UsageFilter = z.infer<typeof usageFilterSchema>;

export const GROUPINGS = ["model", "deployment", "key", "member", "outcome", "none"] as const;

/** What usage is added up by; a group is named by the model's name, the outcome or the thing's id, and by nothing for `none`. */
export type Grouping = (typeof GROUPINGS)[number];

export const BUCKETS = ["minute", "hour", "day", "month"] as const;

/** A part of a chart, beginning at full UTC minutes, hours, days or calendar months. */
export type Bucket = (typeof BUCKETS)[number];

export const MEASURES = ["requests", "tokens", "cost"] as const;

/** Which of the sums decides: requests, input tokens or the amount. */
export type Measure = (typeof MEASURES)[number];
