import { z } from "zod";
import type { Metadata } from "../world/nouns.ts";

const KEYS_MAX = 50;

/** How Stripe's parameters are written in a form; a JSON body (v2) writes them the same where the twin speaks it. */
export const text = z.string().max(5_000);
export const name = z.string().min(1).max(5_000);
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, "Invalid integer")
  .transform(Number);
export const quantity = z
  .string()
  .regex(/^\d{1,12}$/, "Invalid integer")
  .transform(Number);
export const decimal = z.string().regex(/^-?\d{1,15}(\.\d{1,12})?$/, "Invalid decimal");
export const flag = z.enum(["true", "false"]).transform((word) => word === "true");
export const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, "Invalid currency")
  .transform((code) => code.toLowerCase());
export const metadata = z.union([
  z.literal("").transform(() => null),
  z
    .record(z.string().min(1).max(40), z.string().max(500))
    .refine((map) => Object.keys(map).length <= KEYS_MAX),
]);
export const address = z.strictObject({
  line1: text.optional(),
  line2: text.optional(),
  city: text.optional(),
  state: text.optional(),
  postal_code: text.optional(),
  country: z
    .string()
    .regex(/^([A-Z]{2})?$/)
    .optional(),
});
export const automaticTax = z.strictObject({
  enabled: flag,
  liability: z.strictObject({ type: z.literal("self") }).optional(),
});

/** `""` takes a value away. */
export const emptiable = <T extends z.ZodType>(type: T) =>
  z.union([z.literal("").transform(() => null), type]);

export const listOf = <T extends z.ZodType>(type: T) =>
  z.union([z.literal("").transform((): z.output<T>[] => []), z.array(type).max(100)]);

/** Times are compared as `created[gte]=…`; a plain number means equal. */
export const range = z.union([
  integer.transform((equal) => ({ gte: equal, lte: equal })),
  z.strictObject({ gt: integer, gte: integer, lt: integer, lte: integer }).partial(),
]);
export type Range = { gt?: number; gte?: number; lt?: number; lte?: number };

export const isIn = (at: number, { gt, gte, lt, lte }: Range): boolean =>
  (gt === undefined || at > gt) &&
  (gte === undefined || at >= gte) &&
  (lt === undefined || at < lt) &&
  (lte === undefined || at <= lte);

/** Metadata are merged key by key; `""` removes one, and null all of them. */
export function mergeMetadata(kept: Metadata, given: Metadata | null | undefined): Metadata {
  if (given === undefined) return kept;
  if (given === null) return {};
  return Object.fromEntries(Object.entries({ ...kept, ...given }).filter(([, value]) => value !== ""));
}
