import { z } from "zod";

/** Somebody on the way to the provider and back; kept, sealed, by their browser. */
export const ssoFlowSchema = z.strictObject({
  teamId: z.uuid(),
  issuer: z.string(),
  clientId: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  redirectUri: z.string(),
  startedAtMs: z.number(),
});

export type SsoFlow = z.infer<typeof ssoFlowSchema>;

export const SSO_FLOW_AGE_MAX_MS = 10 * 60_000;
