"use client";

import type { NewPrice } from "@millrace/prices";
import { Button, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../../trpc/client.tsx";
import { ActDialog } from "../../confirm/act-dialog.tsx";
import { useDone } from "../../confirm/use-done.ts";
import { firstOfNextMonth, startOfDay } from "../start-of-day.ts";
import { type DraftError, draftOf, parseRates } from "./price-draft.ts";
import { EVERYBODY, PricePlaceFields } from "./price-place-fields.tsx";
import { PricePreviewTable } from "./price-preview-table.tsx";
import type { PriceRow } from "./price-rows.ts";
import type { PriceChoices } from "./prices-screen.tsx";
import { RateFields } from "./rate-fields.tsx";

export type PriceDialogProps = {
  /** What it begins with. */
  row: PriceRow;
  rows: PriceRow[];
  choices: PriceChoices;
  onClose: () => void;
};

type PriceToCome = NewPrice & { teamId: string | null };

/** A new price: first what it is, then what it would have changed, then it is published. */
export function PriceDialog({ row, rows, choices, onClose }: PriceDialogProps) {
  const t = useTranslations("operator.prices.dialog");
  const everybody = useTranslations("operator.prices")("everybody");
  const format = useFormatter();
  const [place, setPlace] = useState({
    modelName: row.modelName,
    currency: row.currency,
    teamId: row.teamId ?? EVERYBODY,
    day: firstOfNextMonth(new Date()),
  });
  const [drafts, setDrafts] = useState(() => draftOf(newestRates(row)));
  const [wrong, setWrong] = useState<DraftError | "day" | null>(null);
  const [looked, setLooked] = useState<PriceToCome | null>(null);
  const done = useDone(onClose);
  const { operator } = useTrpc();
  const preview = useMutation(operator.previewPrice.mutationOptions());
  const publish = useMutation(
    operator.publishPrice.mutationOptions({ onSuccess: () => done(t("done", { model: place.modelName })) }),
  );

  function move(next: typeof place) {
    setPlace(next);
    const isSame =
      next.modelName === place.modelName && next.currency === place.currency && next.teamId === place.teamId;
    if (isSame) return;
    const found = rows.find(
      ({ modelName, currency, teamId }) =>
        modelName === next.modelName && currency === next.currency && (teamId ?? EVERYBODY) === next.teamId,
    );
    if (found) setDrafts(draftOf(newestRates(found)));
  }

  function look() {
    const { rates, wrong: found } = parseRates(drafts);
    const effectiveFrom = startOfDay(place.day);
    setWrong(found ?? (effectiveFrom === null ? "day" : null));
    if (rates === null || effectiveFrom === null) return;
    const { modelName, currency } = place;
    const teamId = place.teamId === EVERYBODY ? null : place.teamId;
    const price = { teamId, modelName, currency, effectiveFrom, rates };
    preview.mutate({ price }, { onSuccess: () => setLooked(price) });
  }

  function what({ modelName, teamId, effectiveFrom }: PriceToCome): string {
    const team = choices.teams.find(({ id }) => id === teamId);
    const date = format.dateTime(effectiveFrom, { dateStyle: "medium", timeZone: "UTC" });
    return t("what", { model: modelName, whom: team?.name ?? everybody, date });
  }

  function change() {
    setLooked(null);
    publish.reset();
  }

  return (
    <ActDialog
      title={t("title")}
      description={looked === null ? t("description") : what(looked)}
      className="max-w-2xl"
      act={looked === null ? t("preview") : t("publish")}
      work={looked === null ? preview : publish}
      onAct={looked === null ? look : () => publish.mutate(looked)}
      onClose={onClose}
    >
      {looked === null && (
        <>
          <PricePlaceFields place={place} choices={choices} isDayWrong={wrong === "day"} onChange={move} />
          {wrong !== null && wrong !== "day" && wrong.unit === null && (
            <Notice tone="bad">{t("noRate")}</Notice>
          )}
          <RateFields
            drafts={drafts}
            currency={place.currency}
            wrong={wrong === "day" ? null : wrong}
            onChange={setDrafts}
          />
        </>
      )}
      <div aria-live="polite">
        {looked !== null && preview.data && (
          <>
            <PricePreviewTable
              preview={preview.data}
              currency={looked.currency}
              isBusy={preview.isPending}
              onMonth={(month) => preview.mutate({ price: looked, month })}
            />
            <Button size="small" className="mt-3" onClick={change}>
              {t("back")}
            </Button>
          </>
        )}
      </div>
    </ActDialog>
  );
}

function newestRates({ inForce, toCome }: PriceRow) {
  return (toCome.at(-1) ?? inForce)?.rates ?? [];
}
