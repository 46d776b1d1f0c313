import { Fault } from "@millrace/kernel";
import { type FoundKey, type KeyApi, scopeAllows } from "@millrace/keys";
import type { Caller } from "./http/caller.ts";
import type { KeyRing } from "./key-ring.ts";

/** What a request brings along, whichever protocol it speaks. */
export type Arrival = {
  authorization: string | undefined;
  /** The client's; null where the proxies did not say. */
  address: string | null;
  /** What it asks through; null: what every key may ask. */
  api: KeyApi | null;
};

const API_NAMES: Record<KeyApi, string> = {
  openai: "OpenAI's API (/v1)",
  huggingface: "Hugging Face's API (/models)",
  oip: "the Open Inference Protocol (/v2 and gRPC)",
};

/**
 * Who asks. Faults: `unauthenticated` for what is no working key; `forbidden` `address_not_allowed` and
 * `api_not_allowed` for a key that may not be used from there, or for this.
 */
export async function authenticate(keyRing: KeyRing, arrival: Arrival): Promise<Caller> {
  const { authorization, address, api } = arrival;
  const key = await keyRing.verify(authorization, address);
  if (api !== null && !scopeAllows(key, { api })) throw apiNotAllowed(api, key);
  return { teamId: key.teamId, keyId: key.id, deploymentIds: key.deploymentIds };
}

function apiNotAllowed(api: KeyApi, { apis }: FoundKey): Fault {
  const allowed = apis.map((each) => API_NAMES[each]).join(" and ");
  return new Fault({
    kind: "forbidden",
    code: "api_not_allowed",
    message: `This key may not use ${API_NAMES[api]}; it may use ${allowed}. The console's Keys page changes that.`,
  });
}
