import { z } from "zod";

export const OPERATION_KINDS = [
  "checkout_plan",
  "checkout_credit",
  "checkout_invoice",
  "change_plan",
  "top_up",
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

export const OPERATION_STATES = ["waiting", "done", "failed"] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

/** What is asked for, as it is kept. Amounts are decimals of minor units. */
export const requestSchema = z.record(z.string(), z.string().nullable());
export type OperationRequest = z.infer<typeof requestSchema>;

/** Something asked of the provider, written down before the call. */
export type PaymentOperation = {
  teamId: string;
  id: string;
  kind: OperationKind;
  /** What it is about; of one subject, one operation waits at a time. */
  subject: string;
  state: OperationState;
  request: OperationRequest;
  /** What the provider made for it; null: nothing that we know of. */
  providerId: string | null;
  /** How often it was tried. */
  attempts: number;
  createdBy: string | null;
  createdAt: Date;
};

/** Whether two requests ask for the same; what only says how is left out. */
export function isSameRequest(one: OperationRequest, other: OperationRequest): boolean {
  const essence = ({ locale: _, returnPath: __, ...asked }: OperationRequest) =>
    JSON.stringify(Object.entries(asked).sort(([left], [right]) => (left < right ? -1 : 1)));
  return essence(one) === essence(other);
}
