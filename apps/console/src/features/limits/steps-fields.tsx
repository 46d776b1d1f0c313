"use client";

import type { LimitMeasure, LimitPeriod } from "@millrace/quotas";
import { Field, Input } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { isThrottleable, isToldOf } from "./limit-subjects.ts";
import type { StepTexts, WrongSteps } from "./parse-steps.ts";

export type StepsFieldsProps = {
  measure: LimitMeasure;
  period: LimitPeriod;
  texts: StepTexts;
  onChange: (texts: StepTexts) => void;
  wrong: WrongSteps;
};

/** Asks what happens before the limit is used up: at which shares somebody is told, and from which on it is throttled. */
export function StepsFields({ measure, period, texts, onChange, wrong }: StepsFieldsProps) {
  const t = useTranslations("limits.steps");
  const field = (name: keyof StepTexts) => (
    <Field key={name} label={t(name)} hint={t(`${name}Hint`)} error={wrong[name] && t(`${name}Invalid`)}>
      <Input
        inputMode={name === "throttle" ? "numeric" : "text"}
        className="figure"
        value={texts[name]}
        onChange={(event) => onChange({ ...texts, [name]: event.target.value })}
        autoComplete="off"
      />
    </Field>
  );
  return (
    <>
      {isToldOf(measure, period) && field("shares")}
      {isThrottleable(period) && field("throttle")}
    </>
  );
}
