"use client";

import type { LimitMeasure, LimitPeriod, Scope } from "@millrace/quotas";
import { Field, Select } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { useDone } from "../confirm/use-done.ts";
import { type LimitSubjects, measuresFor, PERIODS_OF, SCOPES } from "./limit-subjects.ts";
import { parseAmount } from "./parse-amount.ts";
import { parseSteps, type StepTexts, type WrongSteps } from "./parse-steps.ts";
import { StepsFields } from "./steps-fields.tsx";
import { ValueField } from "./value-field.tsx";

export type SetLimitDialogProps = {
  teamId: string;
  currency: string;
  subjects: LimitSubjects;
  /** The key that is looked at: most likely the limit is for it. */
  keyId: string | null;
  onClose: () => void;
};

const NO_STEPS: StepTexts = { shares: "", throttle: "" };

/** Asks for whom, of what, in which time and how much. */
export function SetLimitDialog({ teamId, currency, subjects, keyId, onClose }: SetLimitDialogProps) {
  const t = useTranslations("limits");
  const done = useDone(onClose);
  const [scope, setScope] = useState<Scope>(keyId === null ? "team" : "key");
  const [chosenId, setChosenId] = useState(keyId);
  const [wantedMeasure, setMeasure] = useState<LimitMeasure>("spend");
  const [wantedPeriod, setPeriod] = useState<LimitPeriod>("month");
  const [text, setText] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const [texts, setTexts] = useState<StepTexts>(NO_STEPS);
  const [wrong, setWrong] = useState<WrongSteps>({});
  const set = useMutation(useTrpc().limits.set.mutationOptions({ onSuccess: () => done(t("set.done")) }));
  const offered = scope === "team" ? [] : subjects[scope];
  const subject = offered.find(({ id }) => id === chosenId) ?? offered[0];
  const scopeId = scope === "team" ? teamId : subject?.id;
  const measures = measuresFor(scope);
  const measure = measures.find((one) => one === wantedMeasure) ?? "spend";
  const periods: readonly LimitPeriod[] = PERIODS_OF[measure];
  const period = periods.find((one) => one === wantedPeriod) ?? periods[0];

  function submit() {
    const value = parseAmount(text, measure);
    setIsWrong(value === null);
    if (period === undefined) return;
    const parsed = parseSteps(texts, { measure, period });
    setWrong("wrong" in parsed ? parsed.wrong : {});
    if (value !== null && scopeId !== undefined && "steps" in parsed)
      set.mutate({ scope, scopeId, measure, period, value, ...parsed.steps });
  }

  return (
    <ActDialog
      title={t("set.title")}
      description={t("set.description")}
      act={t("set.act")}
      work={set}
      onAct={submit}
      onClose={onClose}
    >
      <Field label={t("set.scope")}>
        <Select
          value={scope}
          onValueChange={(value) => setScope(SCOPES.find((one) => one === value) ?? "team")}
          options={SCOPES.map((value) => ({
            value,
            label: t(`set.scopes.${value}`),
            disabled: value !== "team" && subjects[value].length === 0,
          }))}
        />
      </Field>
      {scope !== "team" && subject && (
        <Field label={t(`set.subject.${scope}`)}>
          <Select
            value={subject.id}
            onValueChange={setChosenId}
            options={offered.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("set.measure")}>
          <Select
            value={measure}
            onValueChange={(value) => setMeasure(measures.find((one) => one === value) ?? "spend")}
            options={measures.map((value) => ({ value, label: t(`set.measures.${value}`) }))}
          />
        </Field>
        {period !== "now" && period && (
          <Field label={t("set.period")} hint={t("set.utc")}>
            <Select
              value={period}
              onValueChange={(value) => setPeriod(periods.find((one) => one === value) ?? "month")}
              options={periods.map((value) => ({ value, label: t(`set.periods.${value}`) }))}
            />
          </Field>
        )}
      </div>
      <ValueField
        measure={measure}
        currency={currency}
        text={text}
        onChange={setText}
        error={isWrong ? t(measure === "spend" ? "value.moneyInvalid" : "value.countInvalid") : undefined}
      />
      {period && (
        <StepsFields measure={measure} period={period} texts={texts} onChange={setTexts} wrong={wrong} />
      )}
    </ActDialog>
  );
}
