import type { UsageRequest } from "@millrace/metering";
import { Tag, type Tone } from "@millrace/ui";
import { useTranslations } from "next-intl";

const TONES: Record<UsageRequest["outcome"], Tone> = {
  answered: "good",
  failed: "bad",
  cancelled: "neutral",
};

export function OutcomeTag({ outcome }: Pick<UsageRequest, "outcome">) {
  const t = useTranslations("usage.outcomes");
  return <Tag tone={TONES[outcome]}>{t(outcome)}</Tag>;
}
