import { z } from "zod";
import { httpUrl } from "./addresses.ts";
import { invalid } from "./invalid.ts";

const SECRET_CHARACTERS_MIN = 16;
const KEY = new RegExp(`^[sr]k_(test|live)_\\w{${SECRET_CHARACTERS_MIN},200}$`);
const WEBHOOK_SECRET = new RegExp(`^whsec_[\\w+/=-]{${SECRET_CHARACTERS_MIN},200}$`);

const secretKey = z
  .string()
  .refine(
    (key) => !key.startsWith("pk_"),
    "is the publishable key, which can do nothing; the secret one begins with sk_ or rk_",
  )
  .refine((key) => key.startsWith("pk_") || KEY.test(key), "must be a whole key that begins with sk_ or rk_");

const webhookSecrets = z
  .string()
  .transform((text) => text.split(",").map((entry) => entry.trim()))
  .refine(
    (entries) => entries.every((entry) => WEBHOOK_SECRET.test(entry)),
    "must be whole secrets that begin with whsec_, separated by commas",
  );

/** Who collects, and how it is reached. */
export const PAYMENT_VARIABLES = {
  STRIPE_SECRET_KEY: secretKey.optional(),
  STRIPE_WEBHOOK_SECRETS: webhookSecrets.default([]),
  STRIPE_API_BASE: httpUrl.optional(),
  STRIPE_TAX: z.enum(["automatic", "none"], "must be automatic or none").optional(),
};

/** How Stripe is asked and heard. */
export type PaymentsConfig = Readonly<{
  secretKey: string;
  /** Whether money is real. */
  isLive: boolean;
  /** What its deliveries are signed with: any of them counts, so that one can follow another. */
  webhookSecrets: readonly string[];
  /** Where a stand-in for it listens; absent: Stripe itself. */
  apiBase: string | undefined;
  tax: "automatic" | "none";
}>;

type PaymentValues = Partial<{
  STRIPE_SECRET_KEY: string;
  STRIPE_WEBHOOK_SECRETS: readonly string[];
  STRIPE_API_BASE: string;
  STRIPE_TAX: "automatic" | "none";
}>;

/** Null: nobody collects. Fault `config.invalid` where variables do not go together. */
export function payments(values: PaymentValues & { TAX_RATES: readonly string[] }): PaymentsConfig | null {
  const {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRETS: webhookSecrets = [],
    STRIPE_API_BASE: apiBase,
    STRIPE_TAX: tax = "none",
  } = values;
  if (secretKey === undefined) {
    const lone = Object.entries({ ...values, TAX_RATES: undefined }).find(
      ([name, value]) => name.startsWith("STRIPE_") && value !== undefined && value.length > 0,
    );
    if (lone !== undefined) throw invalid(`${lone[0]}: goes with STRIPE_SECRET_KEY, which is not set`);
    return null;
  }
  if (webhookSecrets.length === 0)
    throw invalid("STRIPE_WEBHOOK_SECRETS: is missing, so that nothing that Stripe tells could be believed");
  if (values.TAX_RATES.length > 0 && tax === "none")
    throw invalid(
      "TAX_RATES: are not charged by Stripe; set STRIPE_TAX=automatic with them, or leave them out",
    );
  const isLive = secretKey.slice(3).startsWith("live_");
  if (apiBase !== undefined) checkStandIn(new URL(apiBase), isLive);
  return { secretKey, isLive, webhookSecrets, apiBase, tax };
}

function checkStandIn({ protocol, hostname }: URL, isLive: boolean): void {
  const isHere = hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
  if (isHere && isLive)
    throw invalid("STRIPE_API_BASE: is this machine, and STRIPE_SECRET_KEY a live key; use a test key");
  if (!isHere && protocol !== "https:")
    throw invalid("STRIPE_API_BASE: must be an https address, since the secret key is sent there");
}

/** As they were given, for a service that is started with them. */
export type PaymentVariables = Partial<Record<keyof typeof PAYMENT_VARIABLES, string>>;

export function paymentVariables(config: PaymentsConfig | null): PaymentVariables {
  if (config === null) return {};
  const { secretKey, webhookSecrets, apiBase, tax } = config;
  return {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRETS: webhookSecrets.join(),
    STRIPE_TAX: tax,
    ...(apiBase === undefined ? {} : { STRIPE_API_BASE: apiBase }),
  };
}
