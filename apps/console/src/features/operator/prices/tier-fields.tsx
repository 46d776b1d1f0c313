import type { Unit } from "@millrace/prices";
import { Button, Field, Input } from "@millrace/ui";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { TierDraft } from "./price-draft.ts";

export type TierFieldsProps = {
  unit: Unit;
  mode: "graduated" | "volume";
  tiers: TierDraft[];
  isWrong: boolean;
  onAdd: () => void;
  onChange: (tiers: TierDraft[]) => void;
};

/** Beyond which quantities a unit is cheaper. */
export function TierFields({ unit, mode, tiers, isWrong, onAdd, onChange }: TierFieldsProps) {
  const t = useTranslations("operator.prices");
  const replace = (next: TierDraft) => onChange(tiers.map((one) => (one.key === next.key ? next : one)));
  const unitText = t(`units.${unit}`);
  return (
    <div className="mt-3 flex flex-col gap-3">
      <p className="text-sm text-ink-2">{t(`dialog.modeHint.${mode}`)}</p>
      {tiers.map((tier, index) => (
        <fieldset
          key={tier.key}
          aria-label={t("dialog.tier", { number: index + 1 })}
          className="flex items-end gap-3"
        >
          <Field label={t("dialog.above")} className="min-w-0 grow">
            <Input
              inputMode="decimal"
              className="figure"
              value={tier.above}
              onChange={({ target }) => replace({ ...tier, above: target.value })}
              autoComplete="off"
            />
          </Field>
          <Field label={t("dialog.tierPrice")} className="min-w-0 grow">
            <Input
              inputMode="decimal"
              className="figure"
              value={tier.price}
              onChange={({ target }) => replace({ ...tier, price: target.value })}
              autoComplete="off"
            />
          </Field>
          <Button
            look="quiet"
            size="icon"
            aria-label={t("dialog.removeFor", { number: index + 1, unit: unitText })}
            onClick={() => onChange(tiers.filter(({ key }) => key !== tier.key))}
          >
            <X aria-hidden />
          </Button>
        </fieldset>
      ))}
      {isWrong && (
        <p role="alert" className="text-sm text-bad-ink">
          {t("dialog.tiersInvalid")}
        </p>
      )}
      <Button
        size="small"
        className="self-start"
        aria-label={t("dialog.addFor", { unit: unitText })}
        onClick={onAdd}
      >
        <Plus aria-hidden />
        {t("dialog.add")}
      </Button>
    </div>
  );
}
