"use client";

import type { FilledLimit } from "@millrace/quotas";
import { Meter, Tag } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { LimitActions } from "./limit-actions.tsx";
import { isRaised, leftOf, shareOf, takenOf, toneOf } from "./limit-fill.ts";
import { LimitSteps } from "./limit-steps.tsx";
import { isHeld } from "./limit-subjects.ts";
import { useLimitText } from "./use-limit-text.ts";

export type LimitsTableProps = {
  label: string;
  limits: FilledLimit[];
  currency: string;
  canWrite: boolean;
};

type OneLimit = { limit: FilledLimit; currency: string };

/** Limits of one kind of subject, each with how full it is. */
export function LimitsTable({ label, limits, currency, canWrite }: LimitsTableProps) {
  const t = useTranslations("limits");
  const format = useFormatter();
  const say = useLimitText(currency);
  const columns: DataColumn<FilledLimit>[] = [
    {
      id: "limit",
      header: t("columns.limit"),
      sortBy: (limit) => say.subject(limit),
      cell: (limit) => <LimitWords limit={limit} currency={currency} />,
    },
    {
      id: "fill",
      header: t("columns.fill"),
      sortBy: shareOf,
      cell: (limit) => <LimitFill limit={limit} currency={currency} />,
    },
    {
      id: "frees",
      header: t("columns.frees"),
      wideOnly: true,
      cell: (limit) => (
        <div className="md:w-44">
          {say.frees(limit) ??
            t(isHeld(limit.measure) ? "frees.held" : limit.period === "now" ? "frees.now" : "frees.never")}
        </div>
      ),
    },
    {
      id: "setBy",
      header: t("columns.setBy"),
      wideOnly: true,
      sortBy: ({ setBy }) => setBy?.label ?? "",
      cell: ({ setBy, updatedAt }) => (
        <div className="md:w-36">
          <span className="block">{setBy?.label ?? t("setBy.system")}</span>
          <span className="block text-sm text-ink-2">
            {format.dateTime(updatedAt, { dateStyle: "medium" })}
          </span>
        </div>
      ),
    },
  ];
  if (canWrite)
    columns.push({
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (limit) => <LimitActions limit={limit} currency={currency} />,
    });
  return <DataTable label={label} columns={columns} rows={limits} keyOf={({ id }) => id} />;
}

function LimitWords({ limit, currency }: OneLimit) {
  const t = useTranslations("limits");
  const say = useLimitText(currency);
  const { raise, measure, scope, value, setBy } = limit;
  const isFull = leftOf(limit) === 0n;
  return (
    <div className="md:w-72">
      {/* There is one team only, and the card says so. */}
      {scope !== "team" && (
        <span className="block text-sm text-ink-2 wrap-anywhere">{say.subject(limit)}</span>
      )}
      <span className="flex flex-wrap items-center gap-x-2">
        <span className="font-semibold">{say.limit(limit)}</span>
        {isRaised(limit) && <Tag tone="warn">{t("raise.tag")}</Tag>}
        {isHeld(measure) && limit.used > limit.effective && <Tag tone="bad">{t("stopped.tag")}</Tag>}
        {!isHeld(measure) && isFull && <Tag tone="bad">{t("stopped.full")}</Tag>}
        {limit.isThrottled && !isFull && <Tag tone="warn">{t("steps.tag")}</Tag>}
      </span>
      {isRaised(limit) && raise && (
        <span className="block text-sm text-ink-2 wrap-anywhere">
          {t("raise.instead", {
            value: say.amount(measure, value),
            until: say.moment(raise.until),
            reason: raise.reason,
          })}
        </span>
      )}
      <span className="block text-sm text-ink-2 md:hidden">
        {t("setBy.line", { name: setBy?.label ?? t("setBy.system") })}
      </span>
    </div>
  );
}

function LimitFill({ limit, currency }: OneLimit) {
  const t = useTranslations("limits");
  const say = useLimitText(currency);
  const { measure, effective, used, reserved } = limit;
  const share = shareOf(limit);
  const frees = say.frees(limit);
  const taken = t("fill.of", {
    taken: say.bare(measure, takenOf(limit)),
    whole: say.amount(measure, effective),
  });
  return (
    <div className="min-w-36 md:max-w-72">
      <span className="figure block text-sm">{taken}</span>
      <Meter
        value={share}
        max={1}
        label={t("fill.meter", { limit: say.limit(limit), subject: say.subject(limit) })}
        valueText={taken}
        tone={toneOf(share)}
        className="mt-1"
      />
      {used > 0n && reserved > 0n && (
        <span className="mt-1 block text-sm text-ink-2">
          {t("fill.reserved", { amount: say.amount(measure, reserved) })}
        </span>
      )}
      <LimitSteps limit={limit} currency={currency} />
      {frees && (
        <span className="mt-1 block text-sm text-ink-2 md:hidden">{t("frees.line", { when: frees })}</span>
      )}
    </div>
  );
}
