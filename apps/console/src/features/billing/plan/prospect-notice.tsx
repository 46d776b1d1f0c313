"use client";

import { Notice } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../../format/money.ts";
import type { PlanProspect } from "./plan-prospect.ts";
import type { ShownPlan } from "./plan-view.ts";

/** At a provider's page, at once, or as a change of the plan before. */
export type PlanWay = "checkout" | "begin" | PlanProspect["when"];

export type ProspectNoticeProps = {
  plan: ShownPlan;
  prospect: PlanProspect;
  /** How the plan is taken. */
  way: PlanWay;
  currency: string;
};

const BILLED = { checkout: "atCheckout", begin: "onInvoice", now: "onNextInvoice" } as const;

/** What happens when somebody takes a plan: when it begins, what it costs until the month ends, and where that is billed. */
export function ProspectNotice({
  plan: { title: plan, feePico },
  prospect,
  way,
  currency,
}: ProspectNoticeProps) {
  const t = useTranslations("billing.plan.choose");
  const locale = useLocale();
  const format = useFormatter();
  const money = (pico: bigint) => formatMoney(pico, currency, locale);
  const day = (at: Date) => format.dateTime(at, { dateStyle: "long", timeZone: "UTC" });
  return (
    <Notice tone="water">
      <p className="font-medium">{t("whatHappens")}</p>
      <div aria-live="polite">
        {prospect.when === "at_period_end" ? (
          <p>{t("later", { plan, date: day(prospect.at) })}</p>
        ) : (
          <>
            <p>
              {t(beginning(feePico, prospect.feePico, way), {
                plan,
                amount: money(prospect.feePico),
                date: day(prospect.until),
                fee: money(feePico),
              })}
            </p>
            {prospect.includedPico > 0n && <p>{t("credit", { amount: money(prospect.includedPico) })}</p>}
            {way !== "at_period_end" && prospect.feePico > 0n && <p>{t(BILLED[way])}</p>}
          </>
        )}
      </div>
    </Notice>
  );
}

function beginning(feePico: bigint, restPico: bigint, way: ProspectNoticeProps["way"]) {
  if (feePico === 0n) return "beginsFree";
  if (restPico === 0n) return "same";
  return way === "now" ? "grows" : "begins";
}
