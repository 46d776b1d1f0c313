import { z } from "zod";
import type { PaymentOperation } from "../outbound/operation.ts";

const schema = z.object({
  amountMinor: z.string().transform(BigInt),
  currency: z.string(),
  customerId: z.string(),
});

/** What a top-up asks for. */
export type TopUpRequest = z.output<typeof schema>;

export function topUpRequest({ request }: PaymentOperation): TopUpRequest {
  return schema.parse(request);
}
