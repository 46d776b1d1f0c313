import { AGREEMENT_MIN, type Model } from "@millrace/catalog";
import { Card, CardHeader, Cell, EmptyState, HeaderCell, Row, Table, Tag } from "@millrace/ui";
import { Gauge } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { agreementKind, formatAgreement } from "../../format/agreement.ts";
import { formatBytes, formatMilliseconds, formatNumber } from "../../format/quantity.ts";
import { useRefusalText } from "./use-refusal-text.ts";
import { type MeasuredVariant, measuredVariants } from "./variants.ts";

const NO_FIGURE = "–";

/** What this installation's own machine made of each form of the model; nothing is quoted from elsewhere. */
export function VariantsCard({ model }: { model: Model }) {
  const t = useTranslations("models.variants");
  const format = useFormatter();
  const variants = measuredVariants(model);
  const [first] = variants;
  if (!first) {
    return (
      <Card>
        <CardHeader title={t("title")} />
        <EmptyState icon={Gauge} title={t("none.title")} text={t("none.text")} className="py-8" />
      </Card>
    );
  }
  const { nodeName, measuredAt } = first.profile;
  const when = format.dateTime(measuredAt, { dateStyle: "medium", timeStyle: "short" });
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={t("title")}
        aside={<span className="text-sm">{t("where", { node: nodeName, when })}</span>}
        className="pb-1"
      />
      <VariantTable variants={variants} task={model.task} />
      <BoundNote task={model.task} alone={variants.length === 1} />
    </Card>
  );
}

type VariantTableProps = { variants: readonly MeasuredVariant[]; task: Model["task"] };

/** A column for each variant, so that two can be compared on a narrow screen as well. */
function VariantTable({ variants, task }: VariantTableProps) {
  const t = useTranslations("models.variants");
  const locale = useLocale();
  const unit = t(task === "tensor" ? "rowsPerSecond" : "tokensPerSecond");
  const times = (speedUp: number | null) =>
    speedUp === null ? NO_FIGURE : `${formatNumber(speedUp, locale, 2)}×`;
  const lines: { label: string; value: (variant: MeasuredVariant) => ReactNode }[] = [
    {
      label: t("speed"),
      value: ({ perSecond }) =>
        perSecond === null ? (
          NO_FIGURE
        ) : (
          <>
            <span className="font-medium">{formatNumber(perSecond, locale)}</span>
            <Remark text={unit} />
          </>
        ),
    },
    ...(variants.length === 1
      ? []
      : [
          {
            label: t("speedUp"),
            value: ({ speedUp, profile }: MeasuredVariant) => times(profile.variant === "fp32" ? 1 : speedUp),
          },
          {
            label: t("agreement"),
            value: (variant: MeasuredVariant) => <AgreementFigure variant={variant} task={task} />,
          },
        ]),
    { label: t("memory"), value: ({ profile }) => <Whole text={formatBytes(profile.memoryBytes, locale)} /> },
    {
      label: t("load"),
      value: ({ profile }) => <Whole text={`${formatMilliseconds(profile.loadMs, locale)} ms`} />,
    },
    {
      label: t("size"),
      value: ({ profile }) => (profile.sizeBytes === 0 ? NO_FIGURE : formatBytes(profile.sizeBytes, locale)),
    },
    { label: t("offered"), value: (variant) => <Offer variant={variant} task={task} /> },
  ];
  return (
    <Table aria-label={t("title")}>
      <thead>
        <tr>
          <HeaderCell>
            <span className="sr-only">{t("figure")}</span>
          </HeaderCell>
          {variants.map(({ profile }) => (
            <HeaderCell key={profile.variant} className="text-right">
              <span className="figure text-base text-ink">{profile.variant}</span>
            </HeaderCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ label, value }) => (
          <Row key={label}>
            <th scope="row" className="min-w-32 px-4 py-2.5 text-left font-normal text-ink-2">
              {label}
            </th>
            {variants.map((variant) => (
              <Cell key={variant.profile.variant} className="figure text-right align-top">
                {value(variant)}
              </Cell>
            ))}
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

function AgreementFigure({ variant, task }: { variant: MeasuredVariant; task: Model["task"] }) {
  const t = useTranslations("models.variants");
  const locale = useLocale();
  const { agreement, samples } = variant.profile;
  if (agreement === null) return variant.profile.variant === "fp32" ? t("itself") : t("noSamples");
  const kind = agreementKind(task);
  return (
    <>
      {formatAgreement(agreement, kind, locale)}
      <Remark text={t("samples", { kind, count: samples })} />
    </>
  );
}

function Whole({ text }: { text: string }) {
  return <span className="whitespace-nowrap">{text}</span>;
}

/** Beside the figure where there is room, else below it. */
function Remark({ text }: { text: string }) {
  return <span className="block font-sans text-sm tracking-normal text-ink-3 sm:ml-1 sm:inline">{text}</span>;
}

/** Whether a deployment may have it, and where not, why. */
function Offer({ variant: { profile, isDefault }, task }: { variant: MeasuredVariant; task: Model["task"] }) {
  const t = useTranslations("models.variants");
  const refusalText = useRefusalText();
  if (profile.reason !== null) {
    return (
      <span className="font-sans tracking-normal">
        <Tag tone="warn">{t("notOffered")}</Tag>
        <span className="mt-1 ml-auto block max-w-72 text-sm text-ink-2">
          {refusalText({ ...profile, task, agreementMin: AGREEMENT_MIN[task] })}
        </span>
      </span>
    );
  }
  return <Tag tone={isDefault ? "good" : "neutral"}>{t(isDefault ? "default" : "onRequest")}</Tag>;
}

/** What the default is chosen by. */
function BoundNote({ task, alone }: { task: Model["task"]; alone: boolean }) {
  const t = useTranslations("models.variants");
  const locale = useLocale();
  const kind = agreementKind(task);
  const text =
    task === "tensor"
      ? t("boundTensor")
      : t("bound", { kind, min: formatAgreement(AGREEMENT_MIN[task], kind, locale) });
  return (
    <p className="border-t border-line px-4 py-3 text-sm text-ink-2">
      {text}
      {alone && task !== "tensor" && ` ${t("alone")}`}
    </p>
  );
}
