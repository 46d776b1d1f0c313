"use client";

import { Notice } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { PortalButton } from "../payments/portal-button.tsx";
import type { HeldPlan } from "./plan-view.ts";

/** What does not go on, why, until when, and what to do; nothing where all is well. */
export function PlanNotice({ held: { access, provider }, canWrite }: { held: HeldPlan; canWrite: boolean }) {
  const t = useTranslations("billing.plan");
  const format = useFormatter();
  if (access.kind === "full" && access.until === null) return null;
  return (
    <Notice tone={access.kind === "full" ? "warn" : "bad"} className="mt-2">
      {access.kind === "read_only" ? (
        <p>{t(access.reason === "past_due" ? "notices.past_due_over" : `notices.${access.reason}`)}</p>
      ) : (
        access.until && (
          <p>
            {t("notices.past_due", {
              date: format.dateTime(access.until, { dateStyle: "long", timeStyle: "short" }),
            })}
          </p>
        )
      )}
      {provider === "none" ? (
        <p className="mt-1">{t("notices.elsewhere")}</p>
      ) : (
        canWrite && <PortalButton label={t("pay")} className="mt-2" />
      )}
    </Notice>
  );
}
