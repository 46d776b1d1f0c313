/** Enough places to tell 0.9991 from 0.999. */
const COSINE_DIGITS = 5;
const SHARE_DIGITS = 2;

/**
 * How near a variant comes to the model as it was registered: a cosine for vectors, a share of labels for classes. What is
 * just below a bound never reads as if it met it.
 */
export function formatAgreement(agreement: number, kind: "cosine" | "labels", locale: string): string {
  const digits =
    kind === "labels"
      ? ({ style: "percent", maximumFractionDigits: SHARE_DIGITS } as const)
      : { maximumFractionDigits: COSINE_DIGITS };
  return new Intl.NumberFormat(locale, { ...digits, roundingMode: "floor" }).format(agreement);
}

export function agreementKind(task: string): "cosine" | "labels" {
  return task === "text-classification" ? "labels" : "cosine";
}
