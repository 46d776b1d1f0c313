"use client";

import { Button, Card, CardHeader, FactList, Tag, type Tone } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatMoney } from "../../../format/money.ts";
import { CancelPlanDialog } from "./cancel-plan-dialog.tsx";
import { ChoosePlanDialog } from "./choose-plan-dialog.tsx";
import { PlanNotice } from "./plan-notice.tsx";
import type { HeldPlan, PlanView } from "./plan-view.ts";
import { ResumePlanButton } from "./resume-plan-button.tsx";

export type PlanCardProps = {
  view: PlanView;
  currency: string;
  canWrite: boolean;
  /** Whether plans are paid at a provider's pages. */
  hasProvider: boolean;
};

/** The plan that a team has, what it costs and brings, and what comes next. */
export function PlanCard({ view: { held, choices }, currency, canWrite, hasProvider }: PlanCardProps) {
  const t = useTranslations("billing.plan");
  const [isOpen, setIsOpen] = useState<"choose" | "cancel" | null>(null);
  const canChoose = choices.some(({ prospect }) => prospect !== null);
  const isEnding = held !== null && (held.cancelAt !== null || held.nextTitle !== null);
  const close = () => setIsOpen(null);
  return (
    <Card className="flex flex-col">
      <CardHeader
        title={held ? t("named", { plan: held.plan.title }) : t("title")}
        aside={held && <Tag tone={TONES[held.state]}>{t(`states.${held.state}`)}</Tag>}
      />
      <div className="flex grow flex-col gap-3 px-4 pt-1 pb-4">
        {held && <PlanNotice held={held} canWrite={canWrite} />}
        {held ? <PlanFacts held={held} currency={currency} /> : <p className="text-ink-2">{t("none")}</p>}
        {canWrite && (
          <div className="mt-auto flex flex-wrap gap-2">
            {canChoose && (
              <Button look={held ? "plain" : "primary"} onClick={() => setIsOpen("choose")}>
                {t(held ? "choose.change" : "choose.open")}
              </Button>
            )}
            {held && isEnding && <ResumePlanButton held={held} />}
            {held && held.cancelAt === null && (
              <Button look="quiet" onClick={() => setIsOpen("cancel")}>
                {t("cancel.open")}
              </Button>
            )}
          </div>
        )}
      </div>
      {isOpen === "choose" && (
        <ChoosePlanDialog
          held={held}
          choices={choices}
          currency={currency}
          hasProvider={hasProvider}
          onClose={close}
        />
      )}
      {isOpen === "cancel" && held && <CancelPlanDialog held={held} onClose={close} />}
    </Card>
  );
}

const TONES: Record<HeldPlan["state"], Tone> = {
  incomplete: "bad",
  trialing: "water",
  active: "good",
  past_due: "warn",
  unpaid: "bad",
  paused: "bad",
  canceled: "neutral",
  incomplete_expired: "neutral",
};

function PlanFacts({ held, currency }: { held: HeldPlan; currency: string }) {
  const t = useTranslations("billing.plan");
  const locale = useLocale();
  const format = useFormatter();
  const { plan, nextTitle, cancelAt, currentPeriodEnd } = held;
  const day = (at: Date) => format.dateTime(at, { dateStyle: "long", timeZone: "UTC" });
  const monthly = (pico: bigint) => t("perMonth", { amount: formatMoney(pico, currency, locale) });
  const next =
    cancelAt !== null
      ? t("next.ends", { date: day(cancelAt) })
      : nextTitle !== null
        ? t("next.changes", { plan: nextTitle, date: day(currentPeriodEnd) })
        : t("next.stays", { plan: plan.title });
  return (
    <FactList
      facts={[
        { label: t("facts.fee"), value: plan.feePico > 0n ? monthly(plan.feePico) : t("free") },
        {
          label: t("facts.included"),
          value: plan.includedPico > 0n ? monthly(plan.includedPico) : t("nothing"),
        },
        ...(plan.minimumPico > 0n ? [{ label: t("facts.minimum"), value: monthly(plan.minimumPico) }] : []),
        { label: t("facts.period"), value: t("period", { date: day(currentPeriodEnd) }) },
        { label: t("facts.next"), value: next },
      ]}
    />
  );
}
