"use client";

import type { FilledLimit } from "@millrace/quotas";
import { Notice } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { leftOf } from "./limit-fill.ts";
import { useLimitText } from "./use-limit-text.ts";
import { type Remaining, type RequestLimit, whatIsLeft } from "./what-is-left.ts";

export type KeyProspectProps = { name: string; limits: readonly FilledLimit[]; currency: string };

/** In a sentence, what a key could still do: the tightest limit of each measure, or until when nothing passes. */
export function KeyProspect({ name, limits, currency }: KeyProspectProps) {
  const t = useTranslations("limits.test");
  const say = useLimitText(currency);
  const words = useRemainingWords(currency);
  const left = whatIsLeft(limits);
  return (
    <section aria-label={t("title", { key: name })} className="mb-5">
      <Notice tone={left.full ? "bad" : "water"}>
        {left.full || left.tightest.length > 0 ? (
          <p>{words.full(left) ?? t("sentence", { key: name, list: words.list(left) })}</p>
        ) : (
          left.onDeployments.length === 0 && <p>{t("none", { key: name })}</p>
        )}
        {left.onDeployments.map((one) => (
          <p key={one.deployment.scopeId}>
            {t("on", {
              deployment: say.subject(one.deployment),
              text: words.full(one) ?? t("onOnly", { list: words.list(one) }),
            })}
          </p>
        ))}
      </Notice>
    </section>
  );
}

type RemainingWords = {
  /** Until when nothing passes; null: something does. */
  full(remaining: Remaining): string | null;
  /** `make 12 requests until 14:05, and spend $0.30`. */
  list(remaining: Remaining): string;
};

function useRemainingWords(currency: string): RemainingWords {
  const t = useTranslations("limits.test");
  const format = useFormatter();
  const say = useLimitText(currency);
  const can = (limit: RequestLimit) => {
    const doing = t(`can.${limit.measure}`, { what: say.amount(limit.measure, leftOf(limit)) });
    const when = say.frees(limit);
    return when === null ? doing : t("until", { can: doing, when });
  };
  return {
    full: ({ full }) => {
      if (full === null) return null;
      const values = { limit: say.limit(full), subject: say.subject(full) };
      const when = say.frees(full);
      if (when !== null) return t("nothing", { ...values, when });
      return t(full.period === "now" ? "nothingNow" : "nothingAtAll", values);
    },
    list: ({ tightest }) => format.list(tightest.map(can)),
  };
}
