import type { LineBounds } from "./batching/admission.ts";
import type { Freight } from "./freight.ts";
import { QUEUE_MS_MAX_DEFAULT, type ReplicaGroupSpec } from "./spec.ts";

/** The part of a spec that can change while requests wait. */
export type LineSpec = Pick<
  ReplicaGroupSpec,
  "name" | "batchTokensMax" | "batchRowsMax" | "queueRequestsMax" | "queueMsMax" | "cacheBytesMax"
>;

/** The tighter of what the deployment and the kind of its inputs allow. */
export function boundsOf(
  { batchTokensMax, batchRowsMax, queueRequestsMax, queueMsMax }: LineSpec,
  freight: Pick<Freight<never, unknown>, "batchTokensMax" | "waitingTokensMax">,
): LineBounds {
  return {
    tokensMax: Math.min(batchTokensMax, freight.batchTokensMax),
    rowsMax: batchRowsMax,
    requestsMax: queueRequestsMax,
    workMsMax: queueMsMax ?? QUEUE_MS_MAX_DEFAULT,
    waitingTokensMax: freight.waitingTokensMax,
  };
}
