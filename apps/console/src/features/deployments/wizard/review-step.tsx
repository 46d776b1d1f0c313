"use client";

import { Button, FactList } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { formatNumber } from "../../../format/quantity.ts";
import { usePriceText } from "../../models/use-price-text.ts";
import { TaskName } from "../../tasks/task-name.tsx";
import { resourceFields } from "../resource-form.ts";
import { useServingText } from "../use-serving-text.ts";
import type { Plan } from "./plan.ts";

export type ReviewStepProps = {
  plan: Plan;
  currency: string;
  busy: boolean;
  onBack: () => void;
  onCreate: () => void;
};

export function ReviewStep({ plan, currency, busy, onBack, onCreate }: ReviewStepProps) {
  const t = useTranslations("wizard.review");
  const tResources = useTranslations("deployments.resources");
  const tServing = useTranslations("deployments.serving");
  const locale = useLocale();
  const priceText = usePriceText(currency);
  const { choice, name, resources } = plan;
  const serving = useServingText(choice.serving, currency);
  const facts = [
    { label: t("name"), value: <code className="figure">{name}</code> },
    { label: t("model"), value: choice.title },
    { label: t("task"), value: <TaskName task={choice.task} /> },
    ...resourceFields(choice.task).map((field) => ({
      label: tResources(`${field}.label`),
      value: (
        <span className="figure">
          {formatNumber(resources[field], locale)}
          {field === "memoryMebibytes" && " MiB"}
        </span>
      ),
    })),
    { label: tServing("variant.label"), value: serving.variantName(plan.serving.variant) },
    { label: tServing("residency.label"), value: serving.residencyName(plan.serving.residency) },
    { label: tServing("provider.label"), value: serving.providerName(plan.serving.executionProvider) },
    { label: tServing("cache.label"), value: serving.cacheName(plan.serving.cacheMebibytes) },
    {
      label: t("price"),
      value: priceText(choice) ?? t("noPrice"),
    },
  ];
  return (
    <>
      <FactList facts={facts} />
      <p className="mt-3 text-ink-2">{t("idle")}</p>
      <div className="mt-5 flex justify-between gap-2">
        <Button onClick={onBack} disabled={busy}>
          {t("back")}
        </Button>
        <Button look="primary" busy={busy} onClick={onCreate}>
          {t("create")}
        </Button>
      </div>
    </>
  );
}
