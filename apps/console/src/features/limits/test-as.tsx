"use client";

import { Select } from "@millrace/ui";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTeamPath } from "../team-address/team-address.tsx";
import type { Named } from "./limit-subjects.ts";

const ALL = "all";

/** Chooses the key whose limits are looked at; the choice lives in the address. */
export function TestAs({ keys, keyId }: { keys: readonly Named[]; keyId: string | null }) {
  const t = useTranslations("limits.test");
  const router = useRouter();
  const inTeam = useTeamPath();

  function choose(value: string) {
    const query = value === ALL ? "" : `?${new URLSearchParams({ key: value })}`;
    router.push(`${inTeam("/limits")}${query}`, { scroll: false });
  }

  return (
    <div className="flex items-center gap-2 text-ink-2">
      <span aria-hidden>{t("label")}</span>
      <Select
        aria-label={t("label")}
        className="w-auto max-w-52 min-w-36"
        value={keyId ?? ALL}
        onValueChange={choose}
        options={[
          { value: ALL, label: t("all") },
          ...keys.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </div>
  );
}
