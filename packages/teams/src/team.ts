import { displayNameSchema } from "@millrace/people";
import { z } from "zod";

/** The tenant. `handle` names it in addresses, such as `acme-7k2m9q`; every amount of the team is in its currency (ISO 4217). */
export type Team = { id: string; handle: string; name: string; currency: string };

const NAME_LENGTH_MAX = 80;
const HANDLE_LENGTH_MAX = 60;
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

export const teamNameSchema = displayNameSchema(NAME_LENGTH_MAX);
export const currencySchema = z
  .string()
  .refine((text) => CURRENCIES.has(text), "is not an ISO 4217 code such as USD");
export const handleSchema = z
  .string()
  .max(HANDLE_LENGTH_MAX)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*-[a-z0-9]{6}$/);
