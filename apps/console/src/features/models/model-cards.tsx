import type { Model } from "@millrace/catalog";
import { Button, Card, EmptyState, type Fact, FactList, Tag } from "@millrace/ui";
import { Layers } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { formatBytes, formatCompact, formatNumber } from "../../format/quantity.ts";
import { TaskName } from "../tasks/task-name.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import type { ModelPrice } from "./price-of.ts";
import { usePriceText } from "./use-price-text.ts";
import { fastestRate } from "./variants.ts";

export type PricedModel = { model: Model; price: ModelPrice | null };
export type ModelCardsProps = { models: PricedModel[]; currency: string };

export function ModelCards({ models, currency }: ModelCardsProps) {
  const t = useTranslations("models");
  if (models.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={Layers}
          title={t("none.title")}
          text={t("none.text")}
          action={
            <Button asChild>
              <TeamLink href="/models">{t("none.action")}</TeamLink>
            </Button>
          }
        />
      </Card>
    );
  }
  return (
    <ul className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
      {models.map((priced) => (
        <ModelCard key={priced.model.name} {...priced} currency={currency} />
      ))}
    </ul>
  );
}

function ModelCard({ model, price, currency }: PricedModel & { currency: string }) {
  const t = useTranslations("models");
  const locale = useLocale();
  const fastest = fastestRate(model);
  const facts: Fact[] = [
    { label: t("facts.parameters"), value: formatCompact(model.version.parameterCount, locale) },
    { label: t("facts.size"), value: formatBytes(model.version.sizeBytes, locale) },
    {
      label: t("facts.speed"),
      value:
        fastest === null
          ? t("notMeasured")
          : t(model.task === "tensor" ? "rowsPerSecond" : "tokensPerSecond", {
              rate: formatNumber(fastest, locale),
            }),
    },
    { label: t("facts.price"), value: usePriceText(currency)({ task: model.task, price }) ?? t("noPrice") },
  ];
  return (
    <li className="flex">
      <Card className="relative flex w-full flex-col p-4 hover:border-line-strong">
        <div className="flex flex-wrap items-center gap-1.5">
          <Tag tone="water">
            <TaskName task={model.task} />
          </Tag>
          <Tag>{model.license}</Tag>
        </div>
        <h2 className="mt-2 font-semibold">
          <TeamLink href={`/models/${model.name}`} className="after:absolute after:inset-0 after:rounded-lg">
            {model.title}
          </TeamLink>
        </h2>
        {model.title !== model.name && <p className="figure text-sm text-ink-3">{model.name}</p>}
        <p className="mt-1 line-clamp-3 text-ink-2">{model.summary}</p>
        <FactList className="mt-3 mb-1" facts={facts} />
        <div className="mt-auto pt-2">
          <Button asChild className="relative z-10">
            <TeamLink href={{ pathname: "/deployments/new", query: { model: model.name } }}>
              {t("deploy")}
              <span className="sr-only"> {model.title}</span>
            </TeamLink>
          </Button>
        </div>
      </Card>
    </li>
  );
}
