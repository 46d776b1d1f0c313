import { useLocale, useTranslations } from "next-intl";
import { agreementKind, formatAgreement } from "../../format/agreement.ts";

export type Refusal = {
  task: string;
  reason: string | null;
  agreement: number | null;
  agreementMin: number;
};

/** Why a variant is not offered, in the reader's language where it is too far off; null when it is offered. */
export function useRefusalText(): (refusal: Refusal) => string | null {
  const t = useTranslations("models.variants");
  const locale = useLocale();
  return ({ task, reason, agreement, agreementMin }) => {
    if (reason === null || agreement === null || agreement >= agreementMin) return reason;
    const kind = agreementKind(task);
    return t("tooFar", {
      kind,
      value: formatAgreement(agreement, kind, locale),
      min: formatAgreement(agreementMin, kind, locale),
    });
  };
}
