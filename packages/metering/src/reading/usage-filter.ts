import { isUuid } from "@millrace/kernel";
import { z } from "zod";

const DAY_MS = 86_400_000;
const RANGE_DAYS_MAX = 400;

const id = z.string().refine(isUuid, "This is no id.");

/** Which usage: in a half-open span of time, of everything or of one thing. */
export const usageFilterSchema = z
  .object({
    from: z.date(),
    to: z.date(),
    deploymentId: id.optional(),
    keyId: id.optional(),
    modelName: z.string().min(1).max(64).optional(),
  })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "The end must be later than the start." })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= RANGE_DAYS_MAX * DAY_MS, {
    path: ["from"],
    message: `At most ${RANGE_DAYS_MAX} days at once.`,
  });

export type UsageFilter = z.infer<typeof usageFilterSchema>;

export const GROUPINGS = ["model", "key", "deployment", "none"] as const;

/** What usage is added up by; a group is named by the model's name or the thing's id, and by nothing for `none`. */
export type Grouping = (typeof GROUPINGS)[number];

export const BUCKETS = ["minute", "hour", "day"] as const;

/** A part of a chart, beginning at full UTC minutes, hours or days. */
export type Bucket = (typeof BUCKETS)[number];
