import { Card, CardHeader, CopyButton, type Fact, FactList } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { formatBytes, formatCompact, formatNumber } from "../../format/quantity.ts";
import { TeamLink } from "../team-address/team-link.tsx";
import type { ModelScreenProps } from "./model-screen-props.ts";
import { usePriceText } from "./use-price-text.ts";

const DIGEST_SHOWN = 19;

export function ModelFacts({ model, price, currency, deployments }: Omit<ModelScreenProps, "apiUrl">) {
  const t = useTranslations("models");
  const locale = useLocale();
  const { version } = model;
  const facts: (Fact | null)[] = [
    { label: t("facts.name"), value: <code className="figure">{model.name}</code> },
    { label: t("facts.price"), value: usePriceText(currency)({ task: model.task, price }) ?? t("noPrice") },
    { label: t("facts.license"), value: model.license },
    { label: t("facts.parameters"), value: formatCompact(version.parameterCount, locale) },
    { label: t("facts.size"), value: formatBytes(version.sizeBytes, locale) },
    version.tokensMax === null
      ? null
      : {
          label: t("facts.tokensMax"),
          value: t("tokens", { count: formatNumber(version.tokensMax, locale) }),
        },
    version.dimensions === null
      ? null
      : { label: t("facts.dimensions"), value: formatNumber(version.dimensions, locale) },
    version.languages.length === 0
      ? null
      : { label: t("facts.languages"), value: <LanguageNames codes={version.languages} /> },
    version.labels.length === 0 ? null : { label: t("facts.labels"), value: version.labels.join(", ") },
    { label: t("facts.digest"), value: <Digest digest={version.digest} /> },
    deployments.length === 0
      ? null
      : { label: t("facts.deployments"), value: <DeploymentLinks names={deployments} /> },
  ];
  return (
    <Card>
      <CardHeader title={t("factsTitle")} />
      <FactList className="px-4 pb-2" facts={facts.filter((fact) => fact !== null)} />
    </Card>
  );
}

function LanguageNames({ codes }: { codes: string[] }) {
  const locale = useLocale();
  const names = new Intl.DisplayNames(locale, { type: "language", fallback: "code" });
  return codes.map((code) => nameOf(names, code)).join(", ");
}

/** A card may name a language by something that is no BCP 47 tag; then it is shown as it stands. */
function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

function Digest({ digest }: { digest: string }) {
  const t = useTranslations("models");
  return (
    <span className="inline-flex items-center">
      <code className="figure text-sm" title={digest}>
        {digest.slice(0, DIGEST_SHOWN)}…
      </code>
      <CopyButton className="-my-1.5 -mr-2" text={digest} label={t("copyDigest")} copiedLabel={t("copied")} />
    </span>
  );
}

function DeploymentLinks({ names }: { names: string[] }) {
  return (
    <ul>
      {names.map((name) => (
        <li key={name}>
          <TeamLink
            href={`/deployments/${name}`}
            className="inline-block rounded-sm py-0.5 font-medium text-water-ink hover:underline"
          >
            {name}
          </TeamLink>
        </li>
      ))}
    </ul>
  );
}
