import { z } from "zod";

/** What of the provider an event makes us ask for. */
export type SubjectKind = "session" | "subscription" | "invoice" | "payment" | "customer" | "meter";

export type Subject = { readonly kind: SubjectKind; readonly id: string };

/** By the beginning of an event's type, the longest first. Source: https://docs.stripe.com/api/events/types */
const KINDS: readonly (readonly [string, SubjectKind])[] = [
  ["v1.billing.meter.", "meter"],
  ["checkout.session.", "session"],
  ["customer.subscription.", "subscription"],
  ["subscription_schedule.", "subscription"],
  ["invoice.", "invoice"],
  ["payment_intent.", "payment"],
  ["charge.", "payment"],
  ["refund.", "payment"],
  ["payment_method.", "customer"],
  ["customer.", "customer"],
];

/** Of `customer.`, what else there is: sources, discounts, tax numbers. */
const CUSTOMER_TYPES = new Set(["customer.updated", "customer.deleted"]);

/** Null: a type that nothing here depends on. */
export function kindOf(type: string): SubjectKind | null {
  const kind = KINDS.find(([start]) => type.startsWith(start))?.[1] ?? null;
  if (kind === "customer" && type.startsWith("customer.") && !CUSTOMER_TYPES.has(type)) return null;
  return kind;
}

const name = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).nullish();

const dataSchema = z.object({
  object: z.object({
    id: z.string().nullish(),
    payment_intent: name,
    customer: name,
    subscription: name,
    released_subscription: name,
  }),
  previous_attributes: z.object({ customer: name, subscription: name }).nullish(),
});

/** What a snapshot event is about; null: nothing that is to be asked for. */
export function subjectOf(type: string, data: unknown): Subject | null {
  const kind = kindOf(type);
  const parsed = dataSchema.safeParse(data);
  if (kind === null || kind === "meter" || !parsed.success) return null;
  const { object, previous_attributes: previous } = parsed.data;
  const id = idIn(kind, type, object, previous ?? {});
  return id ? { kind, id } : null;
}

type Parsed = z.output<typeof dataSchema>;

function idIn(
  kind: SubjectKind,
  type: string,
  object: Parsed["object"],
  previous: NonNullable<Parsed["previous_attributes"]>,
): string | null | undefined {
  if (kind === "payment") return type.startsWith("payment_intent.") ? object.id : object.payment_intent;
  // A card that was taken off says in what changed whose it was.
  if (type.startsWith("payment_method.")) return object.customer ?? previous.customer;
  if (type.startsWith("subscription_schedule."))
    return object.subscription ?? object.released_subscription ?? previous.subscription;
  return object.id;
}
