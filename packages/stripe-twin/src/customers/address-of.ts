import type { Customer } from "../world/nouns.ts";

type Address = NonNullable<Customer["address"]>;

/** An address with all of its fields; what was not given is null. */
export function addressOf(given: { [K in keyof Address]?: Address[K] } | null): Address | null {
  if (given === null) return null;
  const { line1, line2, city, state, postal_code, country } = given;
  return {
    line1: line1 || null,
    line2: line2 || null,
    city: city || null,
    state: state || null,
    postal_code: postal_code || null,
    country: country || null,
  };
}
