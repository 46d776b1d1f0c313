"use client";

import type { FilledLimit } from "@millrace/quotas";
import { Notice } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";
import { isHeld } from "./limit-subjects.ts";
import { useLimitText } from "./use-limit-text.ts";

/** Says which limits of the team stop something now, until when, and where that is changed. */
export function StoppedNotice({ limits, currency }: { limits: readonly FilledLimit[]; currency: string }) {
  const t = useTranslations("limits.stopped");
  const say = useLimitText(currency);
  if (limits.length === 0) return null;
  return (
    <Notice tone="bad">
      {limits.map((limit) => {
        const when = say.frees(limit);
        const values = { limit: say.limit(limit) };
        return (
          <p key={limit.id}>
            {isHeld(limit.measure)
              ? t("exceeded", { ...values, used: say.amount(limit.measure, limit.used) })
              : when === null
                ? t("atAll", values)
                : t("until", { ...values, when })}
          </p>
        );
      })}
      <TeamLink href="/limits" className="font-semibold underline">
        {t("look")}
      </TeamLink>
    </Notice>
  );
}
