"use client";

import type { FilledLimit } from "@millrace/quotas";
import { useFormatter, useTranslations } from "next-intl";
import { useLimitText } from "./use-limit-text.ts";

/** What happens before a limit is used up, and of which share somebody was told last. */
export function LimitSteps({ limit, currency }: { limit: FilledLimit; currency: string }) {
  const t = useTranslations("limits.steps");
  const say = useLimitText(currency);
  const format = useFormatter();
  const { notifyAt, throttleAt, notices } = limit;
  const told = notices.at(-1);
  const lines = [
    told && t("reached", { share: say.percent(told.share), when: say.moment(told.at) }),
    notifyAt.length > 0 && t("told", { shares: format.list(notifyAt.map(say.percent)) }),
    throttleAt !== null && t("from", { share: say.percent(throttleAt) }),
  ];
  return lines.map(
    (line) =>
      line && (
        <span key={line} className="mt-1 block text-sm text-ink-2">
          {line}
        </span>
      ),
  );
}
