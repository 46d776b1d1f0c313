"use client";

import { Button, Select } from "@millrace/ui";
import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTeamPath } from "../team-address/team-address.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { known, type Names, nameOfGroup } from "./names.ts";
import { FILTERS, isNarrowed, NOT_NARROWED, type UsageQuery, usageAddress } from "./usage-query.ts";

const ANY = "any";

export type UsageFiltersProps = { query: UsageQuery; names: Names; modelNames: readonly string[] };

/** Narrows everything on the page to one of each kind; the choice lives in the address. */
export function UsageFilters({ query, names, modelNames }: UsageFiltersProps) {
  const t = useTranslations("usage.filter");
  const router = useRouter();
  const inTeam = useTeamPath();

  function choose(name: (typeof FILTERS)[number], value: string) {
    const change = { [name]: value === ANY ? undefined : value };
    router.push(`${inTeam("/usage")}?${new URLSearchParams(usageAddress(query, change))}`, { scroll: false });
  }

  return (
    <search aria-label={t("label")} className="flex flex-wrap items-center gap-2">
      {FILTERS.map((name) => {
        const ids = name === "model" ? [...modelNames] : Object.keys(known(names, name));
        const chosen = query[name];
        const shown = chosen && !ids.includes(chosen) ? [...ids, chosen] : ids;
        return (
          <Select
            key={name}
            aria-label={t(name)}
            className="w-auto max-w-52 min-w-32"
            value={chosen ?? ANY}
            onValueChange={(value) => choose(name, value)}
            options={[
              { value: ANY, label: t(`any.${name}`) },
              ...shown.map((id) => ({ value: id, label: nameOfGroup(names, name, id) })),
            ]}
          />
        );
      })}
      {isNarrowed(query) && (
        <Button asChild look="quiet">
          <TeamLink href={{ query: usageAddress(query, NOT_NARROWED) }} scroll={false}>
            <X aria-hidden />
            {t("clear")}
          </TeamLink>
        </Button>
      )}
    </search>
  );
}
