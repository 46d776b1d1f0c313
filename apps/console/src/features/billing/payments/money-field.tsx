"use client";

import { Field, Input } from "@millrace/ui";

export type MoneyFieldProps = {
  label: string;
  text: string;
  onChange: (text: string) => void;
  /** What is wrong with it, where something is. */
  error: string | undefined;
  autoFocus?: boolean;
};

/** Asks for an amount of money, as people type it. */
export function MoneyField({ label, text, onChange, error, autoFocus }: MoneyFieldProps) {
  return (
    <Field label={label} error={error}>
      <Input
        inputMode="decimal"
        className="figure"
        value={text}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        autoFocus={autoFocus}
      />
    </Field>
  );
}
