import { Button, EmptyState } from "@millrace/ui";
import { Activity } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { TeamLink } from "../team-address/team-link.tsx";
import { monthQuery } from "./month-query.ts";
import type { BilledMonth } from "./read-billing.ts";
import { useMonthText } from "./use-month-text.ts";

export type NothingUsedProps = {
  title: string;
  /** The newest month before this one in which something was used; null: none of those that are shown. */
  before: BilledMonth | null;
  currency: string;
};

/** In place of what this month is made of: where use begins, and where the last of it is found. */
export function NothingUsed({ title, before, currency }: NothingUsedProps) {
  const t = useTranslations("billing.nothingUsed");
  const locale = useLocale();
  const monthText = useMonthText();
  return (
    <EmptyState
      icon={Activity}
      title={title}
      text={t("text")}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <Button asChild look="primary">
            <TeamLink href="/deployments">{t("deployments")}</TeamLink>
          </Button>
          {before && (
            <Button asChild>
              <TeamLink href={{ pathname: "/usage", query: monthQuery(before.start) }}>
                {t("before", {
                  month: monthText(before.start),
                  amount: formatMoney(before.totals.amountPico, currency, locale),
                })}
              </TeamLink>
            </Button>
          )}
        </div>
      }
    />
  );
}
