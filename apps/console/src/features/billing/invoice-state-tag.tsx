import type { InvoiceState } from "@millrace/billing";
import { Tag, type Tone } from "@millrace/ui";
import { useTranslations } from "next-intl";

const TONES: Record<InvoiceState, Tone> = {
  draft: "neutral",
  open: "water",
  paid: "good",
  void: "neutral",
  uncollectible: "bad",
};

export function InvoiceStateTag({ state }: { state: InvoiceState }) {
  const t = useTranslations("billing.states");
  return <Tag tone={TONES[state]}>{t(state)}</Tag>;
}
