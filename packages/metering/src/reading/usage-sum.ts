export type UsageSum = { requests: number; inputTokens: number; amountPico: bigint };

export type FullSum = UsageSum & {
  inputs: number;
  /** Those of the input tokens that nobody computed. */
  cachedInputTokens: number;
  outputTokens: number;
};

/** Counts as bigint; amounts, whose sum may be larger than that, as text. */
export type SumRow = { requests: bigint; inputTokens: bigint; amountPico: string };
export type FullRow = SumRow & { inputs: bigint; cachedInputTokens: bigint; outputTokens: bigint };

export const NO_USAGE: FullSum = {
  requests: 0,
  inputs: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  amountPico: 0n,
};

export function toSum({ requests, inputTokens, amountPico }: SumRow): UsageSum {
  return { requests: Number(requests), inputTokens: Number(inputTokens), amountPico: BigInt(amountPico) };
}

export function toFullSum(row: FullRow): FullSum {
  const { inputs, cachedInputTokens, outputTokens } = row;
  return {
    ...toSum(row),
    inputs: Number(inputs),
    cachedInputTokens: Number(cachedInputTokens),
    outputTokens: Number(outputTokens),
  };
}

export function addSums(one: FullSum, other: FullSum): FullSum {
  return {
    requests: one.requests + other.requests,
    inputs: one.inputs + other.inputs,
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    amountPico: one.amountPico + other.amountPico,
  };
}
