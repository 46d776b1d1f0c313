/** `function_to_apply` of the Hugging Face text-classification task. */
export const ACTIVATION_FUNCTIONS = ["softmax", "sigmoid", "none"] as const;

export type ActivationFunction = (typeof ACTIVATION_FUNCTIONS)[number];

export type LabelScore = { readonly label: string; readonly score: number };

/** The `topK` best labels for one row of logits, highest score first; equal scores keep the model's order. */
export function scoreLabels(
  logits: Float32Array,
  labels: readonly string[],
  choice: { activation: ActivationFunction; topK: number | null },
): LabelScore[] {
  const scores = activate(logits, choice.activation);
  const ranked = labels.map((label, index) => ({ label, score: scores[index] ?? 0 }));
  ranked.sort((a, b) => b.score - a.score);
  return choice.topK === null ? ranked : ranked.slice(0, choice.topK);
}

/** One score per logit, in their order. */
export function activate(logits: Float32Array, activation: ActivationFunction): number[] {
  switch (activation) {
    case "softmax":
      return softmax(logits);
    case "sigmoid":
      return Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
    case "none":
      return Array.from(logits);
  }
}

/** Shifted by the largest logit, so that no exponential overflows. */
function softmax(logits: Float32Array): number[] {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}
