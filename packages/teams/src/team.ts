import { z } from "zod";
import { displayNameSchema } from "./display-name.ts";

/** The tenant. Every amount of the team is in its currency (ISO 4217). */
export type Team = { id: string; name: string; currency: string };

const NAME_LENGTH_MAX = 80;
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

export const teamNameSchema = displayNameSchema(NAME_LENGTH_MAX);
export const currencySchema = z
  .string()
  .refine((text) => CURRENCIES.has(text), "is not an ISO 4217 code such as USD");
