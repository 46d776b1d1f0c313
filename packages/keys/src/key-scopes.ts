import { z } from "zod";
import { canonicalNetwork } from "./rules/canonical-network.ts";

/** The API families, by the name of those whose clients speak them; `oip` is the Open Inference Protocol. */
export const KEY_APIS = ["openai", "huggingface", "oip"] as const;
export type KeyApi = (typeof KEY_APIS)[number];

/** What a key may do; each that is empty bounds nothing. */
export type KeyScopes = {
  /** Deployments that it may call. One that was deleted stays named and allows nothing. */
  deploymentIds: string[];
  apis: KeyApi[];
  /** Addresses and networks (CIDR) that may use it, in canonical form. */
  allowedIps: string[];
};

export const SCOPE_DEPLOYMENTS_MAX = 100;
export const ALLOWED_IPS_MAX = 50;

const network = z.string().transform((text, { addIssue }) => {
  const canonical = canonicalNetwork(text);
  if (canonical !== null) return canonical;
  addIssue({ code: "custom", message: "is neither an IP address nor a network such as 10.1.0.0/16" });
  return z.NEVER;
});

export const scopesShape = {
  deploymentIds: z.array(z.uuid().toLowerCase()).max(SCOPE_DEPLOYMENTS_MAX).transform(distinct),
  apis: z.array(z.enum(KEY_APIS)).max(KEY_APIS.length).transform(distinct),
  allowedIps: z.array(network).max(ALLOWED_IPS_MAX).transform(distinct),
};

function distinct<T>(values: T[]): T[] {
  return [...new Set(values)];
}
