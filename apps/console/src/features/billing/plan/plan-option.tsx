"use client";

import { classNames, Tag } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { useId } from "react";
import { formatMoney } from "../../../format/money.ts";
import type { ShownPlan } from "./plan-view.ts";

export type PlanOptionProps = {
  plan: ShownPlan;
  currency: string;
  isCurrent: boolean;
  isChosen: boolean;
  onChoose: () => void;
};

/** One of the plans to choose from: its fee first, then what it brings and asks. */
export function PlanOption({ plan, currency, isCurrent, isChosen, onChoose }: PlanOptionProps) {
  const t = useTranslations("billing.plan");
  const locale = useLocale();
  const id = useId();
  const money = (pico: bigint) => formatMoney(pico, currency, locale);
  const { title, feePico, includedPico, minimumPico } = plan;
  return (
    <label
      className={classNames(
        "flex flex-col gap-1 rounded-lg border border-line-strong p-3 has-checked:border-water has-checked:bg-water-2 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-water",
        isCurrent ? "cursor-default" : "cursor-pointer",
      )}
    >
      <span className="flex min-h-6 items-center gap-2">
        <input
          type="radio"
          name="plan"
          className="accent-water"
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-terms`}
          checked={isChosen}
          disabled={isCurrent}
          onChange={onChoose}
        />
        <span id={`${id}-title`} className="min-w-0 font-semibold break-words">
          {title}
        </span>
        {isCurrent && <Tag tone="water">{t("current")}</Tag>}
      </span>
      <span id={`${id}-terms`} className="flex flex-col gap-1 text-sm">
        <span className="flex items-baseline gap-1.5">
          <span className="figure text-lg font-medium text-ink">{money(feePico)}</span>
          <span className="text-ink-2">{t("choose.fee")}</span>
        </span>
        <span className="text-ink-2">
          {includedPico > 0n ? t("choose.included", { amount: money(includedPico) }) : t("choose.noIncluded")}
        </span>
        <span className="text-ink-2">
          {minimumPico > 0n ? t("choose.minimum", { amount: money(minimumPico) }) : t("choose.noMinimum")}
        </span>
      </span>
    </label>
  );
}
