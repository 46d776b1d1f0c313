import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { readCursor, writeCursor } from "../rules/cursor.ts";
import { findRequests } from "./store-requests.ts";
import { type UsageFilter, usageFilterSchema } from "./usage-filter.ts";
import type { UsageRequest } from "./usage-request.ts";

const LIMIT_MAX = 100;

const pageSchema = z.object({
  after: z
    .string()
    .transform(readCursor)
    .refine((cursor) => cursor !== null, "This is no place in a list of requests.")
    .optional(),
  limit: z.int().min(1).max(LIMIT_MAX),
});

export type ListRequestsInput = UsageFilter & {
  /** `next` of the page before. */
  after?: string;
  /** At most 100. */
  limit: number;
};
export type RequestPage = { requests: UsageRequest[]; next: string | null };

/**
 * Single requests, newest first, page by page: new ones that come meanwhile neither shift nor repeat anything.
 * Fault `invalid` `metering.filter_invalid`.
 */
export async function listRequests(
  { database, actor }: Context,
  input: ListRequestsInput,
): Promise<RequestPage> {
  const filter = parseInput(usageFilterSchema, input, "metering.filter_invalid");
  const { after = null, limit } = parseInput(pageSchema, input, "metering.filter_invalid");
  requirePermission(actor, "usage.read");
  const found = await database.inTeam(actor.teamId, (tx) =>
    findRequests(tx, actor.teamId, { filter, after, limit: limit + 1 }),
  );
  const requests = found.slice(0, limit);
  const last = requests.at(-1);
  return { requests, next: found.length > limit && last ? writeCursor(last) : null };
}
