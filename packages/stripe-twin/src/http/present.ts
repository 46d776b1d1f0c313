import type { World } from "../world/world.ts";
import { invalid } from "./stripe-fault.ts";

const EMBEDDED_MAX = 10;
const EXPANSIONS_MAX = 20;
const DEPTH_MAX = 4;

type Json = { [name: string]: unknown };

/** What is only there when it is asked for, by the object's kind and the field's name. */
export type Includes = Record<string, (world: World, object: Json) => unknown>;

/** A copy as Stripe answers it: of lists inside of it only the first ten. */
export function present<T extends object>(object: T): T;
export function present(object: object): object {
  return copyFields(object);
}

function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  return copyFields(isLongList(value) ? cut(value) : value);
}

type EmbeddedList = { object: "list"; data: unknown[]; has_more: boolean };

function isLongList(value: object): value is EmbeddedList {
  if (!("object" in value) || value.object !== "list" || !("data" in value)) return false;
  return Array.isArray(value.data) && value.data.length > EMBEDDED_MAX;
}

function cut(list: EmbeddedList): EmbeddedList {
  return { ...list, data: list.data.slice(0, EMBEDDED_MAX), has_more: true };
}

function copyFields(object: object): Json {
  const copied: Json = {};
  for (const [name, value] of Object.entries(object)) if (value !== undefined) copied[name] = copy(value);
  return copied;
}

/** Puts objects where their ids stand, as `expand[]` asks. Fault 400 for what cannot be expanded. */
export function expand(world: World, includes: Includes, answer: object, paths: readonly string[]): object {
  if (paths.length > EXPANSIONS_MAX)
    throw invalid(`You cannot expand more than ${EXPANSIONS_MAX} properties.`, "expand");
  for (const path of paths) {
    const parts = path.split(".");
    if (parts.length > DEPTH_MAX)
      throw invalid("You cannot expand more than 4 levels of a property.", "expand");
    expandAt({ world, includes, path }, answer as Json, parts);
  }
  return answer;
}

type Expansion = { world: World; includes: Includes; path: string };

function expandAt(expansion: Expansion, holder: Json, [part, ...rest]: readonly string[]): void {
  if (part === undefined) return;
  const value = fieldOf(expansion, holder, part);
  if (value === null) return;
  holder[part] = value;
  if (rest.length === 0) return;
  for (const inner of Array.isArray(value) ? value : [value])
    if (typeof inner === "object" && inner !== null) expandAt(expansion, inner as Json, rest);
}

function fieldOf({ world, includes, path }: Expansion, holder: Json, part: string): unknown {
  const include = includes[`${holder.object}.${part}`];
  const value = holder[part];
  if (include !== undefined && (value === undefined || value === null))
    return present(toObject(include(world, holder)));
  if (typeof value === "string") {
    const found = world.findAny(value);
    if (found !== undefined) return present(found);
  }
  if (value === undefined || typeof value === "string")
    throw invalid(`This property cannot be expanded (${part}), in '${path}'.`, "expand");
  return value;
}

const toObject = (value: unknown): object =>
  typeof value === "object" && value !== null ? value : { value };
