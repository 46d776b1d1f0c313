"use client";

import type { Access } from "@millrace/billing";
import { Notice } from "@millrace/ui";
import { usePathname } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useTeamPath } from "../team-address/team-address.tsx";
import { TeamLink } from "../team-address/team-link.tsx";

export type AccessNoticeProps = {
  access: Access;
  /** Whether they may open the page that says more. */
  mayReadBilling: boolean;
};

/** On every page of a team but that about its plan: that requests are refused, or will be, why, and where to mend it. */
export function AccessNotice({ access, mayReadBilling }: AccessNoticeProps) {
  const t = useTranslations("frame.access");
  const format = useFormatter();
  const billing = useTeamPath()("/billing");
  if (usePathname() === billing) return null;
  if (access.kind === "full" && access.until === null) return null;
  return (
    <Notice tone={access.kind === "full" ? "warn" : "bad"} className="mb-5">
      <p>
        {access.kind === "read_only"
          ? t(access.reason)
          : access.until &&
            t("until", {
              date: format.dateTime(access.until, { dateStyle: "long", timeStyle: "short" }),
            })}{" "}
        {mayReadBilling ? (
          <TeamLink href="/billing" className="rounded-sm font-medium underline">
            {t("open")}
          </TeamLink>
        ) : (
          t("tell")
        )}
      </p>
    </Notice>
  );
}
