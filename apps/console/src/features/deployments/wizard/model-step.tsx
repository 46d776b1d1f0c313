"use client";

import { EmptyState } from "@millrace/ui";
import { Layers } from "lucide-react";
import { useTranslations } from "next-intl";
import { usePriceText } from "../../models/use-price-text.ts";
import { TaskName } from "../../tasks/task-name.tsx";
import type { ModelChoice } from "./plan.ts";

export type ModelStepProps = {
  choices: readonly ModelChoice[];
  chosen: string | undefined;
  currency: string;
  onChoose: (choice: ModelChoice) => void;
};

export function ModelStep({ choices, chosen, currency, onChoose }: ModelStepProps) {
  const t = useTranslations("wizard.model");
  const priceText = usePriceText(currency);
  if (choices.length === 0) {
    return <EmptyState icon={Layers} title={t("none.title")} text={t("none.text")} />;
  }
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {choices.map((choice) => (
        <li key={choice.name} className="flex">
          <button
            type="button"
            aria-pressed={choice.name === chosen}
            onClick={() => onChoose(choice)}
            className="flex w-full flex-col rounded-lg border border-line-strong p-4 text-left hover:border-water aria-pressed:border-water aria-pressed:bg-water-2/40"
          >
            <span className="font-semibold">{choice.title}</span>
            <span className="text-sm text-ink-3">
              <TaskName task={choice.task} />
            </span>
            <span className="mt-1 line-clamp-2 text-ink-2">{choice.summary}</span>
            <span className="mt-auto pt-3 text-sm text-ink-2">{priceText(choice) ?? t("noPrice")}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
