import type { NamedTensor } from "@millrace/serving";

/** Of a request, an input or an output, by name. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** An inference request, however it was written. */
export type InferCall = {
  /** Given back as it came; "" when none came. */
  readonly id: string;
  readonly parameters: Parameters;
  readonly inputs: readonly NamedTensor[];
  /** Names of the wanted outputs, in the wanted order; null for all. */
  readonly outputs: readonly string[] | null;
};
