"use client";

import type { LimitMeasure } from "@millrace/quotas";
import { Field, Input } from "@millrace/ui";
import { useTranslations } from "next-intl";

export type ValueFieldProps = {
  measure: LimitMeasure;
  currency: string;
  text: string;
  onChange: (text: string) => void;
  /** What is wrong with it, where something is. */
  error: string | undefined;
  /** Instead of what 0 would mean. */
  hint?: string;
  autoFocus?: boolean;
};

/** Asks for the value of a limit: money as a decimal of the team's currency, everything else as a count. */
export function ValueField({ measure, currency, text, onChange, error, hint, autoFocus }: ValueFieldProps) {
  const t = useTranslations("limits.value");
  const isMoney = measure === "spend";
  return (
    <Field
      label={t(measure, { currency })}
      hint={hint ?? t(isMoney ? "moneyHint" : "countHint")}
      error={error}
    >
      <Input
        inputMode={isMoney ? "decimal" : "numeric"}
        className="figure"
        value={text}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        autoFocus={autoFocus}
      />
    </Field>
  );
}
