import type Stripe from "stripe";

type Scalar = number | boolean | bigint | null | undefined;

/**
 * An object of the SDK's types as it travels: what can be expanded is an id, and a `Decimal` is the text of a number.
 */
export type Wire<T> = [Extract<T, string>] extends [never] ? Each<T> : Unexpanded<T>;

/** `string | Customer | null` is kept as the id or null. */
type Unexpanded<T> = T extends string | Scalar ? T : never;

type Each<T> = T extends Stripe.Decimal
  ? string
  : T extends Scalar
    ? T
    : T extends readonly (infer U)[]
      ? Wire<U>[]
      : T extends object
        ? { [K in keyof T]: Wire<T[K]> }
        : T;
