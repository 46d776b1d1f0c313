import { Field, Input, Select } from "@millrace/ui";
import { useTranslations } from "next-intl";
import type { PriceChoices } from "./prices-screen.tsx";

/** Stands for no team in a list. */
export const EVERYBODY = "everybody";

export type PricePlace = { modelName: string; currency: string; teamId: string; day: string };

export type PricePlaceFieldsProps = {
  place: PricePlace;
  choices: PriceChoices;
  isDayWrong: boolean;
  onChange: (place: PricePlace) => void;
};

/** Of what a price is, for whom, in which currency and from when on. */
export function PricePlaceFields({ place, choices, isDayWrong, onChange }: PricePlaceFieldsProps) {
  const t = useTranslations("operator.prices");
  const teams = choices.teams.filter(({ currency }) => currency === place.currency);
  const modelNames = choices.modelNames.includes(place.modelName)
    ? choices.modelNames
    : [place.modelName, ...choices.modelNames];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t("dialog.model")}>
        <Select
          value={place.modelName}
          onValueChange={(modelName) => onChange({ ...place, modelName })}
          options={modelNames.map((value) => ({ value, label: value }))}
        />
      </Field>
      <Field label={t("dialog.currency")}>
        <Select
          value={place.currency}
          onValueChange={(currency) => onChange({ ...place, currency, teamId: EVERYBODY })}
          options={choices.currencies.map((value) => ({ value, label: value }))}
        />
      </Field>
      <Field label={t("dialog.team")}>
        <Select
          value={place.teamId}
          onValueChange={(teamId) => onChange({ ...place, teamId })}
          options={[
            { value: EVERYBODY, label: t("everybody") },
            ...teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Field>
      <Field label={t("dialog.date")} error={isDayWrong ? t("dialog.dateInvalid") : undefined}>
        <Input
          type="date"
          value={place.day}
          onChange={({ target }) => onChange({ ...place, day: target.value })}
        />
      </Field>
    </div>
  );
}
