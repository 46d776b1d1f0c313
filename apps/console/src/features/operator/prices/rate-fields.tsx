import { Field, Input, Select } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { DRAFT_MODES, type DraftError, type RateDraft } from "./price-draft.ts";
import { TierFields } from "./tier-fields.tsx";

export type RateFieldsProps = {
  drafts: RateDraft[];
  currency: string;
  wrong: DraftError | null;
  onChange: (drafts: RateDraft[]) => void;
};

/** What a million of each unit costs, and whether it is cheaper in quantity. */
export function RateFields({ drafts, currency, wrong, onChange }: RateFieldsProps) {
  const t = useTranslations("operator.prices");
  const replace = (next: RateDraft) => onChange(drafts.map((one) => (one.unit === next.unit ? next : one)));
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-ink-2">{t("note")}</p>
      {drafts.map((draft) => (
        <RateFieldset
          key={draft.unit}
          draft={draft}
          currency={currency}
          wrong={wrong?.unit === draft.unit ? wrong.field : null}
          onChange={replace}
        />
      ))}
    </div>
  );
}

type RateFieldsetProps = {
  draft: RateDraft;
  currency: string;
  wrong: DraftError["field"] | null;
  onChange: (draft: RateDraft) => void;
};

function RateFieldset({ draft, currency, wrong, onChange }: RateFieldsetProps) {
  const t = useTranslations("operator.prices");
  const { unit, price, mode, tiers } = draft;
  function turn(value: string) {
    const next = DRAFT_MODES.find((one) => one === value) ?? mode;
    const isFirst = next !== "none" && tiers.length === 0;
    onChange({ ...draft, mode: next, tiers: isFirst ? [emptyTier()] : tiers });
  }
  return (
    <fieldset className="rounded-md border border-line p-3">
      <legend className="px-1 font-medium">{t(`units.${unit}`)}</legend>
      <div className="grid grid-cols-2 gap-3">
        <Field
          label={`${t("dialog.price")} (${currency})`}
          error={wrong === "price" ? t("dialog.priceInvalid") : undefined}
        >
          <Input
            inputMode="decimal"
            className="figure"
            value={price}
            onChange={({ target }) => onChange({ ...draft, price: target.value })}
            autoComplete="off"
          />
        </Field>
        <Field label={t("dialog.mode")}>
          <Select
            value={mode}
            onValueChange={turn}
            options={DRAFT_MODES.map((value) => ({ value, label: t(`dialog.modes.${value}`) }))}
          />
        </Field>
      </div>
      {mode !== "none" && (
        <TierFields
          unit={unit}
          mode={mode}
          tiers={tiers}
          isWrong={wrong === "tiers"}
          onAdd={() => onChange({ ...draft, tiers: [...tiers, emptyTier()] })}
          onChange={(next) => onChange({ ...draft, tiers: next })}
        />
      )}
    </fieldset>
  );
}

function emptyTier() {
  return { key: crypto.randomUUID(), above: "", price: "" };
}
