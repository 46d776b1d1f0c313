"use client";

import { Button, Select } from "@millrace/ui";
import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTeamPath } from "../team-address/team-address.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { type Names, nameOfGroup } from "./names.ts";
import { type UsageQuery, usageAddress } from "./usage-query.ts";

const ANY = "any";

type FilterName = "model" | "deployment" | "key";

export type UsageFiltersProps = { query: UsageQuery; names: Names; modelNames: readonly string[] };

/** Narrows everything on the page to one model, deployment or key; the choice lives in the address. */
export function UsageFilters({ query, names, modelNames }: UsageFiltersProps) {
  const t = useTranslations("usage.filter");
  const router = useRouter();
  const inTeam = useTeamPath();
  const filters: { name: FilterName; ids: string[] }[] = [
    { name: "model", ids: [...modelNames] },
    { name: "deployment", ids: Object.keys(names.deployments) },
    { name: "key", ids: Object.keys(names.keys) },
  ];
  const narrowed = filters.some(({ name }) => query[name] !== undefined);

  function choose(name: FilterName, value: string) {
    const change = { [name]: value === ANY ? undefined : value };
    router.push(`${inTeam("/usage")}?${new URLSearchParams(usageAddress(query, change))}`, { scroll: false });
  }

  return (
    <div className="flex flex-wrap items-center gap-2">
      {filters.map(({ name, ids }) => {
        const chosen = query[name];
        const shown = chosen && !ids.includes(chosen) ? [...ids, chosen] : ids;
        return (
          <Select
            key={name}
            aria-label={t(name)}
            className="w-auto max-w-56 min-w-36"
            value={chosen ?? ANY}
            onValueChange={(value) => choose(name, value)}
            options={[
              { value: ANY, label: t(`any.${name}`) },
              ...shown.map((id) => ({ value: id, label: nameOfGroup(names, name, id) })),
            ]}
          />
        );
      })}
      {narrowed && (
        <Button asChild look="quiet">
          <TeamLink
            href={{ query: usageAddress(query, { model: undefined, deployment: undefined, key: undefined }) }}
            scroll={false}
          >
            <X aria-hidden />
            {t("clear")}
          </TeamLink>
        </Button>
      )}
    </div>
  );
}
