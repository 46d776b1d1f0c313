"use client";

import { Button, Input } from "@millrace/ui";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { useTeamPath } from "../team-address/team-address.tsx";
import { type UsageQuery, usageAddress } from "./usage-query.ts";

export type OwnSpanProps = { query: UsageQuery; days: { from: string; to: string } };

/** Any days (UTC) in place of one of the usual ranges; begins with those that are shown. */
export function OwnSpan({ query, days }: OwnSpanProps) {
  const t = useTranslations("usage.span");
  const router = useRouter();
  const inTeam = useTeamPath();

  function show(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [from, to] = [String(form.get("from")), String(form.get("to"))].toSorted();
    const address = usageAddress(query, { from, to, by: undefined });
    router.push(`${inTeam("/usage")}?${new URLSearchParams(address)}`, { scroll: false });
  }

  return (
    <form onSubmit={show} aria-label={t("label")} className="flex flex-wrap items-center gap-2">
      {(["from", "to"] as const).map((name) => (
        <label key={name} htmlFor={`usage-${name}`} className="flex items-center gap-1.5 text-sm text-ink-2">
          {t(name)}
          <Input
            key={days[name]}
            id={`usage-${name}`}
            name={name}
            type="date"
            required
            className="w-auto"
            defaultValue={days[name]}
          />
        </label>
      ))}
      <Button type="submit">{t("show")}</Button>
    </form>
  );
}
