"use client";

import type { PlanVersion } from "@millrace/prices";
import { Checkbox, Field, Input, Select } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../../trpc/client.tsx";
import { ActDialog } from "../../confirm/act-dialog.tsx";
import { useDone } from "../../confirm/use-done.ts";
import { firstOfNextMonth } from "../start-of-day.ts";
import { draftAfter, type PlanDraft, type PlanError, parsePlan, type Unit } from "./plan-draft.ts";

const NAME_LENGTH_MAX = 39;
const TITLE_LENGTH_MAX = 60;
const AMOUNTS = ["fee", "included", "minimum"] as const;

export type PlanDialogProps = {
  /** The version that it follows; null: a new plan. */
  after: PlanVersion | null;
  units: [Unit, ...Unit[]];
  onClose: () => void;
};

/** A plan, or another version of one: what a month costs, what comes with it, and from when on. */
export function PlanDialog({ after, units, onClose }: PlanDialogProps) {
  const t = useTranslations("operator.plans.dialog");
  const [draft, setDraft] = useState(() => firstDraft(after, units));
  const [wrong, setWrong] = useState<PlanError | null>(null);
  const done = useDone(onClose);
  const publish = useMutation(
    useTrpc().operator.publishPlan.mutationOptions({
      onSuccess: ({ title }) => done(t("done", { plan: title })),
    }),
  );
  const unit = unitOf(units, draft.currency);
  const set = (changes: Partial<PlanDraft>) => setDraft({ ...draft, ...changes });

  function act() {
    const { plan, wrong: found } = parsePlan(draft, unit);
    setWrong(found);
    if (plan) publish.mutate(plan);
  }

  return (
    <ActDialog
      title={after === null ? t("title") : t("versionTitle", { plan: after.title })}
      description={t("description")}
      act={t("act")}
      work={publish}
      onAct={act}
      onClose={onClose}
    >
      {after === null && (
        <Field
          label={t("name")}
          hint={t("nameHint")}
          error={wrong === "planName" ? t("nameInvalid") : undefined}
        >
          <Input
            value={draft.planName}
            onChange={({ target }) => set({ planName: target.value })}
            maxLength={NAME_LENGTH_MAX}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            autoFocus
          />
        </Field>
      )}
      <Field
        label={t("planTitle")}
        hint={t("titleHint")}
        error={wrong === "title" ? t("titleInvalid") : undefined}
      >
        <Input
          value={draft.title}
          onChange={({ target }) => set({ title: target.value })}
          maxLength={TITLE_LENGTH_MAX}
          autoComplete="off"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        {after === null && (
          <Field label={t("currency")}>
            <Select
              value={draft.currency}
              onValueChange={(currency) => set({ currency })}
              options={units.map(({ currency }) => ({ value: currency, label: currency }))}
            />
          </Field>
        )}
        <Field label={t("date")} error={wrong === "day" ? t("dateInvalid") : undefined}>
          <Input type="date" value={draft.day} onChange={({ target }) => set({ day: target.value })} />
        </Field>
        {AMOUNTS.map((name) => (
          <Field
            key={name}
            label={`${t(name)} (${draft.currency})`}
            hint={name === "fee" ? undefined : t(`${name}Hint`)}
            error={wrong === name ? t("amountInvalid") : undefined}
          >
            <Input
              inputMode="decimal"
              className="figure"
              value={draft[name]}
              onChange={({ target }) => set({ [name]: target.value })}
              autoComplete="off"
            />
          </Field>
        ))}
      </div>
      <Checkbox
        label={t("isOffered")}
        hint={t("isOfferedHint")}
        checked={draft.isOffered}
        onChange={({ target }) => set({ isOffered: target.checked })}
      />
    </ActDialog>
  );
}

function firstDraft(after: PlanVersion | null, units: [Unit, ...Unit[]]): PlanDraft {
  const day = firstOfNextMonth(new Date());
  if (after !== null) return draftAfter(after, unitOf(units, after.currency), day);
  const { currency } = units[0];
  return { planName: "", title: "", currency, day, fee: "", included: "", minimum: "", isOffered: true };
}

function unitOf(units: [Unit, ...Unit[]], currency: string): Unit {
  return units.find((unit) => unit.currency === currency) ?? units[0];
}
