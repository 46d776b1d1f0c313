import { z } from "zod";
import type { World } from "../world/world.ts";
import { isIn, quantity, type Range, range } from "./fields.ts";
import { type Route, route } from "./route.ts";
import { invalid } from "./stripe-fault.ts";

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

const pageShape = {
  limit: quantity
    .refine((limit) => limit >= 1 && limit <= LIMIT_MAX, `must be between 1 and ${LIMIT_MAX}`)
    .optional(),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
};
export type Page = { limit?: number; starting_after?: string; ending_before?: string };
type Row = { id: string; created?: number };

export type List<T> = { object: "list"; data: T[]; has_more: boolean; url: string };

/** A page of rows that stand in the order in which they are listed: newest first. */
export function listPage<T extends { id: string }>(rows: readonly T[], url: string, page: Page): List<T> {
  const limit = page.limit ?? LIMIT_DEFAULT;
  if (page.ending_before !== undefined) {
    const end = indexOf(rows, page.ending_before, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: rows.slice(start, end), has_more: start > 0, url };
  }
  const start =
    page.starting_after === undefined ? 0 : indexOf(rows, page.starting_after, "starting_after") + 1;
  return {
    object: "list",
    data: rows.slice(start, start + limit),
    has_more: rows.length > start + limit,
    url,
  };
}

/** All of them; where they are embedded in another object, `present` cuts them. */
export function listAll<T>(data: T[], url: string): List<T> {
  return { object: "list", data, has_more: false, url };
}

type Filters<S extends z.ZodRawShape> = z.output<z.ZodObject<S>>;

/** `GET` of a list, with paging, `created`, and the filters of its own. Rows come newest first. */
export function listRoute<S extends z.ZodRawShape, T extends Row>(
  path: string,
  filters: S,
  rows: (world: World, wanted: Filters<S>, id: (part: string) => string) => T[],
): Route {
  const schema = z.strictObject({ ...filters, ...pageShape, created: range.optional() });
  return route("GET", path, schema, (world, input, id) => {
    const given: unknown = input;
    const { created, ...page } = given as Page & { created?: Range };
    const found = rows(world, given as Filters<S>, id);
    const within = created === undefined ? found : found.filter((row) => isIn(row.created ?? 0, created));
    return listPage(
      within,
      path.replace(/:(\w+)/g, (_, part) => id(part)),
      page,
    );
  });
}

function indexOf(rows: readonly { id: string }[], id: string, param: string): number {
  const index = rows.findIndex((row) => row.id === id);
  if (index < 0) throw invalid(`No such object: '${id}'`, param, "resource_missing");
  return index;
}
